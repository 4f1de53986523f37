"""Cause slots: what stands behind "caused by", or in the place where a review says why it happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Token

from linter.matchers import Matcher
from linter.matchers.phrase import compiled
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

_CAUSE = compiled(
    r"{cause} (?:by|when|because)|due (?:solely |entirely |mainly |largely |partly )?to|because of|as a (?:direct )?(?:result|consequence) of|(?:the )?results? of|thanks to|owing to|"
    r"{trace} (?:back )?to|comes? down to|came down to|courtesy of|attribut(?:ed|able) to|{trigger} by|{introduce} by|{break} by|lies? with|lay with|rests? with|sits with|"
    r"(?:root |main |real |primary |direct |underlying )?(?:cause|reason|trigger) (?:was|is|were|being)(?: that)?|down to"
)
_CAUSE_WORDS = frozenset(
    "caused cause causes due because result results consequence thanks owing traced tracing comes came down courtesy attributed attributable triggered "
    "introduced broken lies lay rests sits reason trigger".split()
)
_PLAIN = frozenset({"", "will"})
_MODIFIERS = frozenset({"compound", "nmod:poss", "amod"})


def behind_cause(*, agent: Collection[str] = HUMAN - {"we", "implied"}, unless: str = "", note: str = "caused by a person") -> Matcher:
    """A person behind a word of causing: "caused by an engineer restarting the wrong host", "due to Ops".

    The person must head the phrase or do the act that heads it: "caused by a change of the network team" has a change there.
    """
    stop = compiled(unless) if unless else None

    def find(analysis: Analysis) -> Iterator[Match]:
        if analysis.doc._.meta or analysis.doc._.denied or (stop is not None and stop.search(analysis.text)):
            return
        for hit in _CAUSE.finditer(analysis.text):
            filler = _filler(analysis, hit.end())
            if filler is not None and filler._.actor in agent and not filler._.quoted:
                end = max(token.idx + len(token) for token in filler.subtree)
                yield Match(hit.start(), max(end, hit.end()), actor=filler._.actor, agent=str(filler), predicate=hit.group(), note=note)

    return Matcher(find, _CAUSE_WORDS, "cause")


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
        if token.pos_ in ("VERB", "AUX"):
            return None
    return None


def in_cause_slot(*, agent: Collection[str] = HUMAN - {"we", "i", "you", "nobody", "implied"}, unless: str = "", note: str = "an act in a cause slot") -> Matcher:
    """A bare act of a person where the review says why it happened: a sentence under a "Root cause" label or heading."""
    stop = compiled(unless) if unless else None

    def find(analysis: Analysis) -> Iterator[Match]:
        sentence = analysis.sentence
        if sentence.section != "causes" or analysis.question or sentence.place in ("time", "chat", "owner"):
            return
        if analysis.doc._.meta or analysis.doc._.denied or (stop is not None and stop.search(analysis.text)):
            return
        for clause in analysis.clauses:
            if (
                clause.actor in agent
                and clause.predicate.dep_ in ("ROOT", "conj")
                and clause.predicate.tag_ in ("VBD", "VBN")
                and not clause.negated
                and clause.modality in _PLAIN
                and not clause.quoted
            ):
                yield Match(*clause.span(), actor=clause.actor, agent=str(clause.agent), predicate=clause.lemma, note=note)

    return Matcher(find, frozenset(), "cause")
