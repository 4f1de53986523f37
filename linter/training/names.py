"""Train the tagger of personal names, one witness among several of who is a person.

Sources: the Broad Twitter Corpus and Wikigold (CC BY 4.0), Universal NER on EWT (CC BY-SA 4.0), and our own labelled reviews, which name
the people and the systems of each text: Jenkins, Travis and Fritz stand there as software. Copies with names of many cultures are added.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans, minibatch
from thinc.api import Adam, fix_random_seed

from linter.training.cultures import given_names
from linter.training.data import Review

_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 64,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [3000, 1000, 1500, 1500],
        "include_static_vectors": False,
    },
    "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "depth": 3, "window_size": 1, "maxout_pieces": 3},
}
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": _TOK2VEC,
}


def read_columns(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Words and tags of the sentences of a (gzipped) column file, whatever its column order; only persons are kept, as IOB2."""
    words: list[str] = []
    tags: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            columns = line.split()
            if line.startswith("# ") or "DOCSTART" in line:
                continue
            if len(columns) > 1:
                offset = 1 if ".iob2" in path.name else 0
                words.append(columns[offset])
                tags.append(columns[offset + 1])
            elif words and not columns:
                yield words, _iob2(tags)
                words, tags = [], []


def _iob2(tags: Sequence[str]) -> list[str]:
    out = []
    for i, tag in enumerate(tags):
        if not tag.endswith("PER"):
            out.append("O")
        elif tag.startswith("I-") and i and tags[i - 1].endswith("PER"):
            out.append("I-PERSON")
        else:
            out.append("B-PERSON" if tag.startswith("B-") or not i or not tags[i - 1].endswith("PER") else "I-PERSON")
    return out


def corpus_docs(nlp: Language, folder: Path, pattern: str) -> list[Doc]:
    """The Docs of the column files that match a pattern."""
    docs = []
    for path in sorted(folder.glob(pattern)):
        for words, tags in read_columns(path):
            docs.append(Doc(nlp.vocab, words=words, ents=tags))
    return docs


def review_docs(nlp: Language, reviews: Iterable[Review]) -> list[Doc]:
    """The sentences of labelled reviews, with the people that their heads name."""
    docs = []
    for review in reviews:
        names = sorted((p.lstrip("@") for p in review.people if len(p) > 1), key=len, reverse=True)
        parts = [part for name in names for part in name.split() if len(part) > 2 and part[0].isupper()]
        wanted = sorted({*names, *parts}, key=len, reverse=True)
        pattern = re.compile(r"(?<![\w@])@?(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)") if wanted else None
        systems = {part for system in review.systems for part in (system, *system.split())}
        for line in review.lines:
            doc = nlp.make_doc(line.text)
            found: list[Span] = []
            for match in pattern.finditer(line.text) if pattern else ():
                span = doc.char_span(*match.span(), label="PERSON", alignment_mode="expand")
                if span is not None and match.group() not in systems:
                    found.append(span)
            doc.ents = tuple(filter_spans(found))
            docs.append(doc)
    return docs


def with_names(doc: Doc, names: Sequence[str], rng: random.Random) -> Doc:
    """A copy with each person replaced by a drawn name; a full name keeps its number of words."""
    words, tags = [], []
    for token in doc:
        tag = f"{token.ent_iob_}-PERSON" if token.ent_type_ else "O"
        swap = token.ent_type_ and token.text[:1].isupper() and token.text.isalpha()
        words.append(rng.choice(names) if swap else token.text)
        tags.append(tag)
    return Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc], ents=tags)


def train(nlp: Language, docs: Sequence[Doc], *, steps: int = 2500, seed: int = 0) -> Language:
    """Add a trained `ner` to a pipeline; the other components are left as they are."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    names = given_names()
    only = spacy.blank("en", vocab=nlp.vocab)
    ner = only.add_pipe("ner", config={"model": _MODEL})
    ner.add_label("PERSON")  # type: ignore[attr-defined]
    only.initialize(lambda: [Example(plain(doc), doc) for doc in docs[:200]])
    optimizer = Adam(0.001, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    done = 0
    sizes = (min(128, int(16 * 1.002**step)) for step in count())
    with only.select_pipes(enable="ner"):
        while done < steps:
            order = list(docs)
            rng.shuffle(order)
            for chunk in minibatch(order, size=sizes):  # type: ignore[no-untyped-call]
                batch = []
                for doc in chunk:
                    varied = with_names(doc, names, rng) if doc.ents and rng.random() < 0.6 else doc
                    batch.append(Example(plain(varied), varied))
                only.update(batch, sgd=optimizer, drop=0.15)
                done += 1
                if done >= steps:
                    break
    with ner.model.use_params(optimizer.averages or {}):  # type: ignore[attr-defined]
        nlp.add_pipe("ner", source=only)
    return nlp


def plain(doc: Doc) -> Doc:
    """The words of a Doc without its annotation."""
    return Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])


def score(nlp: Language, docs: Iterable[Doc]) -> dict[str, float]:
    """Precision, recall and F of PERSON spans."""
    tp = fp = fn = 0
    for doc in docs:
        found = {(e.start, e.end) for e in nlp.get_pipe("ner")(plain(doc)).ents}
        truth = {(e.start, e.end) for e in doc.ents}
        tp, fp, fn = tp + len(found & truth), fp + len(found - truth), fn + len(truth - found)
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return {"P": round(precision, 4), "R": round(recall, 4), "F": round(2 * precision * recall / max(1e-9, precision + recall), 4)}
