"""Conditions: what a sentence gives as the reason for an act, and whether it explains the act or sharpens the charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.matchers.phrase import compiled
from linter.pipeline import Analysis

if TYPE_CHECKING:
    from spacy.tokens import Token

_MARKS = frozenset({"because", "since", "as"})
# "as the policy asks": the norm, not a reason for breaking it.
_NORM = frozenset("ask require demand say prescribe state want foresee order expect".split())
_PLAIN = compiled(r"because (?:the|it|its|no|nothing|there|of|these|this|two|most)|since (?:the|it|no|nothing|there)|for lack of|in order to|so as to|due to|owing to")
_ASKING = frozenset("ask wonder discuss question imagine suppose deny dispute".split())
_WHETHER = frozenset({"whether", "if", "why", "how", "who"})


def excused(analysis: Analysis) -> bool:
    """Whether the sentence gives a condition outside the person: "because step 4 named a deleted host", not "because he was at the bar"."""
    for clause in analysis.clauses:
        marks = {child.lower_ for child in clause.predicate.children if child.dep_ == "mark"}
        if marks & _MARKS and not clause.human and clause.predicate.lemma_.lower() not in _NORM:
            return True
    return _PLAIN.search(analysis.text) is not None


def asked(verb: Token) -> bool:
    """Whether a verb stands in a question that somebody asked: "he asked whether anyone had checked"."""
    for token in (verb, *verb.ancestors):
        if token.lemma_.lower() in _ASKING and token is not verb:
            return True
        if token.dep_ == "ccomp" and any(child.lower_ in _WHETHER and child.dep_ in ("mark", "advmod", "nsubj") for child in token.children):
            return True
    return False
