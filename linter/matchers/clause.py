"""Clauses: who does what, in which voice and modality."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from linter.lexicons import inflections, lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled, guarded, words_of
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.pipeline.clause import NEGATIONS, Clause
from linter.rules import Match

NEGATIVE = NEGATIONS | {"cannot", "nobody", "none"}
"""Words of which a negated clause has one."""


def clause(
    *,
    verbs: Collection[str] = (),
    listed: str = "",
    agent: Collection[str] = HUMAN,
    negated: bool | None = False,
    modality: Collection[str] = ("",),
    voice: str = "",
    sections: Collection[str] = (),
    apart: Collection[str] = (),
    obj: str = "",
    theme: str = "",
    within: str = "",
    unless: str = "",
    words: Collection[str] = (),
    note: str = "clause",
) -> Matcher:
    """Match clauses by their parts.

    verbs, listed   lemmas, or the name of a word list of lemmas; neither means any verb
    agent           kinds of actor ("" for nobody named)
    negated         True, False, or None for either
    modality        of linter.pipeline.clause.Clause; empty means any
    voice           "active", "passive", or "" for either
    sections, apart sections it must stand in, sections it must not stand in
    obj             a phrase that the rest of the clause (after the verb) must contain
    theme           a word list that the object, the passive subject or a noun behind "to", "with", "by" must be of
    within, unless  phrases that the sentence must contain, must not contain
    words           words that the sentence must have one of, where no verbs are given (for the gate)
    """
    lemmas = frozenset(verbs) | (lexicon(listed) if listed else frozenset())
    wanted = compiled(obj) if obj else None
    themes = lexicon(theme) if theme else frozenset()
    surface = surface_of(lemmas)
    needs = frozenset(words) or frozenset(surface)

    def fits(found: Clause, analysis: Analysis) -> bool:
        return (
            (not lemmas or is_one_of(found, surface))
            and found.actor in agent
            and (negated is None or found.negated is negated)
            and (not modality or found.modality in modality)
            and (not voice or found.voice == voice)
            and not found.quoted
            and (not themes or _about(found, themes))
            and (wanted is None or any(_is_its_own(found, analysis, hit.start()) for hit in wanted.finditer(analysis.text)))
        )

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or (sections and analysis.section not in sections) or analysis.section in apart or analysis.question:
            return
        for found in analysis.clauses:
            if fits(found, analysis):
                who = str(found.agent) if found.agent is not None else ""
                yield Match(*found.span(), actor=found.actor, agent=who, predicate=found.lemma, note=note)

    also = [NEGATIVE] * (negated is True) + [words_of(phrase) for phrase in (obj, within) if phrase]
    return Matcher(guarded(find, within=within, unless=unless), needs, "clause", (tuple(also),) if also else ())


def surface_of(lemmas: Collection[str]) -> dict[str, set[str]]:
    """The forms of verbs on the page, and the entries that each may be a form of."""
    surface: dict[str, set[str]] = {}
    for entry in lemmas:
        for form in inflections(entry.split()[0]):
            surface.setdefault(form, set()).add(entry)
    return surface


def is_one_of(found: Clause, surface: Mapping[str, set[str]]) -> bool:
    """By the form on the page, not the lemmatizer's guess; "take down" needs its particle, "make sure" its next word."""
    verb = found.predicate
    if verb.pos_ == "NOUN":
        return False  # "no person is the cause"
    _, _, particles = found.lemma.partition(" ")
    for entry in surface.get(verb.lower_, ()):
        _, _, wanted = entry.partition(" ")
        if not wanted or wanted == particles or wanted == verb.doc[verb.i + 1 : verb.i + 2 + wanted.count(" ")].text.lower():
            return True
    return False


_ELSEWHERE = frozenset({"advcl", "acl:relcl", "parataxis"})
_WHEN = frozenset({"after", "since", "during", "before", "despite", "because"})


def _is_its_own(found: Clause, analysis: Analysis, at: int) -> bool:
    """Whether what stands at a character behind the verb is said of what was done: "while the lift was broken" and "after the wrong alert"
    are not."""
    verb = found.predicate
    word = next((token for token in verb.doc if token.idx <= at < token.idx + len(token)), None)
    if word is None or word.i <= verb.i:
        return False
    path = [word]
    while path[-1] != verb and path[-1].head != path[-1]:
        path.append(path[-1].head)
    inside = path[:-1] if path[-1] == verb else []
    return not any(t.dep_ in _ELSEWHERE or any(c.dep_ == "case" and c.lower_ in _WHEN for c in t.children) for t in inside)


_REACHED = frozenset({"obj", "obl", "nsubj:pass", "nmod"})


def _about(found: Clause, themes: Collection[str]) -> bool:
    """Whether what a verb is done to is one of the nouns."""
    nouns = [child for child in found.predicate.children if child.dep_ in _REACHED]
    nouns += [found.obj] if found.obj is not None else []
    return any({noun.lower_, noun.lemma_.lower()} & set(themes) for noun in nouns)
