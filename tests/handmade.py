"""Documents and findings made by hand, for tests of what comes after the engine."""

from __future__ import annotations

from typing import Any

from linter.document import Block, Document, Kind, Suppression
from linter.finding import Evidence, Finding, Severity, Span, Suggestion, fingerprint
from linter.report import Report

BLAME = "John pushed bad code."


def document(source: str, path: str = "a.md", **more: Any) -> Document:
    return Document(path=path, source=source, mask=source, blocks=(Block(Kind.PARAGRAPH, 0, len(source)),), **more)


def finding(source: str, excerpt: str = BLAME, **more: Any) -> Finding:
    """A finding at the first place of `excerpt`, with a rewrite and two options."""
    start = source.index(excerpt)
    span = Span(start, start + len(excerpt))
    values: dict[str, Any] = {
        "code": "PC101",
        "name": "person-as-cause",
        "category": "person-cause",
        "severity": Severity.ERROR,
        "confidence": 0.97,
        "section": "causes",
        "span": span,
        "sentence": span,
        "excerpt": excerpt,
        "message": "Reads as John being the cause.",
        "question": "What let the change through?",
        "fingerprint": fingerprint("PC101", excerpt, 0),
        "suggestions": (Suggestion("rewrite", "The deploy path accepted ⟨the change⟩.", span, ("the change",)),),
        "evidence": Evidence("John", "person", "push", "clause", ("PC101", "judge")),
    }
    return Finding(**(values | more))


def report(source: str = f"The outage: {BLAME}\n", path: str = "a.md", *, excerpts: tuple[str, ...] = (BLAME,), **more: Any) -> Report:
    """A report with a finding for each excerpt; `more` goes to the document."""
    return Report(document(source, path, **more), tuple(finding(source, excerpt) for excerpt in excerpts))


def with_notes() -> Report:
    """A report without findings that has something to tell."""
    source = "Fine.\n<!-- blamelint: ignore[fault] -->\nFine.\n"
    unused = Suppression(at=6, start=6, end=len(source), rules=("fault",))
    return Report(document(source, suppressions=(unused,), problems=("a comment has no end",)), (), (unused,))
