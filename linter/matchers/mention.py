"""Mentions: a phrase that charges only if the sentence tells of people beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import Phrases, guarded
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token

_DONE_TO = frozenset({"obj", "iobj"})


def mentioning(
    *patterns: str,
    about: Collection[str] = HUMAN,
    apart: str = "",
    within: str = "",
    unless: str = "",
    question: bool = False,
    note: str = "mention",
) -> Matcher:
    """Match any of the phrases where the sentence tells of a person, but not merely of what was done to one.

    about     kinds of actor, one of which must be mentioned
    apart     a word list of verbs whose doers don't count ("not the first time the on-call has seen this")
    within, unless  phrases that the sentence must contain, must not contain
    question  also in questions
    """
    phrases = Phrases(*patterns)
    verbs = lexicon(apart) if apart else frozenset()

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or (analysis.question and not question):
            return
        for hit in phrases.finditer(analysis):
            if analysis.quoted(*hit.span()):
                continue
            who = _nearest(analysis, hit.start(), about, verbs)
            if who is not None:
                yield Match(*hit.span(), actor=who._.actor, agent=str(who), predicate=hit.group(), note=note)

    return Matcher(guarded(find, within=within, unless=unless), phrases.words, "mention", phrases.needs)


def _nearest(analysis: Analysis, start: int, about: Collection[str], apart: Collection[str]) -> Token | None:
    """The person nearest to a character to whom nothing is done."""
    doers = {clause.agent.i: clause for clause in analysis.clauses if clause.agent is not None}
    found = []
    for token in analysis.doc:
        if token._.actor not in about or token._.quoted:
            continue
        clause = doers.get(token.i)
        if token.dep_ not in _DONE_TO if clause is None else clause.lemma not in apart:
            found.append(token)
    return min(found, key=lambda token: abs(token.idx - start), default=None)
