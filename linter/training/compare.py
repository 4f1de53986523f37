"""Which features the judge should have: the same regression on each candidate, learned on the train split and scored on the dev split.

The candidates are (a) hashed n-grams, (b) static token vectors distilled from the sentence encoder (each piece read by itself, the 256
principal components, weighted by how rare it is; after Model2Vec, Tulkens and van Dongen 2024), (c) the encoder's sentence embeddings as
they come, (d) the encoder fine-tuned on our reviews, which is the shipped judge without its cascade; each with what the pipeline and the
rules say of the sentence.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import PCA
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from linter.model import LABELS, classifier, context, logits
from linter.pieces import MAX_PIECES
from linter.training.examples import Labelled
from linter.training.judge import facts_of
from linter.training.measure import counted

COMPONENTS = 256
RARITY = 1e-3
"""The weight of a token of frequency f is RARITY / (RARITY + f) (Arora, Liang and Ma 2017)."""
Facts = Sequence[Mapping[str, float]]
Features = Callable[[Sequence[Labelled]], Any]


def compare(train: Sequence[Labelled], dev: Sequence[Labelled]) -> list[dict[str, Any]]:
    """A row for each candidate: its name, F1 of each label at probability 0.5, their mean, and the CPU milliseconds that its features of
    the text take for a sentence."""
    found, dev_found = facts_of(train), facts_of(dev)
    facts = DictVectorizer()
    known, dev_known = facts.fit_transform(found), facts.transform(dev_found)
    static = _static(train)
    candidates: dict[str, tuple[Features, ...]] = {
        "facts and rules": (),
        "(a) and n-grams": (_grams,),
        "(b) and n-grams, static vectors": (_grams, static),
        "(c) and sentence embeddings": (_embeddings(),),
    }
    rows = []
    for name, features in candidates.items():
        start = time.process_time()
        dev_x = sparse.hstack([dev_known, *(each(dev) for each in features)]).tocsr()
        seconds = time.process_time() - start if features else 0.0
        x = sparse.hstack([known, *(each(train) for each in features)]).tocsr()
        rows.append(_row(name, dev, _learned(train, x, dev_x), seconds))
    start = time.process_time()
    logits = _fine_tuned(dev)
    seconds = time.process_time() - start
    said = classifier().judge.probabilities(logits, dev_found) >= 0.5
    return [*rows, _row("(d) and the fine-tuned encoder", dev, said, seconds)]


def _learned(train: Sequence[Labelled], x: Any, dev_x: Any) -> np.ndarray:
    """What a regression for each label, learned on the train split, says of the dev split, (sentences, labels)."""
    columns = []
    for label in LABELS:
        known = np.array([label not in item.line.borderline for item in train])
        truth = np.array([label in item.line.labels for item in train])
        columns.append(LogisticRegression(C=10.0, solver="liblinear").fit(x[known], truth[known]).predict(dev_x))
    return np.stack(columns, axis=1)


def _row(name: str, dev: Sequence[Labelled], said: np.ndarray, seconds: float) -> dict[str, Any]:
    f1 = {label: round(count.f1, 4) for label, count in counted(dev, said).items()}
    return {
        "features": name,
        "f1": f1,
        "macro_f1": round(float(np.mean(list(f1.values()))), 4),
        "ms_a_sentence": round(1000 * seconds / len(dev), 2),
    }


def _grams(items: Sequence[Labelled]) -> Any:
    words = HashingVectorizer(ngram_range=(1, 3), n_features=2**18, alternate_sign=False)
    place = HashingVectorizer(n_features=2**10, alternate_sign=False)
    return sparse.hstack([words.transform(item.sentence.text for item in items), place.transform(context(item.sentence) for item in items)])


def _static(items: Sequence[Labelled]) -> Features:
    """The mean of the distilled vectors of a sentence's word pieces."""
    tokenizer, encoder = _encoder()
    special = [tokenizer.cls_token_id, tokenizer.sep_token_id]

    def pieces(item: Labelled) -> list[int]:
        return tokenizer(item.sentence.text, add_special_tokens=False)["input_ids"]  # type: ignore[no-any-return]

    count = Counter(piece for item in items for piece in pieces(item))
    total = sum(count.values())
    weight = np.array([RARITY / (RARITY + count[i] / total) for i in range(tokenizer.vocab_size)])
    read = encoder([[special[0], i, special[1]] for i in range(tokenizer.vocab_size)])
    vectors = PCA(COMPONENTS, random_state=0).fit_transform(read) * weight[:, None]

    def features(items: Sequence[Labelled]) -> Any:
        return _normal(np.array([vectors[row].mean(axis=0) if (row := pieces(item)) else np.zeros(COMPONENTS) for item in items]))

    return features


def _embeddings() -> Features:
    """Sentence embeddings of the encoder before any fine-tuning."""
    tokenizer, encoder = _encoder()
    return lambda items: _normal(
        encoder(tokenizer([item.sentence.text for item in items], truncation=True, max_length=MAX_PIECES)["input_ids"])
    )


def _fine_tuned(items: Sequence[Labelled]) -> np.ndarray:
    """The log odds that the shipped encoder gives when no sentence leaves early."""
    return logits(classifier().encoder.readings([item.sentence for item in items], [item.machines for item in items]))


def _normal(rows: np.ndarray) -> Any:
    return sparse.csr_matrix(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _encoder() -> tuple[Any, Callable[[Sequence[Sequence[int]]], np.ndarray]]:
    """The tokenizer, and a function from rows of word pieces to the means of their vectors, (rows, width)."""
    import torch
    from transformers import BertModel, BertTokenizerFast

    from linter.training.encoder import pretrained

    model = BertModel.from_pretrained(pretrained(), add_pooling_layer=False).eval()

    def run(rows: Sequence[Sequence[int]]) -> np.ndarray:
        out = np.zeros((len(rows), model.config.hidden_size), dtype=np.float32)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        # Rows of the same length together, so that none is padded.
        for _, group in groupby(order, key=lambda i: len(rows[i])):
            same = list(group)
            for chunk in (same[i : i + 256] for i in range(0, len(same), 256)):
                with torch.no_grad():
                    out[chunk] = model(input_ids=torch.tensor([rows[i] for i in chunk])).last_hidden_state.mean(dim=1).numpy()
        return out

    return BertTokenizerFast.from_pretrained(pretrained()), run
