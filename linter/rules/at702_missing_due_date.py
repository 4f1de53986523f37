"""An action has no date, no priority and no ticket."""

from linter.finding import Severity
from linter.matchers.review import lacking
from linter.outline import Action
from linter.rules import Match, Review, Rule


def _given(action: Action) -> bool:
    return any((action.due, action.priority, action.tracker))


def _missing(review: Review) -> list[Match]:
    return list(lacking(review, "due", given=_given))


RULE = Rule(
    code="AT702",
    name="missing-due-date",
    category="action-tracking",
    severity=Severity.HINT,
    message="Reads as {predicate} with neither a due date nor a priority or ticket.",
    why=(
        "Without a date, a priority or a ticket an action is a good intention: it loses to the work that has one, and nobody sees "
        "when it is "
        "overtaken by the next incident. Deciding not to do it is a decision that can be written down as well."
    ),
    see=("PagerDuty, Postmortem documentation: writing", "Atlassian, Incident management handbook: postmortems"),
    question="When will somebody look at this again, and where is it tracked until then?",
    whole=_missing,
    flags=(
        "# Incident report\n\n## Timeline\n\n## Action items\n\n- [ ] Add a query count assertion (Ana)\n- [ ] Configure the CPU "
        "alert (Ops)",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Add a range check | Ana | |",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Add a range check | Ana | TBD |",
        "# Incident review\n\n## Follow-up\n\n- Add a range check soon. Owner: Ana",
        "# Incident report\n\n## Action items\n\n- Alert on queue depth (Storage team, 3 May)\n- Add a range check (Ana)",
        "# Postmortem: meter readings\n\n## What we will do\n\n## Actions\n\nWe will add a range check to the import.",
    ),
    passes=(
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth by the end of sprint 14\n- Add a range check (Ana, 2 May)",
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth (P1)\n- Add a range check, Q3 2025",
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth ([#114](https://code.example/o/r/issues/114))",
        "# Incident report\n\n## Action items\n\n- Sarah will add a canary stage by Friday.",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due | Ticket |\n|---|---|---|---|\n| Add a range check | Ana | "
        "| OPS-7 |",
        "# Incident report\n\n## Action items\n\n- [x] Add an alert on queue depth\n- Added a range check to the import",
        "# Notes\n\n## Actions\n\n- Add a range check\n- Add an alert",
    ),
)
