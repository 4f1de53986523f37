"""Fault is given to a person, a role or a group in so many words."""

from linter.finding import Severity
from linter.matchers.cause import NAMED, behind, named_as_cause
from linter.matchers.clause import clause
from linter.matchers.noun import lapse
from linter.matchers.phrase import phrase
from linter.rules import Rule

_BLAMED = NAMED | {"we", "you"}
_TECHNICAL = (
    r"git blame|(?:un(?:fair|just)|wrong|mistake|easy|tempting|pointless|useless) (?:\w+ )?to blame|"
    r"who(?:ever)? (?:is|was|are) (?:to blame|at fault)|page faults?|segmentation fault|seg ?faults?|"
    r"fault[- ]toleran\w+|responsible disclosure|earth fault|ground fault"
)
_HARM = r"(?:the|this|that|these|all|most) (?:[\w'’-]+ ){0,3}{@harms}"

RULE = Rule(
    code="PC103",
    name="fault",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as a verdict on whose fault it was.",
    why=(
        "A verdict tells everyone who reads it what speaking up costs. It also closes the question: "
        "once the fault has an owner, the question of what let one act have such an effect goes away."
    ),
    see=("Sidney Dekker, Just Culture", "PagerDuty, Postmortem Documentation, The Blameless Postmortem"),
    question="What made this act possible, and what stood between it and the harm?",
    matchers=(
        phrase(
            r"(?:is|are|was|were|be|been|squarely|entirely|partly|clearly|solely) (?:[\w'’-]+ ){0,3}(?:at fault|to blame|guilty)",
            r"(?:bears?|bore|carries|carried|takes?|took|deserves?|accepts?|gets?) (?:the |all (?:the )?|full |"
            r"a share of the |a share of |sole |some of the |a large part of the )?(?:blame|guilt|fault)",
            about=_BLAMED,
            unless=_TECHNICAL,
            note="at fault",
        ),
        phrase(
            rf"responsible for {_HARM}|(?:bears?|takes?|carries|carried|has|bore) (?:the |full |sole )?responsibility for {_HARM}",
            about=NAMED,
            unless=_TECHNICAL + r"|we take",
            note="responsible for the harm",
        ),
        phrase(
            r"{drop} the (?:\w+ )?ball|{fall} asleep at the wheel|{let} (?:us|everyone|everybody|the \w+|them|you) (?:all )?down|"
            r"has only (?:himself|herself|themselves) to thank",
            r"{screw} (?:it |this |that |things )?up|{mess} (?:it |this |that |things )?up|{cock} (?:it )?up|{fuck} (?:it )?up|{blow} it",
            about=_BLAMED | {"implied"},
            unless=r"no (?:one|team)|we let you down|let you down",
            question=False,
            note="an idiom of failing",
        ),
        behind(
            r"{blame} (?:it |this |that )?(?:on|lies with|rests with|goes to|falls on|falls to|belongs to|for \w+ \w+ goes to)",
            r"(?:fault|blame|guilt|error|cause|problem)(?: for [\w'’ -]{3,40})? (?:clearly |squarely |entirely |lies |"
            r"solely )*(?:lies|lay|rests|sits|is|was|goes|belongs) (?:clearly |squarely |entirely |solely |only )*(?:with|"
            r"to)",
            agent=_BLAMED,
            unless=_TECHNICAL,
            note="the blame lies with",
        ),
        behind(
            r"the (?:real |main |only |obvious )?culprits? (?:is|was|were|are|here is|here was|again was|turned out to be)",
            r"(?:the |to be )?fault of",
            agent=_BLAMED,
            unless=_TECHNICAL,
            note="the culprit",
        ),
        behind(
            r"(?:that|this|this one|it|which|all of it|the rest|the mess) (?:is|was|are) (?:all |squarely |entirely )?on",
            agent=NAMED | {"we"},
            note="that is on them",
        ),
        named_as_cause(
            r"\b(?:culprit|guilty|at fault|to blame|responsible for (?:the|this) (?:outage|incident|failure|damage|loss|mess|error))\b"
        ),
        phrase(rf"whoever [^.]{{3,60}} (?:is|was) (?:to blame|at fault|guilty|responsible for {_HARM})", note="whoever did it"),
        lapse("fault", agent=_BLAMED),
        clause(
            verbs=("blame",),
            agent=frozenset({"we", "implied"}),
            obj=r"(?:the )?(?:\w+ )?(?:{@roles}|team|crew|desk|him|her|them)",
            voice="active",
            unless=_TECHNICAL + r"|not to blame|don't|do not|never|without|nobody",
            apart=("actions",),
            note="we blame",
        ),
    ),
    flags=(
        "The expired badge list was the facility team's fault.",
        "The night nurse is to blame for the late dose.",
        "It is clear that the loading crew was at fault.",
        "The blame lies with procurement.",
        "Whoever wrote this migration is responsible for the data loss.",
        "The platform team dropped the ball on capacity.",
        "The culprit was the new cashier.",
        "The fault for the missed connection lies squarely with the ground handler.",
        "Two developers screwed up the season reset.",
        "The pricing desk is guilty, and everyone in the building knows it.",
        "The whole delay was the fault of the second shift.",
        "None of us asked the vendor, and that is on us.",
    ),
    passes=(
        "The process died with a page fault.",
        "The culprit was a memory leak in the parser.",
        "The payments team is responsible for the ledger service.",
        "No individual is at fault here.",
        "This was not the pilot's fault.",
        "It wasn't Tom's fault.",
        "It would be unfair to blame Dmitri.",
        "Git blame shows that the line dates from 2013.",
        "The storage layer is fault tolerant.",
        "Responsible for the fix: Kadri",
        "The load balancer was to blame for the retries.",
        "A researcher told us under responsible disclosure.",
        "We take full responsibility for the disruption.",
        "The review does not ask whose fault it was.",
    ),
)
