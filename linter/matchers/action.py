"""Actions: whether a sentence plans something, and whether what it changes is a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Token

from linter.lexicons import inflections, lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

TOLD = HUMAN | {"", "unknown"}
"""Whom an exhortation can mean: anyone but software and artefacts. An imperative names nobody, and a rare name may be unknown."""

_PAST = frozenset({"timeline", "chat", "impact", "detection", "quotes"})
_PLACES = frozenset({"actions", "lessons"})
_PLAN = compiled(
    r"from now on|in (?:the )?future|going forward|next time|from (?:today|tomorrow|next|monday) on|please|let's|will|won't|shall|must|mustn't|should|shouldn't|"
    r"needs?(?: not)? to|ha(?:s|ve) to|(?:is|are) (?:asked |expected |required |urged |not |now |also )*to|to be|i expect|i want|i ask|i suggest|never again"
)
_STATES = frozenset({"VBD"})


def planned(matcher: Matcher) -> Matcher:
    """The matcher, only in sentences that plan, ask or order: in an action or a lesson, with a word of planning, or in the imperative."""

    def find(analysis: Analysis) -> Iterator[Match]:
        if _plans(analysis):
            yield from matcher.find(analysis)

    return Matcher(find, matcher.words, matcher.kind)


def _plans(analysis: Analysis) -> bool:
    if analysis.question or analysis.section in _PAST or analysis.doc._.reported:
        return False
    if _PLAN.search(analysis.text) or any(clause.modality == "imperative" for clause in analysis.clauses):
        return True
    told = any(clause.predicate.dep_ == "ROOT" and clause.predicate.tag_ in _STATES and clause.agent is not None for clause in analysis.clauses)
    return analysis.section in _PLACES and not told


def done_to(
    *, listed: str, whom: Collection[str] = HUMAN - {"we", "i", "implied"}, sections: Collection[str] = (), apart: Collection[str] = _PAST, unless: str = "", note: str = "a person is the object"
) -> Matcher:
    """A person as the object of a verb: "retrain Julia", "talk to the night shift", "Ravi was suspended".

    listed          the word list of the verbs; a second word is the preposition or particle that must follow ("talk to")
    whom            kinds of actor
    sections, apart sections it must stand in, sections it must not stand in
    unless          a phrase that, anywhere in the sentence, calls the match off
    """
    surface: dict[str, set[str]] = {}
    for entry in lexicon(listed):
        verb, _, after = entry.partition(" ")
        for form in inflections(verb):
            surface.setdefault(form, set()).add(after)
    stop = compiled(unless) if unless else None

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or analysis.question:
            return
        if (sections and analysis.section not in sections) or analysis.section in apart or (stop is not None and stop.search(analysis.text)):
            return
        negated = {clause.predicate.i for clause in analysis.clauses if clause.negated}
        for token in analysis.doc:
            if token.lower_ not in surface or token._.quoted or token.i in negated or token.dep_ in ("amod", "compound"):
                continue
            for after in surface[token.lower_]:
                person = _object(token, after)
                if person is not None and person._.actor in whom:
                    first, last = sorted((token, person), key=lambda t: t.i)
                    yield Match(first.idx, last.idx + len(last), actor=person._.actor, agent=str(person), predicate=token.lower_, note=note)

    return Matcher(find, frozenset(surface), "object")


def _object(verb: Token, after: str) -> Token | None:
    """Whom a verb acts on. By position as much as by the parse: a name at the start of a short note is often parsed wrongly."""
    doc = verb.doc
    if _passive(verb):
        if after and (verb.i + 1 >= len(doc) or doc[verb.i + 1].lower_ != after):
            return None
        subject = next((child for child in verb.children if child.dep_ == "nsubj:pass"), None)
        return subject if subject is not None else verb.head if verb.dep_ in ("acl", "acl:relcl", "xcomp", "ccomp") else None
    start = verb.i + 1
    if after:
        if start >= len(doc) or doc[start].lower_ != after:
            return None
        start += 1
    for token in doc[start : start + 5]:
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in ("compound", "nmod:poss"):
            return token
        if token.pos_ in ("VERB", "AUX", "ADP", "PUNCT", "SCONJ"):
            return None
    return None


def _passive(verb: Token) -> bool:
    return any(child.dep_ in ("aux:pass", "nsubj:pass") for child in verb.children) or (
        verb.tag_ == "VBN" and verb.dep_ == "acl" and verb.head.i < verb.i
    )
