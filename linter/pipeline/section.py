"""Sections: what kind of place a sentence stands in, by heading synonyms and by content.

The synonyms are the headings of 205 public reviews and of the published templates (Google SRE, PagerDuty, Atlassian, Etsy, Azure,
Elastic, Howie); the kinds are `summary`, `impact`, `timeline`, `causes`, `actions`, `lessons`, `people`, `detection`, `resolution`,
`background`, `good` (what went well), `quotes`, `owner` and `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

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

# In order: the first that matches wins, so that "root cause analysis timeline" is a timeline.
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("timeline", r"timeline|key events|chronolog|sequence of events|chain of events|\bevents\b|incident timing|log of"),
    ("owner", r"^(?:owners?|assignees?|assigned to|dri|responsible|who|due(?: date)?|deadline|status|priority|tracking(?: bug)?|ticket|type)$"),
    ("good", r"(?:what|things?)(?: that)? (?:went|worked|did go) (?:well|right)|went well|what worked|(?:where )?we got lucky|positives?|mitigators|kudos|thanks|acknowledge?ments"),
    ("actions", r"\bactions?\b|action items?|next steps?|follow[- ]?ups?|prevent|correct(?:ive|ion)|remediation items|\btasks?\b|to[- ]?dos?|improvements?$|recommendation|"
                r"moving forward|going forward|planned|what (?:we(?:'re| are|'ll| will)? )?(?:are |will )?(?:be )?(?:doing|do) (?:about|to|next)|resulting|what'?s next|mitigation items|countermeasure|measures"),
    ("lessons", r"lesson|learn(?:ed|t|ing)|takeaway|insight|retrospective|reflection|what went (?:wrong|poorly|badly)|went (?:wrong|poorly|badly)|(?:what|things) (?:that )?didn'?t go|didn'?t go|"
                r"could (?:have )?(?:gone|be|been) (?:better|improve)|(?:could|to|can) (?:be )?improve|what (?:could|can) we|challenges?|opportunit"),
    ("causes", r"\bcauses?\b|root[- ]cause|contribut|conditions|analysis|\bwhys?\b|trigger|fault|why (?:it|did|was|this)|findings?|reason|factors|what caused|problem|enablers|risks"),
    ("impact", r"impact|affected|scope|damage|severity|consequence"),
    ("detection", r"detect|identif|discover|alerting"),
    ("resolution", r"resol|recover|mitigat|response|fix|remed|repair|restor|workaround"),
    ("people", r"attendees|participants|responders?$|authors?$|people involved|team$|incident (?:lead|commander|roles)|\broles\b|facilitator|reviewers?$|contributors|present$"),
    ("summary", r"summary|overview|tl;?dr|abstract|executive|what happened|description|synopsis|in short|incident$"),
    ("background", r"background|context|introduction|glossary|definition|architecture|lead ?up|about"),
    ("quotes", r"chat (?:log|transcript)|transcript|slack"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _HEADINGS)

FIELD = re.compile(r"^(?!(?:[\w'’-]+ ){1,4}(?:was|were|is|are|had|has|have|did|does|should|could|would|will|can)\b[^:]*:)(?P<label>[A-Z][\w'’/&-]*(?: [\w'’/&()-]+){0,4}):\s+(?=\S)")
"""A label in front of a sentence: "Root cause: …"."""

_CLOCK = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:UTC|GMT|[A-Z]{2,4}T|Z)\)?)?"
_TIME = re.compile(
    rf"^[\[(~]?(?:(?:on|at|around|approx\.?|by|about)\s+)?(?:{_CLOCK}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|T?\s?\+\s?\d+|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b[^.]{0,25}\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
    re.IGNORECASE,
)
_CHAT = re.compile(
    rf"^(?:[\[(]?{_CLOCK}[\])]?\s+[\w.@-]{{1,24}}(?: [\w.-]+)?:\s|<@?\w+>|[\w.@-]{{1,24}}(?: [\w.]+)? [\[(]{_CLOCK}[\])])",
    re.IGNORECASE,
)


@cache
def _kind(heading: str) -> str:
    text = re.sub(r"[*_`:#]|^\W*\d+[.)]\s*", "", heading).strip()
    if len(text) > 80:
        return "other"
    for kind, pattern in _COMPILED:
        if pattern.search(text):
            return kind
    return "other"


def heading_kind(headings: Iterable[str], own: Mapping[str, str]) -> str:
    """The section kind of the innermost heading that names one; `own` are the user's heading texts, lower case, which go first."""
    for heading in reversed(tuple(headings)):
        kind = own.get(heading.strip(" :").lower()) or _kind(heading)
        if kind != "other":
            return kind
    return "other"


def place(block: Block, text: str) -> str:
    """What the content says of a block: `chat` row, `time` (an event with its time in front), `owner` cell, or ""."""
    if _CHAT.match(text):
        return "chat"
    if _TIME.match(text) or (block.kind is Kind.CELL and block.row and _TIME.match(block.row[0])):
        return "time"
    if block.kind is Kind.CELL and _kind(block.column) == "owner":
        return "owner"
    return ""
