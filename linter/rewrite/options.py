"""Options for actions. An action is a decision of its authors, so it is never rewritten as if it had been decided otherwise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from linter.outline.fields import WHEN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.failure import GENERAL, FailureClass, classes, failure_class, leading_class
from linter.rewrite.topics import thing_of_action

_KEPT = re.compile(
    rf"(?P<owner>\b(?:owner|assignee|dri|responsible): ?[@\w][\w. -]*?(?=[,;).]|$))|(?P<when>\b{WHEN})"
    rf"|(?P<id>\b[A-Z][A-Z]+-\d+\b|#\d+\b)",
    re.IGNORECASE,
)

# A month is looked for by its first letters, which other words have as well ("on decimal entry"); "next" stands before anything.
_NO_DATE = re.compile(
    r"\b(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november"
    r"|december)\b)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]+"
    r"|\bnext (?!(?:week|month|quarter|year|sprint|release|review|shift|retro|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:warn|remind|tell|told|train|retrain|coach|talk|speak|spoke|inform|remove|drop|ask|educate|teach"
    r"|learn|formal|meeting|read|look)\w*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z-]+")
_UNCLEAR = (GENERAL, "knowledge")
_SHORT = 6
_TIERS = ("stronger", "intermediate", "weaker")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an action asks of people; `options` are (tier, action), strongest first."""

    words: frozenset[str]
    options: tuple[tuple[str, str], ...]


@cache
def _kinds() -> dict[str, _Kind]:
    data = tomllib.loads(files(__package__).joinpath("action_kinds.toml").read_text("utf-8"))
    return {name: _Kind(frozenset(row["words"].split()), tuple((tier, row[tier]) for tier in _TIERS)) for name, row in data.items()}


def options(context: Context) -> Iterator[Candidate]:
    """Two or three options, the stronger first, with the owner, date and ticket of the original."""
    sentence = context.analysis.sentence
    found = [match for match in _KEPT.finditer(context.text) if not _NO_DATE.search(match["when"] or "")]
    kept = ", ".join(dict.fromkeys(match.group().strip() for match in found))
    end = "." if sentence.text.rstrip().endswith((".", "!", "?")) else ""
    for tier, action in _actions(context):
        yield Candidate(f"{action} ({kept}){end}" if kept else action + end, "option", (sentence.text,), tier)


def _actions(context: Context) -> Iterator[tuple[str, str]]:
    """By the kind of failure where the sentence is clear about it; else about the thing that it names, or by what it asks of people."""
    words = set(_WORD.findall(context.text.casefold()))
    kinds = _kinds()
    text = _CORRECTION.sub("", context.text)
    own = failure_class(text)
    thing, is_rule = thing_of_action(context)
    if context.rule.code == "IA203" or kinds["person"].words & words:
        yield from kinds["person"].options
    elif own.count(text) > 1 and own.name not in _UNCLEAR:
        yield from own.options
    elif thing:
        yield from ((tier, action.replace("{t}", thing)) for tier, action in kinds["rule" if is_rule else "check"].options)
    elif kinds["learn"].words & words:
        yield from kinds["learn"].options
    else:
        # What stands around a short sentence says what it is about ("think before you send").
        near = around(context) if len(words) <= _SHORT else None
        found = own if own.name not in _UNCLEAR else near or own
        yield from found.options
    yield classes()[GENERAL].options[0]


def around(context: Context) -> FailureClass | None:
    """What the neighbours of the sentence, the title or the whole document speak of, where that is clear."""
    sentence = context.analysis.sentence
    title = context.document.source.lstrip().partition("\n")[0]
    near = _CORRECTION.sub("", f"{sentence.before} {sentence.after} {title.replace(context.source, '')}")
    found = failure_class(near)
    if found.count(near) > 1 and found.name not in _UNCLEAR:
        return found
    return leading_class(context.document.source)
