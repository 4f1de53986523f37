"""The gate: which sentences are worth reading. Without the judge, one with none of the words that any rule needs is never parsed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from linter.lexicons import lexicon
from linter.matchers.phrase import Expression, compiled, words_of
from linter.pipeline.sentence import Sentence, words, words_in
from linter.rules import Rule, all_rules


class Gate:
    """Decides on words alone, for a set of rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        matchers = [matcher for rule in rules for matcher in rule.matchers]
        self._matchers = [matcher for matcher in matchers if matcher.words]
        self._words = frozenset[str]().union(*(matcher.words for matcher in self._matchers))
        self._causes = len(self._matchers) < len(matchers)

    def passes(self, sentence: Sentence) -> bool:
        """Whether a sentence can carry a finding. Everything in a cause slot can, where a rule looks at bare acts."""
        return (self._causes and sentence.section == "causes") or self.may_match(words(sentence))

    def may_match(self, words: frozenset[str]) -> bool:
        """Whether a sentence of such words can carry a finding, wherever it stands."""
        return not self._words.isdisjoint(words) and any(matcher.may_match(words) for matcher in self._matchers)


def readable(sentence: Sentence) -> bool:
    """Whether a sentence can carry a finding at all: one or two words, a heading or a cell, can only where a rule bears witness."""
    return says_something(sentence) or sentence.section == "causes" or _may_match(f"{sentence.field} {sentence.text}")


def says_something(sentence: Sentence) -> bool:
    """Whether a sentence has more than one or two words."""
    return sentence.text.count(" ") > 1


@lru_cache(20_000)
def _may_match(text: str) -> bool:
    """Remembered, since an editor sends a whole text again after each keystroke."""
    return _every_rule().may_match(words_in(text))


@cache
def _every_rule() -> Gate:
    return Gate(all_rules())


def cued(sentence: Sentence) -> bool:
    """Whether a sentence, or the label in front of it, has a stock phrase of blame: then no screen keeps it from the judge."""
    return _cued(f"{sentence.field}: {sentence.text}")


@lru_cache(20_000)
def _cued(text: str) -> bool:
    phrases, needed = _cues()
    return not needed.isdisjoint(words_in(text)) and phrases.search(text) is not None


@cache
def _cues() -> tuple[Expression, frozenset[str]]:
    """The stock phrases, and the words of which each match has one: most sentences have none, and to look for the phrases takes longer."""
    phrases = sorted(lexicon("cues"))
    return compiled("|".join(phrases)), frozenset[str]().union(*map(words_of, phrases))
