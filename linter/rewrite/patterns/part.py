"""An act inside a sentence that can't be told as a whole ("it was Ana who swapped the disks") -> the act as an event, by itself."""

from __future__ import annotations

from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, acts, outside, told_part
from linter.rewrite.topics import kept
from linter.rewrite.words import sentence

_MAIN = ("ROOT", "conj", "parataxis", "ccomp", "acl:relcl", "advcl:relcl")
_DONE = ("", "should-have", "could-have")


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    for clause in context.analysis.clauses:
        verb = clause.predicate
        if not acts(context, clause) or clause.quoted or clause.modality not in _DONE or verb.pos_ != "VERB" or verb.dep_ not in _MAIN:
            continue
        try:
            event = told_part(context, clause)
        except Untellable:
            continue
        before, left = outside(context, verb)
        inside = set(verb.subtree)
        if not before and any(t.pos_ == "VERB" and t not in inside for t in context.analysis.doc):
            continue
        # What is left out is a judgement, a name and the like: a fact in it would be lost.
        if not kept(context, context.read(f"{before} {event.text}")):
            text = f"{before} {sentence(event.text)}".strip()
            question = event.question or context.question(event.verbs, undone=event.undone)
            yield Candidate(f"{text} ⟨{question}⟩", dropped=(*event.dropped, *([left] if left else [])), last=True)
            return


PATTERN = Pattern(
    name="part",
    serves=("person-cause", "HB301"),
    rank=40,
    propose=_propose,
    examples=(
        (
            "It was Ana who unplugged the core switch at 11:05.",
            "The core switch was unplugged at 11:05. ⟨What made this look right at the time, and what would have shown its effect?⟩",
        ),
    ),
)
