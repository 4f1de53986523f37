"""Train the judge: screen, encoder and the regression that weighs them, from `training_data/`, deterministically."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from linter.artifacts import digest
from linter.engine import length, match
from linter.gate import cued, readable, says_something
from linter.model import LABELS, Judge, facts, in_their_place, moved, surroundings, with_early
from linter.rules import all_rules
from linter.training.corpus import SPLITS, split
from linter.training.data import CODES, Review
from linter.training.examples import Labelled, analyses, example, examples, labelled

RECALL = {"screen": 0.98, "exit": 1.0, "parse": 0.997}
"""The share of the labelled sentences of calm reviews (`is_calm`) that a step of the cascade must let through, out of fold, of those that
the judge, which decides behind it, gives at least half the probability that it reports. In drafts, which have more blame, a step lets
nearly all of them through."""
NATURAL = frozenset({"aspen", "beech", "calm", "civic", "harbour", "lantern", "linden"})
"""The families of reviews that have as little blame as published reports."""
GUIDES = re.compile(r"\b(?:guide|essay|template|policy)\b", re.IGNORECASE)
"""How the headers of those speak that are about reviews. They are no measure of reports: whole ones the engine knows (`teaches`)."""
ALARMS = {"ci": 0.5, "editor": 2.0}
"""False alarms per 1,000 words, over all labels, that the judge may raise on those without a rule's witness, by profile. They are counted
out of fold, by networks that saw half of the files, so the shipped ones raise fewer."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The networks of one job, and what they say of sentences that they have not seen."""

    screen: Any
    encoder: tuple[Any, Any]
    odds: np.ndarray
    early: np.ndarray
    logits: np.ndarray


Parts = Mapping[str, Sequence[Labelled]]
"""The labelled sentences of each split."""
_Job = tuple[Sequence[Labelled], Sequence[Labelled], int, int]
"""Sentences to train on, sentences to speak about, epochs, seed."""


def train(
    reviews: Sequence[Review],
    out: Path,
    *,
    epochs: int = 3,
    workers: int = 2,
    keep: Path | None = None,
    beside: Sequence[Callable[[], None]] = (),
    report: Callable[..., None] = print,
) -> None:
    """Train on the train split, calibrate on the dev split, write the files of `models/judge`.

    The networks, which take nearly all of the time, are kept in the folder `keep`, each when it is done, and taken from there by a
    later run on the same sentences. They are pickles: only name a folder that you made. What is to be done `beside` their training is
    done before they are weighed.
    """
    parts = parts_of(reviews)
    folds = halves(parts["train"])
    assemble(parts, folds, fit_networks(parts, folds, epochs=epochs, workers=workers, keep=keep, beside=beside, report=report), out)


def parts_of(reviews: Sequence[Review]) -> Parts:
    """The labelled sentences of each split."""
    where = split(reviews)
    items = list(labelled(reviews))
    return {name: [item for item in items if where[item.review.id] == name] for name in SPLITS}


def fit_networks(
    parts: Parts,
    folds: Sequence[int],
    *,
    epochs: int,
    workers: int,
    keep: Path | None,
    beside: Sequence[Callable[[], None]],
    report: Callable[..., None],
) -> list[Fitted]:
    """The networks, trained three times: on the whole train split, and on each half, so that the judge learns from what they say of
    sentences that they have not seen."""
    half = [[item for item, fold in zip(parts["train"], folds, strict=True) if fold == held] for held in range(2)]
    jobs = {
        "whole": (parts["train"], parts["dev"], epochs, 7),
        "one half": (half[1], half[0], epochs, 0),
        "other half": (half[0], half[1], epochs, 1),
    }
    files = {name: keep / f"{name}.joblib" if keep is not None else None for name in jobs}
    tasks = [joblib.delayed(_kept)(files[name], job, report) for name, job in jobs.items()]
    tasks[1:1] = [joblib.delayed(task)() for task in beside]  # The whole, which takes the longest, comes first.
    return [done for done in joblib.Parallel(n_jobs=workers)(tasks) if done is not None]


