"""The sentence without its verdict, where that leaves a clean sentence: the lightest hand there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import SLIPPED, UNINTENDED, is_judgement, judged_ranges
from linter.rewrite.words import capital, tidy, with_article

_DUTY = re.compile(r"\b(?:had|have|has|needed|needs?) (?:only )?to\b|\bonly\b|\bsupposed to\b|\bculprit\b", re.IGNORECASE)


def _propose(context: Context) -> Iterator[Candidate]:
    tokens = [
        t
        for t in context.analysis.doc
        if is_judgement(t)
        and (context.records or t.pos_ == "ADV" or t.head._.actor not in HUMAN)
        and t.lower_ not in SLIPPED
        and not t._.quoted
        and not list(t.children)
    ]
    ranges = sorted(
        [
            *((a, b) for a, b in judged_ranges(context.text) if not UNINTENDED.match(context.text, a)),
            *((t.idx, t.idx + len(t)) for t in tokens),
        ]
    )
    if (
        not ranges
        or not any(t.pos_ in ("VERB", "AUX") for t in context.analysis.doc)
        or _DUTY.search(context.text)
        or (not context.records and any(clause.human and clause.actor not in ("we", "i") for clause in context.analysis.clauses))
    ):
        return
    text = context.words(0, ranges[0][0])
    at = len(text)
    for (_, end), (following, _) in zip(ranges, [*ranges[1:], (len(context.text), 0)], strict=True):
        text = with_article(text.rstrip() + " " + context.words(end, max(end, following)).lstrip(), at)
        at = len(text)
    ended = context.text.rstrip()[-1:]
    text = capital(tidy(text))
    yield Candidate(
        text if not ended or ended.isalnum() or text.endswith(ended) else text + ended, dropped=tuple(context.text[a:b] for a, b in ranges)
    )


PATTERN = Pattern(
    name="words-dropped",
    serves=("JL401", "JL403", "PC101", "PC102", "PC104"),
    rank=60,
    recorded=5,
    propose=_propose,
    examples=(("## Timeline\n\n- 09:14 Lena stupidly restarted node 4.", "09:14 Lena restarted node 4."),),
)
