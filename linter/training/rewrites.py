"""How good the rewrites are: how many findings get one, what is withheld and why, whether the facts stay and the wording lints clean."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linter.document import Document
from linter.engine import Hit, Linter
from linter.finding import Span, Suggestion
from linter.readers import ReadError, known_extensions, read_document, read_text
from linter.rewrite.checks import lost
from linter.rewrite.context import Context
from linter.rewrite.edit import edited
from linter.training.corpus import render
from linter.training.data import LABELS, Review

STYLE = frozenset(("Style", "Readability", "Enhancement", "WordChoice", "Spelling", "Capitalization", "Formatting", "Typo", "Regionalism"))
"""Kinds of Harper's alarms that are not about grammar: names, identifiers and slots set them off."""
_ROOT = Path(__file__).parents[2]
_MODULES = Path(os.environ.get("NODE_MODULES", _ROOT / "node_modules"))
_HARPER = _ROOT / "tests" / "grammar" / "harper.mjs"

Due = Callable[[Hit], bool]
"""Whether a suggestion is due for a hit."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what was offered for it."""

    code: str
    section: str
    original: str
    suggestions: tuple[Suggestion, ...]


@dataclass(slots=True)
class Survey:
    """The sum over documents. `withheld` counts wordings by the check they failed, `lost` are suggestions that lost a fact, `flagged` are
    first suggestions in which something is found once they stand in their document."""

    found: list[Shown] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, str]] = field(default_factory=list)
    flagged: list[tuple[str, str]] = field(default_factory=list)

    def sample(self, count: int, seed: int) -> list[Shown]:
        """Findings with a suggestion for a person to read, drawn with a seed."""
        offered = [shown for shown in self.found if shown.suggestions]
        return random.Random(seed).sample(offered, min(count, len(offered)))

    def table(self) -> str:
        """The numbers for a reader."""
        suggestions = [suggestion for shown in self.found for suggestion in shown.suggestions]
        offered = sum(bool(shown.suggestions) for shown in self.found)
        held = self.withheld.total()
        kinds = Counter(suggestion.kind for suggestion in suggestions)
        rows = [
            f"{len(self.found)} findings, {_share(offered, len(self.found))} with a suggestion; {len(suggestions)} suggestions: "
            + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()),
            f"ledger kept {_share(len(suggestions) - len(self.lost), len(suggestions))}, "
            f"first suggestion lints clean {_share(offered - len(self.flagged), offered)}, "
            f"without slots {_share(sum(not suggestion.slots for suggestion in suggestions), len(suggestions))}",
            f"withheld {_share(held, held + len(suggestions))}: "
            + ", ".join(f"{reason} {count}" for reason, count in self.withheld.most_common()),
        ]
        rows.append(_grammar(suggestions))
        by_code: dict[str, list[bool]] = {}
        for shown in self.found:
            by_code.setdefault(shown.code, []).append(bool(shown.suggestions))
        return "\n".join(rows + [f"{code}  {_share(sum(given), len(given))} of {len(given)}" for code, given in sorted(by_code.items())])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def grammar_alarms(wordings: Sequence[str]) -> list[list[list[str]]] | None:
    """What Harper says of each wording, slots read as words, as [kind, message, text]; None where node or harper.js is not installed."""
    node = shutil.which("node")
    if node is None or not (_MODULES / "harper.js").is_dir() or not _HARPER.is_file():
        return None
    lines = "\n".join(json.dumps(wording.replace("⟨", "").replace("⟩", "")) for wording in wordings)
    done = subprocess.run([node, str(_HARPER), str(_MODULES)], input=lines, capture_output=True, text=True, check=True)
    return [[alarm for alarm in json.loads(line) if alarm[0] not in STYLE] for line in done.stdout.splitlines()]


def _grammar(suggestions: Sequence[Suggestion]) -> str:
    wordings = sorted({suggestion.text for suggestion in suggestions if suggestion.text})
    alarms = grammar_alarms(wordings)
    if alarms is None:
        return "grammar alarms per suggestion: not counted, harper.js is not installed (npm install harper.js)"
    return f"grammar alarms per suggestion {_share(sum(map(len, alarms)), len(wordings))}"


def reading(drawn: Iterable[Shown]) -> Iterator[str]:
    """Findings with their suggestions as lines for a person to read and mark."""
    for number, shown in enumerate(drawn, 1):
        yield f"{number}. {shown.code}, section {shown.section}"
        yield f"   {' '.join(shown.original.split())}"
        for each in shown.suggestions:
            yield f"   -> {each.kind}{f', {each.tier}' if each.tier else ''}: {each.text or 'leave it out'}"
            if each.kind == "rewrite" and each.dropped:
                yield f"      leaves out: {'; '.join(each.dropped)}"
        yield ""


def labelled(reviews: Iterable[Review]) -> Iterator[tuple[Document, Due]]:
    """Labelled reviews; a suggestion is due for the findings that are right."""
    for review in reviews:
        source, gold = render(review)
        blamed = [(item.span, item.line.labels) for item in gold if item.line.labels]

        def due(hit: Hit, blamed: list[tuple[Span, frozenset[str]]] = blamed) -> bool:
            span = hit.analysis.sentence.span
            return any(span.overlaps(place) and hit.rule.category in labels for place, labels in blamed)

        yield read_text(source, f"{review.id}.md", format="markdown"), due


def reports(folder: Path) -> Iterator[tuple[Document, Due]]:
    """Every report of a folder that can be read; a suggestion is due for each finding of the five families."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in known_extensions()):
        try:
            document = read_document(path.read_bytes(), str(path))
        except ReadError:
            continue
        yield document, lambda hit: hit.rule.category in LABELS


def survey(documents: Iterable[tuple[Document, Due]], linter: Linter) -> Survey:
    """The suggestions for every finding that one is due for."""
    total = Survey()
    for document, due in documents:
        hits = [hit for hit in linter.hits(document) if due(hit)]
        found = linter.suggested(document, hits, lambda _wording, reason: total.withheld.update((reason,)))
        for hit, suggestions in zip(hits, found, strict=True):
            context = Context(document, hit.analysis, hit.match, hit.rule)
            total.found.append(Shown(hit.rule.code, hit.analysis.section, context.source, suggestions))
            total.lost += [(context.source, s.text) for s in suggestions if s.kind == "rewrite" and lost(context, s.text, s.dropped)]
            if suggestions and not _is_clean(document, suggestions[0], linter):
                total.flagged.append((context.source, suggestions[0].text))
    return total


def _is_clean(document: Document, suggestion: Suggestion, linter: Linter) -> bool:
    """Whether nothing is found in a suggestion once it stands in its document."""
    place = Span(suggestion.span.start, suggestion.span.start + len(suggestion.text))
    changed = read_document(edited(document.source, [suggestion]).encode(), document.path)
    return not suggestion.text or not any(place.overlaps(hit.analysis.sentence.span) for hit in linter.hits(changed))
