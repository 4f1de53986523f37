"""What a sentence tells besides its judgement: the things and acts that a suggestion must not lose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Context
from linter.rewrite.telling import judged_ranges, wordings
from linter.rewrite.words import listed, participle

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTENT = ("NOUN", "PROPN", "VERB")
_CLOSELY = (*_CONTENT, "NUM", "ADJ")
_JUDGING = (
    "verdict_adjectives", "verdict_adverbs", "verdict_adverbs_of_people", "verdict_nouns", "contempt_adjectives", "contempt_adverbs",
    "contempt_nouns", "nouns_lapse", "care_nouns", "care_adjectives",
    "novices", "mishaps", "plainness", "virtues", "virtuous", "roles", "groups",
    "degrees",
)  # fmt: skip
_SAYING_NOTHING = ("empty", "omitting", "serial", "slipped", "fillers", "lapses", "causing", "telling")
_STEM = 4
_WORD = re.compile(r"\w+")


def told(context: Context, *, closely: bool = False) -> tuple[Token, ...]:
    """The words of a sentence that tell something: things and acts, less people and what judges them.

    What would have followed is left aside ("we would have been done by nine"); what would *not* have followed did, and what would have
    been seen was there, so these count. Acts that have a wording of their own (`wordings`) and numbers, which the ledger keeps, count only
    `closely`, as properties do.
    """
    imagined = {
        token.i
        for clause in context.analysis.clauses
        if clause.modality == "would-have" and not clause.negated and clause.predicate.lemma_.lower() not in listed("seen")
        for token in _of_its_own(clause.predicate)
    }
    judged = list(judged_ranges(context.text))
    silent = _saying_nothing() if closely else _saying_nothing() | _worded()
    return tuple(
        token
        for token in context.analysis.doc
        if token.i not in imagined
        and not any(start <= token.idx < end for start, end in judged)
        and token.pos_ in (_CLOSELY if closely else _CONTENT)
        and token._.actor not in HUMAN
        and len(token) > 1
        and not token.is_stop
        and not {token.lower_, token.lemma_.lower()} & silent
        and (closely or not any(letter.isdigit() for letter in token.text))
        and not context.is_inline(token.idx)
        and token.lower_ not in context.people
        and not (token.dep_ in ("compound", "flat", "nmod") and token.head._.actor in HUMAN)  # "the network team"
    )


def untold(context: Context, said: str, *, closely: bool = False) -> tuple[str, ...]:
    """The words of `told` that are in no form in `said`."""
    known = said.casefold()
    stems = {word[:_STEM] for word in _WORD.findall(known)}
    return tuple(token.text for token in told(context, closely=closely) if token.lower_ not in known and not _stems(token) & stems)


def _stems(token: Token) -> set[str]:
    """How the forms of a word begin: "rang" may be told as "rung"."""
    forms = (token.lower_, token.lemma_.lower(), participle(token).lower() if token.pos_ == "VERB" else "")
    return {form[:_STEM] for form in forms if form}


def _of_its_own(verb: Token) -> Iterator[Token]:
    """The words of a clause, without the condition that hangs on it."""
    yield verb
    for child in verb.children:
        if child.dep_ not in ("advcl", "conj", "parataxis"):
            yield from child.subtree


@cache
def _saying_nothing() -> frozenset[str]:
    return frozenset().union(*map(lexicon, _JUDGING), *map(listed, _SAYING_NOTHING))


@cache
def _worded() -> frozenset[str]:
    return frozenset(word for verb, _ in wordings() for word in verb.replace("-", " ").split())
