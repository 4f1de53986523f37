"""Sections: what kind of place a sentence stands in, by heading synonyms and by content.

The synonyms are the headings of 205 public reviews and of the published templates (Google SRE, PagerDuty, Atlassian, Etsy, Azure,
Elastic, Howie); the kinds are `summary`, `impact`, `timeline`, `causes`, `actions`, `lessons`, `people`, `detection`, `resolution`,
`background`, `good` (what went well), `quotes`, `owner` and `other`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from linter.document import Block, Kind

KINDS = (
    "summary",
    "impact",
    "timeline",
    "causes",
    "actions",
    "lessons",
    "people",
    "detection",
    "resolution",
    "background",
    "good",
    "quotes",
    "owner",
    "other",
)

_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE))
    for kind, patterns in tomllib.loads(files(__package__).joinpath("headings.toml").read_text("utf-8")).items()
)

_FINITE = "was|were|is|are|had|has|have|did|does|should|could|would|will|can"
FIELD = re.compile(rf"^(?!(?:[\w'’-]+ ){{1,4}}(?:{_FINITE})\b[^:]*:)(?P<label>[A-Z][\w'’/&-]*(?: [\w'’/&()-]+){{0,4}}):\s+(?=\S)")
"""A label in front of a sentence: "Root cause: …", and no clause ("The signs were there: …")."""

_CLOCK = r"\d{1,2}(?:[:h]\d{2}(?::\d{2})?|\.\d{2}(?![.\d]|\s?%))(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:UTC|GMT|[A-Z]{2,4}T|Z)\)?)?"
MONTH = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DATE = rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|{MONTH}\.? \d{{1,2}}\b|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}\b"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b[^.]{0,25}\d"
_TIME = re.compile(
    rf"^[\[(~]?(?P<told>(?:on|at|around|approx\.?|by|about)\s+)?(?:{_CLOCK}|{_DATE}|{_WEEKDAY}|T?\s?\+\s?\d+)",
    re.IGNORECASE,
)
_CHAT = re.compile(
    rf"^(?:[\[(]?{_CLOCK}[\])]?\s+[\w.@-]{{1,24}}(?: [\w.-]+)?:\s|<@?\w+>|[\w.@-]{{1,24}}(?: [\w.]+)? [\[(]{_CLOCK}[\])])",
    re.IGNORECASE,
)


_LONGEST = 200
"""Characters of a heading with its markup; more is no name of a section."""


@lru_cache(4096)
def _kind(heading: str) -> str:
    text = re.sub(r"[*_`:#]|^\W*\d+[.)]\s*", "", heading.replace("’", "'")).strip()
    if len(text) > 80:
        return "other"
    for kind, pattern in _HEADINGS:
        if pattern.search(text):
            return kind
    return "other"


def heading_kind(headings: Iterable[str], own: Mapping[str, str]) -> str:
    """The section kind of the innermost heading that names one; `own` are the user's heading texts, lower case, which go first."""
    for heading in reversed(tuple(headings)):
        kind = (own and own.get(heading.strip(" :").lower())) or _kind(heading[:_LONGEST])
        if kind != "other":
            return kind
    return "other"


def told(text: str) -> bool:
    """Whether a text tells of a time ("At 09:14 the shop went down") as prose does, and has not a bare time in front, like a row."""
    match = _TIME.match(text)
    return match is not None and match["told"] is not None


def place(block: Block, text: str) -> str:
    """What the content says of a block: `chat` row, `time` (an event with its time in front), `owner` cell, or ""."""
    if _CHAT.match(text):
        return "chat"
    if _TIME.match(text) or (block.kind is Kind.CELL and block.row and _TIME.match(block.row[0])):
        return "time"
    if block.kind is Kind.CELL and _kind(block.column) == "owner":
        return "owner"
    return ""
