"""The rewrite patterns: one frozen value a file, found by discovery.

A pattern is a module of this package with a `PATTERN`. Its examples are its tests: what stands in a small Markdown document, and the
suggestion that comes first for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from linter.rewrite.context import Candidate, Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A way to say a kind of sentence again.

    name        "agentive-cause"
    serves      codes, names or categories of the rules whose findings it is tried on
    rank        patterns of a lower rank are tried and shown first
    recorded    the rank in timelines and chat logs, where names stay in the record
    propose     the candidates for a sentence, best first; they are checked before they are shown
    examples    (Markdown, text of the first suggestion)
    """

    name: str
    serves: tuple[str, ...]
    rank: int
    propose: Callable[[Context], Iterator[Candidate]]
    examples: tuple[tuple[str, str], ...]
    recorded: int | None = None


@cache
def all_patterns() -> tuple[Pattern, ...]:
    """Every pattern, by rank and name."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PATTERN for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda pattern: (pattern.rank, pattern.name)))


def patterns_for(context: Context) -> Iterator[Pattern]:
    """The patterns that serve the rule of a finding, in the order of its place."""
    serving = (pattern for pattern in all_patterns() if any(map(context.rule.answers_to, pattern.serves)))
    return iter(sorted(serving, key=lambda p: p.recorded if context.records and p.recorded is not None else p.rank))
