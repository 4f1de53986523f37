"""Failure classes: which kind of failure a sentence speaks of, by its words and then those of its neighbours."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_ENOUGH = 4
_LEAD = 1.5
_TEXTS = 4096
_WORD = re.compile(r"[a-z][a-z-]+")
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class FailureClass:
    """`accepted` is entailed where an act took effect ("" if nothing is), `options` are (tier, action), strongest first."""

    name: str
    words: frozenset[str]
    question: str
    accepted: str
    options: tuple[tuple[str, str], ...]

    def count(self, text: str) -> int:
        """How many of its words a text has."""
        return _counts(text)[self.name]


@cache
def classes() -> dict[str, FailureClass]:
    """Every class by name."""
    data = tomllib.loads(files(__package__).joinpath("failure_classes.toml").read_text("utf-8"))
    return {
        name: FailureClass(
            name,
            frozenset(row["words"].split()),
            row["question"],
            row.get("accepted", ""),
            tuple((tier, row[tier]) for tier in ("stronger", "intermediate", "weaker")),
        )
        for name, row in data.items()
    }


@cache
def _named() -> dict[str, tuple[str, ...]]:
    """Word -> the names of the classes that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, each in classes().items():
        found |= {word: (*found.get(word, ()), name) for word in each.words}
    return found


@lru_cache(_TEXTS)
def _counts(text: str) -> Counter[str]:
    """How many words of each class a text has, each word once: "a hail code from a flood code" is no release."""
    return Counter(name for word in set(_WORD.findall(text.lower())) for name in _named().get(word, ()))


def failure_class(*texts: str) -> FailureClass:
    """The class with the most words in the first of the texts that has any; the general one where none has."""
    for text in texts:
        counts = _counts(text)
        if counts:
            return classes()[max(classes(), key=counts.__getitem__)]
    return classes()[GENERAL]


@lru_cache(maxsize=8)
def leading_class(document: str) -> FailureClass | None:
    """The class that a whole document speaks of, where one clearly leads."""
    counts = Counter(dict.fromkeys(classes(), 0))
    for line in document.splitlines():
        # Line by line, since few of them change between two looks at a document.
        counts.update(_counts(line))
    (most, name), (second, _) = sorted(((count, name) for name, count in counts.items()), reverse=True)[:2]
    return classes()[name] if most >= _ENOUGH and most >= _LEAD * second else None
