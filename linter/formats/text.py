"""The findings for people: where, what, the words in their line with carets below, and a way forward."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from linter.document import Document
from linter.finding import Finding, Severity, Suggestion
from linter.formats import Options
from linter.formats._shared import count
from linter.formats.json import Summary, note_objects
from linter.report import Report

NAME = "text"

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue", Severity.HINT: "cyan"}
TAB = 4
MAX_LINES = 4
MAX_OPTIONS = 3
_SLOT = re.compile(r"⟨[^⟩]*⟩")
# Terminal controls and marks that turn the reading direction: shown, they would let a document rewrite the screen.
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """Blocks of lines for the findings of each document, its notes, and a last line that sums up."""
    total = Summary()
    for report in reports:
        total.add(report)
        for finding in report.findings:
            yield "\n".join(_finding(finding, report.document, options)) + "\n\n"
        notes = [_note(note, report.path, options) for note in note_objects(report)]
        if notes:
            yield "\n".join(notes) + "\n\n"
    yield _summary(total) + "\n"


def _style(text: str, options: Options, **style: Any) -> str:
    return click.style(text, **style) if options.color else text


def _safe(text: str) -> str:
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def _prose(text: str) -> str:
    """Text that stands on one line of ours, wherever it broke in the source."""
    return _safe(" ".join(text.split()))


def _finding(finding: Finding, document: Document, options: Options) -> Iterator[str]:
    line, column = document.position(finding.span.start)
    place = _style(f"{_safe(document.path)}:{line}:{column}", options, bold=True)
    if inside := document.place(finding.span.start):
        place += f" ({_prose(inside)})"
    severity = _style(str(finding.severity), options, fg=COLORS[finding.severity], bold=True)
    yield f"{place}  {severity}  {finding.code} {finding.name}"
    yield from _excerpt(finding, document, options)
    yield f"  {_prose(finding.message)}"
    if finding.question:
        yield f"  Ask: {_prose(finding.question)}"
    yield from _suggestions(finding.suggestions, options)
    if options.explain:
        yield _style(f"  Why: {_evidence(finding)}", options, dim=True)


def _suggestions(suggestions: tuple[Suggestion, ...], options: Options) -> Iterator[str]:
    def shown(suggestion: Suggestion) -> str:
        return _SLOT.sub(lambda slot: _style(slot[0], options, fg="magenta"), _prose(suggestion.text))

    first = next((suggestion for suggestion in suggestions if suggestion.kind != "option"), None)
    if first is not None:
        yield "  Instead: " + ("leave it out." if first.kind == "delete" else shown(first))
        if first.dropped:
            yield f"  This leaves out: {', '.join(map(_prose, first.dropped))}"
    choices = [suggestion for suggestion in suggestions if suggestion.kind == "option"]
    if choices:
        yield "  Options:"
        for choice in choices[:MAX_OPTIONS]:
            yield f"    - {shown(choice)}" + (f" ({choice.tier})" if choice.tier else "")


def _evidence(finding: Finding) -> str:
    evidence = finding.evidence
    parts = (
        f"agent “{_prose(evidence.agent)}”" + (f" ({evidence.actor})" if evidence.actor else "") if evidence.agent else evidence.actor,
        f"predicate “{_prose(evidence.predicate)}”" if evidence.predicate else "",
        f"section {finding.section}" if finding.section else "",
        f"matcher {evidence.matcher}" if evidence.matcher else "",
        f"witnesses {', '.join(evidence.witnesses)}" if evidence.witnesses else "",
        f"confidence {finding.confidence:.2f}",
    )
    return "; ".join(filter(None, parts))


def _note(note: dict[str, Any], path: str, options: Options) -> str:
    place = f"{_safe(path)}:{note['line']}:{note['column']}" if "line" in note else _safe(path)
    return f"{_style(place, options, bold=True)}  {_style('note', options, fg='cyan', bold=True)}  {_prose(note['message'])}"


def _summary(total: Summary) -> str:
    documents = count(total.documents, "document")
    if not total.findings:
        return f"No findings in {documents}."
    severities = ", ".join(
        str(count) + f" {severity}" + ("s" if count != 1 and severity is not Severity.INFO else "")
        for severity, count in sorted(total.by_severity.items(), reverse=True)
    )
    where = documents if total.with_findings == total.documents else f"{total.with_findings} of {documents}"
    return f"{count(total.findings, 'finding')} in {where}: {severities}. Each is a place to ask what made it possible."


def _excerpt(finding: Finding, document: Document, options: Options) -> Iterator[str]:
    """The lines of the source that the finding touches, each with carets under its words."""
    first, last = document.position(finding.span.start)[0], document.position(max(finding.span.end - 1, finding.span.start))[0]
    gutter = len(str(last))
    for number in range(first, min(last, first + MAX_LINES - 1) + 1):
        start = document.line_starts[number - 1]
        end = document.line_starts[number] if number < len(document.line_starts) else len(document.source)
        line = document.source[start:end].rstrip("\r\n")
        text, carets = _underline(line, finding.span.start - start, finding.span.end - start, width=options.width - gutter - 5)
        yield f"  {_style(f'{number:>{gutter}} |', options, dim=True)} {text}".rstrip()
        if carets:
            bar, under = _style(f"{'':>{gutter}} |", options, dim=True), carets.lstrip()
            yield f"  {bar} {carets[: len(carets) - len(under)]}{_style(under, options, fg=COLORS[finding.severity], bold=True)}"
    if last - first >= MAX_LINES:
        yield f"  {_style('…'.rjust(gutter) + ' |', options, dim=True)}"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A character that takes columns, with the marks that stand on it."""

    text: str
    width: int
    marked: bool


