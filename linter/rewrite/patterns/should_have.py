"""What should have been done -> what had been done, and the question what would have prompted more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import sentence

_AGENTLESS = re.compile(
    r"^(?P<front>.*?)(?P<modal>\b(?:should|ought to|could|might|must|needed to)(?P<negation>n't|n’t| not| "
    r"never)?(?: easily| better| really)? have(?: easily)? been)\b(?P<rest>.*?)[.!]*$"
)
_AVERTED = re.compile(r"\s*(?:avoided|prevented|averted|stopped|spared|saved|held)\b")
_DEGREE = re.compile(r"\b(?:sooner|earlier|faster|better|longer|more \w+ly)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?:\b(?:these|those|they|we|both|all|two|three|several|many)\b[^,]*|\b\w+[^s\W]s)\s*$", re.IGNORECASE)
_BY = re.compile(
    r" by (?:the |our |any |a |an )?(?:[\w'’-]+ ){0,2}[\w'’-]+$| by (?:anyone|anybody|us|them|him|her|someone|everyone)\b"
    r"(?: (?:who|that) [^,;\d]+$)?"
)
_ADVICE = re.compile(r"\b(?:at the latest|in the first place|by now|at least|first|weeks ago|long ago)\b[,]?", re.IGNORECASE)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    found = _AGENTLESS.match(context.words(0, len(context.text)))
    if (
        not found
        or re.search(r"\b(?:if|had|but|would)\b", found["front"] + found["rest"])
        or _AVERTED.match(found["rest"])
        or _DEGREE.search(found["rest"])
    ):
        return
    front, rest = found["front"], found["rest"]
    advice = _ADVICE.search(rest)
    person = next((t for t in context.analysis.humans if t.dep_ in ("obl", "obl:agent", "nmod")), None)
    by = _BY.search(rest) if person is not None else None
    dropped = [context.shown(found["modal"])]
    for extra in (advice, by):
        if extra:
            dropped.append(context.shown(extra.group().strip()))
            rest = rest.replace(extra.group(), "", 1)
    be = ("were" if _PLURAL.search(front) else "was") if found["negation"] else "had not been"
    text = sentence(f"{front} {be} {rest}")
    question = context.question((), undone=not found["negation"])
    yield Candidate(f"{text} ⟨{question}⟩", dropped=tuple(dropped))
    yield Candidate(text, dropped=tuple(dropped))


PATTERN = Pattern(
    name="should-have",
    serves=("HB301", "person-cause"),
    rank=22,
    propose=_propose,
    examples=(
        (
            "The backup should have been tested before the move.",
            "The backup had not been tested before the move. ⟨Which tests ran, and what did they have in common with production?⟩",
        ),
    ),
)
