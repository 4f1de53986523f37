"""Nothing factual remains -> leave it out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import facts
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import listed

_LISTS = (
    "verdict_adjectives", "verdict_adverbs", "verdict_adverbs_of_people", "verdict_nouns", "contempt_adjectives", "contempt_adverbs",
    "contempt_nouns", "care_nouns", "care_adjectives", "novices", "mishaps", "plainness", "virtues", "virtuous", "roles", "groups",
)  # fmt: skip
_EMPTY = listed("empty")
_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV")


def _propose(context: Context) -> Iterator[Candidate]:
    if is_empty(context):
        yield Candidate("", "delete", (context.source,))


def is_empty(context: Context) -> bool:
    """Whether a sentence tells nothing but a judgement."""
    names = {t.text for t in context.analysis.humans}
    if any(fact not in names and not re.fullmatch(r"(?i:first|second|third|one)", fact) for fact in facts(context.source)):
        return False
    known = _EMPTY.union(*(lexicon(name) for name in _LISTS))
    left = [
        t
        for t in context.analysis.doc
        if t.pos_ in _CONTENT and t._.actor not in HUMAN and not {t.lower_, t.lemma_.lower()} & known and not t.is_stop
    ]
    return not left


PATTERN = Pattern(
    name="delete",
    serves=("judgement", "hindsight", "PC105", "blame-question"),
    rank=90,
    propose=_propose,
    examples=(("This was easily avoidable.", ""),),
)
