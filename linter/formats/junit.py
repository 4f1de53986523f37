"""JUnit's XML, for services that show tests: a suite for each document, a failure for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from linter.document import Document
from linter.finding import Finding
from linter.formats import Options
from linter.formats._shared import advice, line, path_of, place
from linter.formats._xml import HEAD, element, written
from linter.report import Report

NAME = "junit"


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A suite as soon as its document is there. A document without findings is a test that passed."""
    yield f'{HEAD}<testsuites name="{options.tool.name}">\n'
    for report in reports:
        path = path_of(report.document)
        cases = [_case(finding, report.document) for finding in report.findings]
        failures = len(cases)
        cases = cases or [element("testcase", {"classname": path, "name": "no findings", "time": 0})]
        yield written(element("testsuite", {"name": path, "tests": len(cases), "failures": failures, "errors": 0, "time": 0}, cases))
    yield "</testsuites>\n"


def _case(finding: Finding, document: Document) -> Element:
    at = place(document, finding.span)
    message, *more = advice(finding)
    text = "\n".join((f"{path_of(document)}:{at.line}:{at.column}", line(finding.excerpt), message, *more))
    failure = element("failure", {"message": message, "type": str(finding.severity)}, text=text)
    name = f"{finding.code} {finding.name}, line {at.line}, column {at.column}"
    return element("testcase", {"classname": path_of(document), "name": name, "time": 0}, [failure])
