"""Self-blame -> what I did, expected and saw. Kind, and in the first person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.patterns.delete import is_empty
from linter.rewrite.words import sentence

_APOLOGY = re.compile(
    r"(?:,? ?(?:and |but )?)?\b(?:(?:I(?:'m| am|’m) )?(?:so |very |really |truly )?sorry(?: (?:about|for) "
    r"(?:that|this|it|the \w+)| all| everyone)?|my (?:bad|fault|mistake)(?=[.,;!]|$)|mea culpa|I "
    r"apologi[sz]e|"
    r"(?:that|this|it) (?:is|was) (?:entirely |completely |all )?(?:my (?:own )?(?:fault|mistake|error)|on me)(?=[.,;!]|$))\b[,.;:]?",
    re.IGNORECASE,
)
_KNEW = re.compile(r"\bI (?:knew|saw|had known|had seen)\b|\bwho (?:knew|saw)\b")
_OPEN = "I ran ⟨what⟩ at ⟨time⟩, expecting ⟨what⟩. What I could see then was ⟨what⟩."
_SAW = "⟨What could I see at that moment, and what did I expect?⟩"


def _propose(context: Context) -> Iterator[Candidate]:
    if context.match.actor not in ("i", "we", "") and not re.search(r"\b(?:I|my|me)\b", context.text):
        return
    text = context.words(0, len(context.text))
    found = _APOLOGY.search(text)
    if found:
        kept = sentence(_APOLOGY.sub("", text))
        if len(kept.split()) > 4:
            yield Candidate(kept, dropped=(found.group().strip(" ,"),))
    if is_empty(context) and not _KNEW.search(context.text) and re.search(r"\b(?:I|my|me|mine)\b", context.text, re.IGNORECASE):
        yield Candidate(_OPEN, dropped=(context.source,))
    elif found is None and re.search(r"\bI\b", context.text):
        told = re.sub(r"\bI (?:forgot|failed|neglected) to (\w+)", r"I did not \1", text)
        if told != text:
            yield Candidate(f"{sentence(told)} {_SAW}")


PATTERN = Pattern(
    name="self-blame",
    serves=("PC107", "PC103"),
    rank=30,
    propose=_propose,
    examples=(("I've let you all down.", "I ran ⟨what⟩ at ⟨time⟩, expecting ⟨what⟩. What I could see then was ⟨what⟩."),),
)
