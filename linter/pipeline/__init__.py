"""The language pipeline: our own spaCy model, and our components behind it.

    tok2vec, tagger, morphologizer, trainable_lemmatizer, parser, ner  ->  actor, quotation, clause

`linter.pipeline.run` holds what needs spaCy, so that rules can be listed and explained without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from linter.pipeline.actor import HUMAN
from linter.pipeline.sentence import Sentence, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from linter.pipeline.clause import Clause


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
    def words(self) -> frozenset[str]:
        """The words of the sentence (`linter.pipeline.sentence.words`)."""
        return words(self.sentence)

    @cached_property
    def question(self) -> bool:
        return "?" in self.text[len(self.text.rstrip("\"'”’)*?! ")) :]

    @cached_property
    def humans(self) -> tuple[Token, ...]:
        """The tokens that stand for people that can be blamed."""
        return tuple(token for token in self.doc if token._.actor in HUMAN)

    def quoted(self, start: int, end: int) -> bool:
        """Whether the characters `start` to `end` stand in a quotation."""
        return any(token._.quoted for token in self.doc if token.idx < end and token.idx + len(token) > start)
