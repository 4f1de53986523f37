"""When a review says that it happened, and when it was reviewed. Only dates with a year can be compared.

A moment is a `datetime` where the text gives the time of day, else a `date`. Time zones are not compared: a review has one, or hours
don't matter to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)",
        rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        rf"\b{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b",
    )
)
_CLOCK = r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d.])(?::[0-5]\d)?(?:\s?[ap]\.?m\b\.?)?"
_ZONE = r"(?:\s?\(?(?:UTC|GMT|[A-Z]{2,4}T|Z)\b\)?)?"
_BEHIND = re.compile(rf"[T,]?\s*(?:at\s+)?\(?(?P<start>{_CLOCK}){_ZONE}(?:\s*(?:[-–—]|to|until|till)\s*(?P<end>{_CLOCK}))?", re.IGNORECASE)
_BEFORE = re.compile(rf"(?P<start>{_CLOCK}){_ZONE}(?:,|\s+on)?\s*$", re.IGNORECASE)
REPORTED = re.compile(
    r"\b(?:published|written|report(?:ed)? (?:on|date)|date of (?:the )?(?:report|review|post-?mortem)|(?:review|post-?mortem|report|"
    r"meeting)(?: meeting)? (?:date|held)|reviewed|"
    r"drafted|authored)\b",
    re.IGNORECASE,
)
HAPPENED = re.compile(
    r"(?:^|· )(?:incident )?(?:date(?! of (?:the )?(?:report|review|post-?mortem))|start|end|began|ended|resolved|started|detected|"
    r"date/duration)\b|\b(?:incident|outage) (?:date|start|end)\b",
    re.IGNORECASE,
)


def first(moment: date) -> datetime:
    """The first instant that a moment can mean."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)


def last(moment: date) -> datetime:
    """The last instant that a moment can mean."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.max)


def shown(moment: date) -> str:
    """A moment as ISO 8601 has it, to the minute where it has a time."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def moments(text: str) -> Iterator[date]:
    """The dates of a text that have a year, each with the time of day beside it, of a range the end. Months as bare numbers behind days
    are left out: 3/4/2024 is two days."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = match.groupdict()
            month = int(found["month"]) if found.get("month") else _MONTHS.index(found["name"].lower()) + 1
            try:
                day = date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                continue
            yield _timed(day, _BEHIND.match(text, match.end()) or _BEFORE.search(text[: match.start()]))


def _timed(day: date, clock: re.Match[str] | None) -> date:
    if clock is None:
        return day
    start = datetime.combine(day, _time(clock["start"]))
    if not (until := clock.groupdict().get("end")):
        return start
    end = datetime.combine(day, _time(until))
    return end if end >= start else end + timedelta(days=1)


def _time(words: str) -> time:
    hour, minute = map(int, re.findall(r"\d+", words)[:2])
    half = re.search(r"[ap](?=\.?m)", words, re.IGNORECASE)
    return time(hour % 12 + 12 * (half[0] in "pP") if half else hour, minute)


def latest(texts: Iterable[str]) -> date | None:
    """The last moment in texts; of a day, one with a time."""
    found = (moment for text in texts for moment in moments(text))
    return max(found, default=None, key=lambda moment: (last(moment).date(), isinstance(moment, datetime), last(moment)))


def labelled(label: re.Pattern[str], lines: Iterable[str]) -> date | None:
    """The last moment that stands behind a label."""
    return latest(line[match.end() :].split("·")[0] for line in lines for match in label.finditer(line))
