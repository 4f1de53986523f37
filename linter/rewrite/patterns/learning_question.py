"""What somebody should have done, where it can't be told as a state -> the question what would have made it easier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import is_judgement
from linter.rewrite.words import base

_PERSONAL = re.compile(
    r"\b(?:he|she|him|her|his|they|them|their|you|your|himself|herself|themselves|yourself|ourselves"
    r"|myself|who|i|me|we|us)\b",
    re.IGNORECASE,
)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    for clause in context.analysis.clauses:
        blamed = clause.modality in ("should-have", "could-have") or (clause.modality == "if" and clause.predicate.dep_ == "advcl")
        negated = any(c.lower_ in ("not", "n't", "n’t", "never") for c in clause.predicate.children)
        if negated != clause.negated or not clause.human or not blamed or clause.voice == "passive" or clause.predicate.pos_ != "VERB":
            continue
        verb = clause.predicate
        aside = {t.i for c in verb.subtree if c.dep_ in ("conj", "parataxis") and c.i > verb.i for t in c.subtree}
        tokens = [t for t in verb.subtree if t.i > verb.i and t.i not in aside and not is_judgement(t)]
        tokens = [t for t in tokens if not (t.lower_ == "first" and t.head == verb)]
        while tokens and (tokens[-1].is_punct or tokens[-1].dep_ == "cc"):
            tokens.pop()
        if tokens and tokens[-1].i + 1 < len(tokens[-1].doc) and tokens[-1].nbor(1).text == "-":
            return
        rest = context.join(tokens)
        behind_comma = next((t.i for t in tokens if t.text in (",", ";", ":")), None)
        if _PERSONAL.search(rest) or any(behind_comma is not None and t.i > behind_comma and t.dep_.startswith("nsubj") for t in tokens):
            return
        lead = "made it look reasonable to" if clause.negated else "would have made it easier to"
        dropped = (context.source,) if clause.modality == "if" else tuple(t.text for t in context.analysis.humans)
        yield Candidate(f"⟨What {lead} {base(verb)} {rest}{' at the time' if clause.negated else ''}?⟩", dropped=dropped)
        return


PATTERN = Pattern(
    name="learning-question",
    serves=("HB301", "HB302"),
    rank=80,
    propose=_propose,
    examples=(("Sergeant Oyama should have taken over at 02:00.", "⟨What would have made it easier to take over at 02:00?⟩"),),
)
