"""Something a human was expected to do, told as left undone."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_CONDITION = r"because (?:the|it|no|nothing|nobody|we|there|of)|since (?:the|it|no|nothing)|so that|in order to|did not have|didn't have"

RULE = Rule(
    code="PC104",
    name="omission",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as something {agent} left undone.",
    why=(
        "What did not happen explains nothing: it compares the day with one that never was. What was in place instead, "
        "and what would have prompted the step, can be found and changed."
    ),
    see=("Johan Bergström, Three analytical traps in accident investigation", "Michael Nygard, Counterfactuals are not causality"),
    question="What would have prompted this step at that moment, and what state was in place without it?",
    matchers=(
        clause(verbs=("forget", "neglect", "overlook", "miss", "skip", "omit", "disregard"), unless=_CONDITION, modality=("", "can", "could")),
        clause(verbs=("fail",), unless=_CONDITION + r"|keep the service|failed over"),
        clause(
            verbs=("check", "verify", "test", "validate", "notice", "tell", "inform", "communicate", "escalate", "read", "look", "review", "catch", "consider", "spot", "ask", "renew", "rotate",
                   "update", "confirm", "warn", "document", "disable", "monitor", "acknowledge", "respond", "report", "follow up", "announce", "see", "raise", "label"),
            negated=True,
            unless=_CONDITION,
        ),
        phrase(r"without (?:bothering|checking|telling|asking|reading|testing|verifying|looking|informing)", about=HUMAN - {"we"}, unless=_CONDITION),
    ),
    flags=(
        "Devi forgot to renew the certificate.",
        "The reviewers failed to notice the missing WHERE clause.",
        "We overlooked the dependency on the old queue.",
        "Nobody told the on-call that the node was failing.",
        "Did not check the replica before the failover.",
        "The ward team never tested the backup pump.",
        "We failed to verify that the backups could be restored.",
    ),
    passes=(
        "The scheduler failed to retry the job.",
        "Travis forgot the cache key between builds.",
        "Our review process did not catch the issue.",
        "We did not have an alert for this.",
        "We did not roll back because the migration was irreversible.",
        "The health check did not notice the stuck thread.",
        "Pods failed to start after the upgrade.",
    ),
)
