"""The judge: a probability for each label of a sentence. The one code that training and serving share.

A cascade, each step for fewer sentences. The *screen*, a small convolution over word pieces, lets through what could carry a finding. The
*encoder*, MiniLM fine-tuned on our reviews (int8, onnxruntime), reads the sentence in its place; after two of its six layers some
sentences leave, and more when it is done. What is left is parsed, and the *judge*, logistic regression from scikit-learn, weighs the
encoder's opinion with the rules' hits and what the pipeline says of the clauses.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linter.artifacts import folder, verified
from linter.pieces import Pieces

if TYPE_CHECKING:
    from linter.pipeline import Analysis
    from linter.pipeline.sentence import Sentence

LABELS = ("person-cause", "individual-action", "hindsight", "judgement", "blame-question")
SCREEN_PIECES = 72
Array = NDArray[np.float32]


def context(sentence: Sentence) -> str:
    """What the encoder reads besides the sentence: where it stands, and the label in front of it.

    A heading that named the section says no more than the section does, and every piece costs time: without those, and without marks
    between the parts, a sentence of a report has 20 pieces in place of 25, and the judge is as good.
    """
    heading = sentence.heading[:40] if sentence.section == "other" else ""
    return " ".join(part.lower() for part in (sentence.section, sentence.place, heading, sentence.field) if part)


def introduced(text: str, machines: frozenset[str]) -> str:
    """A text that says it of each name of a machine, lower case in `machines`: the encoder reads one sentence, and "Edda slept through
    two calls" is blame or none by what another sentence says of Edda."""
    return _any_of(machines).sub(r"\g<0> (machine)", text) if machines else text


