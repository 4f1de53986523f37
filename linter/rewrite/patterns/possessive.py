"""Whose thing it was -> the thing: a change acts, not its author."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import is_judgement
from linter.rewrite.words import sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    owned = [
        t
        for t in context.analysis.doc
        if t.dep_ == "nmod:poss" and t._.actor in HUMAN and t.pos_ != "PRON" and t.head.dep_.startswith("nsubj")
    ]
    if len(owned) != 1:
        return
    owner = owned[0]
    name = next((entity for entity in context.analysis.doc.ents if entity.start <= owner.i < entity.end), None)
    start, end = min(owner.left_edge, name[0] if name else owner, key=lambda t: t.i), owner.right_edge
    # Another person in the sentence would stay its agent.
    if any(t != owner and t.head != owner and not start.i <= t.i <= end.i for t in context.analysis.humans):
        return
    dropped = [context.shown(context.words(start.idx, end.idx + len(end)))]
    pieces: list[Token | str] = []
    for token in context.analysis.doc:
        if token == start:
            pieces.append("the")
        if start.i <= token.i <= end.i:
            continue
        if token.head == owner.head and is_judgement(token) and token.i < owner.head.i:
            dropped.append(token.text)
            continue
        pieces.append(token)
    text = sentence(context.join(pieces), context.text.rstrip()[-1:] if context.text.rstrip()[-1:] in ".!" else "")
    yield Candidate(f"{text} ⟨{context.question((), undone=False)}⟩", dropped=tuple(dropped))


PATTERN = Pattern(
    name="possessive",
    serves=("person-cause", "judgement"),
    rank=25,
    propose=_propose,
    examples=(
        (
            "Caio's commit knocked out the till at 10:20.",
            "The commit knocked out the till at 10:20. ⟨What made this look right at the time, and what would have shown its effect?⟩",
        ),
    ),
)
