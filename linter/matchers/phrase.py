"""Phrases: regular expressions over the words of a sentence, with verbs and lists written short.

`{drop} the ball` stands for every form of the verb "drop"; `{@roles}` for any entry of the list `roles`; `{#verbs_harm}` for any form
of any verb of a list. Matching ignores case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from linter.lexicons import forms, inflections, lexicon
from linter.matchers import Matcher, Needs, has
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.pipeline.clause import Clause
from linter.rules import Match

_MACRO = re.compile(r"\{([@#]?)([a-z_-]+)\}")
_APOSTROPHE = re.compile(r"\[(?:\\.|[^\]])*\]|'")  # outside of character classes
_ANYTHING = "\0"
_MOST = 20_000
_WHOLE = re.compile(rf"(?<![\w{_ANYTHING}'])[^\W\d_][\w']*(?![\w{_ANYTHING}'])")


class Expression:
    """A regular expression that is compiled when it is first looked for: a run needs few of them."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        written = _APOSTROPHE.sub(lambda match: "['’]" if match[0] == "'" else match[0], _MACRO.sub(_expand, self._pattern))
        return re.compile(rf"(?<![\w-])(?:{written})(?![\w-])", re.IGNORECASE)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self._compiled.search(text, start)

    def match(self, text: str) -> re.Match[str] | None:
        return self._compiled.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text)


class Phrases:
    """Phrases to look for. `words` are those of which a sentence with any of them has at least one."""

    def __init__(self, *patterns: str) -> None:
        self._each = [(compiled(pattern), needs_of(pattern)) for pattern in patterns]
        self.needs = tuple(alternative for _, needs in self._each for alternative in needs)
        self.words = frozenset[str]().union(*map(_rarest_of, self.needs))

    def finditer(self, analysis: Analysis) -> Iterator[re.Match[str]]:
        """Where they stand in a sentence, phrase by phrase. One whose words the sentence doesn't have is not even compiled."""
        for expression, needs in self._each:
            if has(analysis.words, needs):
                yield from expression.finditer(analysis.text)


def compiled(pattern: str) -> Expression:
    """The regular expression of a phrase. Raises ValueError for one that ends in a space, which nothing would match."""
    if pattern != pattern.strip():
        raise ValueError(f"a phrase must not start or end with a space: {pattern!r}")
    return Expression(pattern)


def _expand(match: re.Match[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, _listed(match)), key=len, reverse=True)) + ")"


def _listed(match: re.Match[str]) -> Collection[str]:
    sign, name = match[1], match[2]
    return lexicon(name) if sign == "@" else forms(name) if sign == "#" else inflections(name)


def words_of(pattern: str) -> frozenset[str]:
    """Words of which every text that the phrase matches has at least one. Raises ValueError where there are none."""
    return frozenset[str]().union(*map(_rarest_of, needs_of(pattern)))


def needs_of(pattern: str) -> Needs:
    """The words that every text has which the phrase matches. Raises ValueError where an alternative needs none."""
    lists: dict[str, Collection[str]] = {}

    def kept(match: re.Match[str]) -> str:
        mark = chr(0xE000 + len(lists))  # the private use area stands for the lists
        lists[mark] = _listed(match)
        return mark

    needs = tuple(_needs(parser.parse(_MACRO.sub(kept, pattern).replace("’", "'"), re.IGNORECASE).data, lists))
    if not all(needs):
        raise ValueError(f"a phrase needs a word that all its matches have: {pattern!r}")
    return needs


