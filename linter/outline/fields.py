"""What an action says of itself besides what is to be done: owner, due date, priority, status, tracker. Words alone, no parser.

Named people, teams and roles are all good owners; "everyone", "the team" and "TBD" are none, since nobody can be asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from linter.lexicons import lexicon
from linter.outline.words import named
from linter.pipeline.section import MONTH
from linter.settings import Settings

_MONTH = rf"{MONTH}\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = (
    rf"\d{{4}}[-/]\d\d?[-/]\d\d?|\d\d?[./-]\d\d?[./-]\d{{2,4}}|\d\d?(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? \d{{4}})?"
    rf"|{_MONTH} \d\d?\b(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)
_PERIOD = r"Q[1-4]\b(?: ?\d{4})?|sprint \d+|H[12] \d{4}|EO[DWMQY]\b|week \d+|CW ?\d+"
WHEN = (
    rf"(?:by|until|before|due|from|as of|on|no later than) (?:the )?(?:end of (?:the |this |next )?\w+(?: \d+)?|next \w+|{DATE}|\d[\w.:/-]*"
    rf"|{_DAY}|{_MONTH}(?: \d+)*|{_PERIOD})"
)
"""When an action is to be done, as sentences say it."""

_SLOT = r"⟨[^⟩]*⟩"
_NAME = r"[A-ZÀ-Þ][\w’'&/.+-]*(?: (?:[A-ZÀ-Þ][\w’'&/.+-]*|de|van|von|der|la|team|on-call|lead|rotation)){0,3}"
_OWNER_LABEL = re.compile(
    r"\b(?:owners?|owned by|assignees?|assigned(?: to)?|dri|responsible|who|lead|poc|"
    r"action on)\b\s*(?P<sign>[:=–-])?\s*(?P<value>[^,;|()\[\]\n]*?)"
    r"(?=\s*(?:[,;|()\[\]\n·]|\.(?:\s|$)|$|\s[–-]\s|\b(?:due|deadline|eta|by|priority|status|tracker|ticket)\b))",
    re.IGNORECASE,
)
_DUE_LABEL = re.compile(
    rf"\b(?:due(?: date)?|deadline|eta|target(?: date)?)\b\s*[:=–-]?\s*(?P<value>{_SLOT}|{DATE}|{_PERIOD}|{_DAY}|end of [\w ]+|in \d+ \w+)",
    re.IGNORECASE,
)
_DUE = re.compile(
    rf"\b(?P<value>{WHEN}|(?:this|next) (?:week|month|sprint|quarter|year)|within (?:\d+|a|one|two|three) (?:\w+ )?(?:hours?|days?|"
    rf"weeks?|months?))",
    re.IGNORECASE,
)
_LOOSE_DATE = re.compile(rf"(?:^|[\s(\[,;–-])(?P<value>{DATE}|{_PERIOD})(?=$|[\s)\],;.])", re.IGNORECASE)
_PRIORITY = re.compile(
    r"\b(?P<value>P[0-4]|(?:priority|prio)\s*[:=]?\s*(?:\d|high\w*|medium|low|critical|urgent)|(?:high|medium|low) priority)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:[(\[]|\bticket |\bstatus\s*[:=]\s*|\s[–-]\s*|^)(?P<value>done|completed?|fixed|shipped|merged|closed|resolved|in progress|"
    r"wip|not started|to ?do|open|planned|ongoing|started|"
    r"backlog|accepted|declined|raised|created)\b(?=[)\]:.,;]|\s*$|\s[–-]\s)|(?P<sign>[✅☑✔])|\b(?P<made>raised|opened|created)\.?$|"
    r"\bthis (?:has|have) (?:already )?been (?P<said>done|fixed|implemented)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"done|complete|fixed|shipped|merged|closed|resolved|raised|opened|created|implemented|declined|✅|☑|✔|^x$|^yes$", re.IGNORECASE
)
_DONE_ALREADY = re.compile(
    r"^(?:(?:(?:we|i|(?:the )?(?:[\w-]+ )?team)(?: then| have| has| had| already| also)*|\w+ (?:has|have|had)) )?(?!need\w*|"
    r"us?ed\b)(?:\w{2,}ed|built|made|wrote|set up|got|began|took)\b(?! to be)",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"\b(?!(?:UTF|SHA|ISO|UTC|GMT|RFC|CVE|SEV|TLS|AES|MD|IPV|P|HTTP|PR|COVID|RSA|ES)-)[A-Z][A-Z0-9]+-\d+\b"
    r"|(?<![\w&])(?:[\w.-]+/[\w.-]+)?#\d+\b|\b(?:PR|MR|issue|ticket|bug) ?#?\d+\b"
    r"|https?://\S*?(?:/issues?/|/issues?\b|/pull/|/browse/|/merge_requests/|ticket|jira|linear\.app|asana|trello|shortcut|"
    r"bugs?[./])[^\s)>\]]*",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:|[-–—?./…_]+|tb[dac]|to ?do|none|n/?a|nobody|no ?one|unassigned|unknown|open|pending|all(?: of us)?|everyone|everybody|"
    r"anyone|someone|somebody|"
    r"(?:the |whole |entire )*(?:team|engineering|company|group|organi[sz]ation|staff)|all (?:teams|engineers|staff)|we|us|\?+|"
    r"to be (?:decided|determined|confirmed|assigned))\.?$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z][\w.-]*(?:/[\w-]+)?")
_FIRST = re.compile(
    rf"^(?:[^,;:]{{1,60}}, )?(?:[Tt]he )?(?P<name>{_NAME}|[\w-]+ [Tt]eam|[A-Z][\w-]*(?: [\w-]+){{0,2}} (?:team|engineers|developers|"
    rf"operators|maintainers))"
    r"(?P<sign>\s*[:–—]\s+|\s+-\s+|['’]ll\s|\s+(?:to|will|is to|is going to|are going to|shall|plans to|has placed|is|are|has|have|"
    r"needs? to|must|should)\s)"
)
_LAST = re.compile(
    r"(?:[(\[](?P<inner>[^()\[\]]{1,80})[)\]]|\s[–—-]{1,2}\s(?P<outer>[^–—()\[\]]{1,50}))(?:\s[–—-]{1,2}\s\d{4}-\d\d-\d\d)?\s*\.?$"
)
_DOES = re.compile(r"^(?P<name>[A-ZÀ-Þ][\w’'-]+) [a-z]+[^\Ws]s (?=the |an? |all |each |every |our |new |more |two |three )")


@dataclass(frozen=True, slots=True)
class Roster:
    """Names that the user settled, lower case."""

    people: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Roster:
        """The names of settings."""
        return cls(*(frozenset(map(str.lower, names)) for names in (settings.people, settings.teams, settings.services)))


def is_owner(words: str, *, field: bool, roster: Roster | None = None) -> bool:
    """Whether words name somebody who can be asked. In a `field` for owners all but nobody do; elsewhere it has to look like a name."""
    words = words.strip(" *_`.,;:")
    if _NOBODY.match(words):
        return False
    if field or words.startswith(("@", "⟨")):
        return True
    lower = words.lower()
    roster = roster or Roster()
    if lower in roster.people or lower in roster.teams:
        return True
    parts = re.findall(r"[\w’'-]+", lower)
    if not parts or len(parts) > 5 or not re.match(r"[A-ZÀ-Þ]|the \w+ team|[\w-]+ team$", words) or lower in roster.services:
        return False
    if parts[0] in lexicon("software") or named("leads", parts[0]) == "nobody":
        return False
    if named("leads", parts[-1]) == "team":
        return True
    if all(part in lexicon("groups") or part in lexicon("roles") for part in parts):
        return True
    return not lexicon("given_names").isdisjoint((parts[0], _plain(parts[0]))) and all(
        part[:1].isupper() for part in re.findall(r"[\w’'-]+", words)
    )


def _plain(word: str) -> str:
    """A word without its accents: the list of names has them as they are written most."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def owner(text: str, *, roster: Roster) -> tuple[int, int] | None:
    """Where an action names its owner: a label, a handle, a name or team in front ("Ana to …", "Storage team: …") or behind ("… (Ana)")."""
    for match in _OWNER_LABEL.finditer(text):
        if (
            match["value"]
            and (match["sign"] or match.group().lower().startswith(("assigned to", "owned by")))
            and is_owner(match["value"], field=True)
        ):
            return match.span("value")
    if (handle := _HANDLE.search(text)) is not None:
        return handle.span()
    if (first := _FIRST.match(text)) is not None and _can_lead(first, roster):
        return first.span("name")
    if (
        (does := _DOES.match(text)) is not None
        and named("leads", does["name"].lower()) != "verb"
        and is_owner(does["name"], field=False, roster=roster)
    ):
        return does.span("name")
    for last in _LAST.finditer(text):
        inner = "inner" if last["inner"] else "outer"
        at = last.start(inner)
        for part in re.split(r"(,|;|/| and | & |\|)", last[inner]):
            if is_owner(part, field=False, roster=roster):
                start = at + len(part) - len(part.lstrip())
                return start, start + len(part.strip())
            at += len(part)
    return None


