"""The numbers of a shipped judge: everything in `models/judge/metrics.json` and in its card is made here."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from linter.engine import Linter, match
from linter.gate import cued, readable
from linter.model import LABELS, classifier, logits, moved
from linter.readers import read_text
from linter.rules import all_rules
from linter.settings import Settings
from linter.training.corpus import render, split
from linter.training.cultures import CULTURES, names_of
from linter.training.data import Review
from linter.training.evaluate import Count, Score
from linter.training.examples import Labelled, analyses, labelled, with_names
from linter.training.judge import by_review, shifts

BINS = 10


def score(reviews: Iterable[Review], linter: Linter) -> Score:
    """The linter's findings on reviews against their labels."""
    total = Score()
    for review in reviews:
        source, gold = render(review)
        total.add(source, gold, linter.lint(read_text(source, f"{review.id}.md", format="markdown")).findings)
    return total


def in_split(reviews: Sequence[Review], name: str) -> list[Review]:
    """The reviews of a split."""
    where = split(reviews)
    return [review for review in reviews if where[review.id] == name]


def measure(reviews: Sequence[Review], *, profile: str = "ci") -> dict[str, Any]:
    """Every number of the card over the given reviews (those of a held-out split)."""
    linter = Linter(Settings(profile=profile))
    both = score(reviews, linter)
    items = list(labelled(reviews))
    chances, logits, passed, said, shift = probabilities(items, profile)
    return {
        "sentences": both.sentences,
        "words": both.words,
        "labels": {label: _row(count) for label, count in both.labels.items()},
        "macro_f1": round(both.macro_f1, 4),
        "false_alarms_per_1000_words": round(both.alarms_per_1000_words, 3),
        "pairs": len(both.pairs),
        "pairs_right": round(both.pairs_right, 4),
        "rules": {code: dict(sorted(counts.items())) for code, counts in sorted(both.rules.items())},
        "ablation": {
            "rules and judge": {label: round(count.f1, 4) for label, count in both.labels.items()},
            "rules alone": {label: round(count.f1, 4) for label, count in score(reviews, Linter(Settings(judge=False))).labels.items()},
            "encoder alone": {label: round(count.f1, 4) for label, count in counted(items, logits > 0).items()},
        },
        "sections": _by(items, said, lambda item: item.sentence.section),
        "voices": _by(items, said, lambda item: item.review.about.get("voice", "")),
        "cultures": cultures(items, profile, shift),
        "calibration": calibration(items, chances, passed),
        "cascade": {
            "recall": round(float(np.mean([ok for ok, item in zip(passed, items, strict=True) if item.line.labels])), 4),
            "share_passed": round(float(np.mean(passed)), 4),
        },
        "profile": profile,
    }


def probabilities(
    items: Sequence[Labelled], profile: str, shift: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(probabilities, encoder logits, whether it survives screen and exit, what is reported, shift), as the engine decides.

    `shift` is by how much the surroundings move each sentence's log odds; by default what the others among `items` say.
    """
    judge = classifier()
    readings = judge.encoder.readings([item.sentence for item in items], [item.machines for item in items])
    passed = np.zeros(len(items), dtype=bool)
    for inside in by_review(items):
        read = [i for i in inside if readable(items[i].sentence)]
        survivors = judge.survivors([readings[i] for i in read], [cued(items[i].sentence) for i in read], among=len(inside))
        passed[[read[i] for i in survivors]] = True
    said = logits(readings)
    analysed = list(analyses(items))
    hits = [list(match(analysis, all_rules())) for analysis in analysed]
    found = judge.probabilities(said, analysed, [[hit.rule.code for hit in row] for row in hits])
    by_itself = found * passed[:, None]
    shift = shifts(items, by_itself) if shift is None else shift
    seen = np.array([[any(hit.rule.category == label for hit in row) for label in LABELS] for row in hits])
    chances = np.where(seen, by_itself, moved(by_itself, shift) * passed[:, None])
    limits = [[judge.threshold(profile, label, witnessed=bool(yes)) for label, yes in zip(LABELS, row, strict=True)] for row in seen]
    return chances, said, passed, chances >= np.array(limits), shift


def counted(items: Sequence[Labelled], said: np.ndarray) -> dict[str, Count]:
    """What is said of sentences, (sentences, labels), against their labels; borderline ones don't count."""
    counts = {label: Count() for label in LABELS}
    for item, row in zip(items, said, strict=True):
        for label, says in zip(LABELS, row, strict=True):
            if label in item.line.borderline:
                continue
            truth = label in item.line.labels
            counts[label].tp += bool(says and truth)
            counts[label].fp += bool(says and not truth)
            counts[label].fn += bool(truth and not says)
    return counts


def _row(count: Count) -> dict[str, float]:
    return {
        "P": round(count.precision, 4),
        "R": round(count.recall, 4),
        "F1": round(count.f1, 4),
        "tp": count.tp,
        "fp": count.fp,
        "fn": count.fn,
    }


def _by(items: Sequence[Labelled], said: np.ndarray, key: Any) -> dict[str, dict[str, float]]:
    """Micro F1 over all labels for each group with at least ten labelled sentences."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        groups[key(item)].append(i)
    out = {}
    for name, members in sorted(groups.items()):
        total = _sum(counted([items[i] for i in members], said[members]).values())
        if total.tp + total.fn >= 10:
            out[name] = _row(total)
    return out


def _sum(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total = Count(total.tp + count.tp, total.fp + count.fp, total.fn + count.fn)
    return total


def cultures(items: Sequence[Labelled], profile: str, shift: np.ndarray, seed: int = 3) -> dict[str, Any]:
    """Micro F1 on the same sentences with names of one culture after the other; `gap` is the best less the worst."""
    named = [i for i, item in enumerate(items) if with_names(item, lambda: "X") is not item.sentence]
    out: dict[str, Any] = {}
    for culture in CULTURES:
        rng = random.Random(seed)
        names = names_of(culture)
        swapped = [replace(item, sentence=with_names(item, lambda names=names, rng=rng: rng.choice(names))) for item in items]  # type: ignore[misc]
        *_, said, _ = probabilities(swapped, profile, shift)
        out[culture] = round(_sum(counted([swapped[i] for i in named], said[named]).values()).f1, 4)
    return {"sentences": len(named), "f1": out, "gap": round(max(out.values()) - min(out.values()), 4)}


def calibration(items: Sequence[Labelled], chances: np.ndarray, passed: np.ndarray) -> dict[str, Any]:
    """Expected calibration error over the sentences that the judge sees, and the reliability curve.

    A bin of the curve is (mean probability, share true, count).
    """
    values, truths = [], []
    for item, row, ok in zip(items, chances, passed, strict=True):
        for label, chance in zip(LABELS, row, strict=True):
            if ok and label not in item.line.borderline:
                values.append(float(chance))
                truths.append(label in item.line.labels)
    value, truth = np.array(values), np.array(truths)
    bins = np.minimum((value * BINS).astype(int), BINS - 1)
    curve = []
    error = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            curve.append([round(float(value[inside].mean()), 3), round(float(truth[inside].mean()), 3), int(inside.sum())])
            error += float(inside.mean()) * abs(float(value[inside].mean() - truth[inside].mean()))
    return {"expected_error": round(error, 4), "curve": curve}
