"""The values that the linter gives back. Frozen, and importing nothing else of the project."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b


class Severity(IntEnum):
    """How much a finding matters. `error` and `warning` are about people, `hint` is about the document's quality."""

    HINT = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    def step(self, by: int) -> Severity:
        """This severity moved by so many steps, kept between `hint` and `error`."""
        return Severity(min(max(self + by, Severity.HINT), Severity.ERROR))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points of a document's source."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to put in place of `span`. `kind` is `rewrite`, `option` or `delete`; `slots` are the ⟨…⟩ only the authors can fill."""

    kind: str
    text: str
    span: Span
    slots: tuple[str, ...] = ()
    tier: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a finding was made: what the pipeline read in the sentence, and which witnesses spoke."""

    agent: str = ""
    actor: str = ""
    predicate: str = ""
    matcher: str = ""
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a document that reads as blame. Offsets are code points into the source as read."""

    code: str
    name: str
    category: str
    severity: Severity
    confidence: float
    section: str
    span: Span
    sentence: Span
    excerpt: str
    message: str
    question: str
    fingerprint: str
    suggestions: tuple[Suggestion, ...] = ()
    evidence: Evidence = Evidence()


def fingerprint(code: str, sentence: str, occurrence: int) -> str:
    """A name for a finding that survives moved lines and renamed files: rule, words of the sentence, and its count in the document."""
    words = " ".join(sentence.split()).casefold()
    return blake2b(f"{code}\0{words}\0{occurrence}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
