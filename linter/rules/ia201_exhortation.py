"""People are told to take care, to try harder, to remember, or to behave."""

from linter.finding import Severity
from linter.matchers.action import RECORDED, TOLD, planned
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_DEGREE = r"(?:(?:a |much|far|lot|bit|little|more|extra|very|really|especially|particularly|less|so) ){0,4}"
_NOT_TOLD = (
    r"did not|didn't|does not|was not|were not|had to|have been|has been|(?:was|were) told|nobody is|no one is|not asked to|enforced|automatically|"
    r"careful (?:rollout|plan)|responsibility for the (?:downtime|outage|incident|disruption)|happen again"
)
_ANYONE = TOLD | {"unknown"}

RULE = Rule(
    code="IA201",
    name="exhortation",
    category="individual-action",
    severity=Severity.WARNING,
    message="Reads as asking people for more care, effort or memory.",
    why=(
        "Care is what everyone already believed they were taking. An appeal to it changes nothing that the next person meets, "
        "and it fails on the first busy night. A change of the tool, the interface or the limit stays."
    ),
    see=("Sidney Dekker, The Field Guide to Understanding 'Human Error'", "VA NCPS, Hierarchy of Actions (in AHRQ CANDOR, Appendix H)"),
    question="What would make the careful way the easy way, or stop the careless one from taking effect?",
    matchers=(
        planned(phrase(rf"(?:be|become|becoming|being|get|stay|remain|is|are to be) {_DEGREE}{{@care_adjectives}}", about=_ANYONE, unless=_NOT_TOLD + r"|be aware (?:that|of)|informed")),
        planned(phrase(rf"(?:more|greater|extra|better|closer|less|proper|increased|utmost|full|some) (?:\w+ )?(?:{{@care_nouns}}|haste)", about=_ANYONE, unless=_NOT_TOLD)),
        planned(
            phrase(
                r"pay (?:\w+ )?(?:\w+ )?attention",
                r"take (?:\w+ ){0,2}(?:care|ownership|responsibility)",
                r"(?:take|treat) (?:[\w'-]+ ){1,5}serious(?:ly)?",
                r"try (?:much |a lot |a bit )?harder",
                r"(?:must|to|can|will|should) do better|(?:be|become|get) better at \w+ing",
                r"think (?:twice|first|before)",
                r"look twice|step up|grow up|get a grip|use (?:your|their|his|her) heads?",
                r"keeps? (?:your|their|his|her|our|its) (?:\w+ )?(?:hands|eyes|fingers|phones?|head|cool)",
                r"hands off|slow down|calm down|{change} (?:your|his|her|their) (?:attitude|behaviour|behavior|ways)",
                r"more (?:carefully|conscientiously|diligently|attentively|thoroughly|responsibly)",
                r"(?:look|think|read|check|ask|know|count|breathe)(?: [\w']+){0,4} before (?:you|they|he|she|we)|read what (?:you|they|he|she|we)",
                about=TOLD,
                unless=_NOT_TOLD,
            )
        ),
        planned(phrase(r"(?:will|must|to|please|always|and|should) remember to|remember (?:to|that)|keep in mind|bear in mind", about=TOLD, unless=_NOT_TOLD)),
        planned(
            phrase(
                r"(?:stick|adhere|keep) to (?:[\w']+ ){0,3}{@rulebooks}",
                r"(?:strictly |always )?(?:follow|obey|respect|observe) (?:the|our|all|every|these|those|established|agreed) (?:\w+ )?{@rulebooks}",
                r"(?:comply|complied) with|abide by",
                about=HUMAN | {""},
                unless=_NOT_TOLD,
            )
        ),
        planned(phrase(r"(?:do not|don't|must not|mustn't|must never|never|not to|won't|will not) (?:[\w'-]+ ){1,6}again|ever again", about=TOLD, unless=_NOT_TOLD)),
        phrase(r"^no more (?:[\w-]+ ){1,5}(?:ever|after|on|before|without|in)", about=TOLD, unless=_NOT_TOLD),
        clause(
            verbs=("learn", "listen", "concentrate", "behave", "respect", "mistrust", "distrust", "think", "breathe", "care", "communicate", "try", "improvise", "rush", "assume"),
            agent=HUMAN - {"we"},
            negated=None,
            modality=("must", "need", "should"),
            apart=RECORDED,
            unless=_NOT_TOLD,
        ),
    ),
    flags=(
        "## Actions\n\n- Be more careful with the dosing screen.",
        "## Follow-up\n\n- [ ] Omar needs to slow down when he edits fare tables.",
        "Everyone on the night desk must pay closer attention to the queue.",
        "## Lessons learned\n\n- We need to take handovers more seriously.",
        "Engineers should think twice before they touch the billing database.",
        "From now on the loaders will be more vigilant at shift change.",
        "## Action items\n\n- More discipline around feature flags.",
        "## Next steps\n\n- Remember to rotate the signing key.",
        "## Corrective actions\n\n- Pharmacists to stick to the labelling procedure.",
        "The crew must never do this again.",
    ),
    passes=(
        "## Actions\n\n- Sarah will add a canary stage by Friday.",
        "The next rollout will be careful: 1 %, then 10 %, then 50 %.",
        "## Actions\n\n- Pump controller: be more tolerant of late heartbeats.",
        "## Timeline\n\n- 09:14 Ines paid attention to the second alarm and paged the bank.",
        "## Actions\n\n- The router must remember the last good table after a restart.",
        'A poster in the hall says "be careful", and it has said so since 2009.',
        "## Actions\n\n- The import will slow down when the disk is 80 % full.",
        "## Actions\n\n- Add a reminder job 30 days before each certificate expires (owner: Tariq).",
        "## Lessons learned\n\n- Always deploy to a canary first.",
        "The deploy freeze is enforced in the pipeline from now on.",
    ),
)
