"""Train the judge: screen, encoder and the regression that weighs them, from `training_data/`, deterministically."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from linter.artifacts import digest
from linter.engine import match, roster
from linter.model import LABELS, Judge, Screen, facts, grams
from linter.pipeline.run import analyse
from linter.rules import all_rules
from linter.settings import Settings
from linter.training.corpus import families, split
from linter.training.data import Review
from linter.training.examples import Labelled, example, examples, labelled

SCREEN_RECALL = 0.997
"""The share of the labelled sentences that the screen must let through, out of fold."""
PREVALENCE = {"ci": 0.04, "editor": 0.15}
"""The share of sentences with a label for which a profile's thresholds are best: the reviews have 25 %, published reports 1 to 3 %."""


def train(reviews: Sequence[Review], out: Path, *, epochs: int = 5, workers: int = 2, report: Callable[..., None] = print) -> None:
    """Train on the train split, calibrate on the dev split, write the files of `models/judge`."""
    from linter.training.encoder import export

    out.mkdir(parents=True, exist_ok=True)
    where = split(reviews)
    items = list(labelled(reviews))
    parts = {name: [item for item in items if where[item.review.id] == name] for name in ("train", "dev", "test")}
    report({name: len(part) for name, part in parts.items()})
    screen = fit_screen(parts["train"])
    joblib.dump({"weights": dict(screen.weights), "bias": screen.bias, "threshold": screen.threshold}, out / "screen.joblib", compress=3)
    folds = _folds(reviews, parts["train"], 2)
    halves = [[i for i, fold in enumerate(folds) if fold == held] for held in range(2)]
    jobs = [
        (parts["train"], parts["dev"], epochs, 7),
        *(([parts["train"][i] for i in halves[1 - held]], [parts["train"][i] for i in halves[held]], max(3, epochs - 2), held) for held in range(2)),
    ]
    (model, tokenizer, dev_logits), *held_out = joblib.Parallel(n_jobs=workers)(joblib.delayed(_encoder)(*job, report) for job in jobs)
    logits = np.zeros((len(parts["train"]), len(LABELS)), dtype=np.float32)
    for half, (_, _, predicted) in zip(halves, held_out, strict=True):
        logits[half] = predicted
    export(model, tokenizer, out)
    judge = fit_judge(parts["train"], logits, parts["dev"], dev_logits)
    joblib.dump(
        {"features": dict(judge.features), "coefficients": judge.coefficients, "intercepts": judge.intercepts, "thresholds": dict(judge.thresholds)},
        out / "judge.joblib",
        compress=3,
    )
    write_manifest(out)


def _encoder(items: Sequence[Labelled], held_out: Sequence[Labelled], epochs: int, seed: int, report: Callable[..., None]) -> tuple[Any, Any, np.ndarray]:
    """A fine-tuned encoder, its tokenizer, and its logits for the sentences that it has not seen. One thread, so that a seed is enough."""
    import torch

    from linter.training.encoder import predict
    from linter.training.encoder import train as train_encoder

    torch.set_num_threads(1)
    model, tokenizer = train_encoder(examples(items, seed=seed), epochs=epochs, seed=seed, report=report)
    return model, tokenizer, predict(model, tokenizer, list(map(example, held_out)))