def assemble(parts: Parts, folds: Sequence[int], networks: Sequence[Fitted], out: Path) -> None:
    """Fit the judge on what the networks say, choose limits and thresholds on what they have not seen, write everything."""
    from linter.training import encoder, screen

    out.mkdir(parents=True, exist_ok=True)
    final, *held_out = networks
    encoder.export(*final.encoder, out)
    screen.export(final.screen, out)
    logits, odds, early = (_out_of_fold(folds, [getattr(fitted, name) for fitted in held_out]) for name in ("logits", "odds", "early"))
    found, dev_found = facts_of(parts["train"]), facts_of(parts["dev"])
    judge = fit_judge(parts["train"], logits, found, parts["dev"], final.logits, dev_found)
    told = np.array([bool(item.line.labels) for item in parts["train"]]) & reportable(judge, parts["train"], logits, found)
    limits = limits_of(odds, early, logits, parts["train"], told)
    data = {
        "features": dict(judge.features),
        "coefficients": judge.coefficients.tolist(),
        "intercepts": judge.intercepts.tolist(),
        "thresholds": dict(judge.thresholds),
        "limits": limits,
    }
    joblib.dump(data, out / "judge.joblib")
    write_manifest(out)


def _out_of_fold(folds: Sequence[int], each: Sequence[np.ndarray]) -> np.ndarray:
    """What the networks say of the half that they have not seen, in the order of the sentences."""
    out = np.zeros((len(folds), *each[0].shape[1:]), dtype=np.float32)
    for held, said in enumerate(each):
        out[np.asarray(folds) == held] = said
    return out


def reportable(judge: Judge, items: Sequence[Labelled], logits: np.ndarray, found: Sequence[Mapping[str, float]]) -> np.ndarray:
    """The sentences to which the judge gives at least half the probability that it reports, (sentences,): only for these does it matter
    whether they come to it."""
    chances = in_their_documents(items, judge.probabilities(logits, found), found)
    near = np.zeros(len(found), dtype=bool)
    for column, label in enumerate(LABELS):
        for limits in judge.thresholds.values():
            needed = np.where(witnessed(found, label), limits[label]["witnessed"], limits[label]["alone"])
            near |= chances[:, column] >= needed / 2
    return near


def limits_of(odds: np.ndarray, early: np.ndarray, logits: np.ndarray, items: Sequence[Labelled], told: np.ndarray) -> dict[str, float]:
    """The limit of each step of the cascade: what RECALL of the sentences `told` in calm reviews have."""
    always = np.array([cued(item.sentence) for item in items])
    measured = told & ~always & is_calm(items)
    left = np.array([readable(item.sentence) for item in items])
    screened = odds.copy()
    for inside in by_review(items):
        read = inside[left[inside]]
        screened[read] = in_their_place(odds[read], len(inside))
    limits = {}
    for step, said in (("screen", screened), ("exit", with_early(early, screened)), ("parse", logits.max(axis=1))):
        limits[step] = float(np.quantile(said[measured & left], 1 - RECALL[step]))
        left &= always | (said >= limits[step])
    return limits


def is_calm(items: Sequence[Labelled]) -> np.ndarray:
    """Whether each sentence stands in a review that has as little blame as published reports, (sentences,)."""
    return np.array([item.review.family in NATURAL and not GUIDES.search(" ".join(item.review.about.values())) for item in items])


def _kept(file: Path | None, job: _Job, report: Callable[..., None]) -> Fitted:
    """What `_fit` makes of a job, taken from the file if it is there and was made of the same, else kept in it."""
    items, held_out, *numbers = job
    made_of = joblib.hash([numbers, [example(item) for item in (*items, *held_out)]])
    if file is not None and file.exists():
        kept, fitted = joblib.load(file)
        if kept == made_of:
            return fitted  # type: ignore[no-any-return]
    fitted = _fit(*job, report)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        joblib.dump((made_of, fitted), part)
        part.replace(file)
    return fitted


def _fit(items: Sequence[Labelled], held_out: Sequence[Labelled], epochs: int, seed: int, report: Callable[..., None]) -> Fitted:
    """Train screen and encoder on one thread, so that a seed is enough to repeat it."""
    import torch

    from linter.training import encoder, screen

    torch.set_num_threads(1)
    seen, unseen = examples(items, seed=seed), list(map(example, held_out))
    convolution, pieces = screen.train(seen, seed=seed, report=report)
    seen_odds, odds = (screen.predict(convolution, pieces, each) for each in (seen, unseen))
    model, tokenizer = encoder.train(seen, seen_odds, epochs=epochs, seed=seed, report=report)
    early, logits = encoder.predict(model, tokenizer, unseen)
    return Fitted(convolution, (model, tokenizer), odds, early, logits)


