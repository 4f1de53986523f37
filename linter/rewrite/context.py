"""What a rewrite pattern sees: a flagged sentence with its parse, its place, and inline markup that can be carried along."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from linter.document import Document
from linter.lexicons import lexicon
from linter.pipeline import Analysis
from linter.rewrite.failure import GENERAL, FailureClass, classes, failure_class
from linter.rewrite.words import tidy
from linter.rules import Match, Rule

if TYPE_CHECKING:
    from spacy.tokens import Token

    from linter.pipeline.clause import Clause

_INLINE = re.compile(r"(`+)[^`]+\1|\[[^\]]+\]\([^)\s]*\)|https?://[^\s)>\]]+")
_TITLES = ("Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Prof", "Prof.", "Sir", "Herr", "Frau")
_MONTH = re.compile(r"\b(?:in|of|since|until|by|from|to|during|last|this|next|early|late|mid|on \d+) (?:April|May|June|August)\b")
"""Months that are given names, too, where they are months."""
_FIRST_MARK = 0xE000  # the private use area stands in for inline markup while a sentence is taken apart


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that a pattern proposes, in the sentence's words with marks for its inline markup. Empty text: delete the sentence.

    `last`: only where nothing else can be shown. `foreign`: not built from the sentence's own words, so each of them is checked.
    """

    text: str
    kind: str = "rewrite"
    dropped: tuple[str, ...] = ()
    tier: str = ""
    last: bool = False
    foreign: bool = False


@dataclass(frozen=True)
class Context:
    """A flagged sentence. Everything a pattern needs; patterns are pure functions of it."""

    document: Document
    analysis: Analysis
    match: Match
    rule: Rule

    @property
    def text(self) -> str:
        return self.analysis.text

    @property
    def records(self) -> bool:
        """Whether the sentence stands where a review records who did what: names stay there."""
        return self.analysis.section in ("timeline", "chat")

    @cached_property
    def source(self) -> str:
        """The sentence as it stands in the source."""
        span = self.analysis.sentence.span
        return self.document.source[span.start : span.end]

    @cached_property
    def clauses(self) -> dict[int, Clause]:
        """The clauses by the place of their predicate."""
        return {clause.predicate.i: clause for clause in self.analysis.clauses}

    @cached_property
    def people(self) -> frozenset[str]:
        """The words that name people in the sentence, in lower case: a suggestion may leave them out."""
        given, software, humans = lexicon("given_names"), lexicon("software"), self.analysis.humans
        persons = [
            t
            for t in self.analysis.doc
            if t in humans or (t.pos_ == "PROPN" and t.lower_ in given and t.lower_ not in software) or t.text in _TITLES
        ]
        named = [
            t for token in persons for t in (token, token.head, *token.children) if t == token or (t.pos_ == "PROPN" and t.dep_ != "appos")
        ]
        return frozenset(word for token in named for word in (token.lower_, f"{token.lower_}'s", f"{token.lower_}’s"))

    def is_name(self, fact: str) -> bool:
        """Whether a fact is nothing but the name of a person."""
        words = fact.lower().split()
        if any(found.group().split()[-1] == fact for found in _MONTH.finditer(self.text)):
            return False
        return bool(words) and all(self.people.intersection((word, *re.split(r"['’-]", word))) for word in words)

    @cached_property
    def failure(self) -> FailureClass:
        """The kind of failure that the sentence speaks of."""
        return failure_class(self.text)

    def question(self, verbs: Collection[str], *, undone: bool) -> str:
        """What a facilitator asks of an event: about its kind of failure, where the words are clear about that."""
        failure = self.failure
        if undone and failure.name == "alert" and "paged" in verbs:
            return classes()["handoff"].question
        done = failure.accepted and undone  # its question is about something that took effect
        if not done and (failure.words.intersection(verbs) or failure.count(self.text) > 1):
            return failure.question
        return "What would have prompted this at that moment?" if undone else classes()[GENERAL].question

    @cached_property
    def inlines(self) -> tuple[tuple[int, int, str], ...]:
        """(start, end, source) of inline code, links and URLs, in characters of the text."""
        offsets = self.analysis.sentence.offsets
        first = offsets[0]
        found = []
        # Opening marks stand before the first character of the text.
        lead = len(self.document.source[:first]) - len(self.document.source[:first].rstrip("`["))
        source = self.document.source[first - lead : offsets[-1] + 200]
        for match in _INLINE.finditer(source):
            inside = [i for i, at in enumerate(offsets[:-1]) if match.start() <= at - first + lead < match.end() and not self._gap(i)]
            if inside:
                found.append((inside[0], inside[-1] + 1, match.group()))
        return tuple(found)

    def _gap(self, i: int) -> bool:
        """Whether a character is the space in front of markup, whose offset is that of the markup."""
        return self.text[i] == " " and not self.document.source[self.analysis.sentence.offsets[i]].isspace()

    def is_inline(self, at: int) -> bool:
        """Whether a character of the text stands in inline code, a link or a URL."""
        return any(left <= at < right for left, right, _ in self.inlines)

    def words(self, start: int, end: int) -> str:
        """The characters `start` to `end` of the text, inline markup as marks."""
        out, at = [], start
        for number, (left, right, _) in enumerate(self.inlines):
            if start <= left and right <= end:
                out += [self.text[at:left], chr(_FIRST_MARK + number)]
                at = right
        return "".join((*out, self.text[at:end]))

    def shown(self, text: str) -> str:
        """A wording as it is written into the source."""
        return self._unmarked(text, [source for _, _, source in self.inlines])

    def read(self, text: str) -> str:
        """A wording as the pipeline reads it, inline code masked."""
        return self._unmarked(text, [self.text[left:right] for left, right, _ in self.inlines])

    def _unmarked(self, text: str, replacements: Sequence[str]) -> str:
        for number, replacement in enumerate(replacements):
            text = text.replace(chr(_FIRST_MARK + number), replacement)
        return text

    @property
    def source_end(self) -> int:
        """Where the sentence ends in the source, closing marks of an inline at its end included."""
        offsets = self.analysis.sentence.offsets
        end = offsets[-1]
        if self.inlines and self.inlines[-1][1] == len(self.text):
            start = self.inlines[-1][0]
            whole = self.inlines[-1][2]
            at = self.document.source.rfind(whole, offsets[0] - 3, offsets[start] + len(whole))
            end = max(end, at + len(whole))
        return end

    @property
    def source_start(self) -> int:
        """Where the sentence starts in the source, opening marks of an inline at its start included."""
        start = self.analysis.sentence.offsets[0]
        if self.inlines and self.inlines[0][0] == 0:
            whole = self.inlines[0][2]
            at = self.document.source.rfind(whole, max(0, start - 3), start + len(whole))
            start = min(start, at) if at >= 0 else start
        return start

    def join(self, pieces: Iterable[Token | str]) -> str:
        """Tokens and texts in a row; tokens that are neighbours keep the space between them."""
        return tidy(" ".join(self._runs(pieces)))

    def _runs(self, pieces: Iterable[Token | str]) -> Iterator[str]:
        run: list[Token] = []
        for piece in (*pieces, ""):
            if run and (isinstance(piece, str) or piece.i != run[-1].i + 1):
                yield self.words(run[0].idx, run[-1].idx + len(run[-1]))
                run = []
            if isinstance(piece, str):
                if piece:
                    yield piece
            else:
                run.append(piece)
