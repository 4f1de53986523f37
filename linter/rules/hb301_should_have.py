"""What people should, ought to or could have done."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_SHOULD = ("should", "shouldn't", "should've", "ought", "shoulda")
_COULD = ("could", "might", "may")
_NOT_A_CHARGE = (
    r"not have (?:known|seen)|no (?:single )?(?:person|one)|decided against|decided not|chose|chosen|as it should|what (?:we|went)|"
    r"influenced|whether|don't think|have (?:received|got)"
)
_LUCK = r"lost|worse|luck\w*"
_SOME_OF = r"(?:any|one|either|both|all|none|neither|most) (?:one )?(?:of (?:us|them|you|the)|\w+)"
_OTHERS = HUMAN - {"you"}

RULE = Rule(
    code="HB301",
    name="should-have",
    category="hindsight",
    severity=Severity.WARNING,
    message="Reads as what {agent} should have done, told from after the end.",
    why=(
        "It measures the day against a world that knew the outcome. It hides why what was done made sense then, "
        "and the only lesson it leaves is to know better next time."
    ),
    see=("Johan Bergström, Three analytical traps in accident investigation", "Etsy, Debriefing Facilitation Guide"),
    question="What did the situation look like from inside, and what made the chosen step the sensible one?",
    matchers=(
        clause(agent=_OTHERS, negated=None, modality=("should-have",), unless=_NOT_A_CHARGE, words=_SHOULD, note="a person should have"),
        clause(
            listed="verbs_duty",
            agent=("",),
            voice="passive",
            negated=None,
            modality=("should-have",),
            words=_SHOULD,
            note="an act of people should have",
        ),
        clause(
            listed="verbs_duty",
            verbs=("stop", "raise", "flag", "notify", "warn"),
            agent=_OTHERS,
            modality=("could-have", "might-have"),
            unless=_NOT_A_CHARGE,
            words=_COULD,
            note="a person could have",
        ),
        clause(
            agent=("we", "i", "person"),
            modality=("could-have",),
            unless=f"{_NOT_A_CHARGE}|{_LUCK}",
            words=_COULD,
            note="a person could have",
        ),
        clause(
            listed="human_verbs",
            agent=("unknown",),
            negated=None,
            modality=("should-have", "could-have", "might-have"),
            unless=_NOT_A_CHARGE,
            words=(*_SHOULD, *_COULD),
            note="an act that only people do should have",
        ),
        phrase(rf"{_SOME_OF} (?:should|could|might|ought to) have", about=HUMAN | {""}, unless=_NOT_A_CHARGE),
        phrase(r"should have known better", r"all (?:he|she|they|we|one|anyone) had to do was"),
        phrase(r"ought (?:\w+ )?(?:\w+ )?to have \w+", about=HUMAN, unless=_NOT_A_CHARGE),
        phrase(
            r"(?:should never|never should|should not|shouldn't|ought not to) have (?:been )?"
            r"(?:rushed|shipped|merged|released|deployed|rolled out|approved|gone (?:out|live|ahead|to|into))",
            note="a step that should not have been taken",
        ),
        phrase(r"(?:was|were) (?:supposed|meant|expected) to(?! be )", about=HUMAN - {"we"}, question=False, unless=r"because|since"),
    ),
    flags=(
        "Our reviewers should have checked the replica lag before the failover.",
        "The on-call ought to have escalated sooner.",
        "We should have tested the fallback before the season began.",
        "It should have been checked by the ward before the patient left.",
        "The restore should have been rehearsed on a copy.",
        "The desk could have called the airline during those twenty minutes.",
        "## What went wrong\n\n- Should have read the second page of the form.",
        "I shouldn't have trusted the green light.",
        "That fare table never should have shipped on a Friday.",
        "They really ought not to have merged all of it at once.",
        "The clerk was supposed to compare both totals.",
    ),
    passes=(
        "We should have alerting on failures to load the fare table.",
        "Each repository should have an owner.",
        "The alert should have fired at 80 % of the limit.",
        "The standby pump should have taken over at 02:00.",
        "We should have alerts for the depth of the queue.",
        "Mr Bose could not have known that the account was closed.",
        "We could have pinned the version and decided against it, since the format was about to change.",
        'The ground rules say that "you should have" is not an analysis.',
        "Passengers should have received a text message, which the gateway dropped.",
        "Nobody should have to read our status page at six in the morning.",
        "The game server should have rejected the ticket.",
    ),
)