def write_manifest(folder: Path) -> None:
    """SHA-256 of every file of a model folder, for the check before loading."""
    names = sorted(
        path.name for path in folder.iterdir() if (path.is_file() and path.suffix in (".joblib", ".onnx")) or path.name == "tokenizer.json"
    )
    (folder / "manifest.json").write_text(json.dumps({name: digest(folder / name) for name in names}, indent=1) + "\n", "utf-8")


def halves(items: Sequence[Labelled]) -> list[int]:
    """0 or 1 for every item: halves of about the same size, of different files, so that neither has the voice of the other."""
    size = Counter(item.review.family for item in items)
    fold: dict[str, int] = {}
    sizes = [0, 0]
    for natural in (True, False):
        for family in sorted((name for name in size if (name in NATURAL) is natural), key=lambda name: (-size[name], name)):
            fold[family] = int(sizes[1] < sizes[0])
            sizes[fold[family]] += size[family]
    return [fold[item.review.family] for item in items]


def facts_of(items: Sequence[Labelled]) -> list[dict[str, float]]:
    """What the pipeline and the rules say of each sentence."""
    return [facts(analysis, [hit.rule.code for hit in match(analysis, all_rules())]) for analysis in analyses(items)]


def fit_judge(
    items: Sequence[Labelled],
    logits: np.ndarray,
    found: Sequence[Mapping[str, float]],
    dev: Sequence[Labelled],
    dev_logits: np.ndarray,
    dev_found: Sequence[Mapping[str, float]],
) -> Judge:
    """One logistic regression a label on out-of-fold logits and facts; scale and offset then calibrated on the dev split."""
    names = [name for name, count in sorted(Counter(name for row in found for name in row).items()) if count >= 15]
    features = {f"logit={label}": i for i, label in enumerate(LABELS)} | {name: i + len(LABELS) for i, name in enumerate(names)}
    x, dev_x = _matrix(features, logits, found), _matrix(features, dev_logits, dev_found)
    coefficients = np.zeros((len(LABELS), len(features)), dtype=np.float32)
    intercepts = np.zeros(len(LABELS), dtype=np.float32)
    is_report = is_calm(items)
    words = sum(len(item.sentence.text.split()) for item, counts in zip(items, is_report, strict=True) if counts)
    thresholds: dict[str, dict[str, dict[str, float]]] = {profile: {} for profile in ALARMS}
    for row, label in enumerate(LABELS):
        known, y = _truth(items, label)
        model = LogisticRegression(C=1.0, max_iter=5000).fit(x[known], y[known])
        known, y = _truth(dev, label)
        scale = LogisticRegression(C=1.0).fit(model.decision_function(dev_x)[known, None], y[known])
        coefficients[row] = model.coef_[0] * scale.coef_[0, 0]
        intercepts[row] = model.intercept_[0] * scale.coef_[0, 0] + scale.intercept_[0]
    judge = Judge(features, coefficients, intercepts, thresholds)
    chances = in_their_documents(items, judge.probabilities(logits, found), found)
    dev_chances = in_their_documents(dev, judge.probabilities(dev_logits, dev_found), dev_found)
    best, alarms = [], []
    for row, label in enumerate(LABELS):
        known, y = _truth(items, label)
        seen = witnessed(found, label)
        alone = known & ~seen & _tellable(items, found)
        alarms.append(np.sort(chances[is_report & alone & ~y, row])[::-1])
        known, y = (np.concatenate(both) for both in zip(_truth(items, label), _truth(dev, label), strict=True))
        seen = np.concatenate((seen, witnessed(dev_found, label)))
        alone = known & ~seen & np.concatenate((_tellable(items, found), _tellable(dev, dev_found)))
        every = np.concatenate((chances[:, row], dev_chances[:, row]))
        # Nearly every threshold serves equally well where a rule bears witness; the lower end keeps what the networks have not met.
        least = best_threshold(every[known & seen], y[known & seen], lowest=True)
        best.append(best_threshold(every[alone], y[alone]))
        for profile in ALARMS:
            thresholds[profile][label] = {"witnessed": least, "alone": best[-1]}
    # The more common a label, the more false alarms it may raise, so that none is far less precise than the others.
    common = [sum(label in item.line.labels for item in items) for label in LABELS]
    needs = [int((raised >= threshold).sum()) for raised, threshold in zip(alarms, best, strict=True)]
    for profile, budget in ALARMS.items():
        for label, raised, need, allowed in zip(LABELS, alarms, needs, shared(int(budget * words / 1000), needs, common), strict=True):
            if allowed < need:
                thresholds[profile][label]["alone"] = round(float(raised[allowed]) + 0.001, 3)
    return judge


