"""An act that somebody was in a position to do, or was a fool to do -> what would have made it easier, or made it look right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter.pipeline.actor import HUMAN
from linter.rewrite.asked import infinitive
from linter.rewrite.context import Candidate, Context
from linter.rewrite.parts import clauses
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import listed

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALS = frozenset({"should", "could", "might", "ought"})
_SHORT = 4
_UNASKED = listed("unasked") - {"know", "see", "hear", "notice", "realise", "realize", "find", "understand"} | {"ask", "expect"}
_FRAME = re.compile(
    r"\b(?:it|that|this|nothing|what)(?: \w+)?(?: would| could| will| might|'d|’d)? "
    r"(?:have |ha[sd] |be |is |was |tak|took|cost|kill|need|hurt|'s |’s )[^,;:]*?"
    r"|\b(?:too much|be (?:expected|asked|trusted)|had only|only had|needs? only|enough|job|duty|task|paid|employed|hired|time|decency|wit"
    r"|sense|trouble|chance|opportunity|power|supposed|expected|within [^,;]{1,30}|all [^,;]{1,30} (?:had|needed|has|needs))[^,;:]{0,30}?",
    re.IGNORECASE,
)
_FOR = re.compile(r"\b(?:paid|employed|hired|there)\b[^;:]{0,30}? for ", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|n't|n’t|never|nobody|no one|hardly) (?:paid|employed|hired|supposed|expected|the (?:time|job))\b", re.IGNORECASE
)
_EASIER = "What would have made it easier to"
_SENSIBLE = "What made it the sensible step at that time to"
_FOOLISH = re.compile(r"\b(?:it|that) (?:is|was) (?:\w+ )?\w+ (?:of|from) [\w' ]{1,30} to\b", re.IGNORECASE)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question or len(clauses(context)) > 1:
        return
    for question, verb in expected_acts(context):
        front = context.text[: verb.idx]
        yield Candidate(f"⟨{question}{_fronted(context, verb)}?⟩", dropped=(context.source, context.shown(front)), last=True)
        return


def expected_acts(context: Context) -> Iterator[tuple[str, Token]]:
    """(what is asked of an act, its verb)."""
    for lead, verb in _acts(context):
        phrase = infinitive(context, verb)
        if len(phrase.split()) > 1:
            yield f"{lead} {phrase}", verb


def _fronted(context: Context, verb: Token) -> str:
    """The time or place in front of a sentence, for its end."""
    doc = verb.doc
    first = doc[0]
    if first.dep_ != "case" or not first.head.dep_.startswith("obl") or first.head.right_edge.i >= verb.i:
        return ""
    words = [t for t in first.head.subtree if t.i > 0]
    if first.head._.actor in HUMAN or len(words) > _SHORT:
        return ""
    return f" {context.join([first.lower_, *words])}"


def _acts(context: Context) -> Iterator[tuple[str, Token]]:
    """(the beginning of what is asked, the verb of the act)."""
    doc = context.analysis.doc
    for token in doc:
        if token.tag_ == "MD" and token.lower_ in _MODALS and (act := _perfect(token)) is not None:
            negated = any(t.lower_ in ("not", "n't", "n’t", "never") for t in doc[token.i : act.i])
            yield (_SENSIBLE if negated else _EASIER), act
    if _NOT.search(context.text):
        return
    for found in _FRAME.finditer(context.text):
        behind = (t for t in doc if t.idx >= found.end() - 1 and t.lower_ == "to" and t.i + 1 < len(doc) and t.nbor(1).tag_ == "VB")
        act = next((t.nbor(1) for t in behind if t.nbor(1).lemma_.lower() not in _UNASKED), None)
        if act is not None:
            yield (_SENSIBLE if _FOOLISH.search(context.text) else _EASIER), act
    paid = _FOR.search(context.text)
    if paid:
        yield from ((_EASIER, t) for t in doc if t.idx == paid.end() and t.tag_ == "VBG")


def _perfect(modal: Token) -> Token | None:
    """The participle behind "could have"; None for what was done to something, or cannot be asked of anybody."""
    doc = modal.doc
    have = next((t for t in doc[modal.i + 1 : modal.i + 5] if t.lower_ in ("have", "'ve", "of")), None)
    if have is None:
        return None
    verb = next((t for t in doc[have.i + 1 : have.i + 4] if t.tag_ in ("VBN", "VBD")), None)
    if verb is None or verb.lower_ in ("been", "had") or verb.lemma_.lower() in _UNASKED:
        return None
    return verb


PATTERN = Pattern(
    name="expected-act",
    serves=("hindsight", "judgement"),
    rank=79,
    propose=_propose,
    examples=(
        (
            "On Sunday night I ought to have tried one card in one door.",
            "⟨What would have made it easier to try one card in one door on Sunday night?⟩",
        ),
        (
            "It was lazy of the planner to test with one lobby only.",
            "⟨What made it the sensible step at that time to test with one lobby only?⟩",
        ),
    ),
)
