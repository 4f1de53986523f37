"""Who did it -> what happened, and what accepted it: the one systemic reading that a deed which took effect entails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, in_two, told
from linter.rewrite.words import sentence

_SYSTEM = re.compile(
    r"[`\d_]|\b(?:tables?|databases?|buckets?|volumes?|schemas?|namespaces?|clusters?|hosts?|servers?|snapshots?|branch(?:es)?|index(?:es)?"
    r"|production|prod|staging)\b",
    re.IGNORECASE,
)
"""What tells that something took effect in software: not every route that is deleted is one of a table."""
_ELSEWHERE = re.compile(r"\b(?:on|in|to|at|against|for) an? [\w -]+ other than the intended one")


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    try:
        event = told(context)
    except Untellable:
        return
    text = sentence(event.text)
    if event.undone or not event.acted:
        return
    failure = context.failure
    if (
        failure.accepted
        and (failure.name not in ("destructive", "target") or _SYSTEM.search(event.text))
        and len(event.verbs) == 1
        and (event.verbs & failure.words or (failure.name == "target" and _ELSEWHERE.search(event.text)))
    ):
        yield Candidate(f"{text} {failure.accepted}", dropped=event.dropped)
    question = event.question or context.question(event.verbs, undone=False)
    yield Candidate(f"{text} ⟨{question}⟩", dropped=event.dropped)
    if apart := in_two(text):
        yield Candidate(f"{apart} ⟨{question}⟩", dropped=event.dropped, last=True)


PATTERN = Pattern(
    name="agentive-cause",
    serves=("person-cause", "judgement", "HB301"),
    rank=20,
    propose=_propose,
    examples=(
        (
            "An engineer carelessly dropped the `orders` table in production at 03:12.",
            "The `orders` table was dropped in production at 03:12. The system executed it.",
        ),
        (
            "Keiko mistakenly cancelled 400 seat reservations.",
            "400 seat reservations were cancelled, which was not intended. ⟨What made this look right at the "
            "time, and what would have shown its effect?⟩",
        ),
        (
            "Dana broke the ledger when she deployed v88 at 09:41.",
            "The ledger stopped working when v88 was deployed at 09:41. The release path accepted it.",
        ),
    ),
)