def _can_lead(first: re.Match[str], roster: Roster) -> bool:
    name, sign = first["name"], first["sign"].strip()
    if is_owner(name, field=False, roster=roster):
        return True
    lead = name.split()[0].lower()
    # "Halvorsen to replace the probe": whoever will do something in a list of actions does it.
    return sign in ("to", "will", "is to", "is going to", "shall", "plans to", "has placed", "'ll") and not (
        _NOBODY.match(name)
        or named("leads", lead) == "nobody"
        or lead in lexicon("software")
        or lead in roster.services
        or lead.endswith(("s", "ing", "tion"))
        or (sign == "to" and " " not in name and not name[1:].islower() and not name.isupper())
        or (sign == "to" and named("leads", lead) == "verb")
    )


def due(text: str) -> tuple[int, int] | None:
    """Where an action says when it is to be done."""
    found = _DUE_LABEL.search(text) or _DUE.search(text) or _LOOSE_DATE.search(text)
    return found.span("value") if found else None


def priority(text: str) -> tuple[int, int] | None:
    found = _PRIORITY.search(text)
    return found.span("value") if found else None


def status(text: str) -> tuple[int, int] | None:
    found = _STATUS.search(text)
    return found.span(found.lastgroup or 0) if found else None


def tracker(source: str) -> tuple[int, int] | None:
    """Where the source of an action, links included, names a ticket."""
    found = _TICKET.search(source)
    return found.span() if found else None


def says_done(words: str) -> bool:
    """Whether a status is that of something finished."""
    return _DONE.search(words.strip()) is not None


def is_done_already(text: str) -> bool:
    """Whether an action tells what was done ("Added an alert"), not what is to be done."""
    return _DONE_ALREADY.match(text) is not None
