"""Every rule is held to its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.engine import Linter
from linter.finding import Finding
from linter.readers import read_document
from linter.rules import CATEGORIES, Rule, all_rules
from linter.settings import Settings
from linter.training.data import read_reviews
from linter.training.examples import analyses, labelled

_ALONE = Linter(Settings(judge=False))
_JUDGED = Linter()
_WHOLE = Linter(Settings(select=frozenset(rule.code for rule in all_rules()), judge=False))


def findings(rule: Rule, text: str) -> list[Finding]:
    """What the rules alone say of a small document; for a rule without matchers, what the judge says."""
    linter = _WHOLE if rule.whole else _ALONE if rule.matchers else _JUDGED
    return list(linter.lint(read_document(text.encode(), "example.md")).findings)


_FLAGS = [pytest.param(rule, text, id=f"{rule.code}-{i}") for rule in all_rules() for i, text in enumerate(rule.flags)]
_PASSES = [pytest.param(rule, text, id=f"{rule.code}-{i}") for rule in all_rules() for i, text in enumerate(rule.passes)]


@pytest.mark.parametrize(("rule", "text"), _FLAGS)
def test_finds_what_it_must(rule: Rule, text: str) -> None:
    if rule.matchers or rule.whole:
        alone = Linter(Settings(select=frozenset({rule.code}), judge=False))
        assert [f.code for f in alone.lint(read_document(text.encode(), "example.md")).findings] == [rule.code]
    assert rule.category in {f.category for f in findings(rule, text)}


@pytest.mark.parametrize(("rule", "text"), _PASSES)
def test_leaves_alone_what_it_must(rule: Rule, text: str) -> None:
    # A review whose actions have owners may well lack dates, so a rule about the whole speaks for itself alone.
    assert [f.code for f in findings(rule, text) if (f.code == rule.code if rule.whole else f.category == rule.category)] == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_says_what_a_writer_needs(rule: Rule) -> None:
    assert rule.category in CATEGORIES
    assert rule.message.startswith("Reads as")
    assert rule.question.endswith("?")
    assert rule.question.split()[0] in {"What", "How", "Which", "Where", "When"}
    assert len(rule.flags) >= 6
    assert len(rule.passes) >= 6
    assert len(set(rule.flags)) == len(rule.flags)
    assert rule.why
    assert rule.see


def test_no_match_is_lost_for_the_words_that_a_matcher_is_said_to_need() -> None:
    """On one in thirty of the labelled sentences and those with "n't", which is no word; every matcher looks at them all."""
    every = [item for item in labelled(read_reviews(Path(__file__).parent.parent / "training_data")) if item.line.labels]
    items = [item for i, item in enumerate(every) if i % 30 == 0 or "n't" in item.sentence.text]
    matchers = [(rule.code, matcher) for rule in all_rules() for matcher in rule.matchers]
    matched = [(code, found, matcher) for found in analyses(items) for code, matcher in matchers if next(iter(matcher(found)), None)]
    assert len(matched) > len(items) / 4
    assert [(code, found.text) for code, found, matcher in matched if not matcher.may_match(found.words)] == []
