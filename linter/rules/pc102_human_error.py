"""Human error, a mistake or an oversight stands as the explanation or the category."""

from linter.finding import Severity
from linter.matchers.cause import NAMED, behind
from linter.matchers.clause import clause
from linter.matchers.general import particular
from linter.matchers.noun import lapse
from linter.matchers.phrase import phrase
from linter.rules import Rule

_LAPSES = r"(?:errors?|mistakes?|slips?|slip-ups?|oversights?|failures?|failings?|misconfigurations?|blunders?)"
_SHOWN = (
    r"errors? (?:pages?|messages?|rates?|budgets?|codes?|reports?|count|logs?|handling)|(?:user|operator|"
    r"admin) errors? (?:rose|fell|per|are shown|dropped|to \d)"
)
# What is to be prevented, or is explained itself, explains nothing: "add access control to avoid manual errors".
_PREVENTED = (
    rf"(?:(?:{{avoid}}|{{prevent}}|{{reduce}}|{{eliminate}}|{{catch}}|against|prone to|chance of|risk of|room for) (?:[\w-]+ ){{0,2}}"
    rf"|causes? of (?:most |many |such )?)(?:human|manual|operator|operational|user|admin|clerical) (?:\w+ )?{_LAPSES}"
)

RULE = Rule(
    code="PC102",
    name="human-error",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as a label for what people did, where an explanation is needed.",
    why=(
        "The label names the outcome, not how it came about, and it fits every incident with people in it. "
        "What was asked of the person, what they saw and what the tool accepted gets lost behind it."
    ),
    see=(
        "Sidney Dekker, The Field Guide to Understanding 'Human Error'",
        "VA National Center for Patient Safety, Five Rules of Causation, rule 3",
    ),
    question="What did the person see and have to do at that moment, and what took effect without a check?",
    matchers=(
        particular(
            phrase(
                rf"human (?!readable)(?:\w+ )?{_LAPSES}",
                rf"(?:operator|pilot|manual|clerical|administrator|admin|staff|crew|nursing|driver|dispatcher|engineer|developer|"
                rf"technician|operational)(?:'s|’s)? (?:\w+ )?{_LAPSES}",
                rf"(?:rookie|beginner|beginner's|beginners'|schoolboy|newbie|school) {_LAPSES}",
                r"(?:error|mistake|failure) of (?:the|a) human (?:kind|nature)",
                r"fat[- ]?finger(?:s|ed|ing)?",
                r"pebkac|pebcak|id-?10-?t|layer[- ]8|picnic error|finger trouble|wetware",
                unless=_SHOWN
                + (
                    rf"|{_PREVENTED}|no (?:\w+ )?{_LAPSES}|under human error|not accepted|someone who|"
                    rf"human error (?:analysis|probability|rate)|(?:controller|kubernetes|driver|ingress) operator"
                ),
                note="human error",
            )
        ),
        phrase(
            r"(?:was|is|were|to|as|of|by|through|from|an?|simple|plain|pure|a case of) (?:a )?user (?:error|"
            r"mistake)(?! (?:page|message|rate))",
            r"user (?:error|mistake|misunderstanding) (?:was made|of|by|led to|caused|on the part|in the)",
            unless=_SHOWN + r"|show|display|return|report",
            note="user error as a cause",
        ),
        phrase(
            r"(?:an|one|simple|momentary|unfortunate|our|his|her|their|another|operator|this|the) oversight(?! (?:board|"
            r"committee|body|bodies|group|process|role|team|council|function|panel))",
            r"(?:due|owing) to (?:\w+ )?oversight|by (?:an )?oversight",
            unless=r"oversight (?:of|over) (?:the|a|an|our|all|its)",
            note="oversight",
        ),
        phrase(
            r"^(?:human|operator|user|people|staff|personnel|manual|clerical)(?: (?:error|factor|mistake))?\W*$",
            sections=("causes",),
            note="a category",
        ),
        phrase(
            r"(?:user|operator|engineer|developer|technician|staff|crew|administrator|admin|clerk|nurse|driver)(?:'s|’s)? "
            r"(?:misunderstanding|misreading|misinterpretation|misjudge?ment|confusion|inattention|forgetfulness)",
            r"(?:misunderstanding|misreading|misinterpretation|misjudge?ment) (?:[\w-]+ ){0,5}by (?:the|an?|our|one|some) (?:\w+ )?"
            r"(?:{@roles}|user|customer)",
            unless=_SHOWN,
            note="a misunderstanding by a person",
        ),
        behind(
            rf"{_LAPSES} (?:by|of|on the part of)|{_LAPSES} (?:was|were) made by|the error lies (?:entirely |solely )?with|by mistake of",
            agent=NAMED,
            unless=r"failure of|(?:was|is) no",
            note="a lapse by a person",
        ),
        particular(
            clause(
                verbs=("make", "commit"),
                agent=NAMED | {"implied"},
                obj=r"(?:mistakes?|errors?|blunders?|slips?)(?! (?:page|message|rate|visible))",
                apart=("actions",),
                unless=r"easy to|can|may|could|if|someone who",
                note="made a mistake",
            )
        ),
        phrase(r"by mistake", about=NAMED, note="by mistake"),
        lapse("mistake", "error", "slip", "slip-up", "oversight", "blunder"),
    ),
    flags=(
        "Root cause: human error.",
        "The double booking of bed 12 was an operator error.",
        "The investigation closed with pilot error as the finding.",
        "This was user error in the admin console of the bank.",
        "Somebody had a fat-finger moment and the price feed stopped.",
        "The cause was a manual mistake in the tariff sheet.",
        "An oversight by the release manager left the beta flag on.",
        "The packing line stopped because the planner made a mistake in the recipe.",
        "Verdict of the service desk: PEBKAC.",
        "The wrong gate was announced due to a clerical error.",
        "The second mistake was made by the night crew.",
        "The warehouse clerk released the open orders by mistake.",
        "A misreading of the tide table by the pilot was part of the problem.",
    ),
    passes=(
        "Human error is never a root cause; it is where our questions start.",
        "Human error usually has a cause, and often several.",
        "User errors rose to 4 % while the login page was slow.",
        "The optimiser mistakenly chose a sequential scan.",
        "The operator's reconcile loop ended with an error.",
        'The template used to ask for "human error" and now asks for conditions.',
        "This was not the surgeon's mistake.",
        "The oversight board meets in March.",
        "Error pages now name the upstream that failed.",
        "The exchange had a rounding error in its fee table.",
        "We do not accept human error as a root cause.",
        "The validator reports a human readable error.",
        "What if somebody makes a mistake in the field?",
        "Human error often stems from poor tooling.",
        "People make mistakes when two screens look alike.",
        "Add access control to avoid manual errors.",
    ),
)
