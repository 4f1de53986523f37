"""Score findings against gold spans: per label, per rule, false alarms per 1,000 words, minimal pairs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linter.finding import Finding, Span
from linter.training.corpus import Gold
from linter.training.data import LABELS


@dataclass(slots=True)
class Count:
    """True positives, false positives and false negatives of one label."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp + self.fp + self.fn else 0.0


@dataclass(slots=True)
class Score:
    """The sum over documents. `rules` counts hits of each rule as right, borderline or wrong; `errors` are (kind, label, code, text)."""

    labels: dict[str, Count] = field(default_factory=lambda: {label: Count() for label in LABELS})
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pairs: dict[str, bool] = field(default_factory=dict)
    words: int = 0
    sentences: int = 0
    alarms: int = 0
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def macro_f1(self) -> float:
        return sum(count.f1 for count in self.labels.values()) / len(self.labels)

    @property
    def alarms_per_1000_words(self) -> float:
        return 1000 * self.alarms / max(1, self.words)

    @property
    def pairs_right(self) -> float:
        return sum(self.pairs.values()) / len(self.pairs) if self.pairs else 0.0

    def add(self, source: str, gold: Sequence[Gold], findings: Iterable[Finding]) -> None:
        """Count one document. A finding belongs to the span that it overlaps most; borderline labels are left out."""
        said: dict[int, dict[str, str]] = defaultdict(dict)
        self.words += len(re.findall(r"\w+", source))
        for finding in findings:
            if finding.category not in LABELS:
                continue
            best = max(range(len(gold)), key=lambda i: _overlap(gold[i].span, finding.span), default=None)
            if best is None or not _overlap(gold[best].span, finding.span):
                self.alarms += 1
                self.errors.append(("outside", finding.category, finding.code, finding.excerpt))
                continue
            said[best][finding.category] = finding.code
        for i, item in enumerate(gold):
            self.sentences += 1
            self._sentence(item, said.get(i, {}))

    def _sentence(self, item: Gold, said: Mapping[str, str]) -> None:
        line, right = item.line, True
        for label in LABELS:
            code = said.get(label, "")
            if label in line.borderline:
                if code:
                    self.rules[code]["borderline"] += 1
                continue
            truth = label in line.labels
            if code:
                self.rules[code]["right" if truth else "wrong"] += 1
            count = self.labels[label]
            if code and truth:
                count.tp += 1
            elif code:
                count.fp += 1
                self.alarms += 1
            elif truth:
                count.fn += 1
            if bool(code) != truth:
                right = False
                self.errors.append(
                    ("false alarm" if code else "missed", label, code or ",".join(sorted(line.codes)), f"{line.where} {line.text}")
                )
        if line.pair:
            self.pairs[line.pair] = self.pairs.get(line.pair, True) and right

    def table(self) -> str:
        """The score for a reader."""
        rows = [f"{self.sentences} sentences, {self.words} words"]
        for label, c in self.labels.items():
            rows.append(f"{label:18s} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}   tp {c.tp} fp {c.fp} fn {c.fn}")
        rows.append(
            f"macro F1 {self.macro_f1:.3f}   false alarms per 1,000 words {self.alarms_per_1000_words:.2f}   "
            f"pairs right {self.pairs_right:.3f} of {len(self.pairs)}"
        )
        return "\n".join(rows)


def _overlap(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))
