"""A person, role or group is the agent of the harm, or stands where the cause is named."""

from linter.finding import Severity
from linter.matchers.cause import behind_cause, in_cause_slot
from linter.matchers.clause import clause
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

RULE = Rule(
    code="PC101",
    name="person-as-cause",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as if {agent} were the cause.",
    why=(
        "An explanation that ends at a person ends the inquiry: the next person in the same place meets the same conditions. "
        "What accepted the action, and what made it look right at the time, is what the organisation can change."
    ),
    see=("Sidney Dekker, The Field Guide to Understanding 'Human Error'", "Richard Cook, How Complex Systems Fail, point 7"),
    question="What did the system accept, and what would have shown its effect beforehand?",
    matchers=(
        clause(listed="verbs_harm", agent=HUMAN - {"we", "i", "implied"}, unless=r"thanks? to|if .* had|because (?:the|it|no|nothing)"),
        behind_cause(unless=r"thanks to (?:[@\w]+ ){1,4}(?:for|who)"),
        in_cause_slot(unless=r"because (?:the|it|no|nothing)"),
    ),
    flags=(
        "Priya broke checkout when she deployed v212.",
        "## Root cause\n\nArjun ran DROP TABLE in production.",
        "Root cause: John ran the cleanup script against the live database.",
        "An engineer pushed a configuration with a typo, which took down search.",
        "The outage was caused by the on-call engineer restarting the wrong cluster.",
        "The night shift corrupted the patient index during the import.",
        "The double charge was due to a contractor who ran the batch twice.",
    ),
    passes=(
        "## Timeline\n\n- 14:05 Maya rolled back v31.",
        "The scheduler broke the nightly export.",
        "The outage was caused by a change to the routing table.",
        "Jenkins pushed the wrong tag and took down staging.",
        "We deployed v2 at 10:00 and search latency rose.",
        "The attacker deleted the snapshots and leaked the archive.",
        "An engineer merged the change at 10:02.",
        "Thanks to Sofia for spotting the pattern.",
    ),
)
