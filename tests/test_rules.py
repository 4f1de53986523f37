"""Every rule is held to its own examples."""

from __future__ import annotations

import pytest

from linter.engine import Linter
from linter.finding import Finding
from linter.readers import read_document
from linter.rules import CATEGORIES, Rule, all_rules
from linter.settings import Settings

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
