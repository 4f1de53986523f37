"""Conditions: what a sentence gives as the reason for an act, and whether it explains the act or sharpens the charge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled
from linter.pipeline import Analysis
from linter.pipeline.clause import Clause
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token

_MARKS = frozenset({"because", "since", "as"})
# "as the policy asks": the norm, not a reason for breaking it.
_NORM = frozenset(["ask", "require", "demand", "say", "prescribe", "state", "want", "foresee", "order", "expect"])
_PLAIN = compiled(
    r"because(?! (?:he|she|they|we|i|you|nobody|no one|someone|somebody))|since (?:the|it|no|nothing|there)|"
    r"for lack of|in order to|so as to|due to|owing to"
)
_ASKING = frozenset(["ask", "wonder", "discuss", "question", "imagine", "suppose", "deny", "dispute"])
_WHETHER = frozenset({"whether", "if", "why", "how", "who"})


def unexcused(matcher: Matcher) -> Matcher:
    """The matcher, but not where the sentence gives a condition outside the person, is somebody's own account, or repeats a question."""

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.reported or excused(analysis):
            return
        for match in matcher.find(analysis):
            verbs = (
                clause.predicate
                for clause in analysis.clauses
                if match.start <= clause.predicate.idx < match.end
                and match.predicate in (clause.lemma, analysis.text[match.start : match.end])
            )
            if not any(map(_asked, verbs)):
                yield match

    return replace(matcher, find=find)


def excused(analysis: Analysis) -> bool:
    """Whether a condition outside the person is given: "because step 4 named a deleted host", not "because he was at the bar"."""
    reasons = [
        clause for clause in analysis.clauses if any(child.dep_ == "mark" and child.lower_ in _MARKS for child in clause.predicate.children)
    ]
    if any((not clause.human or _there(clause)) and not _norm(clause) for clause in reasons):
        return True
    return not reasons and _PLAIN.search(analysis.text) is not None


def _there(clause: Clause) -> bool:
    """ "since there was one person on site"."""
    return any(child.dep_ == "expl" for child in clause.predicate.children)


def _norm(clause: Clause) -> bool:
    ruled = clause.agent is not None and clause.agent.lemma_.lower() in lexicon("rulebooks")
    return clause.predicate.lemma_.lower() in _NORM and (ruled or clause.voice == "passive")


def _asked(verb: Token) -> bool:
    """Whether a verb stands in a question that somebody asked: "he asked whether anyone had checked"."""
    for token in (verb, *verb.ancestors):
        if token.dep_ == "ccomp" and (
            token.head.lemma_.lower() in _ASKING
            or any(c.lower_ in _WHETHER and c.dep_ in ("mark", "advmod", "nsubj") for c in token.children)
        ):
            return True
    return False
