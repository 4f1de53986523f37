"""Nothing factual remains -> leave it out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import facts
from linter.rewrite.patterns import Pattern

_LISTS = (
    "verdict_adjectives", "verdict_adverbs", "verdict_adverbs_of_people", "verdict_nouns", "contempt_adjectives", "contempt_adverbs",
    "contempt_nouns", "care_nouns", "care_adjectives", "novices", "mishaps", "plainness", "virtues", "virtuous", "roles", "groups",
)  # fmt: skip
_EMPTY = frozenset(
    "be have do make say know see think believe prevent avoid happen blame accept excuse explain understand deserve expect need want get go come take "
    "incident outage mistake error failure fault mess disaster event case affair thing way time day night people person anyone anybody everyone nobody "
    "hindsight retrospect sign signs warning obvious easy easily avoidable preventable entirely completely totally simply just really very so quite too "
    "such kind sort bad good poor worst level part job work competent professional basic average any other common sense judgement judgment attitude "
    "excuse surprise shame joke idea clue eye eyes brain head question wonder fact truth reason result consequence own right wrong sorry apology "
    "responsible responsibility guilty culprit careful attention embarrassing unacceptable acceptable possible impossible ever never always again "
    "foreseeable predictable inevitable clear clearly obviously plain evident look find feel call put stop start let learn year month week colleague".split()
)
_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV")


def _propose(context: Context) -> Iterator[Candidate]:
    names = {t.text for t in context.analysis.humans}
    if any(fact not in names and not re.fullmatch(r"(?i:first|second|third|one)", fact) for fact in facts(context.source)):
        return
    known = _EMPTY.union(*(lexicon(name) for name in _LISTS))
    left = [
        t
        for t in context.analysis.doc
        if t.pos_ in _CONTENT and t._.actor not in HUMAN and not {t.lower_, t.lemma_.lower()} & known and not t.is_stop
    ]
    if not left:
        yield Candidate("", "delete", (context.source,))


PATTERN = Pattern(name="delete", serves=("judgement", "hindsight", "person-cause", "blame-question"), rank=90, propose=_propose, examples=())
