"""The JSON of Vale, another prose linter, so that its front ends (ALE and others) show our findings.

Vale reports one line of a match, with both columns inside it, counted in code points from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from linter.document import Document
from linter.finding import Finding, Severity
from linter.formats import Options
from linter.formats._shared import advice, place
from linter.formats.json import dumps
from linter.report import Report

NAME = "vale"

SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "suggestion", Severity.HINT: "suggestion"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """An object with a list for each document that has findings."""
    separator = "{\n"
    for report in reports:
        if report.findings:
            alerts = [_alert(finding, report.document, options) for finding in report.findings]
            yield f"{separator}{dumps(report.path)}: {dumps(alerts)}"
            separator = ",\n"
    yield "{}\n" if separator == "{\n" else "\n}\n"


def _alert(finding: Finding, document: Document, options: Options) -> dict[str, Any]:
    at = place(document, finding.span)
    words = finding.excerpt.splitlines()[0] if finding.excerpt else ""
    # Vale's fixes replace the match, so they fit where a rewrite does the same.
    fitting = [each.text for each in finding.suggestions if each.kind == "rewrite" and each.span == finding.span]
    return {
        "Action": {"Name": "replace" if fitting else "", "Params": fitting or None},
        "Span": [at.column, at.column + max(len(words), 1) - 1],
        "Check": f"{options.tool.name}.{finding.name}",
        "Description": finding.question,
        "Link": "",
        "Message": " ".join(advice(finding)),
        "Severity": SEVERITIES[finding.severity],
        "Match": words,
        "Line": at.line,
    }
