"""What editors are shown of a report: diagnostics, code actions, hovers. Pure functions of values."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from linter import about
from linter.finding import Finding, Severity, Span, Suggestion
from linter.formats.json import note_objects
from linter.lsp.allow import allowing
from linter.lsp.places import Places
from linter.report import Report
from linter.rewrite.edit import ready
from linter.rules import all_rules

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TITLE_CHARS = 120


def diagnostics(report: Report, encoding: str) -> list[types.Diagnostic]:
    """A diagnostic for each finding, and one for what the writer should be told besides, such as a comment that allows nothing."""
    places = Places(report.document, encoding)
    found = [diagnostic(finding, places) for finding in report.findings]
    for note in note_objects(report):
        at = note.get("start", 0)
        unused = note["kind"] == "unused-suppression"
        found.append(
            types.Diagnostic(
                range=places.range(Span(at, at)),
                message=note["message"],
                severity=types.DiagnosticSeverity.Information,
                code=note["kind"],
                source=about.NAME,
                tags=[types.DiagnosticTag.Unnecessary] if unused else None,
            )
        )
    return found


def diagnostic(finding: Finding, places: Places) -> types.Diagnostic:
    """The diagnostic of a finding: what it reads as, and what to ask."""
    return types.Diagnostic(
        range=places.range(finding.span),
        message=f"{finding.message} {finding.question}".strip(),
        severity=_SEVERITIES[finding.severity],
        code=finding.name,
        source=about.NAME,
        data={"fingerprint": finding.fingerprint},
    )


def actions(report: Report, uri: str, version: int | None, asked: types.Range, encoding: str, *, versioned: bool) -> list[types.CodeAction]:
    """Suggestions and the comment that allows the sentence, for the findings at a range. `versioned` says whether the editor knows
    edits of a version of a document, which it refuses once the document is another."""
    places = Places(report.document, encoding)
    start, end = places.offset(asked.start), places.offset(asked.end)

    def action(finding: Finding, title: str, span: Span, text: str, *, preferred: bool = False) -> types.CodeAction:
        edit = types.TextEdit(places.range(span), text)
        if versioned:
            document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
            change = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
        else:
            change = types.WorkspaceEdit(changes={uri: [edit]})
        return types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(finding, places)],
            edit=change,
            is_preferred=preferred or None,
        )

    found = []
    for finding in at(report, start, end):
        chosen = ready(finding.suggestions)
        for each in finding.suggestions:
            found.append(action(finding, _title(each), each.span, each.text, preferred=each is chosen))
        comment = allowing(report.document, finding)
        if comment is not None:
            found.append(action(finding, f"Allow this sentence: ignore[{finding.name}]", Span(comment.at, comment.at), comment.text))
    return found


def hover(report: Report, position: types.Position, encoding: str, *, markdown: bool) -> types.Hover | None:
    """Why what stands at a position was found, and what to ask. None where nothing was."""
    places = Places(report.document, encoding)
    offset = places.offset(position)
    found = list(at(report, offset, offset))
    if not found:
        return None
    text = "\n\n---\n\n".join(_explained(finding, markdown=markdown) for finding in found)
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    whole = Span(min(finding.span.start for finding in found), max(finding.span.end for finding in found))
    return types.Hover(types.MarkupContent(kind, text), places.range(whole))


def at(report: Report, start: int, end: int) -> Iterator[Finding]:
    """The findings that a range of the source touches."""
    return (finding for finding in report.findings if finding.span.start <= end and start <= finding.span.end)


def _explained(finding: Finding, *, markdown: bool) -> str:
    why = next(rule.why for rule in all_rules() if rule.code == finding.code)
    bold = "**" if markdown else ""
    title = f"{bold}{finding.name}{bold} ({finding.code}, {finding.category}, {finding.severity})"
    return "\n\n".join(filter(None, (title, finding.message, why, finding.question and f"{bold}Ask:{bold} {finding.question}")))


def _title(suggestion: Suggestion) -> str:
    if suggestion.kind == "delete":
        return "Leave it out"
    text = " ".join(suggestion.text.split())
    label = f"{suggestion.kind.capitalize()} ({suggestion.tier})" if suggestion.tier else suggestion.kind.capitalize()
    return f"{label}: {text if len(text) <= _TITLE_CHARS else text[: _TITLE_CHARS - 1] + '…'}"
