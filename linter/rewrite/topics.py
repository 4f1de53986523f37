"""What a sentence speaks of besides people: the things in it, and the facts that no wording may lose, as phrases for a slot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Context
from linter.rewrite.facts import placed
from linter.rewrite.failure import classes
from linter.rewrite.telling import is_judgement, judged_ranges
from linter.rewrite.words import listed

if TYPE_CHECKING:
    from spacy.tokens import Token

MOST = 2
_LONGEST = 6
_ABSTRACT = listed("abstract")
_NAMED = ("person", "i", "you", "someone", "nobody")
_JUDGED = ("verdict_nouns", "contempt_nouns", "care_nouns", "mishaps", "nouns_lapse")
_OF = 4
_UNTOLD = ("only", "same", "own", "certain", "such")


def topics(context: Context) -> tuple[str, ...]:
    """At most two things that a sentence is about, as noun phrases, named ones first; empty where it has none that is known."""
    nouns = [token for token in context.analysis.doc if _is_nominal(context, token)]
    things = _things()
    found = [t for t in nouns if context.is_inline(t.idx) or not things.isdisjoint((t.lower_, t.lemma_.lower()))]
    if not found and context.rule.category in ("person-cause", "hindsight"):
        found = [t for t in nouns if t.dep_ in ("obj", "nsubj:pass")]
    if context.rule.code == "PC106":
        found = [t for t in found if t.lemma_.lower() not in listed("rules")]
    found.sort(key=lambda token: (not context.is_inline(token.idx), token.i))
    phrases = dict.fromkeys(phrase for token in found if (phrase := _phrase(context, token)))
    return tuple(p for p in phrases if not any(p != other and p.removeprefix("the ") in other for other in phrases))[:MOST]


def kept(context: Context, said: str) -> tuple[str, ...]:
    """The facts of a sentence that are not in `said`, names of people aside, with the words they belong to ("at 18:40")."""
    out: list[str] = []
    for token, fact in _facts(context):
        phrase = _with_words(context, token)
        words = phrase if fact in phrase else fact
        if fact.casefold() not in " ".join((said, *out)).casefold():
            out.append(words)
    return tuple(out)


def _facts(context: Context) -> Iterator[tuple[Token, str]]:
    """(the token that carries it, the fact), inline markup as marks."""
    doc = context.analysis.doc
    found = {at: fact for at, fact in placed(context.text).items() if not context.is_name(fact)}
    for token in doc:
        if context.is_inline(token.idx):
            yield token, context.words(token.idx, token.idx + len(token))
        for at in sorted(at for at in found if token.idx <= at < token.idx + len(token)):
            yield token, found[at]


def _with_words(context: Context, token: Token) -> str:
    """A number with what it counts, a time with its preposition."""
    head = token.head if token.dep_ in ("nummod", "amod", "compound", "nmod:npmod") else token
    if token.like_num and token.i and token.nbor(-1).pos_ in ("NOUN", "PROPN"):
        head = token.nbor(-1)
    first, last = sorted((token.i, head.i))
    case = next((c for c in head.children if c.dep_ == "case" and c.i < first and c.lower_ not in ("than", "by", "of", "as", "like")), None)
    other = next((c for c in head.children if c.dep_ == "conj" and c.i > last and any(letter.isdigit() for letter in c.text)), None)
    words = list(context.analysis.doc[first if case is None else case.i : (last if other is None else other.i) + 1])
    if len(words) > _LONGEST or any(t._.actor in _NAMED or is_judgement(t) or t.dep_ in ("nmod:poss", "punct") for t in words):
        return ""
    phrase = context.join(words)
    return phrase[0].lower() + phrase[1:] if words[0].i == 0 and words[0].pos_ in ("ADP", "DET") else phrase


def _is_nominal(context: Context, token: Token) -> bool:
    """Whether a token heads a noun phrase that names something, no person, nothing abstract and no judgement."""
    if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "flat", "nmod:poss") or token._.actor in HUMAN or token._.quoted:
        return False
    names = {token.lower_, token.lemma_.lower()}
    if names & _ABSTRACT or any(start <= token.idx < end for start, end in judged_ranges(context.text)):
        return False
    return not (token.lower_ in listed("time_units") or any(token.lemma_.lower() in lexicon(name) for name in _JUDGED))


@cache
def _things() -> frozenset[str]:
    words = frozenset().union(*(each.words for each in classes().values()))
    return words | lexicon("things", "artefacts")


def _phrase(context: Context, noun: Token) -> str:
    """The noun with the words in front of it that tell which one, what it is of, and the article it takes; "" for what only looks like
    a noun phrase, as where the parser took a verb for a noun ("Lattice consumes events")."""
    before = [
        c
        for c in noun.lefts
        if c.dep_ in ("amod", "compound", "nummod") and not is_judgement(c) and c._.actor not in HUMAN and c.lower_ not in _UNTOLD
    ]
    if any(t.lower_ in _ABSTRACT or t._.actor in HUMAN for c in before for t in c.subtree):
        before = [c for c in before if c.dep_ == "nummod"]
    words = [t for c in before for t in c.subtree if t.dep_ != "punct" or t.text == "-"]
    torn = any(t.pos_ == "VERB" and t.tag_ not in ("VBN", "VBG") for t in words)
    if torn or any(c.dep_ == "compound" and c.tag_ == "NNS" for c in before):
        return ""
    of = [t for c in noun.rights if _tells_which(c) for t in c.subtree]
    named = context.is_inline(noun.idx) or (noun.pos_ == "PROPN" and not before and noun.i > 0)
    each = next((c.lower_ for c in noun.lefts if c.dep_ == "det" and c.lower_ in ("each", "every", "all")), "the")
    plain = noun.pos_ == "NOUN" or not named
    told = [token.lower_ if token.i == 0 and plain and not context.is_inline(token.idx) else token for token in (*words, noun, *of)]
    return context.join(["" if named and not words and not of else each, *told])


def _tells_which(child: Token) -> bool:
    """Whether words behind a noun belong to its name ("the notice of departure"): short, and of no person."""
    words = list(child.subtree)
    return (
        child.dep_ == "nmod"
        and child.pos_ == "NOUN"
        and len(words) <= _OF
        and words[0].lower_ == "of"
        and words[0].head == child
        and all(t._.actor not in HUMAN and t.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "ADP") and not is_judgement(t) for t in words)
    )
