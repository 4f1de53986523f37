"""Nouns of failing that belong to a person: "the contractor's mistake", "an oversight on the part of QA"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.lexicons import inflections, lexicon
from linter.matchers import Matcher
from linter.matchers.cause import NAMED
from linter.matchers.clause import is_one_of, surface_of
from linter.matchers.phrase import guarded
from linter.pipeline import Analysis
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token


def lapse(*nouns: str, listed: str = "", agent: Collection[str] = NAMED, unless: str = "", note: str = "a lapse of a person") -> Matcher:
    """A noun of failing with a person as its owner, by "'s", "his", "by", "of" or "on the part of".

    `listed` is a word list of nouns, `unless` a phrase that calls it off.
    """
    wanted = frozenset(nouns) | (lexicon(listed) if listed else frozenset())
    surface = frozenset(form for noun in wanted for form in (noun, *(f for f in inflections(noun) if f.endswith("s"))))

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or analysis.question:
            return
        for token in analysis.doc:
            if token.lower_ in surface and token.pos_ == "NOUN" and not token._.quoted:
                owner = _owner(token)
                if owner is not None and owner._.actor in agent and not _denied(token):
                    first, last = min(owner.left_edge.i, token.i), max(owner.right_edge.i if owner.i > token.i else owner.i, token.i)
                    span = analysis.doc[first : last + 1]
                    yield Match(span.start_char, span.end_char, actor=owner._.actor, agent=str(owner), predicate=token.text, note=note)

    return Matcher(guarded(find, unless=unless), surface, "noun")


def owned_harm(
    *, listed: str = "verbs_harm", agent: Collection[str] = NAMED, unless: str = "", note: str = "what a person made did the harm"
) -> Matcher:
    """A harm done by what is named after its maker: "Noor's release flattened the cache"."""
    surface = surface_of(lexicon(listed))

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or analysis.question:
            return
        for clause in analysis.clauses:
            if clause.agent is None or clause.human or not is_one_of(clause, surface) or clause.negated or clause.quoted or clause.modality:
                continue
            maker = next((child for child in clause.agent.children if child.dep_ == "nmod:poss" and child._.actor in agent), None)
            if maker is not None:
                yield Match(*clause.span(), actor=maker._.actor, agent=str(maker), predicate=clause.lemma, note=note)

    return Matcher(guarded(find, unless=unless), frozenset(surface), "noun")


def _owner(noun: Token) -> Token | None:
    """Whose a noun is."""
    for child in noun.children:
        if child.dep_ == "nmod:poss":
            return child
    if noun.dep_ == "compound":
        return None  # "the operator's error rate"
    for child in noun.children:
        if child.dep_ in ("nmod", "obl", "obl:agent", "acl") and child.i > noun.i:
            before = {case.lower_ for case in child.children if case.dep_ == "case"}
            if child.lower_ == "part":  # "on the part of the trainee"
                return next((c for c in child.children if c.dep_ == "nmod"), None)
            if before & {"by", "of"}:
                return child
    return None


def _denied(noun: Token) -> bool:
    """ "no fault", "wasn't Tom's fault": the parser hangs the negation on the owner."""
    owner = next((child for child in noun.children if child.dep_ == "nmod:poss"), noun)
    denied = any(child.lower_ in ("not", "n't", "n’t", "never") for each in (noun, owner) for child in each.children)
    return denied or any(child.lower_ in ("no", "any") for child in noun.children)
