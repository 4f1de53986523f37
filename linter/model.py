"""The judge: a probability for each label of a sentence. The one code that training and serving share.

Three steps, each for fewer sentences. The *screen*, a linear model on words, lets through what could carry a finding. The *encoder*, a
small sentence encoder fine-tuned on our reviews (int8, onnxruntime), reads the sentence in its context. The *judge*, logistic regression
from scikit-learn, weighs the encoder's opinion with the rules' hits and what the pipeline says of the clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from linter.artifacts import folder, verified
from linter.lexicons import lexicon

if TYPE_CHECKING:
    from linter.pipeline import Analysis
    from linter.pipeline.sentence import Sentence

LABELS = ("person-cause", "individual-action", "hindsight", "judgement", "blame-question")
MAX_PIECES = 112
Array = NDArray[np.float32]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|\d+|[?!@]")


def context(sentence: Sentence) -> str:
    """What the encoder reads besides the sentence: where it stands, and the label in front of it."""
    parts = (sentence.section, sentence.place, sentence.heading[:40], sentence.field)
    return " : ".join(part.lower() for part in parts if part)


def grams(sentence: Sentence) -> list[str]:
    """The word grams of the screen: names, roles and numbers are abstracted, so that no name counts for anything."""
    words = ["^", *(_class(word) for word in _TOKEN.findall(sentence.text)), "$"]
    out = list(words)
    out += map("_".join, zip(words, words[1:], strict=False))
    out.append(f"section={sentence.section}")
    if sentence.field:
        out += (f"field={word}" for word in sentence.field.lower().split())
    return out


@cache
def _class(word: str) -> str:
    lower = word.lower().replace("’", "'")
    if lower[0].isdigit():
        return "§number"
    if word[0].isupper() and (lower in lexicon("given_names") or (lower.endswith("'s") and lower[:-2] in lexicon("given_names"))):
        return "§name"
    return lower


@dataclass(frozen=True, slots=True)
class Screen:
    """A linear model on word grams; `threshold` is set so that nearly every labelled sentence passes."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def score(self, sentence: Sentence) -> float:
        """Log odds that the sentence carries any label."""
        get = self.weights.get
        return self.bias + sum(get(gram, 0.0) for gram in set(grams(sentence)))

    def passes(self, sentence: Sentence) -> bool:
        return self.score(sentence) >= self.threshold


class Encoder:
    """The fine-tuned sentence encoder."""

    def __init__(self, path: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.no_padding()

    def logits(self, pairs: Sequence[tuple[str, str]], batch: int = 16) -> Array:
        """Logits of the labels for (context, sentence) pairs, shape (pairs, labels)."""
        encoded = self._tokenizer.encode_batch(list(pairs))
        out = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        for start in range(0, len(order), batch):
            chunk = order[start : start + batch]
            width = max(len(encoded[i].ids) for i in chunk)
            feed = {name: np.zeros((len(chunk), width), dtype=np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
            for row, i in enumerate(chunk):
                size = len(encoded[i].ids)
                feed["input_ids"][row, :size] = encoded[i].ids
                feed["attention_mask"][row, :size] = 1
                feed["token_type_ids"][row, :size] = encoded[i].type_ids
            out[chunk] = self._session.run(None, feed)[0]
        return out


SECTIONS = ("causes", "actions", "lessons", "summary", "timeline", "chat", "good", "impact", "other")
ACTORS = ("person", "role", "group", "we", "i", "you", "nobody", "someone", "implied", "outsider", "software", "artefact", "unknown")
MODALITIES = ("should", "should-have", "could-have", "would-have", "must", "need", "will", "imperative", "if")


def facts(analysis: Analysis, codes: Iterable[str]) -> dict[str, float]:
    """What the pipeline and the rules say of a sentence, as named numbers."""
    out = dict.fromkeys((f"rule={code}" for code in codes), 1.0)
    out[f"section={analysis.section if analysis.section in SECTIONS else 'other'}"] = 1.0
    for clause in analysis.clauses:
        out[f"actor={clause.actor or 'none'}/{clause.voice}"] = 1.0
        if clause.modality:
            out[f"modality={clause.modality}"] = 1.0
        if clause.human and clause.negated:
            out["human negated"] = 1.0
        if clause.human and clause.predicate.dep_ == "ROOT":
            out["human at the root"] = 1.0
    for name, value in (
        ("question", analysis.question),
        ("about blame", analysis.doc._.meta),
        ("denied", analysis.doc._.denied),
        ("reported", analysis.doc._.reported),
        ("quoted", any(token._.quoted for token in analysis.doc)),
        ("no human", not analysis.humans),
        ("timed", analysis.sentence.place == "time"),
        ("chat", analysis.sentence.place == "chat"),
        ("label in front", bool(analysis.sentence.field)),
    ):
        if value:
            out[name] = 1.0
    return out


@dataclass(frozen=True, slots=True)
class Judge:
    """Logistic regression over the encoder's logits and the facts, one row of coefficients for each label."""

    features: Mapping[str, int]
    coefficients: Array
    intercepts: Array
    thresholds: Mapping[str, Mapping[str, float]]

    def probabilities(self, logits: Array, found: Sequence[Mapping[str, float]]) -> Array:
        """Calibrated probabilities, shape (sentences, labels)."""
        x = np.zeros((len(found), len(self.features)), dtype=np.float32)
        x[:, : len(LABELS)] = np.clip(logits, -8, 8)
        for row, named in enumerate(found):
            for name, value in named.items():
                column = self.features.get(name)
                if column is not None:
                    x[row, column] = value
        scores = x @ self.coefficients.T + self.intercepts
        return (1 / (1 + np.exp(-scores))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Classifier:
    """The three steps together."""

    screen: Screen
    encoder: Encoder
    judge: Judge

    def probabilities(self, analyses: Sequence[Analysis], codes: Sequence[Sequence[str]]) -> list[dict[str, float]]:
        """For every sentence the probability of each label, given the codes of the rules that matched it."""
        if not analyses:
            return []
        logits = self.encoder.logits([(context(analysis.sentence), analysis.text) for analysis in analyses])
        chances = self.judge.probabilities(logits, [facts(analysis, found) for analysis, found in zip(analyses, codes, strict=True)])
        return [dict(zip(LABELS, map(float, row), strict=True)) for row in chances]

    def threshold(self, profile: str, label: str) -> float:
        """The least probability that is reported."""
        return self.judge.thresholds[profile][label]


_LOCK = RLock()


def classifier() -> Classifier:
    """The shipped classifier, loaded once."""
    with _LOCK:
        return _classifier()


@cache
def _classifier() -> Classifier:
    path = folder("judge")
    screen, judge = _load(path / "screen.joblib"), _load(path / "judge.joblib")
    return Classifier(
        Screen(screen["weights"], screen["bias"], screen["threshold"]),
        Encoder(path),
        Judge(judge["features"], judge["coefficients"], judge["intercepts"], judge["thresholds"]),
    )


def _load(path: Path) -> dict[str, Any]:
    """A joblib file of plain values and arrays; its hash is checked first, since a pickle runs code when it is loaded."""
    import joblib

    return joblib.load(verified(path))  # type: ignore[no-any-return]
