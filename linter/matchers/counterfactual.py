"""Counterfactuals: "had the operator looked, …", and acts of people that would have changed the outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from linter.matchers import Matcher
from linter.matchers.action import nominal
from linter.matchers.phrase import compiled, guarded, needs_of
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

OUTCOME = r"would|wouldn't|could|couldn't|might|(?:we|they|it|he|she|i)'d"
_OUTCOME = compiled(OUTCOME)


def had_person(*, agent: Collection[str] = HUMAN - {"implied"}, unless: str = "") -> Matcher:
    """An inverted condition about a person: "Had the operator asked, it would have stopped".

    It opens the sentence or follows a comma or colon.
    """

    def find(analysis: Analysis) -> Iterator[Match]:
        doc = analysis.doc
        if doc._.meta or not _OUTCOME.search(analysis.text):
            return
        for token in doc:
            if token.lower_ != "had" or token._.quoted or (token.i and doc[token.i - 1].text not in (",", ":", ";", "yes")):
                continue
            person = nominal(doc, token.i + 1)
            if person is not None and person._.actor in agent:
                yield Match(token.idx, len(analysis.text), actor=person._.actor, agent=str(person), predicate="had", note="had a person")

    return Matcher(guarded(find, unless=unless), frozenset({"had"}), "counterfactual", needs_of(OUTCOME))


def with_person(matcher: Matcher, *, agent: Collection[str] = HUMAN - {"implied"}) -> Matcher:
    """The matcher, only where a human is mentioned in the sentence, who then is the one it is about."""

    def find(analysis: Analysis) -> Iterator[Match]:
        people = [token for token in analysis.humans if token._.actor in agent]
        for match in matcher.find(analysis):
            if people:
                nearest = min(people, key=lambda token: abs(token.idx - match.end))
                yield replace(match, actor=nearest._.actor, agent=nearest.text)

    return replace(matcher, find=find)
