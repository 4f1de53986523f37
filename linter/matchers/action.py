"""Actions: whether a sentence plans something, and whether what it changes is a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from linter.lexicons import inflections, lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled, guarded
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TOLD = HUMAN | {""}
"""Whom an exhortation can mean: a human, or nobody named, as in an imperative."""

_MACHINES = frozenset({"software", "artefact"})

RECORDED = frozenset({"timeline", "chat", "impact", "detection", "quotes"})
"""Sections that tell what was, where nothing is planned."""

_PLACES = frozenset({"actions", "lessons"})
_FIELD = compiled(
    r"(?:action|fix|measure|corrective|preventive|prevention|remedy|next|to ?do|do|task|ai)s?|"
    r"(?:agreed|decided|decision|resolved|lesson|instruction)s?"
)
_PLAN = compiled(
    r"from now on|in (?:the )?future|going forward|next time|from (?:today|tomorrow|next|monday) on|ever again|please|let's|"
    r"will|won't|shall|must|mustn't|should|shouldn't|needs?(?: not)? (?:to|be)|ha(?:s|ve) to|to be|"
    r"(?:is|are) (?:\w+ )?(?:asked |expected |required |urged )?to|i (?:expect|want|ask|suggest|propose)"
)


def planned(matcher: Matcher, *, present: bool = False) -> Matcher:
    """The matcher, only in sentences that plan, ask or order: in an action or a lesson, with a word of planning, or in the imperative.

    `present`: also where a human does something in the present tense ("the shift leader gets a refresher").
    """

    def find(analysis: Analysis) -> Iterator[Match]:
        if _plans(analysis, present):
            yield from matcher.find(analysis)

    return replace(matcher, find=find)


def _plans(analysis: Analysis, present: bool) -> bool:
    if analysis.question or analysis.section in RECORDED or analysis.doc._.reported:
        return False
    if _PLAN.search(analysis.text) or _FIELD.match(analysis.sentence.field):
        return True
    clauses = analysis.clauses
    if any(clause.modality == "imperative" or (present and clause.human and clause.predicate.tag_ in ("VBZ", "VBP")) for clause in clauses):
        return True
    told = any(clause.predicate.dep_ == "ROOT" and clause.predicate.tag_ == "VBD" and clause.agent is not None for clause in clauses)
    return analysis.section in _PLACES and not told


def done_to(
    *,
    listed: str,
    whom: Collection[str] = HUMAN - {"we", "i", "implied"},
    apart: Collection[str] = RECORDED,
    within: str = "",
    unless: str = "",
    note: str = "a person is the object",
) -> Matcher:
    """A person as the object of a verb: "retrain Julia", "talk to the night shift", "Ravi was suspended".

    listed          the word list of the verbs; a second word is the preposition or particle that must follow ("talk to")
    whom            kinds of actor
    apart           sections it must not stand in
    within, unless  phrases that the sentence must contain, must not contain
    """
    surface: dict[str, set[str]] = {}
    for entry in lexicon(listed):
        verb, _, after = entry.partition(" ")
        for form in inflections(verb):
            surface.setdefault(form, set()).add(after)

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or analysis.question or analysis.section in apart:
            return
        negated = {clause.predicate.i for clause in analysis.clauses if clause.negated}
        for token in analysis.doc:
            if token.lower_ not in surface or token._.quoted or token.i in negated or (token.dep_ in ("amod", "compound") and token.i):
                continue
            if any(child.dep_ == "nsubj" and child._.actor in _MACHINES for child in token.children):
                continue  # a bot reminds
            for after in sorted(surface[token.lower_]):
                person = _object(token, after)
                if person is not None and person._.actor in whom:
                    first, last = sorted((token, person), key=lambda t: t.i)
                    yield Match(first.idx, last.idx + len(last), actor=person._.actor, agent=str(person), predicate=token.lower_, note=note)

    return Matcher(guarded(find, within=within, unless=unless), frozenset(surface), "object")


def _object(verb: Token, after: str) -> Token | None:
    """Whom a verb acts on. By position as much as by the parse: a name at the start of a short note is often parsed wrongly."""
    following = verb.doc[verb.i + 1].lower_ if verb.i + 1 < len(verb.doc) else ""
    if after and following != after:
        return None
    if _passive(verb):
        subject = next((child for child in verb.children if child.dep_ == "nsubj:pass"), None)
        return subject if subject is not None else verb.head if verb.dep_ in ("acl", "acl:relcl", "xcomp", "ccomp") else None
    return nominal(verb.doc, verb.i + 1 + bool(after))


def nominal(doc: Doc, start: int) -> Token | None:
    """The head of the noun phrase that starts at a token."""
    for token in doc[start : start + 5]:
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ not in ("compound", "nmod:poss"):
            return token
        if token.pos_ in ("VERB", "AUX", "ADP", "PUNCT", "SCONJ"):
            return None
    return None


def _passive(verb: Token) -> bool:
    if any(child.dep_ in ("aux:pass", "nsubj:pass") for child in verb.children):
        return True
    return verb.tag_ == "VBN" and verb.dep_ == "acl" and verb.head.i < verb.i
