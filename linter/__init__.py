"""Find blame in incident reviews.

    >>> from linter import lint
    >>> [finding.name for finding in lint("Root cause: John ran DROP TABLE in production.").findings]
    ['person-as-cause']

`lint`, `Linter`, `Report`, `Finding`, `Rule` and `Settings` are public; nothing else is. They are imported on first use, so that
`import linter` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linter.engine import Linter
    from linter.finding import Finding
    from linter.report import Report
    from linter.rules import Rule
    from linter.settings import Settings

__all__ = ["Finding", "Linter", "Report", "Rule", "Settings", "lint"]

_HOMES = {
    "Finding": "linter.finding",
    "Linter": "linter.engine",
    "Report": "linter.report",
    "Rule": "linter.rules",
    "Settings": "linter.settings",
}


def lint(text: str, *, format: str = "markdown", path: str = "text", settings: Settings | None = None) -> Report:
    """The findings of one text.

    `format` is one of `linter.readers.readers()`; offsets of the findings are code points into `text`. Pure and thread-safe.
    Raises ValueError for an unknown format or for settings that name an unknown rule.
    """
    from linter.engine import Linter, default
    from linter.readers import read_text

    chosen = default() if settings is None else Linter(settings)
    return chosen.lint(read_text(text, path, format=format))


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
