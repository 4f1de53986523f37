"""Failure classes: which kind of failure a sentence speaks of, by its words and then those of its neighbours."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_ENOUGH = 4
_LEAD = 1.5
_WORD = re.compile(r"[a-z][a-z-]+")
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class FailureClass:
    """`accepted` is entailed where an act took effect ("" if nothing is), `options` are (tier, action), strongest first."""

    name: str
    words: frozenset[str]
    question: str
    accepted: str
    options: tuple[tuple[str, str], ...]

    def count(self, text: str) -> int:
        """How many of its words a text has."""
        return sum(word in self.words for word in _WORD.findall(text.lower()))


@cache
def classes() -> dict[str, FailureClass]:
    """Every class by name."""
    data = tomllib.loads(files(__package__).joinpath("failure_classes.toml").read_text("utf-8"))
    return {
        name: FailureClass(
            name,
            frozenset(row["words"].split()),
            row["question"],
            row.get("accepted", ""),
            tuple((tier, row[tier]) for tier in ("stronger", "intermediate", "weaker")),
        )
        for name, row in data.items()
    }


def failure_class(*texts: str) -> FailureClass:
    """The class with the most words in the first of the texts that has any; the general one where none has."""
    for text in texts:
        counts = {name: each.count(text) for name, each in classes().items()}
        best = max(counts, key=counts.__getitem__)
        if counts[best]:
            return classes()[best]
    return classes()[GENERAL]


@lru_cache(maxsize=8)
def leading_class(document: str) -> FailureClass | None:
    """The class that a whole document speaks of, where one clearly leads."""
    counts = sorted(((each.count(document), name) for name, each in classes().items()), reverse=True)
    (most, name), (second, _) = counts[:2]
    return classes()[name] if most >= _ENOUGH and most >= _LEAD * second else None
