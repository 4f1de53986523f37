"""The output formats: one module each, found by discovery.

A format is a module of this package with a `NAME`, which is also the module's name, and a function
`render(reports: Iterable[Report], *, options: Options) -> Iterator[str]`. It is pure and yields text as soon as it can, so that a run
over thousands of documents needs the memory of one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, cast

from linter.about import Tool
from linter.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to render.

    tool      who makes the reports
    color     whether text is coloured
    explain   whether every finding says why it was made
    width     columns of the terminal
    """

    tool: Tool = field(default_factory=Tool)
    color: bool = False
    explain: bool = False
    width: int = 100


class Format(Protocol):
    """What a module of this package offers."""

    NAME: str

    def render(self, reports: Iterable[Report], *, options: Options) -> Iterator[str]:
        """The reports as text, in pieces to be written one after the other."""
        ...


def names() -> tuple[str, ...]:
    """Every format, by name, without importing any."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")))


def load(name: str) -> Format:
    """The format of that name. Raises ValueError where there is none."""
    if name not in names():
        raise ValueError(f"no format is called {name!r}; there are {', '.join(names())}")
    return cast("Format", importlib.import_module(f"{__name__}.{name}"))
