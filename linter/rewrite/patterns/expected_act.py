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
from linter.rewrite.patterns.if_had import followed
from linter.rewrite.words import listed

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODALS = frozenset({"should", "could", "might", "ought"})
_WOULD = frozenset({"would", "'d", "’d"})
_SEEING = frozenset(
    {"see", "notice", "spot", "find", "catch", "hear", "know", "realise", "realize", "recognise", "recognize", "understand"}
)
_AVERTED = re.compile(
    r"^(?P<front>(?:.*, |with [^,]*? )?)(?P<what>(?:the|this|that|it|all of (?:it|this)|our|both|these)\b[^,]*?) "
    r"(?:could|might|would) (?:easily )?have (?:easily )?been (?:easily )?"
    r"(?P<how>avoided|prevented|averted|stopped|caught|spared|saved)\b[^,]*$",
    re.IGNORECASE,
)
_HINDSIGHT = re.compile(r"(?:in|with) (?:hindsight|retrospect)", re.IGNORECASE)
_SHORT = 4
_UNASKED = listed("unasked") - {"know", "see", "hear", "notice", "realise", "realize", "find", "understand"} | {"ask", "expect", "want"}
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
    if context.analysis.question:
        return
    averted = _AVERTED.match(context.words(0, len(context.text)))
    if averted:
        what = averted["what"][0].lower() + averted["what"][1:]
        yield Candidate(
            f"⟨What would have {averted['how'].lower()} {what} at that moment?⟩", dropped=(context.source, averted["front"]), last=True
        )
    for question, verb in expected_acts(context):
        # Who would have acted, and what would have followed, are no facts.
        start = next(first for first, last in clauses(context) if first <= verb.i < last or last == len(verb.doc))
        front = context.shown(context.text[verb.doc[start].idx : verb.idx])
        clause = context.clauses.get(verb.i)
        told, imagined = followed(context, clause) if clause is not None and clause.modality == "if" else ("", "")
        text = f"{told} ⟨{question}{_fronted(context, verb)}?⟩".strip()
        yield Candidate(text, dropped=(context.source, front, imagined), last=True)
        return


def expected_acts(context: Context) -> Iterator[tuple[str, Token]]:
    """(what is asked of an act, its verb)."""
    for lead, verb in _acts(context):
        phrase = infinitive(context, verb, named=True)
        if len(phrase.split()) > 1:
            yield f"{lead} {phrase}", verb


def _fronted(context: Context, verb: Token) -> str:
    """The time or place in front of a sentence, for its end."""
    doc = verb.doc
    first = doc[0]
    if _HINDSIGHT.match(context.text) or first.dep_ != "case" or not first.head.dep_.startswith("obl") or first.head.right_edge.i >= verb.i:
        return ""
    words = [t for t in first.head.subtree if t.i > 0]
    if first.head._.actor in HUMAN or len(words) > _SHORT:
        return ""
    return f" {context.join([first.lower_, *words])}"


def _acts(context: Context) -> Iterator[tuple[str, Token]]:
    """(the beginning of what is asked, the verb of the act)."""
    doc = context.analysis.doc
    for token in doc:
        if token.tag_ == "MD" and token.lower_ in _MODALS | _WOULD and (act := _perfect(token)) is not None and _of_people(token):
            negated = any(t.lower_ in ("not", "n't", "n’t", "never") for t in doc[token.i : act.i])
            yield (_SENSIBLE if negated else _EASIER), act
    yield from (
        (_EASIER, c.predicate)
        for c in context.analysis.clauses
        if c.modality == "if" and c.human and c.predicate.lemma_.lower() not in _UNASKED and not c.negated
    )
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
    if verb is None or verb.lower_ in ("been", "had") or verb.lemma_.lower() in _UNASKED - {"ask", "expect"}:
        return None
    # What would have been seen could have been seen; what would have happened is no act.
    return verb if modal.lower_ not in _WOULD or verb.lemma_.lower() in _SEEING else None


def _of_people(modal: Token) -> bool:
    """Whether the subject of a modal can be a person."""
    subject = next((c for c in modal.head.children if c.dep_ in ("nsubj", "nsubj:pass") and c.i < modal.i), None)
    if subject is None:
        return True
    thing = subject._.actor in ("software", "artefact") or subject.lower_ in ("it", "this", "that", "nothing")
    return subject.dep_ == "nsubj" and not thing


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
            "With a little more care the deletion could have been stopped by the crew.",
            "⟨What would have stopped the deletion at that moment?⟩",
        ),
        (
            "It was lazy of the planner to test with one lobby only.",
            "⟨What made it the sensible step at that time to test with one lobby only?⟩",
        ),
    ),
)
