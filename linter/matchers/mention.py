"""Mentions: a phrase that charges only if the sentence tells of people beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Token

from linter.lexicons import lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled, words_of
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

_PLACES = ("by", "from", "in", "of", "on", "with", "at", "for", "to")


def mentioning(*patterns: str, about: Collection[str] = HUMAN, apart: str = "", unless: str = "", question: bool = False, note: str = "mention") -> Matcher:
    """Match any of the phrases where a person acts in the sentence or is what the phrase is said of.

    about     kinds of actor, one of which must be mentioned
    apart     a word list of verbs whose doers don't count ("not the first time the on-call has seen this")
    unless    a phrase that, anywhere in the sentence, calls the match off
    question  also in questions
    """
    expressions = [compiled(pattern) for pattern in patterns]
    stop = compiled(unless) if unless else None
    verbs = lexicon(apart) if apart else frozenset()

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or (analysis.question and not question) or (stop is not None and stop.search(analysis.text)):
            return
        for expression in expressions:
            for hit in expression.finditer(analysis.text):
                if analysis.quoted(*hit.span()):
                    continue
                who = _nearest(analysis, hit.start(), about, verbs)
                if who is not None:
                    yield Match(*hit.span(), actor=who._.actor, agent=str(who), predicate=hit.group(), note=note)

    return Matcher(find, frozenset().union(*map(words_of, patterns)), "mention")


def _nearest(analysis: Analysis, start: int, about: Collection[str], apart: Collection[str]) -> Token | None:
    """The doer or the place that is nearest to a character."""
    doers = {clause.agent.i: clause for clause in analysis.clauses if clause.agent is not None}
    found = []
    for token in analysis.doc:
        if token._.actor not in about or token._.quoted:
            continue
        clause = doers.get(token.i)
        placed = token.dep_ in ("obl", "nmod", "obl:agent") and any(child.dep_ == "case" and child.lower_ in _PLACES for child in token.children)
        if (clause is not None and clause.lemma not in apart) or placed or token.dep_ in ("ROOT", "appos", "nmod:poss", "parataxis"):
            found.append(token)
    return min(found, key=lambda token: abs(token.idx - start), default=None)
