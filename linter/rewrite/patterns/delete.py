"""Nothing factual remains -> leave it out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import facts
from linter.rewrite.matter import told
from linter.rewrite.patterns import Pattern

_ASKED_OF = re.compile(
    r"\b(?:call|question|word|look|glance|message|mail|check|visit|minute|hour|line)s? (?:spent )?"
    r"(?:from|by|to|with|at|on|in|out|into|through)\b",
    re.IGNORECASE,
)
"""What somebody could have done is worth a question, also where nothing else is told."""


def _propose(context: Context) -> Iterator[Candidate]:
    if is_empty(context) and not (context.rule.category == "hindsight" and _ASKED_OF.search(context.text)):
        yield Candidate("", "delete", (context.source,))


def is_empty(context: Context) -> bool:
    """Whether a sentence tells nothing but a judgement."""
    names = {t.text for t in context.analysis.humans}
    stated = any(fact not in names and not re.fullmatch(r"(?i:first|second|third|one)", fact) for fact in facts(context.source))
    return not stated and not told(context)


PATTERN = Pattern(
    name="delete",
    serves=("judgement", "hindsight", "PC105", "blame-question"),
    rank=90,
    propose=_propose,
    examples=(("This was easily avoidable.", ""),),
)
