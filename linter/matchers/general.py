"""Statements about how things are in general, which explain no incident: "human error often stems from poor tooling"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from linter.matchers import Matcher
from linter.pipeline import Analysis
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
# "Human error is the cause", "human error explains it": the one thing that is no matter of principle.
_EXPLAINS = frozenset(
    [
        "cause",
        "reason",
        "explanation",
        "culprit",
        "source",
        "category",
        "answer",
        "finding",
        "explain",
        "account",
        "underlie",
        "contribute",
        "tell",
    ]
)
_QUANTIFIERS = frozenset(["most", "many", "all", "some", "few", "several", "more", "much", "any"])
_EVERYONE = frozenset(["everyone", "everybody", "anyone", "anybody"])


def particular(matcher: Matcher) -> Matcher:
    """The matcher, but not where the clause around its match is in the present tense and about nobody and nothing in particular."""

    def find(analysis: Analysis) -> Iterator[Match]:
        for match in matcher.find(analysis):
            if not _general(analysis, match):
                yield match

    return replace(matcher, find=find)


def _general(analysis: Analysis, match: Match) -> bool:
    inside = [token for token in analysis.doc if match.start <= token.idx < match.end]
    if not inside:
        return False
    head = min(inside, key=lambda token: len(list(token.ancestors)))
    for verb in (head, *head.ancestors):
        subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
        if subject is not None:
            own = any(match.start <= token.idx < match.end for token in subject.subtree)
            return _present(verb) and _bare(subject) and not (own and verb.lemma_.lower() in _EXPLAINS)
    return False


def _present(verb: Token) -> bool:
    """Whether a predicate is in the present tense and nothing below it in the past."""
    finite = {token.tag_ for token in (verb, *verb.children) if token == verb or token.dep_ in ("aux", "aux:pass", "cop")}
    # A rare verb is easily taken for a plural ("stems"), and a plain form for an infinitive.
    return not finite.isdisjoint({"VBZ", "VBP", "MD", "VB", "NNS"}) and all(
        token.tag_ != "VBD" and token.lemma_.lower() != "have" for token in verb.subtree
    )


def _bare(subject: Token) -> bool:
    """Whether a subject stands for its kind: "people", "most outages", "human error", not "the team" or "Ana"."""
    if subject.lower_ in _EVERYONE:
        return True
    of_its_kind = subject.tag_ == "NNS" or subject.lower_ in ("people", "error", "mistake")
    return of_its_kind and all(
        child.dep_ not in ("det", "nmod:poss", "nummod") or child.lower_ in _QUANTIFIERS for child in subject.children
    )
