"""A sentence that makes a person the cause in words that no other rule knows; found by the judge alone."""

from linter.finding import Severity
from linter.rules import Rule

RULE = Rule(
    code="PC100",
    name="person-blame",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as if people were the explanation.",
    why=(
        "Blame needs no blaming word: who is named where, and next to what, can say it as well. "
        "A reader who finds a person at the end of the story stops asking what made the outcome possible."
    ),
    see=(
        "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
        "Cooper et al., Nature of Blame in Patient Safety Incident Reports",
    ),
    question="What was in place at that moment, and what would have made the other outcome the easy one?",
    matchers=(),
    flags=(
        "## What went wrong\n\n- QA signed the build off anyway.",
        "Nobody from storage so much as opened the graph that night.",
        "## Root cause\n\nFinance had three weeks to look at the list and let it lie.",
        "Two of the planners saw the red lamp and carried on with lunch.",
        "Omar sat on the ticket for two weeks, and then the disk was full.",
        "The ward heard the pump and let it ring.",
    ),
    passes=(
        "Ownership of the alert was unclear: two teams each believed that the other had moved it.",
        "The ticket was assigned to Priya on Monday and closed on Tuesday.",
        "The storage team opened the graph at 02:10 and saw the gap.",
        "The shift lead was on another call, and the second line of the rota was empty.",
        "The controller looked at the queue once a minute, as configured.",
        "Three people acknowledged the alarm within four minutes.",
        "The pump rang for ten minutes, because its volume is set to low at night.",
    ),
)
