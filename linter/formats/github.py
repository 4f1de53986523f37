"""Workflow commands of GitHub Actions: what a step prints to annotate a pull request.

A step shows ten errors, ten warnings and ten notices, and drops the others without a word. So the most severe come first, and what is
beyond those stands in the log as plain lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from linter.document import Document
from linter.finding import Finding, Severity
from linter.formats import Options
from linter.formats._shared import advice, count, line, path_of, place
from linter.formats.json import note_objects
from linter.report import Report

NAME = "github"

MOST = 10
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice", Severity.HINT: "notice"}


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A command a line for each annotation, once all reports are there; then the other findings and the notes."""
    annotations: dict[str, list[tuple[Severity, str, str]]] = {command: [] for command in COMMANDS.values()}
    notes: list[str] = []
    for report in reports:
        for finding in report.findings:
            command = COMMANDS[finding.severity]
            annotations[command].append((finding.severity, _command(command, finding, report.document), _plain(finding, report.document)))
        notes += (_note(note, report.document) for note in note_objects(report))
    rest: list[str] = []
    for found in annotations.values():
        found.sort(key=lambda each: -each[0])
        yield from (f"{command}\n" for _, command, _ in found[:MOST])
        rest += (plain for _, _, plain in found[MOST:])
    if rest:
        yield f"{count(len(rest), 'more finding')}, beyond the {MOST} of each kind that GitHub shows for a step:\n"
    yield from (_harmless(each) for each in (*rest, *notes))


def _command(command: str, finding: Finding, document: Document) -> str:
    at = place(document, finding.span)
    values = {"title": f"{finding.code} {finding.name}", "file": path_of(document), "line": at.line, "endLine": at.end_line}
    # Annotations over several lines have no columns.
    if at.line == at.end_line:
        values |= {"col": at.column, "endColumn": at.end_column}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in values.items())
    message = "\n".join(advice(finding))
    return f"::{command} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """As `escapeData` of @actions/core."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As `escapeProperty` of @actions/core."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(finding: Finding, document: Document) -> str:
    at = place(document, finding.span)
    return f"{path_of(document)}:{at.line}:{at.column}: {finding.severity}: {finding.code} {finding.name}: {line(finding.message)}"


def _note(note: dict[str, Any], document: Document) -> str:
    return ":".join((path_of(document), *(str(note[key]) for key in ("line", "column") if key in note))) + f": {note['message']}"


def _harmless(text: str) -> str:
    """A line of the log that no runner takes for a command: those begin with "::", and old ones have "##[" anywhere."""
    return f"- {line(text)}\n".replace("##[", "## [")
