"""An action that works on people in words that no other rule knows; found by the judge alone."""

from linter.finding import Severity
from linter.rules import Rule

RULE = Rule(
    code="IA200",
    name="person-fix",
    category="individual-action",
    severity=Severity.WARNING,
    message="Reads as an action that is meant to change people rather than their work.",
    why=(
        "Attention, memory and attitude can't be decided in a meeting, and the next person starts without them. "
        "An action that changes a tool, an interface or a rule that a tool enforces helps whoever comes next."
    ),
    see=("National Patient Safety Foundation, RCA2, action hierarchy", "Google, Site Reliability Workbook, ch. 10"),
    question="What could change in the tool, the interface or the process, so that the same act does no harm?",
    matchers=(),
    flags=(
        "## Action items\n\n- Developers will take their time with migrations.",
        "## Actions\n\n- Night staff to keep their eyes on the panel at all times.",
        "## Next steps\n\n- A serious conversation with the contractor about how we work here.",
        "## Actions\n\n- Clerks sign every morning that they have read the notices.",
        "## Actions\n\n- Olu sits with a mentor for his next four deployments.",
        "## Corrective actions\n\n- More discipline in the release team.",
    ),
    passes=(
        "## Action items\n\n- The migration tool refuses statements without a time limit. Owner: Olu",
        "## Actions\n\n- Add the panel to the wall display of the night desk.",
        "## Next steps\n\n- The contract with the supplier gets a clause on notice periods.",
        "## Action items\n\n- The change calendar is posted to the channel each morning by the bot.",
        "## Actions\n\n- Olu adds the fourth deployment stage by Friday.",
        "## Corrective actions\n\n- The release pipeline blocks images without a signature.",
    ),
)
