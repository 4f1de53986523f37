"""Options for actions. An action is a decision of its authors, so it is never rewritten as if it had been decided otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.outline.fields import WHEN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.failure import GENERAL, classes, failure_class, leading_class

_KEPT = re.compile(
    rf"(?P<owner>\b(?:owner|assignee|dri|responsible): ?[@\w][\w. -]*?(?=[,;).]|$))|(?P<when>\b{WHEN})"
    rf"|(?P<id>\b[A-Z][A-Z]+-\d+\b|#\d+\b)",
    re.IGNORECASE,
)

# A month is looked for by its first letters, which other words have as well ("on decimal entry").
_NO_MONTH = re.compile(
    r"\b(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november"
    r"|december)\b)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]+",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:warn|remind|tell|told|train|retrain|coach|talk|speak|spoke|inform|remove|drop|ask|educate|teach"
    r"|learn|formal|meeting|read|look)\w*",
    re.IGNORECASE,
)


def options(context: Context) -> Iterator[Candidate]:
    """Two or three options by the kind of failure, the stronger first, with the owner, date and ticket of the original."""
    sentence = context.analysis.sentence
    found = failure_class(_CORRECTION.sub("", context.text))
    if found.name in (GENERAL, "knowledge"):
        around = [failure_class(text) for text in _surroundings(context) if failure_class(text).count(text) > 1]
        found = next((each for each in around if each.name != "knowledge"), found)
    if found.name == GENERAL:
        found = leading_class(context.document.source) or found
    kept = ", ".join(
        dict.fromkeys(match.group().strip() for match in _KEPT.finditer(context.text) if not _NO_MONTH.search(match["when"] or ""))
    )
    end = "." if sentence.text.rstrip().endswith((".", "!", "?")) else ""
    for tier, action in found.options:
        yield Candidate(f"{action} ({kept}){end}" if kept else action + end, "option", (sentence.text,), tier)
    if found.name != GENERAL:
        tier, action = classes()[GENERAL].options[0]
        yield Candidate(action + end, "option", (sentence.text,), tier)


def _surroundings(context: Context) -> Iterator[str]:
    """What stands around the action: its neighbours and the title of the document."""
    sentence = context.analysis.sentence
    title = context.document.source.lstrip().partition("\n")[0]
    yield _CORRECTION.sub("", f"{sentence.before} {sentence.after} {title.replace(context.source, '')}")
