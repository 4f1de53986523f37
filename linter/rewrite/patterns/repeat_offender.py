"""Again, as usual, the third time -> the count, with the place for the earlier incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, told
from linter.rewrite.words import sentence

_AGAIN = re.compile(r",? ?\b(?:(?:once|yet) again|once more|again|as (?:usual|always|ever)|as (?:it|he|she|they|you) always (?:does|do)|not for the first time|time and again|true to form)\b", re.IGNORECASE)


def _propose(context: Context) -> Iterator[Candidate]:
    found = _AGAIN.search(context.text)
    if not found or context.analysis.question:
        return
    try:
        event = told(context)
    except Untellable:
        return
    text = sentence(_AGAIN.sub("", event.text))
    yield Candidate(f"{text} This is occurrence ⟨n⟩ since ⟨date⟩.", dropped=(*event.dropped, found.group().strip(" ,")))


PATTERN = Pattern(name="repeat-offender", serves=("judgement", "person-cause"), rank=9, propose=_propose, examples=())
