"""What somebody left undone -> the state that existed without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, told
from linter.rewrite.words import sentence

_UNNOTICED = re.compile("^It went unnoticed that")
_NOT_BEEN = re.compile(r"^([^,;]*?) had not been\b")
"""A state that is not a charge where it is told of its time."""


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
    question = state.question or context.question(state.verbs, undone=state.undone)
    yield Candidate(f"{text} ⟨{question}⟩", dropped=state.dropped)
    yield Candidate(text, dropped=state.dropped)
    late = _UNNOTICED.sub("It was noticed only at ⟨time⟩ that", text)
    if late != text:
        yield Candidate(late, dropped=state.dropped, last=True)
    yet = _NOT_BEEN.sub(r"\1 had not yet been", text)
    if yet != text:
        yield Candidate(f"{yet} ⟨{question}⟩", dropped=state.dropped, last=True)


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
