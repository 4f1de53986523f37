"""The parts of a review as values. Spans are code points of the source, half open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linter.finding import Span


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a review and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, up to the next heading. `kind` is one of `linter.pipeline.section.KINDS`."""

    kind: str
    title: str
    level: int
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the timeline. `time` is as written."""

    time: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Factor:
    """A cause or condition. `role` is "root cause", "trigger" or "factor"; `kind` is as the heading or label has it ("process"), or ""."""

    text: str
    span: Span
    role: str = "factor"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is to change. `source` is "table", "task", "list", "label" or "prose".

    `columns` are the kinds of columns of its table ("owner", "due", …). `tier` is that of the RCA2 action hierarchy ("stronger",
    "intermediate", "weaker"), "" where the words don't tell. `details` are the items below it.
    """

    text: str
    span: Span
    source: str
    owner: Part | None = None
    due: Part | None = None
    priority: Part | None = None
    status: Part | None = None
    tracker: Part | None = None
    done: bool = False
    tier: str = ""
    columns: frozenset[str] = frozenset()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """A question of a chain of whys, and its answer; `span` is the answer's."""

    question: str
    answer: str
    span: Span


@dataclass(frozen=True, slots=True)
class Outline:
    """What the linter understood of a document.

    `evidence` says what makes it a review, empty for any other document. `happened` is the last day that the incident is given,
    `reported` the day of the review, where they are written with their year; either is a `datetime` where the time of day is written,
    too. `whys` are chains, each from the first question to the last answer.
    """

    title: Part | None = None
    evidence: tuple[str, ...] = ()
    happened: date | None = None
    reported: date | None = None
    sections: tuple[Section, ...] = ()
    timeline: tuple[Entry, ...] = ()
    factors: tuple[Factor, ...] = ()
    actions: tuple[Action, ...] = ()
    whys: tuple[tuple[Why, ...], ...] = ()

    @property
    def is_review(self) -> bool:
        return bool(self.evidence)
