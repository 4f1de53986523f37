"""Hindsight in words that no other rule knows; found by the judge alone."""

from linter.finding import Severity
from linter.rules import Rule

RULE = Rule(
    code="HB300",
    name="hindsight",
    category="hindsight",
    severity=Severity.WARNING,
    message="Reads as a judgement that only the outcome makes possible.",
    why=(
        "Whoever knows the end sees one thread where there were many. What people could see and expect at the time explains why "
        "they did what they did; what they would have done with today's knowledge explains nothing."
    ),
    see=("Baruch Fischhoff, Hindsight is not equal to foresight", "Michael Nygard, Counterfactuals are not causality"),
    question="What was visible at that moment, and what did it look like next to everything else?",
    matchers=(),
    flags=(
        "One look at the plan from Omid would have spared us the night.",
        "It would have been easy for the reviewers to spot it.",
        "Any of us could have seen this coming since March.",
        "It would have been the easiest thing in the world for the desk to ask.",
        "A phone call from the desk to the ward would have saved the evening.",
        "Had somebody from Finance opened the attachment, the payment would have been stopped.",
    ),
    passes=(
        "A canary stage would have limited the impact to one region.",
        "With a second link, the site would have stayed reachable.",
        "A test with two tenants would have shown the collision.",
        "The plan was opened for the first time at 02:40.",
        "The manual names the valve on page 40 only.",
        "The payment would have been stopped by the limit, had the limit covered this account type.",
    ),
)
