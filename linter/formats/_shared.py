"""What several formats say in the same words or count in the same units."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from linter.document import Document
from linter.finding import Finding, Span, Suggestion


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span begins and ends: 1-based lines and columns. The end is the column just behind the span."""

    line: int
    column: int
    end_line: int
    end_column: int


def place(document: Document, span: Span, *, unit: Callable[[str], int] = len) -> Place:
    """The place of a span, with columns in code points or another unit."""
    (line, column), (end_line, end_column) = (_position(document, offset, unit) for offset in (span.start, span.end))
    return Place(line, column, end_line, end_column)


def _position(document: Document, offset: int, unit: Callable[[str], int]) -> tuple[int, int]:
    line, _ = document.position(offset)
    return line, unit(document.source[document.line_starts[line - 1] : offset]) + 1


def utf16(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8(text: str) -> int:
    """The length of a text in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def path_of(document: Document) -> str:
    """The path with slashes and without "./", as services compare it with those of a repository; an address as it is."""
    return document.path if "://" in document.path else posixpath.normpath(document.path.replace(os.sep, "/"))


def advice(finding: Finding) -> Iterator[str]:
    """What the writer is told, in lines: the message, the question, the first rewrite."""
    yield line(finding.message)
    if finding.question:
        yield f"Ask: {line(finding.question)}"
    first = next((each for each in finding.suggestions if each.kind != "option"), None)
    if first is not None:
        yield "Instead: leave it out." if first.kind == "delete" else f"Instead: {line(first.text)}"


def purpose(suggestion: Suggestion) -> str:
    """What a suggestion is, in words."""
    if suggestion.kind == "delete":
        return "Leave it out"
    kind = f"Option, {suggestion.tier}" if suggestion.kind == "option" and suggestion.tier else suggestion.kind.capitalize()
    return f"{kind}; fill in {', '.join(f'⟨{slot}⟩' for slot in suggestion.slots)}" if suggestion.slots else kind


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def count(number: int, noun: str) -> str:
    """ "1 finding", "2 findings"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
