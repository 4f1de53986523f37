"""SARIF 2.1.0 (OASIS), as code scanning services and editors read it.

GitHub keeps the 5,000 most severe results of a run and says nothing of the others; here they are left out, and a notification in
`invocations` says how many. GitHub tells findings from one another by `primaryLocationLineHash`, which its upload action adds;
`blamelint/v1` survives edits around a sentence and renamed files.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from linter.document import Document
from linter.finding import Finding, Severity, Span, Suggestion
from linter.formats import Options
from linter.formats._shared import count, line, path_of, place, purpose, utf16
from linter.formats.json import dumps, note_objects
from linter.report import Report
from linter.rules import Rule, all_rules

NAME = "sarif"

MAX_RESULTS = 5_000
ROOT = "%SRCROOT%"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """One log with one run, once all reports are there."""
    notes: list[dict[str, Any]] = []

    def results() -> Iterator[tuple[Severity, dict[str, Any]]]:
        for report in reports:
            for finding in report.findings:
                yield finding.severity, result_object(finding, report.document)
            notes.extend(_notification(note["message"], report.document, note.get("line")) for note in note_objects(report))

    yield dumps(log_object(results(), notes, options=options)) + "\n"


def log_object(results: Iterable[tuple[Severity, dict[str, Any]]], notes: list[dict[str, Any]], *, options: Options) -> dict[str, Any]:
    """The log of results with their severities. `notes` are notifications; those that come while the results do are in it."""
    kept: list[tuple[Severity, int, dict[str, Any]]] = []
    total = 0
    for severity, result in results:
        entry = (severity, -total, result)
        total += 1
        if total <= MAX_RESULTS:
            heapq.heappush(kept, entry)
        else:
            heapq.heappushpop(kept, entry)
    if total > MAX_RESULTS:
        left_out = count(total - MAX_RESULTS, "result")
        notes = [_notification(f"{left_out} left out: only the {MAX_RESULTS} most severe are here."), *notes]
    driver: dict[str, Any] = {
        "name": options.tool.name,
        "version": options.tool.version,
        "semanticVersion": options.tool.version,
        "rules": [_rule(rule) for rule in all_rules()],
    }
    if options.tool.model:
        driver["properties"] = {"model": options.tool.model}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which the tool ran."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [result for _, _, result in sorted(kept, key=lambda entry: -entry[1])],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [run]}


@cache
def _indexes() -> dict[str, int]:
    return {rule.code: index for index, rule in enumerate(all_rules())}


def _rule(rule: Rule) -> dict[str, Any]:
    message = rule.message.replace("{", "⟨").replace("}", "⟩")
    text = "\n\n".join((rule.why, f"Ask: {rule.question}", "See: " + "; ".join(rule.see)))
    lists = (("See", rule.see), ("It finds", map(_example, rule.flags)), ("It leaves alone", map(_example, rule.passes)))
    markdown = [rule.why, f"**Ask:** {rule.question}"]
    markdown += (f"**{title}:**\n\n" + "\n".join(f"- {each}" for each in items) for title, items in lists)
    return {
        "id": rule.code,
        "name": "".join(map(str.capitalize, rule.name.split("-"))),
        "shortDescription": {"text": message},
        "fullDescription": {"text": rule.why},
        "help": {"text": text, "markdown": "\n\n".join(markdown)},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.default},
        "properties": {"tags": [rule.category]},
    }


def _example(text: str) -> str:
    """A small document inside a list item."""
    return f"`{text}`" if "\n" not in text else "\n  ```markdown\n" + "".join(f"  {each}\n" for each in text.splitlines()) + "  ```"


def result_object(finding: Finding, document: Document) -> dict[str, Any]:
    """A finding as a result."""
    message = line(finding.message) + (f" Ask: {line(finding.question)}" if finding.question else "")
    value: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": _indexes()[finding.code],
        "level": LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(document),
                    "region": _region(document, finding.span) | {"snippet": {"text": finding.excerpt}},
                }
            }
        ],
        "partialFingerprints": {"blamelint/v1": finding.fingerprint},
        "rank": round(100 * finding.confidence, 2),
        "properties": {"section": finding.section},
    }
    if inside := document.place(finding.span.start):
        # Lines and columns are those of a text view, which no viewer has, and a fix would be for it.
        value["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": inside}]
        return value
    fixes = [_fix(suggestion, document) for suggestion in finding.suggestions]
    return value | {"fixes": fixes} if fixes else value


def _fix(suggestion: Suggestion, document: Document) -> dict[str, Any]:
    from linter.rewrite.edit import replaced

    replacement = {"deletedRegion": _region(document, replaced(document.source, suggestion)), "insertedContent": {"text": suggestion.text}}
    changes = [{"artifactLocation": _artifact(document), "replacements": [replacement]}]
    return {"description": {"text": f"{purpose(suggestion)}."}, "artifactChanges": changes}


def _artifact(document: Document) -> dict[str, str]:
    path = path_of(document)
    if "://" in path:
        return {"uri": path}
    return {"uri": PurePath(path).as_uri()} if PurePath(path).is_absolute() else {"uri": quote(os.fsencode(path)), "uriBaseId": ROOT}


def _region(document: Document, span: Span) -> dict[str, Any]:
    at = place(document, span, unit=utf16)
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def _notification(message: str, document: Document | None = None, at: int | None = None) -> dict[str, Any]:
    value: dict[str, Any] = {"level": "note" if document else "warning", "message": {"text": f"{message[:1].upper()}{message[1:]}"}}
    if document:
        region = {"region": {"startLine": at}} if at else {}
        value["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(document)} | region}]
    return value
