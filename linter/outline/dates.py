"""The days that a review writes down: when it happened, and when it was reviewed. Only dates with a year can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

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
REPORTED = re.compile(
    r"\b(?:published|written|report(?:ed)? (?:on|date)|date of (?:the )?(?:report|review|post-?mortem)|(?:review|post-?mortem|report|"
    r"meeting)(?: meeting)? (?:date|held)|reviewed|"
    r"drafted|authored)\b",
    re.IGNORECASE,
)
HAPPENED = re.compile(
    r"(?:^|· )(?:incident )?(?:date|start|end|began|ended|resolved|started|detected|date/duration)\b|\b(?:incident|outage) (?:date|"
    r"start|end)\b",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[date]:
    """The dates of a text that have a year. Months as bare numbers behind days are left out: 3/4/2024 is two days."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = match.groupdict()
            month = int(found["month"]) if found.get("month") else _MONTHS.index(found["name"].lower()) + 1
            try:
                yield date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                continue


def latest(texts: Iterable[str]) -> date | None:
    """The last day in texts."""
    return max((day for text in texts for day in dates(text)), default=None)


def labelled(label: re.Pattern[str], lines: Iterable[str]) -> date | None:
    """The last day that stands behind a label, each time the first one behind it."""
    behind = (line[match.end() :].split("·")[0] for line in lines for match in label.finditer(line))
    return max((day for text in behind for day in sorted(dates(text))[-1:]), default=None)
