"""How well two readers agree who labelled the same sentences without sight of each other's labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linter.training.data import LABELS

Labels = Mapping[str, tuple[frozenset[str], frozenset[str]]]
"""Sentence -> (labels, borderline labels)."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over the sentences that neither reader marks as borderline for the label: F1 of one reader against the other, Cohen's kappa."""

    label: str
    sentences: int
    both: int
    first: int
    second: int
    f1: float
    kappa: float


def agreement(one: Labels, two: Labels) -> list[Agreement]:
    """The agreement for each label over the sentences of `one`; those missing in `two` have no label there."""
    out = []
    empty: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    for label in LABELS:
        pairs = [
            (label in labels, label in two.get(key, empty)[0])
            for key, (labels, borderline) in one.items()
            if label not in borderline and label not in two.get(key, empty)[1]
        ]
        n = len(pairs)
        both = sum(a and b for a, b in pairs)
        first, second = sum(a for a, _ in pairs), sum(b for _, b in pairs)
        observed = sum(a == b for a, b in pairs) / n
        chance = (first * second + (n - first) * (n - second)) / n**2
        out.append(Agreement(label, n, both, first, second, 2 * both / max(1, first + second), (observed - chance) / max(1e-9, 1 - chance)))
    return out


def read_agreement(file: Path) -> tuple[Labels, Labels]:
    """The two readers' labels of a file like `training_data/agreement.jsonl`, by line."""
    rows = list(map(json.loads, file.read_text("utf-8").splitlines()))
    one, two = (
        {str(at): (frozenset(row[who]), frozenset(row[f"{who}_borderline"])) for at, row in enumerate(rows)} for who in ("first", "second")
    )
    return one, two
