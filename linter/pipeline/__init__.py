"""The language pipeline: our own spaCy model, and our components behind it.

    tok2vec, tagger, morphologizer, trainable_lemmatizer, parser, ner  ->  actor, quotation, clause
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from threading import Lock

import spacy
from spacy.attrs import NORM, ORTH
from spacy.language import Language
from spacy.tokens import Doc, Token

from linter.artifacts import folder
from linter.pipeline.actor import HUMAN, Roster, mark_actors
from linter.pipeline.clause import Clause, mark_clauses
from linter.pipeline.quotation import mark_quotation
from linter.pipeline.sentence import Sentence

# An extension that a Matcher looks at must default to "", never to None.
for _name, _default in (("actor", ""), ("quoted", False)):
    Token.set_extension(_name, default=_default, force=True)
for _name, _default in (("clauses", ()), ("roster", Roster()), ("they", ""), ("meta", False), ("denied", False), ("reported", False)):
    Doc.set_extension(_name, default=_default, force=True)

Language.component("actor", func=mark_actors, requires=["token.dep", "token.tag"])
Language.component("quotation", func=mark_quotation)
Language.component("clause", func=mark_clauses, requires=["token.dep", "token.tag", "token.lemma"])

_LOCK = Lock()


@dataclass(frozen=True)
class Analysis:
    """A sentence with what the pipeline read in it. Equal text gives an equal analysis, whatever stands around it."""

    sentence: Sentence
    doc: Doc

    @property
    def text(self) -> str:
        return self.sentence.text

    @property
    def section(self) -> str:
        return self.sentence.section

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return self.doc._.clauses  # type: ignore[no-any-return]

    @cached_property
    def question(self) -> bool:
        return self.text.rstrip("\"'”’)* ").endswith("?")

    @cached_property
    def humans(self) -> tuple[Token, ...]:
        """The tokens that stand for people that can be blamed."""
        return tuple(token for token in self.doc if token._.actor in HUMAN)

    def quoted(self, start: int, end: int) -> bool:
        """Whether the characters `start` to `end` stand in a quotation."""
        return any(token._.quoted for token in self.doc if token.idx < end and token.idx + len(token) > start)


@cache
def _load() -> Language:
    nlp = spacy.load(folder("language"))
    for word in ("on-call", "On-call", "On-Call", "on-calls", "on-caller"):
        nlp.tokenizer.add_special_case(word, [{ORTH: word, NORM: "on-call"}])  # type: ignore[attr-defined]
    for name in ("actor", "quotation", "clause"):
        nlp.add_pipe(name)
    return nlp


def pipeline() -> Language:
    """The pipeline, loaded once."""
    with _LOCK:
        return _load()


def analyse(sentences: Iterable[Sentence], roster: Roster) -> Iterator[Analysis]:
    """Parse sentences in batches and mark actors, quotations and clauses."""
    nlp = pipeline()

    def docs() -> Iterator[tuple[Doc, Sentence]]:
        for sentence in sentences:
            doc = nlp.make_doc(sentence.text)
            doc._.roster = roster
            yield doc, sentence

    for doc, sentence in nlp.pipe(docs(), as_tuples=True, batch_size=64):
        yield Analysis(sentence, doc)
