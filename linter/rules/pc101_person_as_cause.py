"""A person, role or group is the agent of the harm, or stands where the cause is named."""

from linter.finding import Severity
from linter.matchers.cause import CAUSED, NAMED, behind, in_cause_slot, named_as_cause
from linter.matchers.clause import clause
from linter.matchers.noun import lapse, owned_harm
from linter.matchers.phrase import phrase
from linter.rules import Rule

_WRONG = (
    r"(?:wrong(?:ly)?|bad(?:ly)?|broken|faulty|untested|unreviewed|unverified|incorrect(?:ly)?|invalid|half-baked|"
    r"unfinished|expired|malformed|mistaken|misspelled|"
    r"typo|careless(?:ly)?|upside down|in the wrong order|twice by mistake|blind(?:ly)?|the only copy)"
)
_PRECIOUS = r"(?:production|prod|live|the only|customer|patient|backups?|snapshots?|database|recipes|index|volume|vault|history|records?)"
_ADVERBS = r"mistakenly|by mistake|erroneously|wrongly|inadvertently|accidentally|unintentionally|unthinkingly|by accident"
_HARMED = (
    r"(?:was|were|is|are|went|ran|came|stayed) (?:\w+ )?(?:down|lost|gone|empty|offline|unavailable|wrong|late)|"
    r"outages?|broke\w*|failed|clogged|worst|leak\w*|corrupt\w*|useless|damage|delay\w*|stuck|crash\w*|too late|"
    r"stayed open|down"
)
_IDIOMS = (
    r"culprit|no \w+ (?:was|were)|as documented|the right one|if .* had|{break} (?:the |her |his |"
    r"their )?(?:silence|break|news|fast)|{lose}(?! (?:us|our|all|production|the (?!cap|connection|stream|thread)))|"
    r"(?:no|any) (?:\w+ )?{break}"
)

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
        clause(listed="verbs_harm", agent=NAMED, apart=("actions", "good"), unless=_IDIOMS),
        behind(*CAUSED, unless=r"no \w+ (?:was|were)|sick|ill|absent|on leave|no (?:one|single|individual)", note="caused by a person"),
        behind(
            "thanks to",
            within=_HARMED,
            unless=r"(?:many|special|huge|big|our) thanks|thanks to (?:[@\w]+ ){1,4}(?:for|who)|back|restored",
            apart=("good", "actions"),
            note="ironic thanks",
        ),
        in_cause_slot(),
        named_as_cause(),
        named_as_cause(
            r"\b(?:culprit|guilty|at fault|to blame|caused by|responsible for (?:the|this) (?:outage|incident|failure|"
            r"damage|loss|mess|error))\b"
        ),
        clause(listed="verbs_deed", agent=NAMED, obj=_WRONG, apart=("actions",), unless=_IDIOMS, note="a deed that is called wrong"),
        clause(
            listed="verbs_destroy",
            agent=NAMED,
            obj=_PRECIOUS,
            apart=("timeline", "chat", "actions", "resolution"),
            note="a deed that destroys",
        ),
        clause(
            listed="verbs_destroy",
            agent=NAMED,
            voice="passive",
            apart=("timeline", "chat", "actions", "resolution"),
            note="destroyed by a person",
        ),
        clause(verbs=("let",), agent=NAMED | {"implied"}, obj=r"through|slip|past|out of|lapse|expire|run out|pass", note="let it through"),
        phrase(_ADVERBS, about=NAMED, acting=True, note="an adverb of error"),
        lapse(listed="nouns_lapse", unless=r"sessions? about|not consider|not (?:their|his|her)"),
        owned_harm(unless=_IDIOMS),
        clause(listed="verbs_deed", agent=NAMED, within=r"it (?:was|is|were) (?:[\w.]+ ){1,4}who", apart=("good",), note="it was X who"),
    ),
    flags=(
        "Priya broke checkout when she deployed v212.",
        "## Root cause\n\nArjun ran DROP TABLE in production.",
        "Root cause: John ran the cleanup script against the live database.",
        "An engineer pushed a configuration with a typo, which took down search.",
        "The outage was caused by the on-call engineer restarting the wrong cluster.",
        "The night shift corrupted the patient index during the import.",
        "The double charge was due to a contractor who ran the batch twice.",
        "The shared drive of the design studio was wiped by a contractor.",
        "The pharmacist's carelessness put two drugs into one bag.",
        "QA let the broken save game through on the day of the launch.",
        "The dispatcher sent the crew to the wrong gate.",
        "Our release manager shipped an untested build to every store.",
        "## Root cause\n\nCulprit: Ana",
        "## Cause\n\nThe night operator.",
        "Keiko mistakenly cancelled 400 seat reservations.",
        "Noor's release took down the lobby servers on match day.",
        "Thanks to the loading crew, the oven line was down for a day.",
    ),
    passes=(
        "Fatima updated the ticket while the lift was broken.",
        "Ana restarted the node after the wrong alert.",
        "## Timeline\n\n- 14:05 Maya rolled back v31.",
        "The scheduler broke the nightly export.",
        "The outage was caused by a change to the routing table.",
        "Jenkins pushed the wrong tag and took down staging.",
        "We deployed v2 at 10:00 and search latency rose.",
        "The attacker deleted the snapshots and leaked the archive.",
        "An engineer merged the change at 10:02.",
        "Thanks to Sofia for spotting the pattern.",
        "Thanks to Sofia, the booking site was back within ten minutes.",
        "A customer uploaded a 4 GB file and the converter ran out of memory.",
        "## Contributing factors\n\nThe technician noticed the pressure drop and called the control room.",
        'The review stops being useful when it says "the nurse made a mistake".',
        "Owner: Arjun",
        "The migration tool let the duplicate rows through.",
        "We pushed a config with a typo, which took down two regions.",
    ),
)
