"""The impact has no number in it."""

import re
from collections.abc import Iterator

from linter.finding import Severity
from linter.rules import Match, Review, Rule

_NUMBER = re.compile(
    r"\d|⟨|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|half|third|quarter|all|"
    r"every|no|none|nobody|entire|whole"
    r"|total|only|an hour|a (?:day|minute|week))\b",
    re.IGNORECASE,
)


def _unquantified(review: Review) -> Iterator[Match]:
    own = [sentence for sentence in review.sentences if sentence.section == "impact" and sentence.text.strip(" .")]
    if own and not any(_NUMBER.search(sentence.text) for sentence in own):
        yield Match(own[0].offsets[0], own[0].span.end)


RULE = Rule(
    code="DS803",
    name="unquantified-impact",
    category="document",
    severity=Severity.HINT,
    default=False,
    message="Reads as an impact without a number.",
    why=(
        "How long, how many and what it cost decide how much effort the actions are worth, and they let reviews be compared. "
        "An estimate with its source is enough."
    ),
    see=("Google, The Site Reliability Workbook, chapter 10", "PagerDuty, Postmortem documentation: effective postmortems"),
    question="How many users or requests were affected, for how long, and where can that be seen?",
    whole=_unquantified,
    flags=(
        "# Incident report\n\n## Impact\n\nSome users saw errors.\n\n## Timeline",
        "# Incident report\n\n## Timeline\n\n## User impact\n\n- Checkout was slow.\n- Support was busy.",
        "# Postmortem\n\n- **Impact**: Users could not log in.\n\n## Timeline",
        "# Outage\n\n## Impact\n\nCustomers were affected for a while.\n\n## Timeline\n\n## Causes",
        "# Incident report\n\n## Customer impact\n\nSearch was degraded.\n\n## Timeline",
        "Incident: login down\nImpact: users could not log in\nRoot cause: a full disk",
    ),
    passes=(
        "# Incident report\n\n## Impact\n\n340 users saw errors for 12 minutes.\n\n## Timeline",
        "# Incident report\n\n## Impact\n\nCheckout was unavailable for ~40% of users.\n\n## Timeline",
        "# Incident report\n\n## Impact\n\nNo data was lost.\n\n## Timeline",
        "# Incident report\n\n## Impact\n\nAbout a third of the parcels were late.\n\n## Timeline",
        "# Incident report\n\n## Timeline\n\n## Root cause\n\nA full disk.",
        "# Plan\n\n## Impact\n\nUsers will see a new page.",
    ),
)
