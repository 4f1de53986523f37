"""Train the screen: a small convolution over word pieces that lets through what could carry a finding.

Its piece vectors start from those of the encoder, reduced by principal components, so that words it has not seen lie near those it has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from linter.model import LABELS, SCREEN_PIECES
from linter.training.encoder import export_part, pretrained
from linter.training.examples import Example

WIDTH = 64
FILTERS = 128


class Convolution(nn.Module):
    """Two layers of convolution over piece vectors, the maximum over the sentence, one output: log odds of any label."""

    def __init__(self, vectors: np.ndarray) -> None:
        super().__init__()
        self.pieces = nn.Embedding.from_pretrained(torch.tensor(vectors, dtype=torch.float32), freeze=False)
        self.first = nn.Conv1d(WIDTH, FILTERS, 3, padding=1)
        self.second = nn.Conv1d(FILTERS, FILTERS, 3, padding=2, dilation=2)
        self.hidden = nn.Linear(2 * FILTERS, 64)
        self.out = nn.Linear(64, 1 + len(LABELS))
        self.drop = nn.Dropout(0.3)

    def forward(self, ids: Tensor) -> Tensor:
        mask = (ids != 0).unsqueeze(1).to(torch.float32)
        x = self.drop(self.pieces(ids)).transpose(1, 2) * mask
        a = torch.relu(self.first(x)) * mask
        b = torch.relu(self.second(self.drop(a)) + a) * mask
        pooled = torch.cat((a.amax(2), b.amax(2)), 1)
        return self.out(self.drop(torch.relu(self.hidden(pooled))))


def piece_vectors() -> np.ndarray:
    """The encoder's piece vectors in WIDTH principal components, scaled to unit variance."""
    table = BertModel.from_pretrained(pretrained(), add_pooling_layer=False).embeddings.word_embeddings.weight.detach().numpy()
    centred = table - table.mean(0)
    _, _, axes = np.linalg.svd(centred[:12000], full_matrices=False)
    reduced = centred @ axes[:WIDTH].T
    return (reduced / reduced.std() * 0.5).astype(np.float32)


def ids_of(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[list[int]]:
    """Piece ids of (context, sentence) pairs, cut at SCREEN_PIECES."""
    return [encoding.ids[:SCREEN_PIECES] for encoding in tokenizer.encode_batch(list(pairs))]


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    out = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long)
    for i, row in enumerate(rows):
        out[i, : len(row)] = torch.tensor(row)
    return out


def train(
    examples: Sequence[Example], *, epochs: int = 12, seed: int = 0, report: Callable[..., None] = print
) -> tuple[Convolution, Tokenizer]:
    """Fit on examples; a sentence with any label, borderline ones included, should pass."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = Tokenizer.from_file(str(pretrained() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    model = Convolution(piece_vectors())
    versions = [ids_of(tokenizer, [(e.context, text) for text in (e.text, *e.variants[:2])]) for e in examples]
    truth = torch.tensor([[float(any(label == 1 for label in e.labels)), *map(float, e.labels)] for e in examples])
    groups = [
        {"params": model.pieces.parameters(), "lr": 5e-4},
        {"params": [p for n, p in model.named_parameters() if not n.startswith("pieces")], "lr": 2e-3},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.02)
    steps = epochs * (len(examples) // 64 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [5e-4, 2e-3], total_steps=steps + 1, pct_start=0.2)
    model.train()
    for epoch in range(epochs):
        order = sorted(range(len(examples)), key=lambda i: len(versions[i][0]) + rng.uniform(-6, 6))
        chunks = [order[i : i + 64] for i in range(0, len(order), 64)]
        rng.shuffle(chunks)
        total = 0.0
        for chunk in chunks:
            ids = _padded([rng.choice(versions[i]) for i in chunk])
            ids = torch.where((torch.rand(ids.shape) < 0.08) & (ids > 200), torch.full_like(ids, 100), ids)
            logits = model(ids)
            wanted = truth[chunk]
            known = (wanted >= 0).float()
            loss = nn.functional.binary_cross_entropy_with_logits(
                logits, wanted.clamp(min=0), reduction="none", pos_weight=torch.tensor(2.0)
            )
            loss = (loss * known).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(chunk)
        report(f"screen, epoch {epoch + 1}: loss {total / len(examples):.4f}", flush=True)
    return model.eval(), tokenizer


@torch.no_grad()
def predict(model: Convolution, tokenizer: Tokenizer, examples: Sequence[Example]) -> np.ndarray:
    """Log odds of any label."""
    rows = ids_of(tokenizer, [(e.context, e.text) for e in examples])
    return np.array([float(model(_padded([row]))[0, 0]) for row in rows], dtype=np.float32)


class _Odds(nn.Module):
    """The screen for one sentence by itself, (1, pieces) in and (1, 1) out: no mask, and each convolution as a multiplication of every
    piece and its neighbours, which onnxruntime does in 8 bits, in 40 % less time."""

    def __init__(self, model: Convolution) -> None:
        super().__init__()
        self.pieces, self.hidden, self.out = model.pieces, model.hidden, nn.Linear(model.out.in_features, 1)
        self.first, self.second = _unrolled(model.first), _unrolled(model.second)
        self.out.weight, self.out.bias = nn.Parameter(model.out.weight[:1]), nn.Parameter(model.out.bias[:1])

    def forward(self, ids: Tensor) -> Tensor:
        a = torch.relu(self.first(_neighbours(self.pieces(ids), 1)))
        b = torch.relu(self.second(_neighbours(a, 2)) + a)
        return self.out(torch.relu(self.hidden(torch.cat((a.amax(1), b.amax(1)), 1))))  # type: ignore[no-any-return]


def _unrolled(convolution: nn.Conv1d) -> nn.Linear:
    """A convolution over three pieces as a layer over `_neighbours`."""
    out = nn.Linear(3 * convolution.in_channels, convolution.out_channels)
    out.weight, out.bias = nn.Parameter(convolution.weight.transpose(1, 2).flatten(1)), convolution.bias
    return out


def _neighbours(x: Tensor, away: int) -> Tensor:
    """Each piece with those that are `away` before and behind it, zeros where there is none: (1, pieces, width) -> (1, pieces, 3 width)."""
    padded = nn.functional.pad(x, (0, 0, away, away))
    return torch.cat((padded[:, : -2 * away], x, padded[:, 2 * away :]), 2)


def export(model: Convolution, out: Path) -> None:
    """Write `screen.onnx`: piece ids -> log odds."""
    export_part(_Odds(model).eval(), {"ids": torch.ones((1, 9), dtype=torch.long)}, ["odds"], out / "screen.onnx", along=1)
