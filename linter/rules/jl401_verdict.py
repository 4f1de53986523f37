"""A verdict on people or on their conduct: careless, negligent, poor judgement, cut corners."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.matchers.trait import PEOPLE, fault_of_character, manner, trait
from linter.rules import Rule

_TECHNICAL = (
    r"sloppy (?:quorums?|phrases?|counters?|focus)|greedy|"
    r"lazy (?:load\w*|evaluat\w+|initiali\w+|init|fetch\w*|bind\w*|delet\w+|unmount|replication|propert\w+"
    r"|migrat\w+|render\w*|expir\w+|sync\w*)|"
    r"negligence (?:claims?|insurance|law)|professional negligence"
)
_SAYING = r"(?:to say|the word|write|wrote|writes|call it|calling it|ends? with|nothing to do with|not true that)"

RULE = Rule(
    code="JL401",
    name="verdict",
    category="judgement",
    severity=Severity.WARNING,
    message="Reads as a verdict on people, not as a description of what was done.",
    why=(
        "A verdict compares people with a norm that was put together afterwards, and puts the writer in the judge's chair. "
        "What was done, when, with which information can be checked; a character can't."
    ),
    see=(
        "Johan Bergström, Three analytical traps in accident investigation",
        "VA National Center for Patient Safety, Five Rules of Causation",
    ),
    question="What exactly was done, and what made it the sensible thing at that moment?",
    matchers=(
        trait("verdict_adjectives", unless=_TECHNICAL + "|impatient (?:for|to)|" + _SAYING),
        manner("verdict_adverbs", agentless=True),
        manner("verdict_adverbs_of_people"),
        fault_of_character("verdict_nouns", unless=_TECHNICAL + "|" + _SAYING),
        clause(listed="verbs_mismanage", agent=PEOPLE),
        clause(
            listed="verbs_mismanage",
            agent=("",),
            voice="passive",
            within=r"incident|outage|response|escalation|rollout|roll-out|migration|communication|situation|recovery|project|crisis",
        ),
        phrase(
            r"(?:lack(?:s|ed|ing)?(?: of)?|absence of|want of|insufficient|inadequate|deficient|no sense of) (?:\w+ )?(?:{@virtues})",
            r"lack of (?:ownership|accountability)(?! (?:of|for|over))",
            r"without (?:due |proper |any )?(?:care|diligence|discipline|thought|forethought)",
            unless=r"(?:health|medical|patient|critical|intensive|palliative|nursing|spiritual|after) ?care",
            note="lack of a virtue",
        ),
        phrase(
            r"(?:poor|bad|questionable|faulty|flawed|impaired) (?:{@conduct})",
            r"(?:lapse|error|errors) (?:of|in) (?:judge?ment|attention|concentration|discipline)",
            r"(?:undue|unseemly|reckless|needless) haste",
            r"(?:breach|dereliction|neglect) of duty",
            r"gross(?:ly)? (?:negligence|negligent|misconduct)",
            r"{cut} (?:\w+ )?corners",
            r"amateur hour|panic move|blind (?:faith|trust)|half-hearted(?:ly)?|half-assed",
            unless=_SAYING,
        ),
        phrase(
            r"on a whim|out of (?:his|her|their|its|your|my|our) depth",
            r"no business (?:touching|near|being|anywhere|doing|in)",
            r"(?:can't|cannot|could not|couldn't) be trusted",
            r"{rubber-stamp}",
            r"(?:no good|hopeless|useless) (?:in|at|under|with)",
            r"not up to (?:the|his|her|their) (?:job|task)",
            r"(?:poor|bad|lousy|terrible|dreadful|shoddy|half-hearted|hasty|rushed) job(?! (?:queue|scheduler|definition|run))",
            r"(?:inadequate|poor|deficient|lax) (?:supervision|planning|preparation|management|handling) (?:by|of|from|on the part of)",
            r"no (?:clue|idea) (?:what|how) (?:he|she|they|you) (?:was|were|is|are)",
            about=PEOPLE,
        ),
        phrase(
            r"(?:more|less|any|with an?) (?:{@virtuous}) (?:\w+ )?(?:(?:{@roles})s?|people|{@groups})",
            r"(?:with|by) (?:a )?(?:(?:little|bit of|moment's|ordinary|more|some) )+(?:care|diligence|attention|discipline|thought)",
            r"(?:is|was) not acceptable (?:for|in|from)",
            note="less of a virtue than another",
        ),
    ),
    flags=(
        "The pump was set by a careless technician.",
        "Our sloppy review let the price through.",
        "The shift lead showed poor judgement during the storm.",
        "Root cause: negligence in the treasury team.",
        "The escalation was mismanaged from the first minute.",
        "The night crew cut corners on the torque check.",
        "Lack of discipline in the release squad.",
        "Noor carelessly deleted the customer table.",
        "The anti-cheat team was complacent about player reports.",
        "The valve was recklessly opened before the test.",
        "An impatient dispatcher killed the batch.",
        "A more attentive pharmacist would have stopped the order.",
        "The planners did a lousy job that week.",
    ),
    passes=(
        "Two replicas accepted writes under a sloppy quorum.",
        "Lazy loading hid the missing index.",
        "A lazy migration runs in the background.",
        "The loader binds the plug-ins lazily, so the scan found none.",
        "A careless default in the vendor's tool disables retries.",
        "There was a lack of monitoring on the conveyor.",
        "Insufficient testing of the failover path left the gap open.",
        "The scheduler's impatience is configured in one place.",
        "The nurse was not careless: both ampoules carry the same label.",
        "The sponsor asked whether the fitters had been negligent.",
        'The complaint calls it "pure negligence by your staff".',
        "The clumsy layout of the panel puts both switches side by side.",
        "Write what the technician saw, not that the technician was careless.",
        "Ownership of the runway lights was unclear.",
    ),
)
