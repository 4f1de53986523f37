"""A rule or procedure that was not followed stands as the explanation."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_OTHERS = HUMAN - {"i"}
_RULE = r"(?:the |our |this |that |a |an |any |its |every |established |agreed |documented |standard |normal )*(?:[\w'’&-]+ ){0,4}?(?:{@rulebooks}|sign-off|approval step|review step|four-eyes \w+|two-person \w+|safeguards?|change (?:management|control|window))"
_MACHINE = r"admission|kyverno|gatekeeper|opa|policy engine|linter|csp|(?:logged|reported|counted|recorded) (?:the |a |as )?violation|emergency patch|by (?:the )?attacker|cdn"
_WHY = r"because|since (?:the|it|no|its|for)|, as (?:the|it|its)|still described|right to do so"

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
    see=("VA National Center for Patient Safety, Five Rules of Causation, rule 4", "Sidney Dekker, The Field Guide to Understanding 'Human Error'"),
    question="What made the other way the workable one at that moment, and how is the step usually done?",
    matchers=(
        clause(verbs=("follow", "adhere", "comply", "observe", "respect", "obey", "keep to", "stick to", "act by", "act upon", "use", "complete"), agent=_OTHERS, negated=True, obj=_RULE, apart=("actions",), unless=_MACHINE, excusable=True, note="did not follow"),
        clause(listed="verbs_breach", agent=_OTHERS - {"nobody"}, obj=_RULE, voice="active", apart=("actions",), unless=_MACHINE, excusable=True, note="broke a rule"),
        phrase(
            rf"{_RULE} (?:[\w'’-]+ ){{0,4}}?(?:was|were|has been|had been|have been|is|are) (?:also |simply |again |clearly |then )?(?:not|never) (?:properly |fully |strictly |always )?(?:followed|observed|respected|complied with|adhered to|obeyed|kept|applied|used|carried out)",
            rf"{_RULE} (?:[\w'’-]+ ){{0,4}}?(?:was|were|has been|had been|have been) (?:also |simply |again |clearly |knowingly |deliberately )?(?:violated|breached|bypassed|circumvented|disregarded|ignored|broken|flouted|skipped|dispensed with|sidestepped)",
            unless=_MACHINE + "|" + _WHY + r"|no rule|broken (?:link|page)|not broken",
            excusable=True,
            note="a rule was not followed",
        ),
        phrase(
            rf"(?:in (?:clear |direct |gross )?(?:violation|breach|defiance) of|contrary to|against|in disregard of|a (?:clear |gross |grave )?(?:violation|breach) of) {_RULE}",
            r"(?:grave |gross |serious |clear )breach of (?:duty|procedure|protocol|policy)|non-?compliance (?:with|by)",
            r"failure to (?:follow|comply|adhere|observe) ",
            rf"(?:deviated|departed) from {_RULE}",
            unless=_MACHINE + r"|tested against|checked against|test(?:s)? .* against|contrary to what|validated against",
            note="against a rule",
        ),
        phrase(
            r"without (?:waiting for |asking for |any |the |prior |proper )*(?:authori[sz]ation|authority|approval|permission|sign-off|a second person|the second person|the checklist|review)(?! (?:app|bot))",
            r"{take} (?:a )?shortcuts?|{cut} corners|outside (?:of )?the change window|on (?:his|her|their) own authority",
            about=_OTHERS - {"we", "nobody"},
            unless=_MACHINE + r"|can |allows?|possible|could be|glad|thanks|right",
            excusable=True,
            note="without permission",
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
        "The studio took a shortcut and skipped certification.",
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
