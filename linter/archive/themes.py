"""Conditions and actions that come back: sentences of several reviews that say much the same.

TF-IDF of words and word pairs, and DBSCAN by the cosine between them, both from scikit-learn. Names are masked before, so that no group is
about a person, and what is shown for a group has none either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from linter.archive.trends import Reviewed

NEAR = 0.45
"""The cosine distance up to which two sentences belong together: about half of their telling words are the same."""
MEGABYTES = 256
"""What the distances may take at a time."""
MOST = 200_000
"""Different sentences that are compared, the last of the archive; beyond, time grows with their square."""

_WORDS = r"(?u)\b[^\W\d_][\w-]+\b"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a theme: its document's number, and where it stands there."""

    document: int
    where: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Sentences that say much the same, in several reviews. `text` is the most typical one, `tiers` those of the actions."""

    text: str
    reviews: int
    places: tuple[Place, ...]
    tiers: tuple[str, ...] = ()
    open: int = 0


def themes(found: Iterable[Reviewed], kind: str) -> list[Theme]:
    """What repeats among the `factors` or `actions` of documents, those of most reviews first.

    Copies of a review count as one. Needs scikit-learn; memory grows with the number of different sentences.
    """
    said: dict[str, list[tuple[str, Place, dict[str, Any]]]] = defaultdict(list)
    for each in found:
        for part in each.record[kind]:
            said[_SPACE.sub(" ", part["theme"]).strip()].append((each.key, Place(each.number, part["where"]), part))
    texts = [text for text in said if text.count(" ") > 1][-MOST:]
    groups = _groups(texts)
    out = [theme for group in groups if (theme := _theme([texts[i] for i in group], said)).reviews > 1]
    return sorted(out, key=lambda theme: (-theme.reviews, -len(theme.places), theme.text))


def _theme(texts: list[str], said: dict[str, list[tuple[str, Place, dict[str, Any]]]]) -> Theme:
    """The theme of texts, the most typical first."""
    uses = [use for text in texts for use in said[text]]
    parts = [part for _, _, part in uses]
    return Theme(
        text=texts[0],
        reviews=len({key for key, _, _ in uses}),
        places=tuple(sorted(dict.fromkeys(place for _, place, _ in uses), key=lambda place: place.document)),
        tiers=tuple(sorted({part["tier"] for part in parts if part.get("tier")})),
        open=sum(not part.get("done", True) for part in parts),
    )


def _groups(texts: list[str]) -> Iterator[list[int]]:
    """The indexes of texts that belong together, each group with its most typical text first; groups of one as well."""
    import numpy as np
    from sklearn import config_context
    from sklearn.cluster import DBSCAN
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not texts:
        return
    vectorizer = TfidfVectorizer(token_pattern=_WORDS, ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    try:
        vectors = vectorizer.fit_transform(texts)
    except ValueError:  # nothing but stop words
        return
    telling = np.flatnonzero(np.diff(vectors.indptr))
    # One neighbour is enough: a condition that comes back once has come back. Equal texts are one here, so a text alone is a group, too.
    with config_context(working_memory=MEGABYTES):
        labels = DBSCAN(eps=NEAR, min_samples=1, metric="cosine", algorithm="brute").fit_predict(vectors[telling])
    members: dict[int, list[int]] = defaultdict(list)
    for row, label in zip(telling, labels, strict=True):
        members[int(label)].append(int(row))
    for group in members.values():
        rows = vectors[group]
        typical = np.asarray(rows @ rows.mean(axis=0).T).ravel()
        yield [group[i] for i in np.argsort(-typical, kind="stable")]
