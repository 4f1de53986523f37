"""What rules are made of: functions that give a matcher, Analysis -> matches.

`phrase` looks at the words, `clause` at who does what, `cause` at what fills a cause slot, `classifier` at the judge's opinion.
Each matcher says what a sentence must have for it, words above all: without that it need not be parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from linter.pipeline import Analysis
from linter.pipeline.sentence import Sentence
from linter.rules import Match


class Wanted(Protocol):
    """Text that is looked for, as `linter.matchers.phrase.Phrases` is."""

    def stand_in(self, text: str, words: frozenset[str]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Matcher:
    """A function from a sentence's analysis to matches, with what a sentence must have for it.

    words           any of these (no words: any sentence will do)
    also            any of each of these
    phrases         any of each of these
    sections, apart one of these sections, none of those
    """

    find: Callable[[Analysis], Iterable[Match]]
    words: frozenset[str]
    kind: str
    also: tuple[frozenset[str], ...] = ()
    phrases: tuple[Wanted, ...] = ()
    sections: Collection[str] = ()
    apart: Collection[str] = ()

    def may_match(self, sentence: Sentence, words: frozenset[str]) -> bool:
        """Whether a parse could lead to a match in a sentence with these words."""
        return (
            not (self.words and self.words.isdisjoint(words))
            and not any(each.isdisjoint(words) for each in self.also)
            and (not self.sections or sentence.section in self.sections)
            and sentence.section not in self.apart
            and all(each.stand_in(sentence.text, words) for each in self.phrases)
        )

    def __call__(self, analysis: Analysis) -> Iterator[Match]:
        yield from self.find(analysis)
