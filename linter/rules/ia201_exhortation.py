"""People are told to take care, to try harder, to remember, or to behave."""

from linter.finding import Severity
from linter.matchers.action import RECORDED, TOLD, planned
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_NOT_TOLD = (
    r"did not|didn't|does not|was not|were not|had to|(?:have|has) been (?:told|asked|reminded|\w+ful|{@care_adjectives})|"
    r"(?:was|were) told|nobody is|no one is|not asked to|"
    r"enforced|automatically|careful (?:rollout|plan)|happen again|until|unless|be aware (?:that|of)|"
    r"responsibility for the (?:downtime|outage|incident|disruption)"
)
_ANYONE = TOLD | {"unknown"}
_YOU = r"(?:you|they|he|she|we)"
_YOUR = r"(?:your|their|his|her|our)"

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
        planned(
            phrase(
                r"(?:be|become|becoming|being|get|stay|remain) (?:{@degrees} )?{@care_adjectives}",
                r"(?:more|greater|extra|better|closer|less|proper|increased|utmost|full|some) (?:\w+ )?(?:{@care_nouns}|haste)",
                about=_ANYONE,
                unless=_NOT_TOLD,
            )
        ),
        planned(
            phrase(
                r"pay (?:\w+ )?(?:\w+ )?attention",
                r"take (?:\w+ ){0,2}(?:care|ownership|responsibility)",
                r"(?:take|treat) (?:[\w'-]+ ){1,5}serious(?:ly)?",
                r"try (?:much |a lot |a bit )?harder",
                r"(?:must|to|should) do better",
                r"(?:be|become|get) better at \w+ing",
                about=TOLD,
                unless=_NOT_TOLD,
            )
        ),
        planned(
            phrase(
                r"more (?:carefully|conscientiously|diligently|attentively|thoroughly|responsibly)",
                r"more (?:careful|diligent|attentive|thorough) (?:\w+ )?\w+ing",
                r"(?:{stress}|{emphasise}|{emphasize}|{reinforce}|{underline}|{reiterate}) (?:the |how )(?:\w+ ){0,2}"
                r"(?:importance|need|important|necessary)",
                about=_ANYONE,
                unless=_NOT_TOLD,
            )
        ),
        planned(
            phrase(
                r"(?:however|no matter how) (?:small|harmless|trivial|minor|insignificant|unlikely|unimportant|unnecessary)",
                about=_ANYONE | {"artefact"},
                unless=_NOT_TOLD + r"|was|were",
            )
        ),
        planned(
            phrase(
                r"think (?:twice|first|before)",
                r"look twice|step up|grow up|get a grip|hands off|calm down",
                r"slow down(?= and| when| before| a bit|[.,!]|$)",
                rf"use {_YOUR} heads?",
                rf"keeps? {_YOUR} (?:\w+ )?(?:hands|eyes|fingers|phones?|head|cool)",
                rf"{{change}} {_YOUR} (?:attitude|behaviour|behavior|ways)",
                rf"(?:look|think|read|check|ask|know|count|breathe)(?: [\w']+){{0,4}} before {_YOU}",
                rf"read what {_YOU} (?:sign|approve|own|merge|countersign|press|publish|write)s?",
                about=TOLD,
                unless=_NOT_TOLD,
            )
        ),
        planned(phrase(r"remember (?:to|that)", r"(?:keep|bear) in mind", about=TOLD, unless=_NOT_TOLD)),
        planned(
            phrase(
                r"(?:stick|adhere|keep) to (?:[\w']+ ){0,3}{@rulebooks}",
                r"(?:follow|obey|respect|observe) (?:the|our|all|every|these|those|established|agreed) (?:\w+ )?{@rulebooks}",
                r"(?:comply|complied) with",
                r"abide by",
                about=TOLD,
                unless=_NOT_TOLD,
            )
        ),
        planned(phrase(r"^(?:do not|don't|never) (?:[\w'-]+ ){1,6}again", about=TOLD, unless=_NOT_TOLD)),
        planned(phrase(r"(?:must not|mustn't|must never|not to|won't|will not) (?:[\w'-]+ ){1,6}again", about=HUMAN, unless=_NOT_TOLD)),
        planned(phrase(r"ever again", about=HUMAN, unless=_NOT_TOLD)),
        phrase(r"^no more (?:[\w-]+ ){1,5}(?:ever|after|on|before|without|in)", about=TOLD, unless=_NOT_TOLD),
        clause(
            listed="verbs_behave",
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
        "## Lessons\n\n- The supplier's circulars need more careful reading.",
        "## Actions\n\n- Stress the importance of the boarding order to all gates.",
        "## Lessons\n\n- No matter how small the edit looks, read it twice.",
        "## Lessons\n\n- Once the kernel has been patched, be very cautious about the firmware.",
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
        "## Lessons learned\n\n- No matter how busy the cluster is, the probe answers within a second.",
        "The checksum changes, no matter how small the difference was.",
    ),
)
