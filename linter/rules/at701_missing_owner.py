"""An action has nobody who can be asked about it."""

from linter.finding import Severity
from linter.matchers.review import lacking
from linter.outline import Action
from linter.rules import Match, Review, Rule


def _given(action: Action) -> bool:
    return action.owner is not None or (action.tracker is not None and "owner" not in action.columns)


def _missing(review: Review) -> list[Match]:
    return list(lacking(review, "owner", given=_given, blank=Severity.WARNING))


RULE = Rule(
    code="AT701",
    name="missing-owner",
    category="action-tracking",
    severity=Severity.HINT,
    message="Reads as {predicate} without an owner.",
    why=(
        "An action without an owner has no place where its progress shows, and such actions are the ones that stay open. "
        "A person, a team, a role or a ticket is enough. An owner carries the work, not the fault."
    ),
    see=("Google, The Site Reliability Workbook, chapter 10", "PagerDuty, Postmortem documentation: accountability"),
    question="Which person, team or rotation will carry this, and where can its progress be seen?",
    whole=_missing,
    flags=(
        "# Incident report\n\n## Timeline\n\n## Action items\n\n- [ ] Add a query count assertion to the test suite\n- [ ] Configure "
        "the CPU alert",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Add a range check | | 2 May |",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner |\n|---|---|\n| Add a range check | TBD |\n| Alert on depth | Ana |",
        "# Incident review\n\n## Follow-up\n\n- Add a range check. Owner: everyone",
        "# Incident report\n\n## Action items\n\n- Alert on queue depth (Storage team)\n- Add a range check",
        "Incident: checkout down for 45 minutes\nRoot cause: a missing index\nAction: Add a check to the pipeline",
        "# Postmortem: meter readings\n\n## Actions\n\n- The team: add a range check to the import",
    ),
    passes=(
        "# Incident report\n\n## Action items\n\n- **Alex** - add an alert on queue depth\n- **Storage team**: add a range check",
        "# Incident report\n\n## Action items\n\n- @noor adds an alert on queue depth\n- Add a range check (Ana, 2 May)",
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth ([OPS-114](https://tickets.example/browse/OPS-114))",
        "# Incident report\n\n## Action items\n\n- Sarah will add a canary stage by Friday.\n- Ops to add an alert",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Add a range check | SRE team | 2 May |",
        "# Incident report\n\n## Action items\n\n- [x] Add an alert on queue depth\n- Add a range check (done)",
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth. Owner: release manager. Due: 3 June",
        "# Road map\n\n## Actions\n\n- Add a range check\n- Add an alert",
        "# Incident report\n\n## Action items\n\nNone.",
    ),
)
