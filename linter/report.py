"""The result of linting one document."""

from __future__ import annotations

from dataclasses import dataclass

from linter.document import Document, Suppression
from linter.finding import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one document, in the order of their places, with what the user should be told besides.

    `unused` are the suppressions that suppressed nothing.
    """

    document: Document
    findings: tuple[Finding, ...]
    unused: tuple[Suppression, ...] = ()

    @property
    def path(self) -> str:
        return self.document.path
