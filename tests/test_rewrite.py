"""Rewrites: every pattern is held to its examples, every suggestion to its checks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linter.cli import cli
from linter.engine import Linter
from linter.finding import Finding, Span, Suggestion
from linter.readers import read_text
from linter.rewrite.checks import is_well_formed, refusals, refused
from linter.rewrite.edit import edited
from linter.rewrite.facts import added, facts, missing
from linter.rewrite.failure import classes, failure_class
from linter.rewrite.patterns import Pattern, all_patterns
from linter.rewrite.telling import wordings
from linter.settings import Settings

ALONE = Linter(Settings(judge=False))
PAIRS = tomllib.loads((Path(__file__).parent / "rewrites" / "pairs.toml").read_text("utf-8"))["pair"]


def findings(text: str) -> tuple[Finding, ...]:
    return ALONE.lint(read_text(text, "a.md", format="markdown")).findings


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [pytest.param(p, *example, id=f"{p.name}-{i}") for p in all_patterns() for i, example in enumerate(p.examples)],
)
def test_pattern_says_its_examples(pattern: Pattern, text: str, expected: str) -> None:
    offered = [finding.suggestions[0].text for finding in findings(text) if finding.suggestions]
    assert expected in offered


@pytest.mark.parametrize(
    ("kind", "name"), [pytest.param(kind, name, id=f"{kind}-{name}") for kind, each in refusals().items() for name in each]
)
def test_refusal_refuses_its_example(kind: str, name: str) -> None:
    refusal = refusals()[kind][name]
    assert re.search(refusal["pattern"], refusal["example"], re.IGNORECASE)
    assert refused(kind).search(refusal["example"])


@pytest.mark.parametrize("pattern", all_patterns(), ids=lambda pattern: pattern.name)
def test_pattern_has_examples(pattern: Pattern) -> None:
    assert pattern.examples


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_pair(pair: dict[str, object]) -> None:
    text = str(pair["text"])
    offered = [finding.suggestions for finding in findings(text) if finding.suggestions]
    assert offered
    first = offered[0][0]
    assert first.kind == pair.get("kind", "rewrite")
    for words in pair["keeps"]:  # type: ignore[attr-defined]
        assert words in first.text
    for words in pair["never"]:  # type: ignore[attr-defined]
        assert not any(words in suggestion.text for suggestions in offered for suggestion in suggestions)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["text"][:40])
def test_edited_document_is_clean_and_keeps_every_fact(pair: dict[str, object]) -> None:
    text = str(pair["text"])
    for finding in findings(text):
        assert 0 < len(finding.suggestions) <= 3
        for suggestion in finding.suggestions:
            replaced = text[suggestion.span.start : suggestion.span.end]
            assert text[finding.span.start : finding.span.end] in replaced
            assert findings(edited(text, [suggestion])) == ()
            if suggestion.kind == "rewrite":
                assert missing(replaced, suggestion.text, suggestion.dropped) == ()
            assert all(f"⟨{slot}⟩" in suggestion.text for slot in suggestion.slots)


def test_options_are_ranked_by_tier() -> None:
    (finding,) = findings("## Actions\n\n- Remind everyone to check the region before deploying.")
    assert [suggestion.tier for suggestion in finding.suggestions] == ["stronger", "intermediate", "weaker"]
    assert {suggestion.kind for suggestion in finding.suggestions} == {"option"}


def test_a_month_is_no_name() -> None:
    (finding,) = findings("The desk ignored the alarm in May, in June and in August.")
    assert all(month in suggestion.text for suggestion in finding.suggestions for month in ("May", "June", "August"))


def test_code_keeps_its_marks() -> None:
    text = "An engineer carelessly dropped the `orders` table in production."
    assert all("`orders`" in suggestion.text for finding in findings(text) for suggestion in finding.suggestions)


def test_ledger() -> None:
    text = "At 14:02 v212 of `cart` reached 3 hosts in eu-west-1, probably with --force, and “Payment failed” rose to 40 %."
    assert {"14:02", "v212", "`cart`", "eu-west-1", "--force", "“Payment failed”", "probably"} <= set(facts(text))
    assert missing(text, text) == ()
    assert missing("It ran at 14:02 on db-3.", "It ran on db-3.") == ("14:02",)
    assert missing("It ran at 14:02.", "It ran.", ["at 14:02"]) == ()
    assert added("It ran.", "It ran at 14:02 ⟨on host 7⟩.") == ("14:02",)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The table was dropped.", True),
        ("v212 was deployed.", True),
        ("the table was dropped.", False),
        ("The table was dropped", False),
        ("The table was was dropped.", False),
        ("The table ⟨which was dropped.", False),
        ("The table was dropped by.", False),
        ("⟨What did the session show?⟩", True),
    ],
)
def test_form(text: str, right: bool) -> None:
    assert is_well_formed(text, ends=True) is right


def test_deleting_takes_the_gap_along() -> None:
    text = "One. Two. Three.\n\n- Item.\n- Other.\n"
    assert edited(text, [Suggestion("delete", "", Span(5, 9))]) == "One. Three.\n\n- Item.\n- Other.\n"
    assert edited(text, [Suggestion("delete", "", Span(10, 16))]) == "One. Two.\n\n- Item.\n- Other.\n"
    at = text.index("Item.")
    assert edited(text, [Suggestion("delete", "", Span(at, at + 5))]) == "One. Two. Three.\n\n- Other.\n"


def test_of_overlapping_choices_the_first_stays() -> None:
    assert edited("abc", [Suggestion("rewrite", "x", Span(0, 2)), Suggestion("rewrite", "y", Span(1, 3))]) == "xc"


def test_failure_classes_are_told_by_their_words() -> None:
    assert failure_class("The certificate was due for renewal.").name == "expiry"
    assert failure_class("Nothing here.", "The password leaked.").name == "leak"
    assert failure_class("Nothing here.").name == "general"
    assert all(each.question.endswith("?") and len(each.options) == 3 for each in classes().values())


def test_wordings_name_what_was_acted_on() -> None:
    assert all("{o}" in wording.text and "{o}" in wording.led for wording in wordings().values())


SAMPLE = "# Review\n\nAn engineer carelessly dropped the `orders` table in production at 03:12.\r\n\nThe load was high.\n"


def run(arguments: list[str], keys: str = "") -> Result:
    return CliRunner().invoke(cli, ["fix", "--isolated", *arguments], input=keys)


def test_fix_writes_nothing_in_a_dry_run(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(SAMPLE.encode())
    result = run(["--write", "--diff", str(path)])
    assert result.exit_code == 0
    assert "+The `orders` table was dropped in production at 03:12. The system executed it." in result.output
    assert path.read_bytes() == SAMPLE.encode()


def test_fix_write_keeps_encoding_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.encode())
    assert run(["--write", str(path)]).exit_code == 0
    fixed = path.read_bytes()
    assert fixed.startswith(b"\xef\xbb\xbf# Review\n\nThe `orders` table was dropped")
    assert b"executed it.\r\n\n" in fixed
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(("keys", "kept"), [("s", True), ("q", True), ("x1", False)])
def test_fix_asks_for_every_choice(tmp_path: Path, keys: str, kept: bool) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(SAMPLE.encode())
    assert run([str(path)], keys + "s" * 5).exit_code == 0
    assert (path.read_bytes() == SAMPLE.encode()) is kept


def test_fix_refuses_a_dry_run_without_write(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(SAMPLE.encode())
    assert run(["--diff", str(path)]).exit_code == 2
