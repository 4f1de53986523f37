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


PATTERN = Pattern(name="omission", serves=("person-cause", "judgement", "HB301"), rank=21, propose=_propose, examples=())
