"""The clauses of a sentence that can stand by themselves, in the order of the words, and the sentence without one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from linter.rewrite.words import sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

    from linter.rewrite.context import Context

_MARKS = frozenset({";", ":", "–", "—", "."})
_JOINS = frozenset({"and", "but", "so", "yet"})
_NEAR = 8
_POINTING = frozenset({"it", "he", "she", "they", "this", "that", "these", "those", "him", "her", "them", "his", "their", "its", "which"})
_HEADS = ("ROOT", "conj", "parataxis", "ccomp", "advcl")
_ASIDE = ("appos", "acl:relcl", "parataxis", "advcl", "acl")


def clauses(context: Context) -> list[tuple[int, int]]:
    """The ranges of tokens of the clauses that can stand by themselves, joints and marks left out; one range where there is but one."""
    doc = context.analysis.doc
    starts = [0]
    ends = []
    for token in doc[1:-1]:
        first = _behind(token)
        if first is not None and _stands(doc[starts[-1] : token.i]) and _begins(first):
            ends.append(token.i)
            starts.append(first.i)
    ends.append(len(doc))
    return list(zip(starts, ends, strict=True))


def _behind(joint: Token) -> Token | None:
    """The first word behind a joint of clauses; None where the token is no joint."""
    doc = joint.doc
    at = joint.i
    if joint.lower_ in _JOINS and doc[at - 1].text != ",":
        return doc[at + 1]
    if joint.text == "," or joint.text in _MARKS or (joint.text == "-" and doc[at - 1].whitespace_ and joint.whitespace_):
        following = doc[at + 1]
        return doc[at + 2] if following.lower_ in _JOINS and at + 2 < len(doc) else following
    return None


def _begins(first: Token) -> bool:
    """Whether a clause of its own begins with a word."""
    doc = first.doc
    if first.tag_ in ("WDT", "WP", "WRB", "IN") and first.dep_ in ("mark", "nsubj", "advmod", "obj", "nsubj:pass"):
        return False
    for token in doc[first.i : first.i + _NEAR]:
        if token.text in _MARKS:
            return False
        if token.dep_.startswith(("nsubj", "expl")) and token.head.i > token.i:
            return (
                token.left_edge.i >= first.i and token.head.dep_ in _HEADS and _finite(token.head) and not _subordinate(token.head, first.i)
            )
    return False


def _subordinate(verb: Token, start: int) -> bool:
    return any(c.dep_ == "mark" and start <= c.i for c in verb.children) or (
        verb.dep_ == "advcl" and any(c.dep_ == "mark" for c in verb.children)
    )


def _finite(verb: Token) -> bool:
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in (verb, *verb.children) if t == verb or t.dep_ in ("aux", "aux:pass", "cop"))


def _stands(words: Iterable[Token]) -> bool:
    """Whether words have a finite verb with its subject."""
    words = list(words)
    inside = {t.i for t in words}
    return any(t.dep_.startswith(("nsubj", "expl")) and t.head.i in inside and _finite(t.head) for t in words)


def without_one(context: Context) -> Iterator[tuple[str, tuple[int, int]]]:
    """(the sentence without one of its clauses or asides, the tokens left out), the least left out first; nothing where what is left would
    point to what is not there."""
    doc = context.analysis.doc
    ranges = clauses(context)
    found: list[tuple[list[tuple[int, int]], tuple[int, int]]] = []
    for at, (start, end) in enumerate(ranges):
        rest = [each for i, each in enumerate(ranges) if i != at]
        if rest and not (at == 0 and _points(doc[rest[0][0] : rest[0][1]])):
            found.append((rest, (start, end)))
    for token in doc:
        first, last = token.left_edge.i, token.right_edge.i
        cut_before = first > 0 and doc[first - 1].text in (",", "–", "—", "(", "-")
        cut_behind = last + 1 < len(doc) and doc[last + 1].is_punct
        if token.dep_ in _ASIDE and cut_before and cut_behind and first > token.head.i and any(not t.is_punct for t in doc[last + 1 :]):
            found.append(([(0, first - 1), (last + 2 if doc[last + 1].text == "," else last + 1, len(doc))], (first, last + 1)))
        elif token.dep_ in _ASIDE and cut_before and first > token.head.i and last + 2 >= len(doc):
            found.append(([(0, first - 1)], (first, len(doc))))
    found.sort(key=lambda each: each[1][1] - each[1][0])
    for kept, (start, end) in found:
        if not _stands([t for a, b in kept for t in doc[a:b]]):
            continue
        if len(kept) == 2 and (kept[0][0], kept[1][1]) == (0, len(doc)) and ranges == [(0, len(doc))]:
            text = sentence(context.join([*doc[kept[0][0] : kept[0][1]], *doc[kept[1][0] : kept[1][1]]]))
        else:
            text = " ".join(_sentence(context, a, b) for a, b in kept if b > a)
        yield text, (start, end)


def _sentence(context: Context, start: int, end: int) -> str:
    """A range of tokens as a sentence; what begins one in small letters, as a service does, keeps them."""
    doc = context.analysis.doc
    words = context.words(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
    text = sentence(words)
    return words[0] + text[1:] if start and doc[start - 1].text in (".", "!", "?") else text


def _points(words: Iterable[Token]) -> bool:
    """Whether words begin by pointing back."""
    return any(t.lower_ in _POINTING for t in list(words)[:4])
