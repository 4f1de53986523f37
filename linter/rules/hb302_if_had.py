"""A past in which people acted otherwise and all was well: "if X had …, this would not have …"."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.counterfactual import OUTCOME, had_person, with_person
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_NAMED = HUMAN - {"implied"}
# What people had or knew is a condition, not an act; and luck is no charge.
_CONDITION = (
    r"whether|had we not|don't think|had (?:\w+ )?(?:had|known|been (?:told|given|warned|able|shown|trained|paged))|"
    r"would have (?:\w+ )?(?:lost|lasted|continued|spread|gone on|been (?:\w+ )?(?:worse|longer))"
)
_SMALL_ACT = r"(?:one|a|an|another|any|simply) (?:[\w-]+ )?{@human_acts}(?![\w-])"
_OTHER = r"(?:any|a more \w+|a better \w+|an? (?:careful|cautious|competent|attentive|average|conscientious))"
_WHOM = r"(?:him|her|them|us|me|our \w+|the \w+|nobody|anyone)"
_UNDONE = r"(?:avoided|prevented|caught|noticed|spotted|stopped|averted|discovered)"

RULE = Rule(
    code="HB302",
    name="if-had",
    category="hindsight",
    severity=Severity.WARNING,
    message="Reads as a past that {agent} did not have.",
    why=(
        "An act that never took place caused nothing. The sentence explains a day that did not happen, "
        "in place of the one that did, and closes the question of what was in view at the time."
    ),
    see=("Michael Nygard, Counterfactuals are not causality", "Lorin Hochstein, The problem with counterfactuals"),
    question="What did happen at that point, and what in the situation led there?",
    matchers=(
        clause(
            agent=_NAMED,
            negated=None,
            modality=("if",),
            within=rf"if .*had .*(?:{OUTCOME})|(?:{OUTCOME}) .*if .*had",
            unless=_CONDITION,
            words=("if",),
            note="if a person had",
        ),
        had_person(unless=_CONDITION),
        phrase(
            rf"(?:if|^had) (?:even |only |just )?(?:a single )?(?:one|any|either|anyone) of (?:us|them|the \w+)(?: had)?.*(?:{OUTCOME})",
            note="had one of us",
        ),
        phrase(_OTHER + r" (?:\w+ )?{@roles} (?:[\w'-]+ ){0,8}would have", note="another person would have"),
        with_person(
            phrase(
                _SMALL_ACT + r"[^.;:]{0,80} (?:would|could|might) have",
                _SMALL_ACT + rf"[^.;:]{{0,70}},? and (?:[^.;:]{{0,30}} )?(?:{OUTCOME})",
                note="one act would have",
            )
        ),
        with_person(phrase(r"all (?:it|that) (?:needed|would have taken)", r"was all it (?:needed|would have taken)", note="all it took")),
        with_person(phrase(rf"would have (?:taken|cost|needed) {_WHOM} (?:nothing|one|two|three|a|an|only|no)", note="it would have cost")),
        clause(
            listed="verbs_perceived",
            agent=("someone",),
            modality=("would-have", "could-have"),
            unless=_CONDITION,
            note="anyone would have",
        ),
        phrase(rf"(?:would|could|might) (?:\w+ )?(?:\w+ )?have been (?:\w+ )?{_UNDONE}", about=_NAMED, unless=_CONDITION),
        phrase(r"could have (?:avoided|prevented)", about=_NAMED, unless=_CONDITION),
        phrase(r"if only(?! one| two| the (?:first|last)| because)", about=_NAMED),
    ),
    flags=(
        "If Anna had tested it, we would not be here.",
        "Had the operator asked for a preview, the belt would have stopped.",
        "The loss would have been smaller if the clerk had opened the letter.",
        "One phone call from the desk would have saved the evening.",
        "Anyone reading the plan would have seen the missing valve.",
        "The outage could have been avoided by a more awake reviewer.",
        "If only the pilot had read the note.",
        "If the team had followed the checklist, the patient would have gone home on Friday.",
        "It would have cost the planners nothing to ask.",
    ),
    passes=(
        "A test would have caught this.",
        "If Ben had not called, the outage would have lasted until morning.",
        "With a canary, the impact would have been smaller.",
        "If the probe had looked at page two, we would have known by noon.",
        "Had the relay been of the new type, the feeder would have stayed in service.",
        "We did not roll back, because a second start would have taken longer.",
        "If the disk had been larger, the dump would have fitted.",
        "A control total would have caught the gap.",
        "Had we had an alert on the queue, it would have paged at 02:00.",
        'A customer wrote: "If your people had read my mail, none of this would have happened."',
        "A schema check in the pipeline would have stopped the fare file.",
    ),
)
