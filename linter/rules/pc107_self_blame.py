"""People blame themselves: my fault, I screwed up, my stupid typo."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.condition import unexcused
from linter.matchers.noun import lapse
from linter.matchers.phrase import phrase
from linter.rules import Rule

_I = frozenset({"i"})
_NEVER = r"(?:wasn't|was not|not|isn't|never) (?:my|all my)"

RULE = Rule(
    code="PC107",
    name="self-blame",
    category="person-cause",
    severity=Severity.INFO,
    ceiling=Severity.INFO,
    message="Reads as the writer taking the blame; what you saw and expected at that moment helps others more.",
    why=(
        "It is generous to own what happened, and it still ends the story at a person. "
        "Nobody else was in your seat: your account of the screen, the clock and the options is the part that only you can give."
    ),
    see=("Etsy, Debriefing Facilitation Guide", "Cooper et al., Nature of Blame in Patient Safety Incident Reports"),
    question="What did you see at that moment, and what did you expect to happen?",
    matchers=(
        phrase(
            r"my (?:own |stupid |silly |dumb |big |bad )*(?:fault|mistake|bad|doing|typo|error|blunder|oversight|negligence|"
            r"carelessness|stupidity|inattention|incompetence|failure|mess|sin|slip|screw-?up)",
            r"mea culpa|shame on me|blame me|(?:nobody|no one) (?:is to blame |else )?but me|(?:mistake|error|fault|"
            r"blame) (?:is|was|remains|are) mine",
            r"(?:is|was|are|all|that's|this is|it's) on me(?! (?:again|to))|i'?m the one who|and it was me|^it was me",
            unless=_NEVER + r"|error (?:page|message|rate|budget)",
            meta=True,
            note="my fault",
        ),
        phrase(
            r"i(?:'m| am| was|'ve been| have been) (?:so |very |really |just |too |the one |clearly |rather |"
            r"also )*(?:to blame|at fault|guilty|careless|stupid|sloppy|lazy|negligent|an idiot|a fool|an ass|"
            r"responsible for (?:the|this) (?:outage|mess|loss|incident|damage))",
            r"i (?:could |want to |would like to )?{kick} myself|i (?:fully |do |really )?own (?:it|that|this|the mess|"
            r"up to)|i(?:'ve| have)? let (?:you|everyone|the team|everybody|us|them)(?: all)? down",
            r"{screw} up|{mess} (?:it |this |that )?up|{fuck} up|i blew it|i had no business|i have nobody to point at|"
            r"i take (?:the|full|all) (?:blame|responsibility)",
            about=_I,
            unless=r"when i|if i",
            note="I am to blame",
        ),
        phrase(r"(?:out|act) of (?:laziness|carelessness|haste|vanity|pride)", about=_I, note="out of laziness"),
        phrase(r"(?:stupid|silly|lazy|sloppy|careless|dumb|ridiculous) of me", note="stupid of me"),
        clause(listed="verbs_harm", agent=_I, unless=r"if|{lose} (?:\w+ ){0,2}(?:minutes|hours|time|thread|a day)", note="I broke it"),
        unexcused(
            clause(
                listed="verbs_omission",
                agent=_I,
                modality=("", "can", "could"),
                unless=r"failed to (?:find|reproduce|log in|connect)|{miss} (?:a |the )?(?:call|paragraph)|failed (?:over|back)",
                note="I left it undone",
            )
        ),
        unexcused(
            clause(
                listed="verbs_undone",
                agent=_I,
                negated=True,
                unless=r"i (?:do not|don't) (?:think|see|remember)|yet|did not have|didn't have|would tell|not on the call|asked me",
                note="I did not do it",
            )
        ),
        unexcused(clause(listed="verbs_heedless", agent=_I, note="I was heedless")),
        unexcused(
            phrase(
                r"without (?:checking|reading|looking|testing|asking|thinking|opening)",
                about=_I,
                unless=r"can|could",
                note="I did it without",
            )
        ),
        phrase(r"(?:mistakenly|carelessly|stupidly|foolishly)", about=_I, note="an adverb of error"),
        lapse(listed="nouns_lapse", agent=_I, note="my lapse"),
    ),
    flags=(
        "This was my fault, sorry.",
        "I screwed up the import of the lab results.",
        "My stupid typo sent 3,000 parcels to Cork.",
        "I forgot to lock the till before the count.",
        "The whole delay is on me.",
        "I could kick myself for trusting that gauge.",
        "I broke the build for everyone, sorry.",
        "It was careless of me to test with one seat only.",
        "I have let you all down.",
        "I never looked at the fuel slip.",
        "Nobody is to blame but me.",
        "I am to blame for the mess in the ticket queue.",
    ),
    passes=(
        "I assumed the alert was noise, since it fires every night.",
        "We are sorry for the disruption.",
        "I ran the script because the graph was flat.",
        "It was not my fault, and nobody said so.",
        "I did not know that the replica was stale.",
        "I ignored these errors, as the maintenance page lists them.",
        "My error budget for the quarter was spent.",
        "I failed to reproduce the crash on a second console.",
        "I paged the network team and wrote down what I saw.",
        '"My bad, that was me", said the channel.',
        "I did not restart the pump because the pressure was rising.",
        "I am responsible for the billing service.",
    ),
)
