"""Cause slots: what stands behind "caused by", or in the place where a review says why it happened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.lexicons import forms
from linter.matchers import Matcher
from linter.matchers.phrase import Phrases, guarded
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Token

CAUSED = (
    r"{cause} (?:by|when)|due (?:solely |entirely |mainly |largely |partly )?to|because of|"
    r"as a (?:direct )?(?:result|consequence) of|the results? of",
    r"{trace} (?:back )?to|(?:comes|came) down to|courtesy of|attribut(?:ed|able) to|{trigger} by|{introduce} by|{break} by",
    r"(?:root |main |real |primary |direct |underlying )?(?:cause|reason|trigger|source) (?:was|is|were|"
    r"being)(?: that)?|(?:is|was) down to",
)
"""Words of causing, with the cause behind them."""

NAMED = HUMAN - {"we", "i", "you", "nobody", "implied"}
"""People who are told of, by name or role."""

_PLAIN = frozenset({"", "will"})
_MODIFIERS = frozenset({"compound", "nmod:poss", "amod"})
_SLOT = re.compile(r"\b(?:causes?|reasons?|culprit|trigger(?:ed by)?)\b(?! (?:analysis|category))", re.IGNORECASE)


def behind(
    *patterns: str,
    agent: Collection[str] = NAMED | {"you"},
    within: str = "",
    unless: str = "",
    apart: Collection[str] = (),
    note: str = "behind",
) -> Matcher:
    """A person behind some words: "caused by an engineer restarting the wrong host", "the fault lies with Ops".

    The person must head the phrase or do the act that heads it: "caused by a change of the network team" has a change there.
    `within` and `unless` are phrases that the sentence must and must not contain, `apart` sections it must not stand in.
    """
    phrases = Phrases(*patterns)

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or analysis.question or analysis.section in apart:
            return
        for hit in phrases.finditer(analysis):
            filler = _filler(analysis, hit.end())
            if filler is not None and filler._.actor in agent and not filler._.quoted:
                end = max(token.idx + len(token) for token in filler.subtree)
                yield Match(hit.start(), max(end, hit.end()), actor=filler._.actor, agent=str(filler), predicate=hit.group(), note=note)

    return Matcher(guarded(find, within=within, unless=unless), phrases.words, "cause", phrases.needs)


def _filler(analysis: Analysis, start: int) -> Token | None:
    """The head of the noun phrase, or the subject of the clause, that starts right behind a character."""
    doc = analysis.doc
    first = next((token for token in doc if token.idx >= start), None)
    if first is None:
        return None
    for token in doc[first.i : first.i + 5]:
        if token.pos_ in ("NOUN", "PROPN", "PRON"):
            if token.dep_ in _MODIFIERS and token.head.i > token.i:
                if token.dep_ == "nmod:poss":
                    return None  # "Noor's release": the release is the filler
                continue
            return token
        if token.pos_ in ("VERB", "AUX", "SCONJ"):
            return None
    return None


def in_slot(analysis: Analysis) -> bool:
    """Whether a sentence stands where a review names the cause: behind a label "Root cause:" or under such a heading."""
    sentence = analysis.sentence
    if sentence.section != "causes" or analysis.question or sentence.place in ("time", "chat", "owner"):
        return False
    if analysis.doc._.meta or analysis.doc._.denied:
        return False
    return bool(_SLOT.search(sentence.field or sentence.heading))


def in_cause_slot(
    *, agent: Collection[str] = NAMED, harmless: str = "verbs_harmless", unless: str = "", note: str = "an act in a cause slot"
) -> Matcher:
    """A bare act of a person where the review names the cause, unless it is one of the harmless verbs."""
    benign = forms(harmless)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not in_slot(analysis):
            return
        for clause in analysis.clauses:
            verb = clause.predicate
            if (
                clause.actor in agent
                and verb.dep_ in ("ROOT", "conj")
                and verb.tag_ in ("VBD", "VBN", "VBZ")
                and verb.lower_ not in benign
                and not clause.negated
                and clause.modality in _PLAIN
                and not clause.quoted
            ):
                yield Match(*clause.span(), actor=clause.actor, agent=str(clause.agent), predicate=clause.lemma, note=note)

    return Matcher(guarded(find, unless=unless), frozenset(), "cause")


def named_as_cause(label: str = "", *, agent: Collection[str] = NAMED | {"we"}, note: str = "a bare name in a cause slot") -> Matcher:
    """A person, role or group alone where the cause is named: "Culprit: Ana", "Root cause: the night shift".

    label   the label in front of the sentence; without it any cause slot will do
    """
    wanted = re.compile(label, re.IGNORECASE) if label else None

    def find(analysis: Analysis) -> Iterator[Match]:
        if not (wanted.search(analysis.sentence.field) if wanted else in_slot(analysis)):
            return
        root = next((token for token in analysis.doc if token.dep_ == "ROOT"), None)
        if root is None or root._.actor not in agent or any(token.pos_ in ("VERB", "AUX") for token in analysis.doc):
            return
        yield Match(0, len(analysis.text.rstrip()), actor=root._.actor, agent=str(root), predicate=analysis.sentence.field, note=note)

    return Matcher(find, frozenset(), "cause")
