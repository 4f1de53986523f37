"""What rules are made of: functions that give a matcher, Analysis -> matches.

`phrase` looks at the words, `clause` at who does what, `cause` at what fills a cause slot, `classifier` at the judge's opinion.
Each matcher carries `words`: a sentence with none of them can't match, so that it need not be parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from linter.pipeline import Analysis
from linter.rules import Match


@dataclass(frozen=True, slots=True)
class Matcher:
    """A function from a sentence's analysis to matches, with the words that it needs."""

    find: Callable[[Analysis], Iterable[Match]]
    words: frozenset[str]
    kind: str

    def __call__(self, analysis: Analysis) -> Iterator[Match]:
        yield from self.find(analysis)
