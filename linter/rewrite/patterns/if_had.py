"""If they had … -> what was the case; what might have been is left out."""

from __future__ import annotations

from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, contrary
from linter.rewrite.words import sentence


def _propose(context: Context) -> Iterator[Candidate]:
    for clause in context.analysis.clauses:
        if clause.modality != "if" or not clause.human:
            continue
        try:
            event = contrary(context, clause)
        except Untellable:
            continue
        text = sentence(event.text)
        if " would " in text:
            continue
        dropped = (context.source, *event.dropped)
        yield Candidate(f"{text} ⟨{event.question or context.question(event.verbs, undone=event.undone)}⟩", dropped=dropped)
        yield Candidate(text, dropped=dropped)


PATTERN = Pattern(
    name="if-had",
    serves=("hindsight", "person-cause"),
    rank=15,
    propose=_propose,
    examples=(
        (
            "If Lena had tested the YAML this would never have happened.",
            "The YAML had not been tested. ⟨Which tests ran, and what did they have in common with production?⟩",
        ),
    ),
)
