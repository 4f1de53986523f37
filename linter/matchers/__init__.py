"""What rules are made of: functions that give a matcher, Analysis -> matches.

`phrase` looks at the words, `clause` at who does what, `cause` at what fills a cause slot, `classifier` at the judge's opinion.
Each matcher carries the words that it needs: a sentence without them can't match, so that it need not be parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from linter.pipeline import Analysis
from linter.rules import Match

Needs = tuple[tuple[frozenset[str], ...], ...]
"""Alternatives; for one of them a sentence has a word of each of its sets."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A function from a sentence's analysis to matches, with the words that it needs: one of `words`, where there are any, and what
    `needs` says, where it says something."""

    find: Callable[[Analysis], Iterable[Match]]
    words: frozenset[str]
    kind: str
    needs: Needs = ()

    def __call__(self, analysis: Analysis) -> Iterator[Match]:
        yield from self.find(analysis)

    def may_match(self, words: frozenset[str]) -> bool:
        """Whether a sentence of such words can match, for all that they tell."""
        return not self.words or (not self.words.isdisjoint(words) and (not self.needs or has(words, self.needs)))


def has(words: frozenset[str], needs: Needs) -> bool:
    """Whether words are such as are needed."""
    return any(not any(map(words.isdisjoint, alternative)) for alternative in needs)
