"""A sentence with one clause or aside that charges -> the rest of it as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.parts import without_one
from linter.rewrite.patterns import Pattern
from linter.rewrite.patterns.expected_act import expected_acts
from linter.rewrite.telling import is_judgement
from linter.rewrite.topics import kept

_MOST = 3
_SHORT = 4
_TORN = re.compile(
    r"^(?:that|which|who|why|how|what|when|where|if|because|had|and|or)\b|^(?:it|this|that) (?:is|was|would)\b"
    r"|\b(?:would|could|should|might)(?:n't|n’t)? (?:have|be)\b",
    re.IGNORECASE,
)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    yield from islice(_wordings(context), _MOST)


def _wordings(context: Context) -> Iterator[Candidate]:
    for text, (start, end) in without_one(context):
        if _TORN.search(text) or len(text.split()) < _SHORT or not _charges(context, start, end):
            continue
        asked = next((f"⟨{question}?⟩" for question, verb in expected_acts(context) if start <= verb.i < end), "")
        if not asked and not _tells(context, start, end):
            continue
        left = context.words(context.analysis.doc[start].idx, context.analysis.doc[end - 1].idx + len(context.analysis.doc[end - 1]))
        for wording in (f"{text} {asked}", text) if asked else (text,):
            if not kept(context, context.read(wording)):
                yield Candidate(wording, dropped=(context.shown(left),))


def _tells(context: Context, start: int, end: int) -> bool:
    """Whether something of the work, a number or a name in code is left when a range of tokens goes."""
    matters = lexicon("things", "artefacts")
    return any(
        t.pos_ == "NUM" or context.is_inline(t.idx) or not {t.lower_, t.lemma_.lower()}.isdisjoint(matters)
        for t in context.analysis.doc
        if not start <= t.i < end
    )


def _charges(context: Context, start: int, end: int) -> bool:
    """Whether a range of tokens can be what charges: where the rule saw it, or what speaks of people or judges."""
    inside = context.analysis.doc[start:end]
    if context.match.end - context.match.start < len(context.text.rstrip(" .!")):
        return inside[0].idx <= context.match.start < inside[-1].idx + len(inside[-1])
    return any(t._.actor in HUMAN or t.tag_ in ("MD", "PRP$") or is_judgement(t) for t in inside)


PATTERN = Pattern(
    name="neutral-part",
    serves=("judgement", "hindsight"),
    rank=64,
    propose=_propose,
    examples=(
        (
            "The status page showed green for three hours, and we should have corrected it by hand much sooner.",
            "The status page showed green for three hours. ⟨What would have made it easier to correct it by hand much sooner?⟩",
        ),
    ),
)
