"""An act that would have averted the incident ("one question from support would have …") -> what would have prompted it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import is_judgement
from linter.rewrite.words import article, listed

if TYPE_CHECKING:
    from spacy.tokens import Token

_CALLED_FOR = listed("called_for")
_OWN = frozenset({"his", "her", "their", "my", "our", "its"})
_MODALS = frozenset({"would", "could", "might", "'d"})
_COUNTING = frozenset({"one", "single", "simple", "quick", "the", "a", "an", "honest", "proper", "only", "mere", "brief", "short", "own"})


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question or not {"would", "could", "might", "'d"} & {t.lower_ for t in context.analysis.doc}:
        return
    for noun in context.analysis.doc:
        if (
            noun.lemma_.lower() in _CALLED_FOR
            and noun.pos_ == "NOUN"
            and noun.tag_ == "NN"
            and noun.dep_ in ("nsubj", "obl", "obl:agent", "ROOT")
        ):
            words = _named(context, noun)
            dropped = [t for t in context.analysis.doc if t not in words]
            name = context.join("the" if t.lower_ in _OWN else t for t in words if t.lower_ != "own")
            if len(words) < 2:
                return  # "a call": to whom, and about what, is lost
            lead = "another" if any(c.lower_ == "second" for c in noun.lefts) else article(name)
            question = f"⟨What would have prompted {lead} {name} at that moment?⟩"
            yield Candidate(question, dropped=(context.shown(context.join(dropped)).strip(" .,;:!"),), last=True)
            return


def _named(context: Context, noun: Token) -> list[Token]:
    """The noun with what tells which act it is, and without the people in it."""
    before = [c for c in noun.lefts if c.dep_ in ("amod", "compound") and c.lower_ not in _COUNTING | {"second"} and not is_judgement(c)]
    behind = [c for c in noun.rights if c.dep_ in ("nmod", "obl") and c._.actor not in HUMAN]
    behind = [c for c in behind if not any(t.dep_ == "case" and t.lower_ in ("by", "from") for t in c.children)]
    people = {t.i for c in behind for t in c.subtree if t._.actor in HUMAN for t in t.subtree}
    people |= {t.i for c in behind for t in c.subtree if t.lower_ == "own"}
    return [*(t for c in before for t in c.subtree), noun, *(t for c in behind for t in c.subtree if t.i not in people or t.lower_ in _OWN)]


PATTERN = Pattern(
    name="prompted",
    serves=("hindsight",),
    rank=70,
    propose=_propose,
    examples=(
        (
            "A second look at the plan by the warehouse team would have prevented this.",
            "⟨What would have prompted another look at the plan at that moment?⟩",
        ),
    ),
)
