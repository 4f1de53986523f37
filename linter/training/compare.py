"""Which features the judge should have: the same regression on each candidate, trained on the train split and scored on the dev split.

The candidates are (a) hashed n-grams, (b) static token vectors distilled from the sentence encoder (each piece read by itself, the 256
principal components, weighted by how rare it is; after Model2Vec, Tulkens and van Dongen 2024), (c) the encoder's sentence embeddings as
they come, (d) the encoder fine-tuned on our reviews; each with what the pipeline and the rules say of the sentence.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from linter.model import LABELS, MAX_PIECES, Judge, context
from linter.training.examples import Labelled
from linter.training.measure import counted

COMPONENTS = 256
RARITY = 1e-3
"""The weight of a token of frequency f is RARITY / (RARITY + f) (Arora, Liang and Ma 2017)."""

Facts = Sequence[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate, F1 of each label at probability 0.5 on the dev split, and the CPU time of its text features."""

    features: str
    f1: dict[str, float]
    macro_f1: float
    ms_a_sentence: float


def compare(
    train: Sequence[Labelled], found: Facts, dev: Sequence[Labelled], dev_found: Facts, judge: Judge, dev_logits: np.ndarray
) -> list[dict[str, Any]]:
    """The table of the candidates. `found` and `dev_found` are the facts of the sentences, `dev_logits` those of the fine-tuned encoder."""
    facts = DictVectorizer()
    known, dev_known = facts.fit_transform(found), facts.transform(dev_found)
    grams, seconds_a = _timed(_grams, train, dev)
    vectors, seconds_b = _timed(Static(train), train, dev)
    embeddings, seconds_c = _timed(embed, train, dev)
    rows = [
        _row("facts and rules", train, dev, known, dev_known, 0.0),
        *(
            _row(name, train, dev, sparse.hstack([known, *x]).tocsr(), sparse.hstack([dev_known, *dev_x]).tocsr(), seconds)
            for name, x, dev_x, seconds in (
                ("(a) n-grams", (grams[0],), (grams[1],), seconds_a),
                ("(b) n-grams and static vectors", (grams[0], vectors[0]), (grams[1], vectors[1]), seconds_a + seconds_b),
                ("(c) sentence embeddings", (embeddings[0],), (embeddings[1],), seconds_c),
            )
        ),
    ]
    said = judge.probabilities(dev_logits, dev_found) >= 0.5
    return [asdict(row) for row in (*rows, _scored("(d) fine-tuned encoder, stacked", dev, said, seconds_c))]


def _timed(
    features: Callable[[Sequence[Labelled]], Any], train: Sequence[Labelled], dev: Sequence[Labelled]
) -> tuple[tuple[Any, Any], float]:
    start = time.process_time()
    dev_x = features(dev)
    seconds = (time.process_time() - start) / len(dev)
    return (features(train), dev_x), seconds


def _grams(items: Sequence[Labelled]) -> Any:
    words = HashingVectorizer(ngram_range=(1, 3), n_features=2**18, alternate_sign=False)
    place = HashingVectorizer(n_features=2**10, alternate_sign=False)
    texts = [item.sentence.text for item in items]
    return sparse.hstack([words.transform(texts), place.transform([context(item.sentence) for item in items])]).tocsr()


class Static:
    """Mean of the distilled vectors of a sentence's word pieces."""

    def __init__(self, items: Sequence[Labelled]) -> None:
        from sklearn.decomposition import PCA

        self._tokenizer, encoder = _encoder()
        special = [self._tokenizer.cls_token_id, self._tokenizer.sep_token_id]
        pieces = np.array([[special[0], i, special[1]] for i in range(self._tokenizer.vocab_size)])
        count = Counter(piece for item in items for piece in self._pieces(item))
        total = sum(count.values())
        weight = np.array([RARITY / (RARITY + count[i] / total) for i in range(len(pieces))])
        self._vectors = PCA(COMPONENTS, random_state=0).fit_transform(encoder(pieces)) * weight[:, None]

    def _pieces(self, item: Labelled) -> list[int]:
        return self._tokenizer(item.sentence.text, add_special_tokens=False)["input_ids"]  # type: ignore[no-any-return]

    def __call__(self, items: Sequence[Labelled]) -> Any:
        rows = [self._vectors[pieces].mean(axis=0) if (pieces := self._pieces(item)) else np.zeros(COMPONENTS) for item in items]
        return sparse.csr_matrix(_normal(np.array(rows)))


def embed(items: Sequence[Labelled]) -> Any:
    """Sentence embeddings of the encoder before any fine-tuning."""
    tokenizer, encoder = _encoder()
    pieces = tokenizer([item.sentence.text for item in items], truncation=True, max_length=MAX_PIECES)["input_ids"]
    return sparse.csr_matrix(_normal(np.concatenate([encoder(np.array([row])) for row in pieces])))


def _normal(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def _encoder() -> tuple[Any, Callable[[np.ndarray], np.ndarray]]:
    """The tokenizer, and a function from word pieces of equal length, (sentences, pieces), to the mean of their vectors."""
    import torch
    from transformers import BertModel, BertTokenizerFast

    from linter.training.encoder import pretrained

    model = BertModel.from_pretrained(pretrained(), add_pooling_layer=False).eval()

    def run(pieces: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            out = [model(input_ids=torch.as_tensor(pieces[i : i + 512])).last_hidden_state.mean(dim=1) for i in range(0, len(pieces), 512)]
        return torch.cat(out).numpy()  # type: ignore[no-any-return]

    return BertTokenizerFast.from_pretrained(pretrained()), run


def _row(name: str, train: Sequence[Labelled], dev: Sequence[Labelled], x: Any, dev_x: Any, seconds: float) -> Row:
    said = np.zeros((len(dev), len(LABELS)), dtype=bool)
    for column, label in enumerate(LABELS):
        known = np.array([label not in item.line.borderline for item in train])
        y = np.array([label in item.line.labels for item in train])
        said[:, column] = LogisticRegression(C=10.0, solver="liblinear").fit(x[known], y[known]).predict(dev_x)
    return _scored(name, dev, said, seconds)


def _scored(name: str, dev: Sequence[Labelled], said: np.ndarray, seconds: float) -> Row:
    f1 = {label: round(count.f1, 4) for label, count in counted(dev, said).items()}
    return Row(name, f1, round(float(np.mean(list(f1.values()))), 4), round(1000 * seconds, 3))
