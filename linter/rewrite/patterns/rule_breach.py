"""A rule that was not followed -> where the work and the rule differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import sentence

_PASSIVE = re.compile(
    r"^(?P<rule>(?:[\w\ue000-\uf8ff'’-]+ ){0,6}?[\w\ue000-\uf8ff'’-]+) (?:was|were|had|has|have)(?:n't|n’t"
    r"| not| never)(?: been)? (?:followed|adhered to|observed|obeyed|respected|complied with"
    r"|kept)\b(?P<rest>[^.,;]*)[.! ]*$",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby .*$")


def _propose(context: Context) -> Iterator[Candidate]:
    found = _PASSIVE.match(context.words(0, len(context.text)))
    if not found or context.analysis.question:
        return
    rule = found["rule"]
    if context.analysis.doc[0].pos_ in ("DET", "PRON"):
        rule = rule[0].lower() + rule[1:]
    by = _BY.search(found["rest"])
    text = sentence(f"What was done and {rule} differ at ⟨which step⟩ {_BY.sub('', found['rest'])}")
    yield Candidate(f"{text} ⟨Was it findable, current and applicable to this state?⟩", dropped=(by.group(),) if by else ())


PATTERN = Pattern(
    name="rule-breach",
    serves=("person-cause",),
    rank=19,
    propose=_propose,
    examples=(
        (
            "The runbook was not followed.",
            "What was done and the runbook differ at ⟨which step⟩. ⟨Was it findable, current and applicable to this state?⟩",
        ),
    ),
)
