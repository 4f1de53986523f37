"""The ideas of the texts that this project began with, row by row: examples of each, and exactly the findings that they get.

The rows are those of the coverage map of the project's taxonomy, in its order, with its rules in the comments, by the rules alone and
with the judge. What no rule can check, the outline shows or the guide for writers says.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from linter.engine import Linter
from linter.outline import outline
from linter.readers import read_text
from linter.rules import all_rules
from linter.settings import Settings

ROOT = Path(__file__).parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
MAP = 30
"""So many rows the map has."""

BLAMEFUL = "Incident: DB outage - 45 min downtime\nRoot cause: John ran DROP TABLE in production\nAction: John received formal warning\n"
FIXED = """# Post-mortem

## Incident Summary
- **Date/Duration:** 2024-03-15 14:32-16:10 UTC (98 minutes)
- **Impact:** Checkout unavailable for ~40% of users
- **Severity:** SEV1

## Timeline
- 14:32 Alert: 5xx rate > 5% on /api/orders
- 14:35 On-call acknowledged, began investigation
- 14:50 Identified: new deploy introduced N+1 query → DB CPU 100%
- 15:00 Rolled back deployment → metrics recovering
- 16:10 Fully resolved

## Root Cause
Missing eager-load on order.items introduced in PR #1203.