def shared(budget: int, needs: Sequence[int], weights: Sequence[int]) -> list[int]:
    """What each gets of a budget: its share by weight, but no more than it needs; the rest goes to the others."""
    out = [0] * len(needs)
    left = sorted(range(len(needs)), key=lambda i: needs[i] / weights[i])
    for last, i in enumerate(left):
        out[i] = min(needs[i], (budget - sum(out)) * weights[i] // sum(weights[other] for other in left[last:]))
    return out


def in_their_documents(items: Sequence[Labelled], chances: np.ndarray, found: Sequence[Mapping[str, float]]) -> np.ndarray:
    """Probabilities of sentences by themselves, (sentences, labels), moved for what the rest of each one's review is like, except where a
    rule of the label bears witness."""
    seen = np.stack([witnessed(found, label) for label in LABELS], axis=1)
    return np.where(seen, chances, moved(chances, shifts(items, chances)))


def by_review(items: Sequence[Labelled]) -> list[NDArray[np.intp]]:
    """The indexes of the sentences of each review."""
    members: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        members[item.review.id].append(i)
    return [np.array(inside) for inside in members.values()]


def shifts(items: Sequence[Labelled], chances: np.ndarray) -> np.ndarray:
    """By how much the surroundings move the log odds of each sentence, (sentences,)."""
    out = np.zeros(len(items), dtype=np.float32)
    for inside in by_review(items):
        out[inside] = surroundings(chances[inside], length(items[i].sentence for i in inside))
    return out


def witnessed(found: Sequence[Mapping[str, float]], label: str) -> np.ndarray:
    """For each sentence whether a rule of the label's category matched."""
    codes = {f"rule={code}" for code in CODES[label]}
    return np.array([not codes.isdisjoint(named) for named in found])


def _tellable(items: Sequence[Labelled], found: Sequence[Mapping[str, float]]) -> np.ndarray:
    """For each sentence whether the engine reports it without a witness: not one or two words, nor talk about blame itself."""
    return np.array([says_something(item.sentence) and "about blame" not in named for item, named in zip(items, found, strict=True)])


def _matrix(features: dict[str, int], logits: np.ndarray, found: Sequence[Mapping[str, float]]) -> np.ndarray:
    x = np.zeros((len(found), len(features)), dtype=np.float32)
    x[:, : len(LABELS)] = np.clip(logits, -8, 8)
    for row, named in enumerate(found):
        for name, value in named.items():
            if name in features:
                x[row, features[name]] = value
    return x


def _truth(items: Sequence[Labelled], label: str) -> tuple[np.ndarray, np.ndarray]:
    known = np.array([label not in item.line.borderline for item in items])
    return known, np.array([label in item.line.labels for item in items])


def best_threshold(chances: np.ndarray, truth: np.ndarray, *, lowest: bool = False) -> float:
    """The probability at which F1 is best; of the range where it is nearly so, the middle or the lower end."""
    grid = np.linspace(0.05, 0.98, 94)
    scores = []
    for threshold in grid:
        said = chances >= threshold
        tp, fp, fn = (said & truth).sum(), (said & ~truth).sum(), (~said & truth).sum()
        scores.append(2 * tp / max(1e-9, 2 * tp + fp + fn))
    best = np.flatnonzero(np.array(scores) >= max(scores) - (0.015 if lowest else 0.002))
    return round(float(grid[best[0 if lowest else len(best) // 2]]), 3)
