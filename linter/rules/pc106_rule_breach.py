"""A rule or procedure that was not followed stands as the explanation."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.condition import unexcused
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_OTHERS = HUMAN - {"i"}
_BREAKERS = _OTHERS - {"nobody"} | {""}
_KEEP = ("follow", "adhere", "comply", "observe", "respect", "obey", "keep to", "stick to", "act by", "act upon", "use", "complete")
_RULE = r"(?:the |our |this |that |a |an |any |its )?(?:[\w'’&-]+ ){0,4}?(?:{@rulebooks}|sign-off|change (?:management|control))"
_GUARD = (
    r"sign-off|approval|review|four-eyes|two-person|safeguards?|scan|interlock|change (?:management|control|window|"
    r"advisory)|controls?|dry run"
)
_MACHINE = (
    r"no \w+ (?:was|were)|admission|kyverno|gatekeeper|opa|policy engine|linter|csp|(?:logged|reported|counted|"
    r"recorded) (?:the |a |as )?violation|emergency patch|by (?:the )?attacker|cdn"
)

RULE = Rule(
    code="PC106",
    name="rule-breach",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as if breaking a rule explained what happened.",
    why=(
        "A rule that was not followed is where the question starts: rules that fit the work are followed most of the time. "
        "How often the step is done as written, and what made another way workable that day, is the finding."
    ),
    see=(
        "VA National Center for Patient Safety, Five Rules of Causation, rule 4",
        "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
    ),
    question="What made the other way the workable one at that moment, and how is the step usually done?",
    matchers=(
        unexcused(
            clause(
                verbs=_KEEP,
                agent=_OTHERS | {"", "unknown"},
                negated=True,
                theme="rulebooks",
                modality=("",),
                apart=("actions",),
                unless=_MACHINE,
                note="did not follow",
            )
        ),
        unexcused(
            clause(
                listed="verbs_breach",
                agent=_BREAKERS,
                theme="rulebooks",
                modality=("",),
                apart=("actions",),
                unless=_MACHINE,
                note="broke a rule",
            )
        ),
        unexcused(
            clause(
                verbs=("bypass", "circumvent", "sidestep", "override", "skip"),
                agent=_OTHERS - {"nobody"},
                obj=_GUARD,
                apart=("actions",),
                unless=_MACHINE,
                note="went round a guard",
            )
        ),
        unexcused(
            phrase(
                rf"{_RULE} (?:was|were|has been|had been|have been) (?:\w+ )?(?:violated|breached|bypassed|circumvented|"
                rf"disregarded|ignored|flouted)",
                unless=_MACHINE + r"|no rule",
                note="a rule was broken",
            )
        ),
        phrase(
            rf"(?:in (?:clear |direct |gross )?(?:violation|breach|defiance) of|contrary to|against|in disregard of|"
            rf"a (?:clear |gross |grave )?(?:violation|breach) of) {_RULE}",
            r"(?:grave |gross |serious |clear )breach of (?:duty|procedure|protocol|policy)|non-?compliance (?:with|by)",
            rf"failure to (?:follow|comply with|adhere to|observe) {_RULE}",
            rf"(?:deviated|departed) from {_RULE}",
            unless=_MACHINE + r"|tested against|checked against|test(?:s)? .* against|contrary to what|can expect|should|validated against",
            note="against a rule",
        ),
        unexcused(
            phrase(
                r"without (?:waiting for |asking for |any |the |prior |proper )*(?:authori[sz]ation|authority|approval|"
                r"permission|sign-off|a second person|the second person|the checklist|review)(?! (?:app|bot))",
                r"{take} (?:a )?shortcuts?|{cut} corners|outside (?:of )?the change window|on (?:his|her|their) own authority",
                about=_OTHERS - {"we", "nobody"},
                unless=_MACHINE + r"|can|allows?|possible|could be|glad|thanks|right|should",
                note="without permission",
            )
        ),
    ),
    flags=(
        "The restart procedure was not followed.",
        "The engineer did not follow the change process.",
        "Elias bypassed the approval step to save an hour.",
        "The two-person rule was violated by the vault crew.",
        "The mobile team broke the change freeze.",
        "The technician labelled the samples in advance, contrary to the instruction.",
        "Customs cleared the pallets in violation of the import policy.",
        "The release was pushed by Omar without approval.",
        "The checklist for the night drop was ignored.",
        "Ground staff did not comply with the de-icing protocol.",
        "The mobile team took a shortcut and skipped certification.",
        "The cause was failure to follow the isolation procedure.",
    ),
    passes=(
        "The runbook was not followed because step 4 named a deleted host.",
        "The admission controller logged the policy violation and let the pod in.",
        "The two-person rule was not followed, since there was one person on site.",
        "The runbook did not mention the second ledger.",
        "An attacker bypassed the login policy with a stolen token.",
        "Traffic bypassed the CDN for ten minutes.",
        "No rule was broken by anybody.",
        "Every zone change is checked against the registry's policy.",
        "Require a second person for vault changes, enforced by the tool.",
        "The release checklist was not followed, as it still asked for a retired simulator.",
        "Our policy asks for a pilot of two weeks.",
        "The crew followed the procedure for smoke in the cabin.",
    ),
)
