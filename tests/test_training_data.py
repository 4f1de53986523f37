"""The labelled reviews keep their promises: enough of them, readable, without duplicates across splits, without guilty names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linter.gate import cued
from linter.training.agreement import agreement
from linter.training.corpus import SPLITS, render, split
from linter.training.data import DataError, Review, check, leaks, read_file, read_reviews
from linter.training.examples import labelled

FOLDER = Path(__file__).parent.parent / "training_data"


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    return read_reviews(FOLDER)


def test_no_problems(reviews: list[Review]) -> None:
    assert check(reviews) == []
    assert leaks(reviews) == []


def test_enough_and_varied(reviews: list[Review]) -> None:
    lines = [line for review in reviews for line in review.lines if not line.mark.startswith("#")]
    assert len(reviews) >= 900
    assert len(lines) >= 9000
    assert len({line.pair for line in lines if line.pair}) >= 500
    assert len({review.about["org"] for review in reviews}) >= 25
    assert len({review.about["voice"] for review in reviews}) >= 8


def test_most_blame_uses_no_stock_phrase(reviews: list[Review]) -> None:
    positive = [item for item in labelled(reviews) if item.line.labels]
    assert sum(not cued(item.sentence) for item in positive) / len(positive) >= 0.35


def test_splits_share_no_document_no_pair_and_no_sentence(reviews: list[Review]) -> None:
    where = split(reviews)
    assert set(where.values()) == set(SPLITS)
    seen: dict[str, str] = {}
    for review in reviews:
        for line in review.lines:
            words = re.findall(r"\w+", line.text.lower())
            keys = [line.pair] if line.pair else []
            if len(words) >= 12:
                keys.append(" ".join(words))
            for key in keys:
                assert seen.setdefault(key, where[review.id]) == where[review.id], key


def test_rendered_reviews_hold_every_sentence_at_its_place(reviews: list[Review]) -> None:
    for review in reviews:
        source, gold = render(review)
        for item in gold:
            assert source[item.span.start : item.span.end] == item.line.text.rstrip(" |")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("p No head.\n", "before the first"),
        ("=== a\nNo mark.\n", "no known mark"),
        ("=== a\np It broke. >> nonsense\n", "unknown label"),
        ("=== a\np It broke. >> hindsight/PC101\n", "no rule of hindsight"),
        ("=== a\np It broke. >> hindsight, hindsight?\n", "both given and borderline"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(text)
    with pytest.raises(DataError, match=rf"bad\.txt:\d+: .*{reason}"):
        list(read_file(file))


def test_agreement_is_one_for_equal_labels_and_none_by_chance() -> None:
    one = {str(i): (frozenset({"hindsight"} if i % 2 else ()), frozenset()) for i in range(40)}
    same = {row.label: row for row in agreement(one, one)}
    assert (same["hindsight"].f1, same["hindsight"].kappa) == (1.0, 1.0)
    other = {str(i): (frozenset({"hindsight"} if i % 4 < 2 else ()), frozenset()) for i in range(40)}
    assert abs({row.label: row for row in agreement(one, other)}["hindsight"].kappa) < 1e-9
