"""Document -> findings. Pure: opens no file, knows no web."""

from __future__ import annotations

from linter.document import Document
from linter.report import Report
from linter.settings import Settings


class Linter:
    """Finds blame in documents under fixed settings. Thread-safe; loads the models on first use."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def lint(self, document: Document) -> Report:
        """The findings of one document."""
        return Report(document, ())
