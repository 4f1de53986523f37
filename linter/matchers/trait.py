"""Traits: what is said of people and of their doings, never of things.

"a careless reviewer", "the desk was complacent" and "sloppy work" are about people; "a careless default", "lazy loading" and "sloppy
quorum" are not. Told apart by what the word is said of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import guarded
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token

PEOPLE = HUMAN | {"outsider"}
"""Whom an adjective can insult: also customers, whose acts are else mere inputs."""

_NOT_PEOPLE = frozenset({"software", "artefact"})
_LINKS = ("xcomp", "advcl", "acl", "conj", "dep", "parataxis")
_POINTERS = frozenset({"it", "this", "that", "which"})
_NEGATIONS = frozenset({"no", "not", "n't", "n’t", "never", "hardly"})


def trait(listed: str, *, acts: str = "acts", about: Collection[str] = PEOPLE, unless: str = "", note: str = "trait") -> Matcher:
    """An adjective of a word list, said of a person, of what a person does (a noun of the list `acts`), or of a deed told as "it"."""
    words = lexicon(listed)

    def find(analysis: Analysis) -> Iterator[Match]:
        if _silent(analysis):
            return
        for token in analysis.doc:
            if token.lower_ not in words or token._.quoted:
                continue
            bearer = _bearer(token)
            if bearer is None or _negated(token, bearer):
                continue
            who = _whom(token, bearer, analysis, acts, about)
            if who is not None:
                first, last = sorted((token, bearer), key=lambda t: t.i)
                yield Match(
                    first.idx,
                    last.idx + len(last),
                    actor=who._.actor if who is not token else "",
                    agent=_named(who, token),
                    predicate=token.text,
                    note=note,
                )

    return Matcher(guarded(find, unless=unless), words, "trait")


def manner(listed: str, *, agentless: bool = False, about: Collection[str] = PEOPLE, unless: str = "", note: str = "manner") -> Matcher:
    """An adverb of a word list on something that a person did; with `agentless` also on what was done by nobody named."""
    words = lexicon(listed)

    def find(analysis: Analysis) -> Iterator[Match]:
        if _silent(analysis):
            return
        for token in analysis.doc:
            if token.lower_ not in words or token._.quoted:
                continue
            clause = next((c for c in analysis.clauses if c.predicate in (token.head, token)), None)
            if clause is None:
                if agentless and token.head.tag_ == "VBN":
                    yield Match(token.idx, token.idx + len(token), predicate=token.text, note=note)
            elif not clause.negated and (clause.actor in about or (agentless and clause.actor in ("", "unknown"))):
                agent = str(clause.agent) if clause.agent is not None else ""
                yield Match(token.idx, token.idx + len(token), actor=clause.actor, agent=agent, predicate=token.text, note=note)

    return Matcher(guarded(find, unless=unless), words, "trait")


def fault_of_character(listed: str, *, unless: str = "", note: str = "fault of character") -> Matcher:
    """A noun of a word list, unless it is a thing's ("the scheduler's impatience")."""
    words = lexicon(listed)

    def find(analysis: Analysis) -> Iterator[Match]:
        if _silent(analysis):
            return
        for token in analysis.doc:
            if token.lower_ not in words or token._.quoted or any(child.lower_ in _NEGATIONS for child in token.children):
                continue
            owners = [
                child
                for child in token.children
                if child.dep_ in ("nmod:poss", "compound") or (child.dep_ == "nmod" and child.i < token.i + 5)
            ]
            if any(owner._.actor in _NOT_PEOPLE for owner in owners):
                continue
            who = next((owner for owner in owners if owner._.actor in PEOPLE), None)
            yield Match(
                token.idx,
                token.idx + len(token),
                actor=who._.actor if who is not None else "",
                agent=str(who or ""),
                predicate=token.text,
                note=note,
            )

    return Matcher(guarded(find, unless=unless), words, "trait")


def _silent(analysis: Analysis) -> bool:
    return bool(analysis.doc._.meta or analysis.doc._.denied or analysis.question)


def _bearer(token: Token, depth: int = 0) -> Token | None:
    """What an adjective is said of: the noun that it stands with, or its subject."""
    subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubj:outer", "expl")), None)
    if subject is not None:
        return _relative(subject)
    if token.dep_ in ("amod", "compound", "appos", "nmod"):
        return token.head
    if depth < 3 and token.dep_ in _LINKS:
        head = token.head
        return head if head.pos_ in ("NOUN", "PROPN") and token.dep_ == "acl" else _bearer(head, depth + 1)
    return None


def _relative(subject: Token) -> Token:
    """The noun behind "who was careless"."""
    noun = subject.head.head
    return noun if subject.lower_ in ("who", "that") and subject.head.dep_ == "acl:relcl" else subject


def _whom(token: Token, bearer: Token, analysis: Analysis, acts: str, about: Collection[str]) -> Token | None:
    """The person meant; the adjective itself where a deed without its doer is meant; None where a thing is."""
    if bearer._.actor == "nobody":
        return None
    if bearer._.actor in about:
        return bearer
    people = [other for other in bearer.subtree if other._.actor in about and other is not bearer]
    if bearer.lower_ in _POINTERS:
        told_of_things = token.lower_ in lexicon("traits_of_things")
        mentions = [other for other in (token.subtree if told_of_things else analysis.doc) if other._.actor in about]
        return mentions[0] if mentions else None if told_of_things else token
    by = next((other for other in people if any(child.dep_ == "case" and child.lower_ == "by" for child in other.children)), None)
    if by is not None:
        return by
    if not lexicon(acts).isdisjoint({bearer.lemma_.lower(), bearer.lower_, bearer.lower_.removesuffix("s")}):
        if any(other._.actor in _NOT_PEOPLE and other.dep_ == "nmod:poss" for other in bearer.children):
            return None
        return people[0] if people else token
    return None


def _negated(token: Token, bearer: Token) -> bool:
    near = (*token.children, *(bearer.children if bearer == token.head else ()))
    return any(child.lower_ in _NEGATIONS for child in near)


def _named(who: Token, token: Token) -> str:
    return "" if who == token else str(who)
