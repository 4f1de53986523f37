"""Labelled reviews -> documents with gold spans, and their splits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from linter.finding import Span
from linter.training.data import DataError, Line, Review

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled sentence of a rendered review: its place in the source, and the line it comes from."""

    span: Span
    line: Line


def render(review: Review) -> tuple[str, list[Gold]]:
    """The review as a Markdown source, and the places of its sentences in it."""
    source = ""
    gold: list[Gold] = []
    table = False
    code = False
    for line in review.lines:
        mark = line.mark
        if code and mark != "~":
            source += "```\n"
            code = False
        if mark == ".":
            source = source.rstrip("\n") + " "
            prefix, suffix = "", "\n"
        elif mark == "p":
            prefix, suffix = "\n", "\n"
        elif mark.startswith("#"):
            prefix, suffix = f"\n{mark} ", "\n\n"
        elif mark == "|":
            cells = line.text.count("|") + 1
            prefix = (
                ""
                if table
                else "\n| "
                + " | ".join(["Time", "Event", "Who"][:cells] if _is_timed(line.text) else ["Item"] * cells)
                + " |\n"
                + "|---" * cells
                + "|\n"
            )
            prefix, suffix = prefix + "| ", " |\n"
        elif mark == "~":
            prefix, suffix = ("" if code else "\n```\n"), "\n"
            code = True
        elif mark == ">":
            prefix, suffix = "\n> ", "\n"
        else:
            prefix, suffix = f"{mark} ", "\n"
        table = mark == "|"
        source += prefix
        text = line.text.rstrip(" |") if mark == "|" else line.text
        if not mark.startswith("#") or line.labels:
            gold.append(Gold(Span(len(source), len(source) + len(text)), line))
        source += text + suffix
    if code:
        source += "```\n"
    return source, gold


def _is_timed(text: str) -> bool:
    return bool(re.match(r"\W*\d", text))


def families(reviews: Sequence[Review]) -> list[list[Review]]:
    """Reviews that must stay in one split: joined by a minimal pair, or by sentences that are nearly the same."""
    parent = list(range(len(reviews)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    holders: dict[str, list[int]] = defaultdict(list)
    for i, review in enumerate(reviews):
        for line in review.lines:
            if line.pair:
                holders["pair " + line.pair].append(i)
            if not line.mark.startswith("#"):
                for key in _shingles(line.text):
                    holders[key].append(i)
    for key, members in holders.items():
        if key.startswith("pair ") or len(set(members)) <= 4:
            for other in members[1:]:
                parent[root(other)] = root(members[0])
    grouped: dict[int, list[Review]] = defaultdict(list)
    for i, review in enumerate(reviews):
        grouped[root(i)].append(review)
    return list(grouped.values())


def _shingles(text: str) -> Iterable[str]:
    """Runs of ten words: sentences that share one are nearly the same; shorter runs are set phrases."""
    words = re.findall(r"\w+", text.lower())
    return (" ".join(words[i : i + 10]) for i in range(len(words) - 9))


def split(reviews: Sequence[Review]) -> dict[str, str]:
    """Review id -> "test" where it is held out, else "train" or "dev" (90 / 10 %), by a hash of the family's first id, so that new reviews
    move no old one.

    Raises DataError where a held-out review is joined with one that is not.
    """
    out = {}
    for family in families(reviews):
        held_out = {review.held_out for review in family}
        if len(held_out) > 1:
            raise DataError("held-out reviews share a pair or a sentence with others: " + ", ".join(review.id for review in family[:4]))
        number = blake2b(min(review.id for review in family).encode(), digest_size=4).digest()[0] / 256
        name = "test" if family[0].held_out else "dev" if number < 0.10 else "train"
        out.update({review.id: name for review in family})
    return out