def _rarest_of(needs: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of some sets of words the one with the fewest and least common."""
    common = lexicon("common_words")
    return min(needs, key=lambda words: (len(words & common), len(words)))


def _needs(
    items: Sequence[Any], lists: Mapping[str, Collection[str]], before: Sequence[frozenset[str]] = ()
) -> Iterator[tuple[frozenset[str], ...]]:
    """For each alternative the rarest words of its parts between two spaces, which every match has all of; those of the parts `before`
    are known."""
    last: Any = items[-1] if items else (None, None)
    kind, value = last
    if kind not in (code.SUBPATTERN, code.BRANCH):
        yield (*before, *_words(_parts(items), lists))
        return
    *whole, begun = _parts(items[:-1])
    before = [*before, *_words(whole, lists)]
    for branch in (value[3],) if kind is code.SUBPATTERN else value[1]:
        yield from _needs([*begun, *branch.data], lists, before)


def _parts(items: Iterable[Any]) -> list[list[Any]]:
    """The parts of a regular expression between two spaces."""
    parts: list[list[Any]] = [[]]
    for item in items:
        if item == (code.LITERAL, ord(" ")):
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _words(parts: Iterable[Sequence[Any]], lists: Mapping[str, Collection[str]]) -> Iterator[frozenset[str]]:
    """Of each part the rarest words, where all that it can match has one."""
    return (words for words in (frozenset(map(_rarest, _texts(part, lists))) for part in parts) if "" not in words)


@cache
def _rarest(text: str) -> str:
    """The rarest whole word of a text, "" where there is none."""
    if text.isalpha():
        return text
    common = lexicon("common_words")
    return max(_WHOLE.findall(text), key=lambda word: (word not in common, len(word), word), default="")


def _texts(items: Iterable[Any], lists: Mapping[str, Collection[str]]) -> set[str]:
    """What a part of a regular expression can match, lower case, with a mark for what can be anything."""
    out, run = {""}, ""
    for kind, value in items:
        more = {_ANYTHING}
        if kind is code.LITERAL and chr(value) not in lists:
            run += chr(value).lower()
            continue
        if kind is code.LITERAL:
            more = set(lists[chr(value)])
        elif kind is code.SUBPATTERN:
            more = _texts(value[3].data, lists)
        elif kind is code.BRANCH:
            more = set().union(*(_texts(branch.data, lists) for branch in value[1]))
        elif kind is code.IN and all(each is code.LITERAL for each, _ in value):
            more = {chr(each).lower() for _, each in value}
        elif kind is code.IN and value == [(code.CATEGORY, code.CATEGORY_NOT_WORD)]:
            more = {" "}
        elif kind in (code.MAX_REPEAT, code.MIN_REPEAT):
            low, high, inner = value
            more = _texts(inner.data, lists)
            if high > 1 and more != {" "}:
                more = {_ANYTHING + " "} if all(text.endswith(" ") for text in more) else {_ANYTHING}
            more = more | {""} if low == 0 else more
        elif kind in (code.AT, code.ASSERT, code.ASSERT_NOT):
            more = {""}
        out = {left + run + right for left in out for right in more} if len(out) * len(more) <= _MOST else {_ANYTHING}
        run = ""
    return {left + run for left in out}


def in_question(needs: Needs) -> Needs:
    """What is needed, in a question."""
    return tuple((*alternative, frozenset("?")) for alternative in needs or ((),))


def guarded(find: Callable[[Analysis], Iterable[Match]], *, within: str = "", unless: str = "") -> Callable[[Analysis], Iterator[Match]]:
    """What `find` finds in sentences that have the phrase `within` and don't have `unless`, which are looked for once there is a match."""
    inside = compiled(within) if within else None
    stop = compiled(unless) if unless else None

    def found(analysis: Analysis) -> Iterator[Match]:
        matches = iter(find(analysis))
        first = next(matches, None)
        if first is None or (inside is not None and not inside.search(analysis.text)) or (stop is not None and stop.search(analysis.text)):
            return
        yield first
        yield from matches

    return found


def phrase(
    *patterns: str,
    about: Collection[str] | None = None,
    sections: Collection[str] = (),
    unless: str = "",
    question: bool | None = None,
    meta: bool = False,
    acting: bool = False,
    note: str = "phrase",
) -> Matcher:
    """Match any of the phrases.

    about       kinds of actor, one of which must be meant: the agent of the clause around the phrase if it has one, else any
                mention in the sentence; None where the target is built into the words
    sections    only in these sections
    unless      a phrase that, anywhere in the sentence, calls the match off
    question    only in questions (True), or never in them (False)
    meta        also in sentences about blame itself
    acting      `about` must be the agent of the clause, a mention is not enough
    """
    phrases = Phrases(*patterns)

    def find(analysis: Analysis) -> Iterator[Match]:
        if sections and analysis.section not in sections:
            return
        if question is not None and analysis.question is not question:
            return
        if (analysis.doc._.meta or analysis.doc._.denied) and not meta:
            return
        for hit in phrases.finditer(analysis):
            if analysis.quoted(*hit.span()):
                continue
            who, agent = agent_of(analysis, *hit.span()) if acting else target(analysis, *hit.span())
            if about is None or who in about:
                yield Match(*hit.span(), actor=who, agent=agent, predicate=hit.group(), note=note)

    return Matcher(guarded(find, unless=unless), phrases.words, "phrase", in_question(phrases.needs) if question else phrases.needs)


def agent_of(analysis: Analysis, start: int, end: int) -> tuple[str, str]:
    """Who acts in the clause that a place of a sentence stands in, as (kind, words)."""
    around = [
        clause
        for clause in analysis.clauses
        if clause.agent is not None and clause.span()[0] <= end and clause.predicate.right_edge.idx >= start and not _gerund(clause)
    ]
    inside = [c for c in around if start <= c.predicate.idx < end] or around
    if inside:
        best = min(inside, key=lambda c: abs(c.predicate.idx - start))
        if best.actor:
            return best.actor, str(best.agent)
    return "", ""


def target(analysis: Analysis, start: int, end: int) -> tuple[str, str]:
    """Whom a place of a sentence is about, as (kind, words): the agent of the clause it stands in, else the nearest mention."""
    acting = agent_of(analysis, start, end)
    if acting[0]:
        return acting
    mentions = [token for token in analysis.doc if token._.actor in HUMAN]
    if mentions:
        nearest = min(mentions, key=lambda token: abs(token.idx - start))
        return nearest._.actor, nearest.text
    if any(clause.actor == "implied" for clause in analysis.clauses):
        return "implied", ""
    return "", ""


def _gerund(clause: Clause) -> bool:
    """ "without waiting": who acts is said by the clause around it."""
    return clause.predicate.tag_ == "VBG" and any(child.lower_ == "without" for child in clause.predicate.children)