def _underline(line: str, start: int, end: int, *, width: int) -> tuple[str, str]:
    """A line as a terminal shows it in `width` columns, and carets under its characters `start` to `end`.

    Where it is too long it is cut around the span, with "…" for what is left out. The ends of the span may lie outside the line; white
    space at its ends gets no caret.
    """
    start, end = max(start, 0), min(end, len(line))
    marked = line[start:end]
    start, end = end - len(marked.lstrip()), start + len(marked.rstrip())
    cells = list(_cells(line, start, end))
    columns = sum(cell.width for cell in cells)
    if columns > width:
        cells = _cut(cells, max(width, 20))
    carets = "".join(("^" if cell.marked else " ") * cell.width for cell in cells)
    return "".join(cell.text for cell in cells), carets.rstrip()


def _cells(line: str, start: int, end: int) -> Iterator[_Cell]:
    if line.isascii() and "\t" not in line:
        yield from (_Cell(char, 1, start <= i < end) for i, char in enumerate(_safe(line)))
        return
    # Only here: its tables take longer to load than most runs take to print.
    from wcwidth import iter_graphemes, wcswidth

    at = column = 0
    for cluster in iter_graphemes(line):
        marked = at < end and at + len(cluster) > start
        at += len(cluster)
        if cluster == "\t":
            text, width = " " * (TAB - column % TAB), TAB - column % TAB
        else:
            text = _safe(cluster)
            width = max(wcswidth(text), 0)
        column += width
        yield _Cell(text, width, marked)


def _cut(cells: list[_Cell], width: int) -> list[_Cell]:
    """As many cells as fit, around the marked ones; where those alone are too many, their beginning."""
    ellipsis = _Cell("…", 1, False)
    marks = [i for i, cell in enumerate(cells) if cell.marked] or [0]
    first = last = marks[0]
    room = width - 2 - cells[first].width
    while last < marks[-1] and cells[last + 1].width <= room:
        last += 1
        room -= cells[last].width
    grown = True
    while grown:
        grown = False
        if first > 0 and cells[first - 1].width <= room:
            first -= 1
            room -= cells[first].width
            grown = True
        if last < len(cells) - 1 and cells[last + 1].width <= room:
            last += 1
            room -= cells[last].width
            grown = True
    head = [ellipsis] if first > 0 else []
    tail = [ellipsis] if last < len(cells) - 1 else []
    return [*head, *cells[first : last + 1], *tail]