## Action Items
- [ ] Add query count assertion to integration test suite
- [ ] Configure DB CPU alert threshold
- [ ] Add Debugbar query count check to PR checklist
"""
SCENARIO = (
    "Your web service went down because a DevOps engineer accidentally ran a command that deleted a Kubernetes namespace in production."
)
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
BLAMELESS = (
    "A manual deletion command was executed in production because the same permissions were used for staging and production. "
    "We'll fix this by enforcing role-based access and requiring peer review for high-risk commands."
)
PIPELINE = (
    "The outage occurred because our deployment process allowed an untested config to go to production. "
    "We'll add CI/CD validation to prevent this."
)
USEFUL = (
    "The runbook was outdated, the interface made two commands look dangerously similar, the alert did not distinguish between symptoms, "
    "and the team had never rehearsed the path under real pressure."
)
CONDITIONS = (
    "- Missing monitoring\n- Missing tests\n- The runbook was unclear.\n- Two commands looked alike.\n- The credentials were shared."
)
LACKS = (
    "Our schema change process lacked automated performance testing.\n\n"
    "Config validation was manual, no automated checks for common errors."
)
REVIEW = "# Incident report\n\n## Impact\n\n40 users for an hour.\n\n## {}\n\n{}\n"
WHYS = "\n".join(
    (
        "Why? → The service ran out of memory",
        "Why? → Memory leak in new feature",
        "Why? → Missing memory profiling in testing",
        "Why? → No automated memory testing in CI",
        "Why? → Performance testing not prioritized",
    )
)
TRACKED = """| Action | Owner | Due Date | Status |
|--------|-------|----------|---------|
| Add memory monitoring | SRE Team | 2024-02-01 | In Progress |
| Update testing suite | Dev Team | 2024-02-15 | Not Started |"""
LATE = "# Postmortem\n\nDate: 2024-03-01 16:10\nPublished: 2024-03-{}\n\n## Timeline\n\n## Impact\n\n2 users"
ALL_PARTS = (
    "# Incident Postmortem\n\n## Incident Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Timeline\n\n- 14:05 It began.\n\n"
    "## Contributing Factors\n\n- A\n- B\n\n## What Went Well\n\n- C\n\n## Action Items\n\n" + TRACKED
)
NEAR_MISS = (
    "# Near miss: expired token\n\n## What happened\n\nIt was renewed by chance.\n\n## Lessons\n\n## Actions\n\n- Alert on expiry (Ana)"
)

ROWS: tuple[tuple[int, str, str, str], ...] = (
    # row, idea, example, findings; "-" before a rule that is off by default: it was asked for, and finds nothing
    #
    # T1, D5
    (1, "root cause names a person", BLAMEFUL, "PC101 IA203"),
    (1, "because somebody did", "The outage occurred because Ramesh pushed a bad config file.", "PC101"),
    (1, "the blame game", "John pushed bad code", "PC101"),
    # T1b, T3b
    (2, "a developer ran a wrong command", "Root Cause: A developer ran a wrong command on production.", "PC101"),
    (2, "an engineer accidentally ran it", SCENARIO, "PC101"),
    (2, "DBA forgot", "DBA forgot to add index", "PC104"),
    (2, "engineer pushed wrong config", "Engineer pushed wrong config", "PC101"),
    # T1a, T2, A1
    (3, "somebody's fault", "It's Rahul's fault.", "PC103"),
    (3, "made a mistake", "Alex made a mistake", "PC102"),
    (3, "should be more careful", "He should be more careful.", "IA201"),
    (
        3,
        "all at once, one finding of a kind in a sentence",
        "It's Rahul's fault - he made a mistake. He should be more careful.",
        "PC102 IA201",
    ),
    # T12, A2
    (4, "formal warning", "Action: John received formal warning", "IA203"),
    (4, "warned the developer", TRADITIONAL, "PC101 IA203"),
    # A1, A3
    (5, "don't do that again", "Don't do that again", "IA201"),
    (5, "training as the fix", "## Actions\n\n- SQL training for all developers.", "IA202"),
    (5, "what to do in its place", "Add automation or access control to avoid manual errors.", ""),
    # D5, section 4: what a finding asks is tested below
    (6, "why was it possible?", "Why was DROP TABLE possible in production? Why was there no backup tested recently?", ""),
    # P3, T7
    (7, "a charge about what somebody thought", "The on-call ignored three pages.", "PC105"),
    (7, "the view of the moment", "I assumed the alert was noise, since it fires nightly.", ""),
    (7, "people act reasonably", "People generally act with the information, incentives, and constraints available to them.", ""),
    # section 4: conditions
    (8, "conditions", REVIEW.format("Causes", CONDITIONS), ""),
    (8, "the useful story", USEFUL, ""),
    (8, "manual validation", LACKS, ""),
    (8, "the same permissions", BLAMELESS, ""),
    (8, "the process allowed it", PIPELINE, ""),
    (8, "the systemic version", SYSTEMIC, ""),
    # T6, D5, D6
    (9, "one cause", REVIEW.format("Summary", "It all came down to one bad line."), "CS601"),
    (9, "many factors", REVIEW.format("Contributing factors", "- No query limit\n- No cache\n- No alert"), ""),
    (9, "several in a sentence", "Multiple factors contributed: query optimization, lack of caching, missing alerts", ""),
    (9, "trigger and conditions", REVIEW.format("Root cause", "Trigger: the release of v2.\nCondition: one pool for all."), ""),
    # T6 alone
    (10, "a thing as the one cause", REVIEW.format("Root cause", "The database query was the root cause."), "CS601"),
    # a system as the subject
    (11, "the process did not catch it", "Our review process didn't catch the issue", ""),
    # T6, D6
    (12, "whys that end at a condition", REVIEW.format("The Five Whys", WHYS), ""),
    (12, "whys that end at a person", REVIEW.format("The Five Whys", f"{WHYS}\nWhy? → John forgot it"), "PC104 CS603"),
    # A1, A2
    (13, "care as the action", "Sarah needs to be more careful", "IA201"),
    (13, "a person as the object", "## Actions\n\n- Remind the developers of the policy.", "IA202"),
    (13, "automated checks", "We need automated checks to prevent this class of error", ""),
    # A5, A6, D9
    (14, "owner, date and status", REVIEW.format("Action items", TRACKED), ""),
    (14, "no owner", REVIEW.format("Action items", "- Add memory monitoring by 1 February"), "AT701"),
    (14, "no date", REVIEW.format("Action items", "- Add memory monitoring (SRE Team)"), "AT702"),
    # A5
    (15, "the seeds' own template", FIXED, "AT701 AT702 CS601"),
    # T1: not
    (16, "names in a timeline and as owners", REVIEW.format("Timeline", "- 14:05 Maya rolled back v31.\n\nOwner: Arjun"), ""),
    # T14b, T5, T8
    (17, "masked blame", "Not to point fingers, but someone in billing pushed early.", "PC108"),
    (17, "the process was not followed", "Root cause: change management policy was not followed.", "PC106"),
    (17, "a minimiser", "They only had to read the banner.", "JL402"),
    # T14a
    (18, "vague, in the name of kindness", REVIEW.format("Causes", "- Mistakes were made.\n- Alerts were late."), "CS602"),
    (18, "plain truth", REVIEW.format("Causes", "- Ownership was unclear.\n- Training was insufficient."), ""),
    # T12: not
    (19, "malice is for other channels", "Reckless or malicious conduct can still be handled through the proper channels.", ""),
    (19, "an attacker", "The attacker deleted the snapshots.", ""),
    # T12
    (20, "a backdoor performance review", "This will be part of Ravi's performance review.", "IA203"),
    # T9
    (21, "who messed this up?", "Who messed this up?", "BQ501"),
    (21, "who did this?", "Who did this?", "BQ501"),
    (21, "whose fault was it?", "Whose fault was it?", "BQ501"),
    (21, "what did we believe at the time?", "What did we believe at the time?", ""),
    (21, "what made it hard?", "What made this harder to catch or recover from?", ""),
    # D3, D7
    (22, "facts, who noticed, what was tried", FIXED[FIXED.index("## Timeline") : FIXED.index("## Root")], ""),
    # D1 to D9
    (23, "all parts", ALL_PARTS, "-DS801"),
    (23, "parts are missing", REVIEW.format("Timeline", "- 14:05 It began."), "DS801 DS801 DS801 DS801"),
    (23, "impact in numbers", REVIEW.format("Timeline", ""), "-DS803"),
    (23, "impact without", "# Postmortem\n\n## Timeline\n\n## Impact\n\nCheckout was slow for some users.", "DS803"),
    # D11
    (24, "within days", LATE.format("06"), "-DS802"),
    (24, "late", LATE.format("08"), "DS802"),
    # D13
    (26, "a near miss is reviewed like an incident", NEAR_MISS, "AT702"),
    # A8, D14
    (28, "nothing that lasts", REVIEW.format("Actions", "- Update the wiki (Ana, P2)\n- Document the retries (Ops, P3)"), "AT704"),
    # the meta boundary
    (30, "human error in general", "Human error often stems from cognitive overload.", ""),
    (30, "quoted", "> How the system allowed failure to occur - recognizing that human error often stems from cognitive overload.", ""),
    (30, "what it causes", "Cognitive overload is a primary cause of operational mistakes", ""),
    (30, "the easy story", "The easy story is that the on call engineer ran the wrong command.", ""),
    (
        30,
        "the interesting question",
        "If an engineer clicked the wrong thing, the question is why that looked reasonable in that moment.",
        "",
    ),
    (30, "a misconception", "Postmortems are not about finding who made the mistake.", ""),
)
GUIDE = (
    (24, "48 hours"),
    (25, "findable"),
    (26, "near misses"),
    (27, "Fatigue"),
    (27, "three to six actions"),
    (28, "completion"),
    (19, "reckless"),
)
KINDS = (29, ("technical", "process", "communication", "documentation", "human", "external"))


def found(text: str, expected: str, *, judge: bool = False) -> list[str]:
    asked = {code.lstrip("-") for code in expected.split()}
    linter = Linter(Settings(select=frozenset(rule.code for rule in all_rules() if rule.default or rule.code in asked), judge=judge))
    return sorted(finding.code for finding in linter.lint(read_text(text, "review.md")).findings)


@pytest.mark.parametrize("judge", [False, True], ids=["rules", "judge"])
@pytest.mark.parametrize(("text", "expected"), [row[2:] for row in ROWS], ids=[f"{row[0]}-{row[1]}" for row in ROWS])
def test_the_seeds_ideas_get_exactly_their_findings(text: str, expected: str, judge: bool) -> None:
    assert found(text, expected, judge=judge) == sorted(code for code in expected.split() if code[0] != "-")


def test_every_row_of_the_map_is_here_in_order() -> None:
    rows = [row[0] for row in ROWS]
    assert rows == sorted(rows)
    assert {*rows, *(row for row, _ in GUIDE), KINDS[0]} == set(range(1, MAP + 1))


def test_what_is_off_by_default_finds_nothing_unasked() -> None:
    optional = {rule.code for rule in all_rules() if not rule.default}
    assert [text for _, _, text, _ in ROWS if not optional.isdisjoint(found(text, ""))] == []


def test_a_finding_asks_the_question_that_the_seeds_miss() -> None:
    cause, action = Linter(Settings(judge=False)).lint(read_text(BLAMEFUL, "review.md")).findings
    assert cause.question.startswith("What did the system accept")
    assert "DROP TABLE" in cause.suggestions[0].text
    assert "?⟩" in cause.suggestions[0].text
    assert action.question.startswith("What")


def test_factors_are_of_the_seeds_kinds() -> None:
    text = REVIEW.format("Contributing Factors", "\n".join(f"- **{kind.title()}**: it was so" for kind in KINDS[1]))
    assert tuple(factor.kind for factor in outline(read_text(text, "review.md")).factors) == KINDS[1]


@pytest.mark.parametrize("words", [words for _, words in GUIDE])
def test_ideas_that_no_rule_can_check_are_in_the_guide(words: str) -> None:
    assert words in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the texts are not here")
def test_texts_about_reviews_are_not_judged_as_reviews() -> None:
    linter = Linter(Settings(judge=False))
    for file in sorted(SEEDS.glob("*.txt")):
        codes = [finding.code for finding in linter.lint(read_text(file.read_text(encoding="utf-8"), "review.md")).findings]
        assert [code for code in codes if code.startswith(("AT", "CS", "DS"))] == [], file.name