@lru_cache(256)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b(?!['’-])", re.IGNORECASE)


class Encoder:
    """The screen and the two parts of the encoder, on one tokenizer and one thread."""

    def __init__(self, path: Path) -> None:
        self.screen, self.low, self.high = (_session(verified(path / f"{name}.onnx")) for name in ("screen", "low", "high"))
        self._pieces = Pieces(verified(path / "tokenizer.json"))

    def readings(self, sentences: Sequence[Sentence], machines: Sequence[frozenset[str]]) -> list[Reading]:
        """Sentences in their places, to be read. `machines` are the names of machines in the document of each."""
        pairs = [(context(sentence), introduced(sentence.text, names)) for sentence, names in zip(sentences, machines, strict=True)]
        return [Reading(self, *each) for each in self._pieces.pairs(pairs)]


class Reading:
    """What the networks say of one sentence, worked out when it is first asked for. Thread-safe.

    Each sentence runs by itself: 8-bit scales span all that runs together, so in a batch a sentence's odds would depend on its neighbours,
    and short batches are the faster ones for want of padding.
    """

    __slots__ = ("_early", "_encoder", "_hidden", "_ids", "_kinds", "_late", "_screen")

    def __init__(self, encoder: Encoder, ids: NDArray[np.int64], kinds: NDArray[np.int64]) -> None:
        self._encoder, self._ids, self._kinds = encoder, ids, kinds
        self._screen: float | None = None
        self._early: float | None = None
        self._hidden: Array | None = None
        self._late: Array | None = None

    def screen(self) -> float:
        """The screen's log odds of any label."""
        if self._screen is None:
            self._screen = self._encoder.screen.run(None, {"ids": self._ids[None, :SCREEN_PIECES]})[0].item()
        return self._screen

    def early(self) -> float:
        """The log odds of any label after the early layers."""
        if self._early is None:
            self._early, self._hidden = self._low()
        return self._early

    def late(self) -> Array:
        """The log odds of the labels after all layers, shape (labels,)."""
        if self._late is None:
            hidden = self._hidden
            if hidden is None:
                hidden = self._low()[1]
            self._late = self._encoder.high.run(None, {"hidden": hidden, "kinds": self._kinds})[0]
            self.leave()
        return self._late

    def leave(self) -> None:
        """Forget the states between early and late layers, which are large."""
        self._hidden = None

    def _low(self) -> tuple[float, Array]:
        odds, hidden = self._encoder.low.run(None, {"ids": self._ids, "kinds": self._kinds})
        return float(odds[0]), hidden


def logits(readings: Sequence[Reading]) -> Array:
    """The encoder's log odds of the labels, shape (sentences, labels)."""
    return np.array([reading.late() for reading in readings], dtype=np.float32).reshape(-1, len(LABELS))


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Each sentence has another length: plans of memory are of no use.
    options.enable_mem_pattern = False
    # The fused operator is slower than its parts.
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


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
    thresholds: Mapping[str, Mapping[str, Mapping[str, float]]]

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
        chances: Array = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return chances


PRIOR, STRENGTH, FAINT, CALM = 0.15, 3.0, 0.03, 0.01
"""Share of the sentences of a review that carry a label before any was read, the number of sentences that this is worth, the chance
below which a sentence counts as clean, and the least share that is believed of a document."""
TRUST = 1.5
"""How much more a document tells than the correction for another prior says: authors differ more than single sentences show. (Out of
fold, at the same false alarms, macro F1 on drafts is .759 for 1, .762 for 1.5, .760 for 2, and .710 without any correction.)"""


def surroundings(chances: ArrayLike, sentences: int) -> Array:
    """By how much the log odds of sentences rise or fall for what the rest of their document is like, shape (survivors,).

    `chances` are the probabilities of the sentences that could carry a finding, (survivors, labels); `sentences` is the number of all that
    the document has. Where others carry blame, one more is likelier; in a calm report, a doubtful sentence is likelier a false alarm.
    This is the correction of a classifier for another prior (Saerens, Latinne and Decaestecker 2002), the prior being estimated from
    the sentences other than the one in question.
    """
    some = 1 - np.prod(1 - np.asarray(chances), axis=1)
    some = np.where(some < FAINT, 0.0, some)
    share = np.maximum(CALM, (some.sum() - some + STRENGTH * PRIOR) / (max(sentences, len(some)) - 1 + STRENGTH))
    return (TRUST * (_log_odds(share) - _log_odds(PRIOR))).astype(np.float32)  # type: ignore[no-any-return]


def moved(chances: ArrayLike, by: Array | float) -> Array:
    """Probabilities whose log odds are moved by a number for each sentence."""
    return (1 / (1 + np.exp(-_log_odds(np.clip(chances, 1e-6, 1 - 1e-6)) - np.reshape(by, (-1, 1))))).astype(np.float32)  # type: ignore[no-any-return]


def headroom(chance: float, threshold: float) -> float:
    """By how much the log odds of a probability may rise before it reaches a threshold."""
    return float(_log_odds(threshold) - _log_odds(np.clip(chance, 1e-6, 1 - 1e-6)))


def rounded_up(surroundings: Array | float, count: int) -> list[float]:
    """What moves each of `count` sentences, to the next quarter."""
    return [float(by) for by in np.broadcast_to(np.ceil(np.multiply(surroundings, 4)) / 4, count)]


def _log_odds(chance: Any) -> Any:
    return np.log(chance / (1 - chance))


CALMEST = float(TRUST * (_log_odds(CALM) - _log_odds(PRIOR)))
"""By how much the surroundings move the log odds of sentences in a document as calm as any is believed to be."""


OVERSTATED = 1.0
"""By how much screen and encoder overstate the log odds of a label: labelled sentences count up to three times when they learn."""
CARRIED = 0.5
"""How much of what the screen says of a sentence in its place counts beside what the early layers say. (Out of fold, where no sentence that
the judge would report is lost in calm reviews, a tenth fewer come to the late layers than by the early layers in their place alone.)"""


def in_their_place(odds: Array, sentences: int) -> Array:
    """Log odds of any label in some sentences of a document, moved for what those of the others say of it (`surroundings`), (some,);
    `sentences` is the number of all that the document has.

    So the cascade lets more through where there is blame, and less of a calm report.
    """
    return odds + surroundings(1 / (1 + np.exp(OVERSTATED - odds))[:, None], sentences)


def with_early(odds: Any, screened: Any) -> Any:
    """What the early exit decides on: the early layers' log odds, and what the screen said of the sentence in its place."""
    return odds + CARRIED * screened


@dataclass(frozen=True, slots=True)
class Classifier:
    """The cascade.

    `limits` are the least log odds that its steps let through: the "screen" those of any label `in_their_place`, the early "exit" those
    `with_early`, and "parse" those of the likeliest label.
    """

    encoder: Encoder
    judge: Judge
    limits: Mapping[str, float]

    def survivors(self, readings: Sequence[Reading], always: Sequence[bool], *, among: int | None = None) -> list[int]:
        """The indexes of the sentences that can carry a finding.

        `among` is the number of all sentences of the document that they are from, None where they are of none. Some survive `always`, those
        with a stock phrase.
        """
        odds = np.array([reading.screen() for reading in readings], dtype=np.float32)
        screened = odds if among is None else in_their_place(odds, among)
        return [i for i, reading in enumerate(readings) if always[i] or self._survives(reading, screened[i])]

    def _survives(self, reading: Reading, screened: float) -> bool:
        if screened < self.limits["screen"]:
            return False
        if with_early(reading.early(), screened) < self.limits["exit"]:
            reading.leave()
            return False
        return bool(reading.late().max() >= self.limits["parse"])

    def probabilities(self, logits: Array, analyses: Sequence[Analysis], codes: Sequence[Sequence[str]]) -> Array:
        """For every surviving sentence the probability of each label by itself, (sentences, labels), given the codes of the rules that
        matched it."""
        return self.judge.probabilities(logits, [facts(analysis, found) for analysis, found in zip(analyses, codes, strict=True)])

    def threshold(self, profile: str, label: str, *, witnessed: bool) -> float:
        """The least probability that is reported, for sentences that a rule of the label matched and for others."""
        return self.judge.thresholds[profile][label]["witnessed" if witnessed else "alone"]


_LOCK = RLock()


def classifier() -> Classifier:
    """The shipped classifier, loaded once. Raises ModelError where it is missing or not the one that its manifest names."""
    with _LOCK:
        return _classifier()


@cache
def _classifier() -> Classifier:
    path = folder("judge")
    data = _load(path / "judge.joblib")
    coefficients, intercepts = (np.array(data[name], dtype=np.float32) for name in ("coefficients", "intercepts"))
    judge = Judge(data["features"], coefficients, intercepts, data["thresholds"])
    return Classifier(Encoder(path), judge, data["limits"])


def _load(path: Path) -> dict[str, Any]:
    """A joblib file of plain values, which is a pickle: read as one it needs no joblib, whose import would be a twentieth of a cold start.

    Its hash is checked first, since a pickle runs code when it is loaded.
    """
    return pickle.loads(verified(path).read_bytes())  # type: ignore[no-any-return]
