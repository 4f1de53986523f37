"""In hindsight it was obvious that … -> what was there, as it stood at the time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import sentence

_AFTER = r"(?:(?:in|with) (?:hindsight|retrospect)|looking back(?: at it)?(?: now)?|looking at it now|afterwards)"
_MARKER = re.compile(
    rf"^(?:{_AFTER},? )?(?:it|we|this|everything) (?:was|is|were|had been|seems?|looks?)(?: \w+)? "
    rf"(?:obvious|clear|evident|plain|foreseeable|predictable|inevitable|apparent)(?: \w+)?(?: to (?:anyone"
    rf"|everyone|all|us|everybody|anybody)(?: \w+){{0,3}})?(?: from the (?:start|beginning|outset))? that "
    rf"(?P<a>.+?)[.!]*$|"
    rf"^{_AFTER},? (?P<b>.+?)[.!]*$|^(?P<c>.+?),? {_AFTER}[.!]*$",
    re.IGNORECASE,
)


def _propose(context: Context) -> Iterator[Candidate]:
    found = _MARKER.match(context.words(0, len(context.text)))
    if not found or context.analysis.question:
        return
    kept = found["a"] or found["b"] or found["c"]
    start = context.words(0, len(context.text)).index(kept)
    dropped = (
        context.shown(context.words(0, len(context.text))[:start].strip())
        or context.shown(context.words(0, len(context.text))[len(kept) :].strip()),
    )
    if found["a"]:
        kept = re.sub(r"^(.*?)\bwould\b", r"\1was going to", kept, count=1)
    yield Candidate(f"{sentence(kept)} ⟨What else was in view at that time?⟩", dropped=dropped)


PATTERN = Pattern(
    name="hindsight-marker",
    serves=("hindsight",),
    rank=12,
    propose=_propose,
    examples=(
        (
            "In hindsight it was obvious that the pump would run dry.",
            "The pump was going to run dry. ⟨What else was in view at that time?⟩",
        ),
    ),
)
