"""A person or team told as one who does this again and again."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.mention import mentioning
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_OTHERS = HUMAN - {"we", "i"}
_CHARGE = (
    r"not|\w+n't|no|never|nobody|nothing|none|without|late|too|wrong|last|unreachable|asleep|slept|ignored|incompetent|careless|"
    r"(?:{#verbs_harm})|(?:{#verbs_omission})"
)
_AGAIN = r"again|once more|yet again"

RULE = Rule(
    code="JL404",
    name="repeat-offender",
    category="judgement",
    severity=Severity.WARNING,
    message="Reads as a record of character, not as a recurring condition.",
    why=(
        "What keeps happening has a cause that outlasts the day, and a name is not it. "
        "A list of the earlier incidents with what they share gives something to change."
    ),
    see=("Google, The Site Reliability Workbook, chapter Postmortem Culture", "Richard Cook, How Complex Systems Fail"),
    question="Which earlier incidents share this mechanism, and what do they have in common?",
    matchers=(
        clause(listed="verbs_harm", agent=_OTHERS, within=_AGAIN),
        clause(listed="verbs_omission", agent=HUMAN - {"i"}, within=r"once again|yet again|again(?=[.,;!]|$)"),
        clause(
            agent=_OTHERS, obj="the wrong", apart=("timeline", "chat"), within=r"once again|yet again|again(?=[.,;!]|$)", words=("again",)
        ),
        clause(agent=_OTHERS, negated=True, within=r"once again|yet again|again(?=[.,;!]|$)", words=("again",)),
        mentioning(
            r"(?:once again|yet again|again),? .{0,60}without (?:telling|asking|checking|testing|the|a)",
            r"^once again|^yet again",
            r"as (?:it|he|she|they|you) always (?:does|do)|true to form",
            r"time and again|time after time|over and over|(?:has|have|had) done (?:this|that|it|the same)(?: thing)? before",
            r"(?:repeat|serial|habitual) offenders?|usual suspects?|never learn(?:s|ed)?|who else(?=[.,;!]|$)",
            r"notorious for|notoriously|habitually|chronically",
            r"typical (?:of|for)|typical(?:ly)? (?:\w+ ){1,3}(?:from|by)",
            r"always (?:the same|puts?|does|do|leaves?|forgets?|ignores?|breaks?|misses|skips?|late)|(?:it is|it's|it was) always",
            r"(?:here|there) (?:we|they) go again",
            r"(?:is|are|was|were) (?:well )?known for",
            about=_OTHERS,
            unless=r"running as usual|works? as (?:usual|always|ever)|thanks? to|thank",
        ),
        mentioning(
            r"(?:(?<=, )|^)as (?:usual|ever|always|so often)", about=_OTHERS, within=_CHARGE, unless=r"thanks?|thank you|business as usual"
        ),
        mentioning(
            r"(?:not|isn't|wasn't|hardly|scarcely) (?:exactly )?(?:the|his|her|their|its) first (?:{@mishaps})",
            r"(?:this|it|that)(?:'s| is| was) (?:already |now )?(?:the|his|her|their) (?:{@ordinals}) (?:{@mishaps})",
            about=_OTHERS - {"nobody", "someone"},
            apart="verbs_perceive",
            unless=r"incident (?:commander|responder)",
        ),
        phrase(
            r"(?:has|have|had|having) an? (?:long |known |bad )?(?:history|pattern|habit|tradition|reputation|way) (?:of|for|with)",
            about=_OTHERS,
        ),
        phrase(
            r"(?:keeps?|kept) (?:on )?(?:{#verbs_harm}|{#verbs_omission}|{#verbs_careless})",
            about=_OTHERS,
            unless=r"because (?:the|it|no|nothing)",
        ),
        phrase(
            r"for the (?:{@ordinals}) time",
            about=_OTHERS,
            sections=("causes", "summary", "lessons", "other", "background"),
            unless=r"{#verbs_perceive}",
        ),
    ),
    flags=(
        "Once again the catering team loaded the wrong galley.",
        "The on-call slept through the page, as usual.",
        "This is not the first time the import desk has swapped the columns.",
        "Marta has a history of skipping the dry run.",
        "Treasury broke the cut-off again.",
        "The level design team keeps shipping without a playtest.",
        "This is the third time the night shift has unplugged the switch.",
        "Typical Friday deploy from Kofi.",
        "The day shift never learns.",
        "It is always the same team that ignores the freeze.",
        "The repeat offender in this story is the networking group.",
        "Procurement again ordered the wrong filters without asking the lab.",
    ),
    passes=(
        "The alert fired again at 03:10.",
        "The worker retried the payment again and again.",
        "This has happened before (INC-12).",
        "It is not the first time that the pool ran out of connections.",
        "This was the second time we saw the stuck relay.",
        "Requests were served as usual after 14:00.",
        "The cluster has a history of slow elections.",
        "The operator keeps watching the queue until it drains.",
        "The on-call restarted the router again at 02:40.",
        "Traffic always peaks on Friday evening.",
        "We have a history of outages at this valve.",
        "Thanks again to the ward team for staying late.",
    ),
)