def write_manifest(folder: Path) -> None:
    """SHA-256 of every file of a model folder, for the check before loading."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.suffix in (".joblib", ".onnx") or path.name == "tokenizer.json")
    (folder / "manifest.json").write_text(json.dumps({name: digest(folder / name) for name in names}, indent=1) + "\n", "utf-8")


def _folds(reviews: Sequence[Review], items: Sequence[Labelled], count: int) -> list[int]:
    fold: dict[str, int] = {}
    sizes: Counter[int] = Counter()
    for family in sorted(families(reviews), key=lambda family: (-len(family), family[0].id)):
        smallest = min(range(count), key=lambda i: (sizes[i], i))
        sizes[smallest] += sum(len(review.lines) for review in family)
        fold.update({review.id: smallest for review in family})
    return [fold[item.review.id] for item in items]


def fit_screen(items: Sequence[Labelled]) -> Screen:
    """Logistic regression on word grams; the threshold is that of SCREEN_RECALL out of fold."""
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([dict.fromkeys(grams(item.sentence), 1.0) for item in items])
    frequent = np.asarray((x > 0).sum(axis=0)).ravel() >= 2
    x = x[:, frequent]
    y = np.array([bool(item.line.labels) for item in items])
    groups = [item.review.id for item in items]
    model = LogisticRegression(C=0.3, class_weight={False: 1.0, True: 3.0}, max_iter=2000, solver="liblinear")
    scores = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(5), method="decision_function")
    threshold = float(np.quantile(scores[y], 1 - SCREEN_RECALL))
    model.fit(x, y)
    names = np.array(vectorizer.get_feature_names_out())[frequent]
    weights = {str(name): round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True) if abs(weight) > 0.02}
    return Screen(weights, float(model.intercept_[0]), threshold)


def facts_of(items: Sequence[Labelled]) -> list[dict[str, float]]:
    """What the pipeline and the rules say of each sentence."""
    sentences = [item.sentence for item in items]
    out = []
    for analysis in analyse(sentences, roster(sentences, Settings())):
        out.append(facts(analysis, [hit.rule.code for hit in match(analysis, all_rules())]))
    return out


def fit_judge(items: Sequence[Labelled], logits: np.ndarray, dev: Sequence[Labelled], dev_logits: np.ndarray) -> Judge:
    """One logistic regression a label on out-of-fold logits and facts; scale and offset then calibrated on the dev split."""
    found = facts_of(items)
    names = [name for name, count in sorted(Counter(name for row in found for name in row).items()) if count >= 15]
    features = {f"logit={label}": i for i, label in enumerate(LABELS)} | {name: i + len(LABELS) for i, name in enumerate(names)}
    x, dev_x = _matrix(features, logits, found), _matrix(features, dev_logits, facts_of(dev))
    coefficients = np.zeros((len(LABELS), len(features)), dtype=np.float32)
    intercepts = np.zeros(len(LABELS), dtype=np.float32)
    thresholds: dict[str, dict[str, float]] = {profile: {} for profile in PREVALENCE}
    for row, label in enumerate(LABELS):
        known, y = _truth(items, label)
        model = LogisticRegression(C=0.05, max_iter=5000).fit(x[known], y[known])
        known, y = _truth(dev, label)
        scores = model.decision_function(dev_x)
        scale = LogisticRegression(C=1.0).fit(scores[known, None], y[known])
        coefficients[row] = model.coef_[0] * scale.coef_[0, 0]
        intercepts[row] = model.intercept_[0] * scale.coef_[0, 0] + scale.intercept_[0]
        chances = scale.predict_proba(scores[:, None])[:, 1]
        for profile, prevalence in PREVALENCE.items():
            thresholds[profile][label] = best_threshold(chances[known], y[known], prevalence)
    return Judge(features, coefficients, intercepts, thresholds)


def _matrix(features: dict[str, int], logits: np.ndarray, found: Sequence[dict[str, float]]) -> np.ndarray:
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


def best_threshold(chances: np.ndarray, truth: np.ndarray, prevalence: float) -> float:
    """The probability at which F1 is best if only `prevalence` of the sentences had any label: negatives count for more than they are."""
    share = truth.mean()
    weight = max(1.0, share * 4 * (1 - prevalence) / (prevalence * (1 - share)) / 4) if prevalence < share else 1.0
    grid = np.linspace(0.1, 0.98, 89)
    scores = []
    for threshold in grid:
        said = chances >= threshold
        tp, fp, fn = (said & truth).sum(), (said & ~truth).sum() * weight, (~said & truth).sum()
        scores.append(2 * tp / max(1e-9, 2 * tp + fp + fn))
    best = np.flatnonzero(np.array(scores) >= max(scores) - 0.002)
    return round(float(grid[best[len(best) // 2]]), 3)
