"""Something a human was expected to do, told as left undone."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.condition import unexcused
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_OTHERS = HUMAN - {"i"}
_LOOKERS = _OTHERS - {"nobody", "someone"}
_SERVED = (
    r"fail(?:ed)? over|keep (?:[\w-]+ ){0,4}(?:up(?! to date)|running|available)|{miss} (?:\w+ ){0,3}(?:deadline|"
    r"target|releases?|chance)|near[- ]miss(?:es)?|live up|meet your|reach|your expectations"
)
_STAFF = r"(?:{@roles}|team|crew|desk|shift|staff|department)"
_STATE = (
    r"yet|had (?:we|i|he|she|they) not|(?:we|i) (?:do not|don't)|(?:could not|couldn't|can't|cannot) tell|"
    r"{raise} (?:his|her|their) voices?|never been needed|no one acted|nobody (?:had )?acted|nobody involved|"
    r"had thought of|not planning|not involved|left waiting|been contacted|wrongly|did not have|didn't have|"
    r"had not been told|too busy|no need|not needed|not necessary|not required|"
    r"had never (?:rehearsed|practi[sc]ed|exercised|drilled|tested|tried)"
)

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
        unexcused(clause(verbs=("overlook", "forget", "neglect"), agent={""}, voice="passive", apart=("actions",), note="was overlooked")),
        unexcused(
            clause(
                listed="verbs_omission",
                agent=_OTHERS,
                unless=_SERVED + r"|{miss} (?:a |the |their |its |one )?(?:call|shift|paragraph|page|flight|train|bus)|{skip} (?:to|ahead)",
                modality=("", "can", "could"),
                apart=("actions", "good"),
                note="left undone",
            )
        ),
        unexcused(clause(listed="verbs_undone", agent=_OTHERS, negated=True, apart=("actions", "good"), unless=_STATE, note="did not do")),
        unexcused(
            clause(listed="verbs_notice", agent=_LOOKERS, negated=True, modality=("",), unless=_STATE + r"|before", note="did not notice")
        ),
        phrase(
            r"without (?:ever |first |even |so much as |properly )?(?:having )?(?:bothering|asking|saying|(?=\w+ing){#verbs_undone})",
            r"without (?:a|so much as a) (?:\w+ )?(?:look|glance|word)",
            about=HUMAN - {"we", "i", "nobody"},
            unless=r"can|cannot|could|will|saved us|once more|allows?|passes|possible",
            note="without doing",
        ),
        phrase(
            r"^(?:also |simply |just |again )?(?:forgot|overlooked|neglected)",
            r"^(?:also )?(?:did not|didn't|never) (?:\w+ly )?{#verbs_undone}",
            unless=_STATE,
            note="a bare note",
        ),
        phrase(
            r"(?:{tell}|{inform}|{ask}|{notice}|{warn}|{say}|{see}|{do}) (?:it to |simply |absolutely )?(?:nothing|nobody|no one)",
            about=_OTHERS - {"nobody"},
            unless=r"nothing (?:wrong|to|else|but)|saw nothing",
            note="did nothing",
        ),
        phrase(
            r"(?:{keep}|kept) (?:it|this|that|them) to (?:himself|herself|themselves|myself)",
            r"{lose} (?:sight|track) of|{leave} (?:it |this |that )?out (?:the|a|of the plan)|never (?:got|came|"
            r"went) (?:a)?round to|{sit} on (?:it|this|the|that|our|his|her) (?:\w+ )?(?:report|mail|notice|ticket|warning|"
            r"request|lock|alert|page)|{sit} on (?:it|them) for",
            r"(?:gave|paid|giving|paying) (?:too little|no|not enough|little) (?:thought|consideration|attention)|"
            r"took no account of|turned a blind eye",
            about=_OTHERS,
            unless=r"did not keep|can lose|could lose",
            note="an idiom of leaving undone",
        ),
        phrase(r"(?:went|gone|passed|remained|stayed) (?:unread|unanswered|unnoticed) by", about=_OTHERS - {"we"}, note="unnoticed by"),
        phrase(
            rf"failure (?:of|by) (?:the |our )?(?:\w+ )?{_STAFF} to",
            rf"(?:his|her|their|our|the (?:\w+ )?{_STAFF}(?:'s|’s|’|')) failure to",
            note="failure to",
        ),
    ),
    flags=(
        "Devi forgot to renew the certificate.",
        "The reviewers failed to notice the missing WHERE clause.",
        "We overlooked the dependency on the old queue.",
        "Nobody told the on-call that the node was failing.",
        "Did not check the replica before the failover.",
        "The ward team never tested the backup pump.",
        "We failed to verify that the backups could be restored.",
        "The gate agent did not announce the change of aircraft.",
        "The two planners never compared the lists.",
        "The storekeeper handed out the lot without asking the lab.",
        "Trading had known about the limit since May and kept it to themselves.",
        "The game designers never considered players on slow lines.",
        "The failure of the dispatcher to call back cost 20 minutes.",
        "The on-call did not see the page because he was at the cinema.",
    ),
    passes=(
        "The scheduler failed to retry the job.",
        "Travis forgot the cache key between builds.",
        "Our review process did not catch the issue.",
        "We did not have an alert for this.",
        "The team had never rehearsed the path under real pressure.",
        "Who has been laughed at once reports less the next time, and the next near miss stays unknown.",
        "We did not roll back because the migration was irreversible.",
        "The health check did not notice the stuck thread.",
        "Pods failed to start after the upgrade.",
        "Nobody on the ward noticed, because the alarm had been routed to an old pager.",
        "We failed to keep the booking site running, and we apologise.",
        "The technician did not look at the panel, as it is behind a locked door.",
        "We did not know yet that the replica was stale.",
        "She asked whether anyone had checked the valve.",
        "The job can be restarted without asking the database team.",
        "Yusuf told us that he had not seen the banner.",
    ),
)
