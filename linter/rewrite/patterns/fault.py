"""Whose fault it was -> what happened, with the place where trigger and conditions have to stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import listed, sentence, tidy

_SMALL = listed("small")
_PERSON = r"(?:[\w@'’.-]+ ){0,4}?[\w@'’.-]+"
_EFFECT = re.compile(
    rf"^(?:{_PERSON} (?:is|was|are|were|am|bears?|bore|carries|carried) (?:\w+ )?(?:to blame|responsible|at "
    rf"fault|guilty|responsibility|the blame|the responsibility) (?:for|of) (?P<a>.+?)|"
    rf"(?:the )?responsible (?:person )?for (?P<b>.+?)(?::| is| was) {_PERSON}|(?P<c>.+?) (?:is|was|were"
    rf"|are) (?:entirely |all |completely |solely )?(?:my|our|(?:the )?[\w@’']+(?: \w+){{0,2}}['’]s?) "
    rf"fault(?:,.*)?|"
    rf"(?P<d>.+?) (?:is|was|were) (?:entirely |solely )?the fault of {_PERSON})[.! ]*$",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^(?:(?:the )?culprit(?: (?:is|was)|:)? .*|(?:it|this|that|all of (?:it|this))(?: is| was|'s|’s) "
    rf"(?:entirely |all |completely |solely )?.{{1,40}}\bfault\b.*|{_PERSON} (?:is|was|are|were|am) (?:to "
    rf"blame|at fault|guilty|the culprit)|(?:and )?(?:it|that) (?:is|was) on (?:me|us|him|her|them))[.! ]*$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^(?P<fault>(?:it|this)(?:'s|’s| is| was) .{1,40}?fault (?:that )?)(?P<what>(?:the|a|an|our|two"
    r"|all)\b.+ (?:was|were|is|are|went|failed|broke|stopped|got)\b.+?)[.! ]*$",
    re.IGNORECASE,
)
_CONDITIONS = "⟨What made it possible, and what delayed its detection?⟩"
_PRONOUN = re.compile(r"^(?:it|this|that|all of (?:it|this)|the (?:outage|incident|failure|mess|whole thing))$", re.IGNORECASE)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    text = context.words(0, len(context.text))
    if context.analysis.section == "causes" and all(
        t._.actor in HUMAN or t.pos_ in _SMALL or t.dep_ in ("flat", "compound", "amod") for t in context.analysis.doc
    ):
        yield Candidate(f"The trigger was ⟨the action⟩. {_CONDITIONS}", dropped=(context.source,))
        return
    found = _EFFECT.match(text)
    effect = next((group for group in found.groups() if group), "") if found else ""
    told = _TOLD.match(text)
    if told:
        yield Candidate(f"{sentence(told['what'])} {_CONDITIONS}", dropped=(told["fault"],))
        return
    if "," in effect:
        return
    if effect and not _PRONOUN.match(effect):
        first = context.analysis.doc[0]
        if found and (found["c"] or found["d"]) and first.pos_ in ("DET", "PRON"):
            effect = effect[0].lower() + effect[1:]
        yield Candidate(f"The trigger of {tidy(effect)} was ⟨the action⟩. {_CONDITIONS}", dropped=(context.source,))
    elif effect or _BARE.match(text):
        yield Candidate(f"The trigger was ⟨the action⟩. {_CONDITIONS}", dropped=(context.source,))


PATTERN = Pattern(
    name="fault",
    serves=("person-cause",),
    rank=14,
    propose=_propose,
    examples=(
        (
            "The expired certificate was the network team's fault.",
            "The trigger of the expired certificate was ⟨the action⟩. ⟨What made it possible, and what delayed its detection?⟩",
        ),
    ),
)
