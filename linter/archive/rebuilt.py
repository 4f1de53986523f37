"""Reports made from records, for the formats of `blamelint check`.

Of a source a format needs where lines begin and how wide their characters are in its unit, and nothing of the text. So a record has the
outline of the lines that findings and suggestions touch: no letter of theirs, and nobody's name.
"""

from __future__ import annotations

import re
from typing import Any

from linter.document import Document
from linter.finding import Finding, Severity, Span, Suggestion
from linter.report import Report
from linter.rewrite.edit import replaced

# White space and what can stand before the text of an item decide how much goes with a sentence that is left out.
_LETTER = re.compile(r"[^\s\d\-*+>.)\[\]xX]")
_AS_WIDE = {1: "_", 2: "é", 3: "–", 4: "😀"}
"""A character by its width in UTF-8; its width in UTF-16 follows."""

Line = tuple[int, int, str]
"""The number of a line, the offset of its start, its outline."""


def lines(report: Report) -> list[Line]:
    """The lines of the source that findings and suggestions touch."""
    document, source = report.document, report.document.source
    spans = [finding.span for finding in report.findings]
    for suggestion in (each for finding in report.findings for each in finding.suggestions):
        span = replaced(source, suggestion)
        # What goes with a sentence that is left out is decided by all that stands between two LFs.
        spans += (span, Span(source.rfind("\n", 0, span.start) + 1, source.find("\n", span.end) % (len(source) + 1)))
    numbers = {each for span in spans for each in range(document.position(span.start)[0], document.position(span.end)[0] + 1)}
    starts = [*document.line_starts, len(source)]
    return [(each, starts[each - 1], _LETTER.sub(_as_wide, source[starts[each - 1] : starts[each]])) for each in sorted(numbers)]


def _as_wide(match: re.Match[str]) -> str:
    return _AS_WIDE[len(match[0].encode("utf-8", "surrogatepass"))]


def report(document: dict[str, Any], known: list[Line]) -> Report:
    """The report of a document as the JSON has it. What it tells besides findings are the messages alone."""
    source = _source(known)
    notes = tuple(note["message"] for note in document.get("notes", ()))
    findings = tuple(map(_finding, document["findings"]))
    places = sorted({(each["start"], each["place"]) for each in document["findings"] if "place" in each})
    return Report(Document(document["path"], source, source, (), problems=notes, places=tuple(places)), findings)


def _source(known: list[Line]) -> str:
    """A source with these lines; between them are only as many characters and ends of lines as there were."""
    parts: list[str] = []
    at, number = 0, 1
    for line, start, text in known:
        spare = start - at - (line - number)
        # A CR and an LF are one end of a line, so none of these comes behind the other.
        end = "\r" if not spare and parts and parts[-1].endswith("\r") else "\n"
        parts += (" " * spare, end * (line - number), text)
        at, number = start + len(text), line + 1
    return "".join(parts)


def _finding(value: dict[str, Any]) -> Finding:
    rule = value["rule"]
    return Finding(
        code=rule["code"],
        name=rule["name"],
        category=rule["category"],
        severity=Severity[value["severity"].upper()],
        span=Span(value["start"], value["end"]),
        sentence=Span(**value["sentence"]),
        suggestions=tuple(map(_suggestion, value["suggestions"])),
        **{key: value[key] for key in ("confidence", "section", "excerpt", "message", "question", "fingerprint")},
    )


def _suggestion(value: dict[str, Any]) -> Suggestion:
    return Suggestion(
        value["kind"],
        value["text"],
        Span(value["start"], value["end"]),
        tuple(value["slots"]),
        value.get("tier", ""),
        tuple(value.get("dropped", ())),
    )
