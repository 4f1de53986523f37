"""A question that accuses in words that no other rule knows; found by the judge alone."""

from linter.finding import Severity
from linter.rules import Rule

RULE = Rule(
    code="BQ500",
    name="accusing-question",
    category="blame-question",
    severity=Severity.INFO,
    message="Reads as a question that is answered with a name or a defence.",
    why=(
        "Asked this way, people answer with reasons why it was not them. "
        "Asked for what was seen, expected and possible, they tell what happened."
    ),
    see=("John Allspaw, The Infinite Hows", "PagerDuty, Postmortem documentation, culture"),
    question="What did people see and expect at that point, and how did the next step look to them?",
    matchers=(),
    flags=(
        "And where was the duty manager during all of this?",
        "Did it never occur to anyone to look at the other screen?",
        "Is reading a ticket before closing it too much to ask?",
        "Which genius turned off the alarm?",
        "Were the reviewers asleep when they approved this?",
        "Since when do we deploy without asking, Marta?",
    ),
    passes=(
        "Where was traffic routed during the failover?",
        "Which screens show the state of the second pump?",
        "Which link carried the traffic at that moment?",
        "Which rule turned off the alarm?",
        "What did the review tool show for a change of 2,300 lines?",
        "Since when has the pipeline accepted unsigned images?",
    ),
)
