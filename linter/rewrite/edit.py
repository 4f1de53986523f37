"""Put chosen suggestions into a source."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.finding import Span, Suggestion

_CITED = re.compile(r"” \(line \d+\)\.$")


def is_cited(suggestion: Suggestion) -> bool:
    """Whether it quotes another line of the document: an answer for the writer, not words for the document itself."""
    return _CITED.search(suggestion.text) is not None


def ready(suggestions: Iterable[Suggestion]) -> Suggestion | None:
    """The first rewrite that can go into the document as it is: nobody has to fill it in, and it quotes no other line."""
    return next((each for each in suggestions if each.kind == "rewrite" and not each.slots and not is_cited(each)), None)


def edited(source: str, chosen: Iterable[Suggestion]) -> str:
    """The source with suggestions in place of their spans. Of two that overlap the first given stays.

    A deleted sentence takes the space around it along, so that no gap and no empty line of its own is left.
    """
    taken: list[Suggestion] = []
    for suggestion in chosen:
        if not any(suggestion.span.overlaps(other.span) for other in taken):
            taken.append(suggestion)
    for suggestion in sorted(taken, key=lambda each: each.span, reverse=True):
        span = replaced(source, suggestion)
        source = source[: span.start] + suggestion.text + source[span.end :]
    return source


def replaced(source: str, suggestion: Suggestion) -> Span:
    """What a suggestion takes the place of, a gap included."""
    span = suggestion.span
    return Span(*_with_gap(source, span.start, span.end)) if suggestion.kind == "delete" else span


def _with_gap(source: str, start: int, end: int) -> tuple[int, int]:
    """The range of a sentence with the space that goes with it, behind it or else in front; an item left empty goes whole."""
    line = source.rfind("\n", 0, start) + 1
    stop = source.find("\n", end)
    stop = len(source) if stop < 0 else stop
    if not source[line:start].strip(" \t-*+>0123456789.)[]xX") and not source[end:stop].strip():
        return line, min(stop + 1, len(source))
    while end < stop and source[end] == " ":
        end += 1
    if end == stop:
        while start > line and source[start - 1] == " ":
            start -= 1
    return start, end
