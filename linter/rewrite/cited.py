"""Fill a question from the document itself: where another sentence states a condition of the same thing, it is quoted with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from linter.document import Document
from linter.finding import Suggestion
from linter.lexicons import lexicon
from linter.pipeline.sentence import Sentence, sentences
from linter.rewrite.checks import Clean
from linter.rewrite.context import Context
from linter.rewrite.topics import topics

_QUESTION = re.compile(r" ⟨[^⟨⟩]+\?⟩$")
_LONGEST = 200
_CONDITION = re.compile(
    r"\b(?:out(?:dated| of date)|last (?:edited|updated|tested|reviewed|rehearsed)|never (?:been )?(?:rehearsed|tested|documented)|"
    r"(?:do|does|did) not (?:cover|mention|show|say|list|distinguish|expire|include|reach)|had no|has no|have no|there (?:is|was) no|"
    r"no longer exists?|share[sd]? the same|the same (?:credentials|prompt|name|key)|unclear|look(?:s|ed)? (?:the same|alike)|"
    r"differ(?:s|ed)? (?:only )?(?:by|in)|by hand|nothing (?:alerts?|alerted|shows?|showed|warns?|warned)|names? an?|named an?|"
    r"(?<!would )(?<!have )(?:allow|accept)(?:s|ed)?)\b",
    re.IGNORECASE,
)
_ELSEWHERE = frozenset({"actions", "quotes", "people", "owner", "code"})
_COMMON = frozenset({"service", "system", "server", "change", "incident", "job", "data", "team", "time"})


def cited(context: Context, suggestion: Suggestion, clean: Clean) -> Suggestion | None:
    """The suggestion with its last question answered by a quotation from the document; None where the document has no answer."""
    found = _QUESTION.search(suggestion.text)
    if suggestion.kind != "rewrite" or found is None or suggestion.text.startswith("⟨"):
        return None
    for answer in _answers(context):
        if clean([answer]):
            line, _ = context.document.position(answer.span.start)
            text = f"{suggestion.text[: found.start()]} “{answer.text.rstrip(' .')}” (line {line})."
            return replace(suggestion, text=text, slots=suggestion.slots[:-1])
    return None


def _answers(context: Context) -> Iterator[Sentence]:
    names = {word for topic in topics(context) for word in context.read(topic).casefold().split()[-1:]} - _COMMON
    names &= lexicon("things") | lexicon("artefacts")
    own = context.analysis.sentence
    for sentence in _sentences(context.document):
        if (
            sentence.span != own.span
            and sentence.section not in _ELSEWHERE
            and len(sentence.text) < _LONGEST
            and sentence.text.endswith(".")
            and names.intersection(re.findall(r"[a-z]+", sentence.text.casefold()))
            and _CONDITION.search(sentence.text)
            # What is quoted is the source itself.
            and context.document.source[sentence.span.start : sentence.span.end] == sentence.text
        ):
            yield sentence


@lru_cache(maxsize=4)
def _sentences(document: Document) -> tuple[Sentence, ...]:
    return tuple(sentences(document, {}))
