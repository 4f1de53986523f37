"""What somebody left undone -> the state that existed without it."""

from __future__ import annotations

from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, told
from linter.rewrite.words import sentence


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    try:
        state = told(context)
    except Untellable:
        return
    if state.acted and not state.undone:
        return
    text = sentence(state.text)
    yield Candidate(f"{text} ⟨{state.question or context.question(state.verbs, undone=True)}⟩", dropped=state.dropped)
    yield Candidate(text, dropped=state.dropped)


PATTERN = Pattern(
    name="omission",
    serves=("person-cause", "judgement", "HB301"),
    rank=21,
    propose=_propose,
    examples=(
        (
            "Mei forgot to run the post-upgrade step.",
            "The post-upgrade step had not been run. ⟨What would have prompted this step at that moment?⟩",
        ),
        (
            "The on-call ignored the disk alert for 40 minutes.",
            "No action on the disk alert is recorded for 40 minutes. ⟨How was it delivered, and what else was active at that moment?⟩",
        ),
    ),
)
