"""How good the rewrites are, measured on labelled reviews: how many findings get one, and what is withheld and why."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from linter.engine import Linter
from linter.finding import Suggestion
from linter.readers import read_text
from linter.rewrite.facts import missing
from linter.training.corpus import render
from linter.training.data import Review


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what was offered for it."""

    code: str
    original: str
    suggestions: tuple[Suggestion, ...]


@dataclass(slots=True)
class Survey:
    """The sum over reviews. `withheld` counts wordings by the check they failed; `lost` are suggestions that lost a fact."""

    found: list[Shown] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)
    lost: list[tuple[str, str]] = field(default_factory=list)

    def sample(self, count: int, seed: int) -> list[Shown]:
        """Findings with a suggestion for a person to read, those of actions aside, drawn with a seed."""
        offered = [shown for shown in self.found if shown.suggestions and shown.suggestions[0].kind != "option"]
        return random.Random(seed).sample(offered, min(count, len(offered)))

    def table(self) -> str:
        """The numbers for a reader."""
        suggestions = [suggestion for shown in self.found for suggestion in shown.suggestions]
        offered = sum(bool(shown.suggestions) for shown in self.found)
        total, wordings = max(1, len(self.found)), max(1, len(suggestions))
        held = sum(self.withheld.values())
        rows = [
            f"{len(self.found)} findings, {offered / total:.3f} with a suggestion; {len(suggestions)} suggestions",
            f"ledger kept {1 - len(self.lost) / wordings:.3f}   withheld {held / (held + wordings):.3f}: "
            + ", ".join(f"{reason} {count}" for reason, count in self.withheld.most_common()),
        ]
        by_code: dict[str, list[bool]] = {}
        for shown in self.found:
            by_code.setdefault(shown.code, []).append(bool(shown.suggestions))
        rows += [f"{code}  {sum(given) / len(given):.2f} of {len(given)}" for code, given in sorted(by_code.items())]
        return "\n".join(rows)


def survey(reviews: Iterable[Review], linter: Linter) -> Survey:
    """The suggestions for every right finding of the linter in labelled reviews. Suggestions are only shown when they lint clean."""
    total = Survey()
    for review in reviews:
        source, gold = render(review)
        document = read_text(source, f"{review.id}.md", format="markdown")
        blamed = [(item.span, item.line.labels) for item in gold if item.line.labels]
        for hit in linter.hits(document):
            span = hit.analysis.sentence.span
            if not any(span.overlaps(place) and hit.rule.category in labels for place, labels in blamed):
                continue
            suggestions = linter.suggested(document, hit, lambda _wording, reason: total.withheld.update((reason,)))
            original = document.source[span.start : span.end]
            total.found.append(Shown(hit.rule.code, original, suggestions))
            total.lost += [(original, s.text) for s in suggestions if s.kind == "rewrite" and missing(original, s.text, s.dropped)]
    return total
