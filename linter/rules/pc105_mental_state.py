"""A charge about what went on in somebody's head: ignored, did not bother, panicked, knew better."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.condition import unexcused
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_OTHERS = HUMAN - {"i"}
_NOT_WE = _OTHERS - {"we"}
_SIGNAL = r"(?:alerts?|alarms?|warnings?|pages?|reminders?|notices?|advice|signals?|tickets?|complaints?|errors?|messages?|mails?|e-mails?)"
_BY_DESIGN = r"by design|configured|can be|should be|filter|(?:mail|spam) (?:filter|gateway)|parser|\.gitignore|ignore (?:list|file)"

RULE = Rule(
    code="PC105",
    name="mental-state",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as a charge about what {agent} thought or cared about.",
    why=(
        "Nobody can see intent or attention from outside; the reader fills the gap with character. "
        "What was shown, how often it had been noise, and what else asked for attention can be looked up."
    ),
    see=("PagerDuty, Postmortem Documentation, The Blameless Postmortem", "Etsy, Debriefing Facilitation Guide"),
    question="What did they have in front of them at that moment, and what did it tell them?",
    matchers=(
        unexcused(
            clause(
                listed="verbs_heedless",
                agent=_OTHERS - {"nobody"},
                unless=_BY_DESIGN,
                modality=("", "can", "could"),
                apart=("actions", "good"),
                note="heedless",
            )
        ),
        unexcused(
            clause(
                verbs=("bother", "care", "pay attention", "pay heed", "take seriously", "listen", "lift a finger"),
                agent=_OTHERS - {"nobody"},
                negated=True,
                modality=("", "can", "could"),
                apart=("actions",),
                note="did not care",
            )
        ),
        phrase(
            r"(?:could not|couldn't|can't|cannot|couldn’t|can’t|could) be bothered",
            r"(?:bothered|cared) to (?:\w+)",
            r"{turn} a (?:blind eye|deaf ear)|{look} the other way|{bury} (?:his|her|their) heads?",
            r"(?:thought|thinks|believed|felt) (?:that )?(?:he|she|they|it) knew better|knew (?:perfectly|very) well",
            r"(?:was|were|is|being) (?:asleep|half asleep|distracted|dozing|daydreaming|not paying attention|too (?:lazy|"
            r"proud|busy|impatient|confident|sure))",
            r"(?:wasn't|weren't|was not|were not|isn't|not) (?:really |even )?(?:paying (?:any )?attention|concentrating|"
            r"interested|listening|thinking|looking|reading)",
            r"asleep at the wheel|dead to the world|eyes shut|closed eyes",
            r"(?:paid|paying|pays?) (?:no|little|too little|not enough) (?:attention|heed)",
            r"(?:wrongly|falsely|blindly|simply|just|lightly|carelessly) (?:assumed|presumed|trusted|believed)|{take} (?:it )?for granted",
            r"{lose} (?:his|her|their) (?:nerves?|heads?|patience)|in (?:a )?panic|panic (?:move|reaction)|panicked|{shrug}(?! off)",
            r"hoped for the best|in a hurry to|in too much of a hurry|on (?:a )?whim|on impulse|out of (?:laziness|spite|"
            r"pride|boredom|habit|convenience)",
            r"without (?:a (?:second )?(?:thought|look|glance)|thinking|caring|looking|a care)",
            r"(?:chose|decided|preferred) (?:to ignore|to look away|not to (?:look|listen|ask|check))|deliberately|"
            r"knowingly|wilfully|willfully|recklessly|against better knowledge",
            r"(?:had|has|have|showed|shows|with) no (?:interest|wish|desire|intention)|felt (?:called|responsible|like it)|"
            r"(?:minds?|thoughts?|attention) elsewhere",
            r"(?:despite|although|though|even though) (?:being |fully |well |(?:he|she|they|it) (?:was|were) )*aware (?:of|that)",
            r"waved (?:it|this|that|the \w+|her|him|us) (?:through|away|off)|clicked (?:it|them|this|that|the \w+) away",
            about=_OTHERS,
            unless=_BY_DESIGN + r"|deliberately (?:chose|chosen|kept|left|small|conservative|set)|if (?:\w+ ){0,4}knowingly"
            r"|(?:nobody|no one|none of \w+) panicked",
            question=False,
            note="a state of mind",
        ),
        phrase(r"rubber[- ]?stamp(?:ed|ing)", unless=r"we now|will", note="rubber-stamped"),
        phrase(
            rf"{_SIGNAL} (?:had been |has been |have been |was |were )(?:simply |just |again |repeatedly |then )?(?:ignored|"
            rf"disregarded|dismissed|brushed aside|shrugged off|waved away)(?! by)",
            unless=_BY_DESIGN,
            note="a warning was ignored",
        ),
        phrase(
            r"(?:knew|had known|was aware|were aware|had been aware|has known|have known) (?:\w+ ){1,10}(?:and|"
            r"but) (?:did nothing|said nothing|kept quiet|kept it|kept that|let it|stayed silent|carried on|went ahead|"
            r"found it)",
            about=_NOT_WE,
            note="knew and did nothing",
        ),
    ),
    flags=(
        "The duty engineer ignored three pages from the cooling plant.",
        "Nobody bothered to read the release notes.",
        "The cashier was not paying attention during the count.",
        "The captain thought he knew better than the checklist.",
        "Reviewers rubber-stamped the change to the tariff.",
        "Liam panicked and shut down the second furnace.",
        "The analyst wrongly assumed that the feed was complete.",
        "Support could not be bothered to escalate.",
        "The support desk turned a blind eye to the crash reports.",
        "The warnings were ignored for a week.",
        "Two approvers had their minds elsewhere.",
        "Sales knew about the campaign and said nothing.",
        "The night shift took it for granted that the pump was running.",
        "The dispatcher sent the train despite being aware of the flood.",
    ),
    passes=(
        "The parser ignores unknown fields.",
        "Nobody panicked.",
        "The kernel panicked after the driver update.",
        "I assumed the alert was noise, since it fires every night.",
        "The linter assumes UTF-8.",
        "Invalid rows are ignored by the importer.",
        "Priya explained that she had assumed the flag was off.",
        "We ignored these errors because the maintenance page lists them.",
        "The circuit breaker panicked and dropped the primary.",
        "The desk assumed maintenance, since the mail of Monday had announced some.",
        'A report that says "the driver was not paying attention" has stopped too early.',
        "The pump was deliberately kept small.",
        "Nobody was careless here.",
    ),
)
