"""Fill a question from the document itself: where another sentence states a condition of the same thing, it is quoted with its line."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import lru_cache

from linter.document import Document
from linter.finding import Suggestion
from linter.lexicons import lexicon
from linter.pipeline.sentence import Sentence, sentences
from linter.rewrite.checks import Checked
from linter.rewrite.context import Context
from linter.rewrite.topics import topics

_QUESTION = re.compile(r" ⟨[^⟨⟩]+\?⟩$")
_LONGEST = 200
_TEXTS = 4096
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


def cited(context: Context, suggestion: Suggestion) -> Checked[Suggestion | None]:
    """The suggestion with its last question answered by a quotation from the document; None where the document has no answer."""
    found = _QUESTION.search(suggestion.text)
    if suggestion.kind != "rewrite" or found is None or suggestion.text.startswith("⟨"):
        return None
    for answer in _answers(context):
        [clean] = yield [[answer]]
        if clean:
            line, _ = context.document.position(answer.span.start)
            text = f"{suggestion.text[: found.start()]} “{answer.text.rstrip(' .')}” (line {line})."
            return replace(suggestion, text=text, slots=suggestion.slots[:-1])
    return None


def _answers(context: Context) -> Iterator[Sentence]:
    names = {word for topic in topics(context) for word in context.read(topic).casefold().split()[-1:]}
    yield from _conditions_of(frozenset(names), context.document, context.analysis.sentence)


def possible_answers(document: Document, sentence: Sentence) -> tuple[Hashable, ...]:
    """What a quotation for a sentence can be made of, whatever the sentence turns out to speak of."""
    return tuple(
        (each.text, each.section, each.kind, each.place, each.field, each.heading, each.before, document.position(each.span.start)[0])
        for each in _conditions_of(_words(sentence.text), document, sentence)
    )


def _conditions_of(names: frozenset[str], document: Document, own: Sentence) -> Iterator[Sentence]:
    names = ((names & lexicon("things")) | (names & lexicon("artefacts"))) - _COMMON
    for sentence in _conditions(document):
        if sentence.span != own.span and not names.isdisjoint(_words(sentence.text)):
            yield sentence


@lru_cache(maxsize=4)
def _conditions(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document that state a condition and can be quoted: what is quoted is the source itself."""
    return tuple(
        sentence
        for sentence in sentences(document, {})
        if sentence.section not in _ELSEWHERE
        and _states_condition(sentence.text)
        and document.source[sentence.span.start : sentence.span.end] == sentence.text
    )


@lru_cache(_TEXTS)
def _states_condition(text: str) -> bool:
    return len(text) < _LONGEST and text.endswith(".") and _CONDITION.search(text) is not None


@lru_cache(_TEXTS)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.casefold()))
