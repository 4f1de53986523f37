"""Phrases: regular expressions over the words of a sentence, with verbs and lists written short.

`{drop} the ball` stands for every form of the verb "drop"; `{@roles}` for any entry of the list `roles`; `{#verbs_harm}` for any form
of any verb of a list. Matching ignores case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from linter.lexicons import forms, inflections, lexicon
from linter.matchers import Matcher
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.pipeline.clause import Clause
from linter.rules import Match

_MACRO = re.compile(r"\{([@#]?)([a-z_-]+)\}")
_APOSTROPHE = re.compile(r"\[(?:\\.|[^\]])*\]|'")  # outside of character classes
_LITERAL = re.compile(r"[a-z][a-z'-]+")


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a phrase. Raises ValueError for one that ends in a space, which nothing would match."""
    if pattern != pattern.strip():
        raise ValueError(f"a phrase must not start or end with a space: {pattern!r}")
    written = _APOSTROPHE.sub(lambda match: "['’]" if match[0] == "'" else match[0], _MACRO.sub(_expand, pattern))
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w-])", re.IGNORECASE)


def _expand(match: re.Match[str]) -> str:
    sign, name = match[1], match[2]
    words = lexicon(name) if sign == "@" else forms(name) if sign == "#" else inflections(name)
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


def words_of(pattern: str) -> frozenset[str]:
    """Words of which at least one is in every text that the phrase matches (or more of them: it only must not be fewer)."""
    found: set[str] = set()
    for sign, name in _MACRO.findall(pattern):
        listed = lexicon(name) if sign == "@" else forms(name) if sign == "#" else inflections(name)
        found.update(word for entry in listed for word in entry.split())
    plain = re.sub(r"\\[a-zA-Z]|\[[^\]]*\]|\(\?[<!=:]+|\{[\d,]+\}", " ", _MACRO.sub(" ", pattern)).lower()
    for with_or_without in (r"\1", ""):  # "mistakes?" is "mistakes" and "mistake"
        found.update(_LITERAL.findall(re.sub(r"([a-z])\?", with_or_without, plain).replace("?", " ")))
    found = {max(word.split("-"), key=len) for word in found}  # the gate reads words without hyphens
    return frozenset(found - lexicon("common_words")) or frozenset(found)


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
    expressions = [compiled(pattern) for pattern in patterns]
    stop = compiled(unless) if unless else None

    def find(analysis: Analysis) -> Iterator[Match]:
        if sections and analysis.section not in sections:
            return
        if question is not None and analysis.question is not question:
            return
        if (analysis.doc._.meta or analysis.doc._.denied) and not meta:
            return
        if stop is not None and stop.search(analysis.text):
            return
        for expression in expressions:
            for hit in expression.finditer(analysis.text):
                if analysis.quoted(*hit.span()):
                    continue
                who, agent = agent_of(analysis, *hit.span()) if acting else target(analysis, *hit.span())
                if about is None or who in about:
                    yield Match(*hit.span(), actor=who, agent=agent, predicate=hit.group(), note=note)

    return Matcher(find, frozenset().union(*map(words_of, patterns)), "phrase")


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
