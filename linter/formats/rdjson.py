"""Reviewdog's diagnostics as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.formats import Options
from linter.formats.json import dumps
from linter.formats.rdjsonl import diagnostic
from linter.report import Report

NAME = "rdjson"


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A `DiagnosticResult` of reviewdog's schema, with a diagnostic a line."""
    yield f'{{"source": {dumps({"name": options.tool.name})}, "diagnostics": ['
    separator = "\n"
    for report in reports:
        for finding in report.findings:
            yield separator + dumps(diagnostic(finding, report.document, options))
            separator = ",\n"
    yield "\n]}\n"
