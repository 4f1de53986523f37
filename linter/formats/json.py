"""The findings as one JSON document: the contract for programs (`linter/schema/findings-1.json`), shared with the HTTP service."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from linter.about import SCHEMA_VERSION, Tool
from linter.document import Document
from linter.finding import Finding, Severity, Suggestion
from linter.formats import Options
from linter.report import Report

if TYPE_CHECKING:
    from linter.rules import Rule

NAME = "json"


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """One object over several lines: a line for each document, and the summary last."""
    total = Summary()
    yield f'{{"schema_version": {dumps(SCHEMA_VERSION)},\n "tool": {dumps(tool_object(options.tool))},\n "documents": ['
    for report in reports:
        yield ("," if total.documents else "") + "\n  " + dumps(document_object(report, explain=options.explain))
        total.add(report)
    yield f'],\n "summary": {dumps(total.object())}}}\n'


def dumps(value: object) -> str:
    """JSON on one line, with characters as they are."""
    return json.dumps(value, ensure_ascii=False)


class Summary:
    """Counts over reports, one at a time."""

    def __init__(self) -> None:
        self.documents = 0
        self.with_findings = 0
        self.by_category: Counter[str] = Counter()
        self.by_severity: Counter[Severity] = Counter()

    def add(self, report: Report) -> None:
        self.documents += 1
        self.with_findings += bool(report.findings)
        self.by_category.update(finding.category for finding in report.findings)
        self.by_severity.update(finding.severity for finding in report.findings)

    @property
    def findings(self) -> int:
        return self.by_severity.total()

    def object(self) -> dict[str, Any]:
        """The `summary` of the schema. Only categories and severities that occur are listed, the severest first."""
        return {
            "documents": self.documents,
            "findings": self.findings,
            "by_category": dict(sorted(self.by_category.items())),
            "by_severity": {str(severity): count for severity, count in sorted(self.by_severity.items(), reverse=True)},
        }


def report_object(reports: Iterable[Report], *, tool: Tool, explain: bool = False) -> dict[str, Any]:
    """The whole contract as one value, for callers that don't write text."""
    reports = tuple(reports)
    total = Summary()
    for report in reports:
        total.add(report)
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_object(tool),
        "documents": [document_object(report, explain=explain) for report in reports],
        "summary": total.object(),
    }


def tool_object(tool: Tool) -> dict[str, Any]:
    """The `tool` of the schema."""
    return {"name": tool.name, "version": tool.version, "model": tool.model}


def document_object(report: Report, *, explain: bool = False) -> dict[str, Any]:
    """One of the `documents` of the schema. `notes` is there only where there is something to note."""
    document = report.document
    value = {
        "path": document.path,
        "words": document.words,
        "findings": [finding_object(finding, document, explain=explain) for finding in report.findings],
    }
    notes = list(note_objects(report))
    return value | {"notes": notes} if notes else value


def note_objects(report: Report) -> Iterator[dict[str, Any]]:
    """What the user should be told that is no finding: suppressions that suppress nothing, and problems of the document."""
    from linter.rules import all_rules

    for unused in report.unused:
        line, column = report.document.position(unused.at)
        rules = f" of {', '.join(unused.rules)}" if unused.rules else ""
        unknown = [name for name in unused.rules if not any(rule.answers_to(name) for rule in all_rules())]
        reason = f"; no rule, name or category is called {unknown[0]!r}" if unknown else ""
        message = f"this suppression{rules} suppresses nothing{reason}"
        yield {"kind": "unused-suppression", "message": message, "start": unused.at, "line": line, "column": column}
    for problem in report.document.problems:
        yield {"kind": "problem", "message": problem}


def finding_object(finding: Finding, document: Document, *, explain: bool = False) -> dict[str, Any]:
    """One of the `findings` of the schema. `explain` adds the evidence; `place` is there only where the document has a text view."""
    line, column = document.position(finding.span.start)
    end_line, end_column = document.position(finding.span.end)
    value: dict[str, Any] = {
        "rule": {"code": finding.code, "name": finding.name, "category": finding.category},
        "severity": str(finding.severity),
        "confidence": round(finding.confidence, 4),
        "section": finding.section,
        "start": finding.span.start,
        "end": finding.span.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "excerpt": finding.excerpt,
        "sentence": {"start": finding.sentence.start, "end": finding.sentence.end},
        "message": finding.message,
        "question": finding.question,
        "suggestions": [suggestion_object(suggestion) for suggestion in finding.suggestions],
        "fingerprint": finding.fingerprint,
    }
    if place := document.place(finding.span.start):
        value["place"] = place
    if explain:
        evidence = finding.evidence
        value["evidence"] = {
            "agent": evidence.agent,
            "actor": evidence.actor,
            "predicate": evidence.predicate,
            "matcher": evidence.matcher,
            "witnesses": list(evidence.witnesses),
        }
    return value


def rule_object(rule: Rule) -> dict[str, Any]:
    """What a rule says about itself, without its matchers."""
    return {
        "code": rule.code,
        "name": rule.name,
        "category": rule.category,
        "severity": str(rule.severity),
        "ceiling": str(rule.ceiling),
        "default": rule.default,
        "message": rule.message,
        "why": rule.why,
        "see": list(rule.see),
        "question": rule.question,
        "flags": list(rule.flags),
        "passes": list(rule.passes),
    }


def suggestion_object(suggestion: Suggestion) -> dict[str, Any]:
    """One of the `suggestions` of the schema. `tier` and `dropped` are there only where there is something to say."""
    value: dict[str, Any] = {
        "kind": suggestion.kind,
        "text": suggestion.text,
        "start": suggestion.span.start,
        "end": suggestion.span.end,
        "slots": list(suggestion.slots),
    }
    if suggestion.tier:
        value["tier"] = suggestion.tier
    if suggestion.dropped:
        value["dropped"] = list(suggestion.dropped)
    return value
