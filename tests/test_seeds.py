"""The ideas of the texts that this project began with, row by row: an example of each, and exactly the findings that it gets.

The rows are those of the coverage map of the project's taxonomy. By the rules alone, so that the table does not depend on what
the judge has learned. What no rule can check, the guide for writers says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.engine import Linter
from linter.readers import read_text
from linter.settings import Settings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
RULES = Linter(Settings(judge=False))

BLAMEFUL = "Incident: DB outage - 45 min downtime\nRoot cause: John ran DROP TABLE in production\nAction: John received formal warning\n"
FIXED = """# Post-mortem

## Incident Summary
- **Date/Duration:** 2024-03-15 14:32-16:10 UTC (98 minutes)
- **Impact:** Checkout unavailable for ~40% of users
- **Severity:** SEV1

## Timeline
- 14:32 Alert: 5xx rate > 5% on /api/orders
- 14:35 On-call acknowledged, began investigation
- 16:10 Fully resolved

## Root Cause
Missing eager-load on order.items introduced in PR #1203.

## Action Items
- [ ] Add query count assertion to integration test suite
- [ ] Configure DB CPU alert threshold
- [ ] Add Debugbar query count check to PR checklist
"""
TRADITIONAL = (
    "Incident: The payment API went down for 1 hour.\nRoot Cause: A developer ran a wrong command on production.\n"
    "Action: Warned the developer and asked them to be more careful next time.\n"
)
SYSTEMIC = """Incident: The payment API went down for 1 hour.
Root Cause: Production and staging environments share the same credentials, allowing manual access without approval.
Action:

- Implemented separate credentials for prod/staging.
- Added pre-deployment checks and role-based access.
- Updated documentation for all engineers.
"""
REVIEW = "# Incident report\n\n## Impact\n\n40 users for an hour.\n\n## {}\n\n{}\n"
WHYS = "\n".join(
    ("- Why? → The service ran out of memory", "- Why? → Memory leak in new feature", "- Why? → Performance testing not prioritized")
)
TRACKED = """| Action | Owner | Due Date | Status |
|--------|-------|----------|---------|
| Add memory monitoring | SRE Team | 2024-02-01 | In Progress |
| Update testing suite | Dev Team | 2024-02-15 | Not Started |"""

ROWS = (
    # idea                                                    text                                                  findings
    ("a name as root cause, a warning as action", BLAMEFUL, "PC101 IA203"),
    ("a role is blame as well as a name", "Root cause: A developer ran a wrong command on production.", "PC101"),
    ("a role that forgot", "DBA forgot to add the index.", "PC104"),
    ("a role that pushed wrong config", "Root cause: the engineer pushed a wrong config.", "PC101"),
    ("somebody's fault", "It's Rahul's fault.", "PC103"),
    ("should be more careful", "Sarah needs to be more careful.", "IA201"),
    ("a warning as action, of a role", TRADITIONAL, "PC101 IA201"),
    ("don't do that again", "## Actions\n\n- Don't do that again.", "IA201"),
    ("one cause is not enough", REVIEW.format("Root cause", "The database query was the root cause."), "CS601"),
    ("many factors", REVIEW.format("Contributing factors", "- No query limit\n- No cache\n- No alert"), ""),
    ("whys that end at a condition", REVIEW.format("The Five Whys", WHYS), ""),
    ("whys that end at a person", REVIEW.format("The Five Whys", f"{WHYS}\n- Why? → John forgot it"), "PC104 CS603"),
    ("the process did not catch it", "Our review process didn't catch the issue.", ""),
    ("automated checks, not care", "## Actions\n\n- We need automated checks to prevent this class of error.", ""),
    ("actions with owner, date and status", REVIEW.format("Action items", TRACKED), ""),
    ("the seeds' own template: actions without owners", FIXED, "CS601 AT701 AT702"),
    ("the systemic version", SYSTEMIC, ""),
    ("names in a timeline and as owners", REVIEW.format("Timeline", "- 14:05 Maya rolled back v31.\n\nOwner: Arjun"), ""),
    ("polite prose that smuggles blame", "With all due respect, Alex did not look at the graphs.", "PC104"),
    ("vague, in the name of kindness", REVIEW.format("Causes", "Mistakes were made.\n\nAlerts were late."), "CS602"),
    ("plain truth: ownership, training", REVIEW.format("Causes", "- Ownership was unclear.\n- Training was insufficient."), ""),
    ("malice is for other channels", "The attacker deleted the snapshots.", ""),
    ("no backdoor performance review", "## Actions\n\n- This will be part of Ravi's performance review.", "IA203"),
    ("who messed this up?", "Who messed this up?", "BQ501 PC103"),
    ("what did we believe at the time?", "What did we believe at the time?", ""),
    ("what was tried, and what worked", "## Timeline\n\n- 14:50 Identified: new deploy introduced N+1 query\n- 15:00 Rolled back", ""),
    ("conditions of all kinds", "- The runbook was outdated.\n- The interface made two commands look similar.\n- No rehearsal.", ""),
    ("text about human error", "> How the system allowed it - recognizing that human error often stems from cognitive overload.", ""),
    ("follow-up: nothing that lasts", REVIEW.format("Actions", "- Update the wiki (Ana, P2)\n- Document the retries (Ops, P3)"), "AT704"),
)
OPTIONAL = (
    ("all sections", REVIEW.format("Timeline", "- 14:05 It began."), "DS801 DS801 DS801 DS801"),
    ("within days", "# Postmortem\n\nDate: 2024-03-01\nPublished: 2024-03-20\n\n## Timeline\n\n## Impact\n\n2 users", "DS802"),
    ("impact in numbers", "# Postmortem\n\n## Timeline\n\n## Impact\n\nCheckout was slow for some users.", "DS803"),
)


def codes(linter: Linter, text: str) -> list[str]:
    return [finding.code for finding in linter.lint(read_text(text, "review.md")).findings]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_seeds_ideas_get_exactly_their_findings(text: str, expected: str) -> None:
    assert sorted(codes(RULES, text)) == sorted(expected.split())


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in OPTIONAL], ids=[row[0] for row in OPTIONAL])
def test_ideas_that_are_checked_on_request(text: str, expected: str) -> None:
    own = frozenset(expected.split())
    assert codes(Linter(Settings(select=own, judge=False)), text) == expected.split()
    assert own.isdisjoint(codes(RULES, text))


@pytest.mark.parametrize("words", ["findable", "near misses", "Fatigue", "completion", "reckless", "48 hours"])
def test_ideas_that_no_rule_can_check_are_in_the_guide(words: str) -> None:
    assert words in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the texts are not here")
def test_texts_about_reviews_are_not_judged_as_reviews() -> None:
    for file in sorted(SEEDS.glob("*.txt")):
        found = codes(RULES, file.read_text(encoding="utf-8"))
        assert [code for code in found if code.startswith(("AT", "CS", "DS"))] == [], file.name
