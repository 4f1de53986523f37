"""The ledger of a sentence: what it states that a reader could check. A suggestion carries it over, or lists what it drops."""

from __future__ import annotations

import re
from collections.abc import Iterable

from linter.rewrite.words import listed

_UNIT = (
    r"(?:%|per ?cent|ms|milliseconds?|s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?|weeks?"
    r"|months?|years?|[kKMGT]i?B|bytes?|rows?|users?|customers?|"
    r"orders?|requests?|hosts?|nodes?|times?|euros?|dollars?|pounds?|metres?|million|billion|thousand)"
)
_COUNTED = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|million|billion|dozens?|twice|second|third|fourth|fifth|sixth"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PATTERNS = (
    r"`[^`]+`",
    r"https?://[^\s)>\]]+",
    r"\"[^\"]{2,}\"|“[^”]{2,}”|«[^»]{2,}»",
    r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b",
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\b",
    rf"\b(?i:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}})\b",
    r"\b(?i:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\b(?i:january|february|march|april|june|july|august|september|october|november|december)\b",
    r"(?<![\w@])~?/?(?:[\w.*-]+/)+[\w.*-]*",
    r"(?<!\w)--?[a-zA-Z][\w-]*",
    r"\b[A-Za-z]\w*(?:-\w+)*-\d[\w-]*\b",
    r"\b\d{1,3}(?:,\d{3})+\b(?: ?%)?|\b[A-Za-z]*\d[\w.:/-]*\w(?: ?%)?|\b\d+(?: ?%)?",
    r"\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z][a-z]+[A-Z]\w*\b|\b[A-Z]{2,}[A-Z\d]*(?:-\w+)*s?\b|\b\w+(?:\.\w+)+\b",
    rf"\b(?i:{_COUNTED})\b",
    r"\b(?i:probably|possibly|apparently|presumably|likely|perhaps|maybe|unclear|unknown|approximately|roughly|suspected|reportedly)\b",
)
_FACT = re.compile("|".join(_PATTERNS))
_NAME = re.compile(r"(?<=[a-z0-9,;)] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_SLOT = re.compile(r"⟨[^⟩]*⟩")
_NO_NAMES = listed("no_names")


def without_slots(text: str) -> str:
    """The text less what only the authors can fill in."""
    return _SLOT.sub(" ", text)


def facts(text: str) -> tuple[str, ...]:
    """What a sentence states that can be checked, as written and in its order: times, dates, numbers, versions, identifiers, paths,
    code, quoted strings, flags, capitalised names, and the words that say how sure the author is."""
    return tuple(dict.fromkeys(placed(text).values()))


def placed(text: str) -> dict[int, str]:
    """The facts of a text by where they start."""
    found = {match.start(): match.group() for match in _NAME.finditer(text) if match.group() not in _NO_NAMES}
    found |= {match.start(): match.group() for match in _FACT.finditer(text)}
    return dict(sorted(found.items()))


def missing(original: str, suggestion: str, dropped: Iterable[str] = ()) -> tuple[str, ...]:
    """The facts of `original` that are neither in `suggestion` nor in a text that was dropped on purpose."""
    kept = " ".join((suggestion, *dropped)).casefold().replace("`", "")
    return tuple(fact for fact in facts(original) if not _within(fact, kept))


def added(original: str, suggestion: str) -> tuple[str, ...]:
    """The facts of `suggestion`, its slots aside, that `original` does not have."""
    had = original.casefold().replace("`", "")
    return tuple(fact for fact in facts(without_slots(suggestion)) if not _within(fact, had))


def _within(fact: str, text: str) -> bool:
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in fact.casefold().replace("`", "").split())
