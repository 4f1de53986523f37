"""Checkstyle's XML, which many services and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.finding import Severity
from linter.formats import Options
from linter.formats._shared import advice, path_of, place
from linter.formats._xml import HEAD, element, written
from linter.report import Report

NAME = "checkstyle"

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info", Severity.HINT: "info"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A `file` as soon as its document is there."""
    yield f'{HEAD}<checkstyle version="4.3">\n'
    for report in reports:
        errors = []
        for finding in report.findings:
            at = place(report.document, finding.span)
            values: dict[str, object] = {
                "line": at.line,
                "column": at.column,
                "severity": SEVERITIES[finding.severity],
                "message": " ".join(advice(finding)),
                "source": f"{options.tool.name}.{finding.category}.{finding.name}",
            }
            errors.append(element("error", values))
        yield written(element("file", {"name": path_of(report.document)}, errors))
    yield "</checkstyle>\n"
