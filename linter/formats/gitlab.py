"""GitLab's Code Quality report, which a merge request shows: a list of what Code Climate calls issues.

GitLab compares reports by fingerprint and shows one finding of those that share one, so sentences that stand in several documents get
fingerprints of their own, in the order of the documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from linter.document import Document
from linter.finding import Finding, Severity, fingerprint
from linter.formats import Options
from linter.formats._shared import advice, path_of, place
from linter.formats.json import dumps
from linter.report import Report

NAME = "gitlab"

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info", Severity.HINT: "info"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A list with an object a line."""
    seen: Counter[str] = Counter()
    for report in reports:
        for finding in report.findings:
            yield (",\n" if seen else "[\n") + dumps(_issue(finding, report.document, seen))
    yield "\n]\n" if seen else "[]\n"


def _issue(finding: Finding, document: Document, seen: Counter[str]) -> dict[str, Any]:
    at = place(document, finding.span)
    again = seen[finding.fingerprint]
    seen[finding.fingerprint] += 1
    return {
        "description": " ".join(advice(finding)),
        "check_name": finding.name,
        "fingerprint": fingerprint(finding.code, finding.fingerprint, again) if again else finding.fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": path_of(document), "lines": {"begin": at.line, "end": at.end_line}},
    }
