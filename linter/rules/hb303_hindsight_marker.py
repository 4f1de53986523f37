"""The outcome told as plain to see beforehand."""

from linter.finding import Severity
from linter.matchers.phrase import phrase
from linter.rules import Rule

_AFTER = r"(?:(?:in|with) (?:hindsight|retrospect)|looking back|with the benefit of hindsight|retrospectively)"
_NOT_PLAIN = (
    r"(?:not|n't) (?:\w+ )?(?:obvious|clear|plain|evident|apparent|foreseeable|predictable|avoidable|preventable)|neither|hindsight is"
)
_WAS = r"(?:was|were) (?:as )?(?:\w+ )?"
_SURELY = r"(?:easily|entirely|perfectly|wholly|completely|totally|fully)"

RULE = Rule(
    code="HB303",
    name="hindsight-marker",
    category="hindsight",
    severity=Severity.INFO,
    message="Reads as plain to see, which it is only from after the end.",
    why=(
        "Once the outcome is known, the signs that pointed to it stand out from those that did not. "
        "At the time they were among many, and the reader learns nothing of how they looked."
    ),
    see=("Sidney Dekker, The Field Guide to Understanding 'Human Error'", "Richard Cook, How Complex Systems Fail, point 8"),
    question="What else was in view at that time, and how did this sign stand out from it?",
    matchers=(
        phrase(
            _AFTER + r",? .*{@plainness}",
            r"{@plainness} .*" + _AFTER,
            r"(?:warning )?signs (?:were|had been) (?:all )?(?:there|plain|clear|everywhere|on the)",
            r"(?:there were|there had been) (?:plenty of|enough|many|clear) (?:warning )?signs",
            _SURELY + r" (?:avoidable|preventable|predictable|foreseeable)",
            r"(?:could|would) (?:so )?(?:easily have|have easily|have so easily) been (?:avoided|prevented|caught|spotted|seen)",
            r"(?:was|were|is) (?:avoidable|preventable|predictable|foreseeable|bound to happen|only a matter of time)",
            r"accident waiting to happen",
            _WAS + r"(?:obvious|plain|clear|evident|apparent) (?:to|for|from) (?:any\w*|every\w*|the (?:start|beginning|outset))",
            _WAS + r"(?:obvious|plain|evident|apparent) (?:to|for) (?:all|us|them)",
            r"(?:clear|plain|obvious) as (?:day|daylight|the)|abundantly clear",
            r"(?:saw|seen) (?:it|this) coming|there for (?:all|everyone|anyone|the taking)|there to be seen",
            r"writing (?:was )?on the wall|staring (?:us|them|him|her|me|everyone) in the face|knew or should have known",
            question=False,
            unless=_NOT_PLAIN,
        ),
    ),
    flags=(
        "In hindsight it was obvious that the pump would run dry.",
        "All the signs were there on Monday.",
        "The outage was entirely avoidable.",
        "In retrospect the pattern in the claims was plain to see.",
        "This could easily have been avoided.",
        "There had been plenty of warning signs on the shop floor.",
        "It was obvious to everyone in the control room that the belt was slipping.",
        "With hindsight, the fare rule was bound to fail.",
        "The delay was foreseeable.",
    ),
    passes=(
        "In hindsight, we know that the tank was empty.",
        "It was not obvious from the dashboard which region was affected.",
        "In retrospect, one field in the leaving form would have done.",
        "The meeting opened with the reminder that hindsight is not evidence.",
        "The error message was clear and named the missing key.",
        "The load follows a predictable curve on match days.",
        "The retrospective takes place on Thursday.",
        "The exit signs were lit throughout.",
        "The root cause is now clear: the lease expired while the leader was paused.",
    ),
)
