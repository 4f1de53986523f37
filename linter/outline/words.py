"""The regular expressions of `words.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_TEXTS = 4096


@cache
def _tables() -> dict[str, dict[str, re.Pattern[str]]]:
    read = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {table: {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in rows.items()} for table, rows in read.items()}


@lru_cache(_TEXTS)
def named(table: str, text: str) -> str:
    """The first name in a table whose expressions match a text, "" where none does."""
    return next((name for name, pattern in _tables()[table].items() if pattern.search(text)), "")


@lru_cache(_TEXTS)
def every(table: str, text: str) -> frozenset[str]:
    """All names in a table whose expressions match a text."""
    return frozenset(name for name, pattern in _tables()[table].items() if pattern.search(text))
