"""What the rules about the whole review have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from linter.finding import Severity, Span
from linter.outline import Action
from linter.rules import Match, Review


def blamed(review: Review, span: Span, *categories: str) -> bool:
    """Whether a finding in a sentence, of any category or of some, stands in a range: then it says what matters first."""
    return any((not categories or finding.category in categories) and finding.sentence.overlaps(span) for finding in review.findings)


def planned(review: Review) -> list[Action]:
    """The actions that are still to be done, without those that try to mend a person: they are to be replaced, not tracked."""
    return [
        action
        for action in review.outline.actions
        if not action.done and action.text.strip(" .:") and not blamed(review, action.span, "individual-action")
    ]


def lacking(review: Review, column: str, *, given: Callable[[Action], bool], blank: Severity | None = None) -> Iterator[Match]:
    """The actions that lack something. Where most actions of a review do, one match stands for all: it's one habit, not many slips.

    A blank cell in a table that has the `column` is always a match of its own, of severity `blank`.
    """
    actions = planned(review)
    without = [action for action in actions if not given(action)]
    cells = [action for action in without if column in action.columns]
    rest = [action for action in without if column not in action.columns]
    yield from (_match(action, "an action", "a blank cell", blank) for action in cells)
    if len(rest) > 1 and len(rest) * 2 > len(actions):
        count = f"all {len(rest)}" if len(rest) == len(actions) else f"{len(rest)} of {len(actions)}"
        yield _match(rest[0], f"{count} actions, beginning with this one,", "most of them")
    else:
        yield from (_match(action, "an action", "one of them") for action in rest)


def _match(action: Action, told: str, note: str, severity: Severity | None = None) -> Match:
    return Match(action.span.start, action.span.end, predicate=told, note=note, severity=severity)
