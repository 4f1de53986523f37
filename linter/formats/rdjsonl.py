"""Reviewdog's diagnostics, one JSON object a line. Columns count bytes of UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from linter.document import Document
from linter.finding import Finding, Severity, Span, Suggestion
from linter.formats import Options
from linter.formats._shared import advice, path_of, place, utf8
from linter.formats.json import dumps
from linter.report import Report

NAME = "rdjsonl"

SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO", Severity.HINT: "INFO"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A line for each finding."""
    for report in reports:
        for finding in report.findings:
            yield dumps(diagnostic(finding, report.document, options)) + "\n"


def diagnostic(finding: Finding, document: Document, options: Options) -> dict[str, Any]:
    """A finding as `Diagnostic` of reviewdog's schema."""
    value: dict[str, Any] = {
        "message": "\n".join(advice(finding)),
        "location": {"path": path_of(document), "range": _range(document, finding.span)},
        "severity": SEVERITIES[finding.severity],
        "source": {"name": options.tool.name},
        "code": {"value": finding.name},
    }
    suggestions = [_suggestion(suggestion, document) for suggestion in finding.suggestions]
    return value | {"suggestions": suggestions} if suggestions else value


def _suggestion(suggestion: Suggestion, document: Document) -> dict[str, Any]:
    from linter.rewrite.edit import replaced

    return {"range": _range(document, replaced(document.source, suggestion)), "text": suggestion.text}


def _range(document: Document, span: Span) -> dict[str, Any]:
    at = place(document, span, unit=utf8)
    return {"start": {"line": at.line, "column": at.column}, "end": {"line": at.end_line, "column": at.end_column}}
