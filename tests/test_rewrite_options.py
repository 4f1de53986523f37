"""Options for actions: of the matter that the action names, in its own words, the stronger first; and what an if keeps."""

from __future__ import annotations

import pytest

from linter.engine import Linter
from linter.finding import Suggestion
from linter.readers import read_text
from linter.settings import Settings

ALONE = Linter(Settings(judge=False))


def options(text: str) -> tuple[Suggestion, ...]:
    (finding,) = ALONE.lint(read_text(f"## Actions\n\n- {text}\n", "a.md", format="markdown")).findings
    return finding.suggestions


@pytest.mark.parametrize(
    ("text", "stronger"),
    [
        (
            "Night staff must verify the dose against the chart by hand.",
            "Let ⟨tool⟩ verify the dose against the chart, and refuse to go on at ⟨unsafe state⟩.",
        ),
        (
            "Anneke needs to be more careful when she edits the price list.",
            "Let ⟨tool⟩ refuse ⟨the unsafe state⟩ when editing the price list.",
        ),
        (
            "Count to ten before you press Apply.",
            "Remove the need to count to ten before pressing Apply: ⟨what the tool does or refuses instead⟩.",
        ),
        (
            "Talk to Yusuf about flag changes in the evening.",
            "Let ⟨tool⟩ take flag changes in the evening into account, and refuse ⟨the unsafe state⟩.",
        ),
        (
            "Remind drivers to make sure that no sample is left in the van.",
            "Build it into ⟨tool⟩ that no sample is left in the van, so that ⟨the opposite⟩ is refused.",
        ),
        (
            "Remind all clerks not to edit the live sheet.",
            "Make it impossible to edit the live sheet, with ⟨lock, permission or default⟩.",
        ),
        ("Have a word with Brianna.", "Make ⟨the unsafe state⟩ impossible in ⟨tool⟩, or remove the manual step."),
        ("Have a stern word with Jonas in March.", "Make ⟨the unsafe state⟩ impossible in ⟨tool⟩, or remove the manual step."),
        ("Think twice before you merge a schema change.", "Let ⟨tool⟩ refuse ⟨the unsafe state⟩ before merging a schema change."),
        ("Stay calm when the board turns red.", "Let ⟨tool⟩ refuse ⟨the unsafe state⟩ when the board turns red."),
        (
            "Be better at following the restore procedure.",
            "Build what is asked for in the restore procedure into ⟨tool⟩, so that ⟨the unsafe state⟩ is refused.",
        ),
        ("Shift leads will take the log more seriously.", "Let ⟨tool⟩ take the log into account, and refuse ⟨the unsafe state⟩."),
        (
            "Farid will be trained in running a failover.",
            "Let ⟨tool⟩ lead through running a failover step by step, and refuse ⟨the unsafe state⟩.",
        ),
    ],
)
def test_options_are_about_what_the_action_asks(text: str, stronger: str) -> None:
    found = options(text)
    assert found[0].text == stronger
    assert [option.tier for option in found] == ["stronger", "intermediate", "weaker"]


def test_the_time_that_a_measure_was_taken_is_none_of_a_plan() -> None:
    assert all("Monday" not in option.text for option in options("The operator was given a formal warning on Monday."))


def test_a_due_date_stays() -> None:
    assert all(option.text.endswith("(by Friday).") for option in options("By Friday, two people will double-check every zone diff."))


def test_what_did_follow_is_kept_where_what_would_have_followed_is_left_out() -> None:
    text = "Had Sir Kent sent one message at 10, the vendor would have come at 11 and not at 4."
    (finding,) = ALONE.lint(read_text(text, "a.md", format="markdown")).findings
    assert finding.suggestions
    assert all("at 4" in suggestion.text and "at 10" in suggestion.text for suggestion in finding.suggestions)
