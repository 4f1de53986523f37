"""A verdict on people or their conduct in words that no other rule knows; found by the judge alone."""

from linter.finding import Severity
from linter.rules import Rule

RULE = Rule(
    code="JL400",
    name="judging-tone",
    category="judgement",
    severity=Severity.WARNING,
    message="Reads as a verdict on people or on how they worked.",
    why=(
        "A verdict says more about the writer's standard than about the incident, and it teaches readers to tell less next time. "
        "The observation behind it, with a time and a place, is what the next review can use."
    ),
    see=("Johan Bergström, Three analytical traps in accident investigation", "Google, Site Reliability Workbook, ch. 10"),
    question="What was observed, when and where, that this verdict stands for?",
    matchers=(),
    flags=(
        "A rushed job by the migration team.",
        "The platform group handled it like amateurs.",
        "The handover by the day shift was a disgrace.",
        "The vendor's technicians behaved like beginners.",
        "This is amateur hour, and the database group plays in it every week.",
        "What the contractor delivered is embarrassing.",
    ),
    passes=(
        "The clock of that team's display was four minutes slow.",
        "The release was coordinated in the incident channel from 10:20.",
        "Marco was on his ninth hour of the shift when the page came.",
        "The alarm had the same sound as the door bell.",
        "The default of the driver is dangerous on this kernel.",
        "Reviews of generated files are a formality in the current process.",
    ),
)
