"""Actions of a review, from tables, task lists, lists, labels and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from linter.document import Block, Document, Kind, prose, shown
from linter.finding import Span
from linter.outline import fields, words
from linter.outline.fields import Roster
from linter.outline.parts import Action, Part
from linter.pipeline.sentence import Sentence

_ACTIONS = 2048
_LISTED = (Kind.ITEM, Kind.TASK)
_TICKED = re.compile(r"(?:\[[xX]\]\s*|~~)$")
_LABEL = re.compile(r"^(?:[A-Z][\w-]*(?: [\w-]+){0,2})?\s*(?:actions?|action items?|next steps?|follow-?ups?)\s*:\s+", re.IGNORECASE)
# Prose that plans has somebody who will do something: "To prevent this, we will add …", "Ana will update …", not "users will see …".
_COMMITS = re.compile(
    r"['’]ll\b|\bwill\b(?! not\b)|\b(?:is|are|am) (?:also )?(?:going|working|continuing|planning) to\b|\b(?:plans?|intends?|need|"
    r"have) to\b",
    re.IGNORECASE,
)
_BEFORE = r"(?:[^,;:]{1,80}, |(?:going forward|therefore|also|finally|lastly|secondly|then|next|as a result) )"
_WHO = re.compile(
    rf"^{_BEFORE}?(?:(?i:we|i|the (?:[\w-]+ ){{0,2}}(?:team|engineers|operators))|[A-Z][\w-]*(?: (?:[A-Z][\w-]*|and|team|operations|"
    rf"engineers)){{0,4}})(?: also| now| then)?$"
)
_NO_PLAN = re.compile(r"[?:]\s*$|\bwill (?:be able|see|find|have|only|still)\b", re.IGNORECASE)
_LEADS = re.compile(
    r"\b(?:actions?|steps|measures|follow-?ups?|improvements?|changes|prevent|following|planned|to do|tasks?|fix(?:es)?|will|going to|"
    r"need to)\b",
    re.IGNORECASE,
)
_NO_ACTION = re.compile(
    r"^(?:none|n/?a|no actions?(?: items?)?(?: \w+){0,3}|tb[dac]|-+|…|all times.*|see x+.*|if .* had .*)\W*$", re.IGNORECASE
)


def actions(document: Document, read: Sequence[tuple[Block, list[Sentence]]], kinds: Sequence[str], roster: Roster) -> Iterator[Action]:
    """The actions in order. `read` are the blocks with their sentences, `kinds` the kinds of the places that the blocks stand in."""
    number = 0
    while number < len(read):
        block, own = read[number]
        kind = kinds[number]
        if block.kind is Kind.CELL:
            row = _row(read, number)
            if (found := _of_row(document, [block for block, _ in row], kind, roster)) is not None:
                yield found
            number += len(row)
        elif block.kind in _LISTED and (kind == "actions" or (block.kind is Kind.TASK and kind in ("other", "background"))):
            below = _below(read, number)
            if own and not _NO_ACTION.match(own[0].text) and (not block.lead or _LEADS.search(block.lead)):
                yield _of_item(document, block, [block for block, _ in below], roster)
            number += 1 + len(below)
        else:
            if own and kind == "actions" and block.kind is Kind.PARAGRAPH:
                yield from _of_prose(document, block, own, roster)
            number += 1


def _row(read: Sequence[tuple[Block, list[Sentence]]], start: int) -> Sequence[tuple[Block, list[Sentence]]]:
    """The cells of the row that begins with the cell at `start`."""
    first = read[start][0]
    end, columns = start + 1, [first.column]
    while end < len(read):
        block = read[end][0]
        if block.kind is not Kind.CELL or block.row != first.row or block.columns != first.columns:
            break
        if block.column in columns and block.column != columns[-1]:
            break
        columns.append(block.column)
        end += 1
    return read[start:end]


def _below(read: Sequence[tuple[Block, list[Sentence]]], start: int) -> Sequence[tuple[Block, list[Sentence]]]:
    """The items below the item at `start`."""
    end = start + 1
    while end < len(read) and read[end][0].kind in _LISTED and read[end][0].level > read[start][0].level > 0:
        end += 1
    return read[start + 1 : end]


def _of_row(document: Document, cells: Sequence[Block], section: str, roster: Roster) -> Action | None:
    columns = cells[0].columns
    names: dict[str, str] = {}
    for column in columns:
        name = words.named("columns", column)
        if name and name not in names.values():
            names[column] = name
    task = next((column for column in columns if names.get(column) == "action"), None)
    if task is None and section == "actions":
        task = next((column for column in columns if column and column not in names), None)
    if task is None or section in ("timeline", "chat", "impact") or not (section == "actions" or "owner" in names.values()):
        return None
    said: dict[str, Part] = {}
    found: Action | None = None
    for column, group in groupby(cells, key=lambda cell: cell.column):
        blocks = list(group)
        text, offsets = prose(document, replace(blocks[0], end=blocks[-1].end))
        if column == task and not _NO_ACTION.match(text):
            found = _action(document, text, offsets, "table", roster)
        said[names.get(column, "")] = Part(text, Span(offsets[0], offsets[-1]))
    if found is None:
        return None
    named = said.get("owner")
    status = said.get("status") or found.status
    return replace(
        found,
        owner=named if named and fields.is_owner(named.text, field=True) else found.owner if named is None else None,
        due=_stated(said.get("due")) or found.due,
        priority=_stated(said.get("priority")) or found.priority,
        status=status,
        tracker=_stated(said.get("tracker")) or found.tracker,
        done=found.done or bool(status and fields.says_done(status.text)),
        tier=_stated_tier(said.get("tier")) or found.tier,
        columns=frozenset(names.values()),
    )


def _stated(part: Part | None) -> Part | None:
    return part if part and fields.is_owner(part.text, field=True) else None


def _stated_tier(part: Part | None) -> str:
    """The tier that a cell gives, "" for any other word: the authors know better than a list of verbs."""
    word = part.text.strip("⟨⟩ .").lower() if part else ""
    return next((each for each in TIERS if word in (each, each.removesuffix("er"))), "")


def _of_item(document: Document, block: Block, below: Sequence[Block], roster: Roster) -> Action:
    text, offsets = prose(document, block)
    label = _LABEL.match(text)
    start = label.end() if label else 0
    found = _action(document, text[start:], offsets[start:], "task" if block.kind is Kind.TASK else "list", roster)
    details = [prose(document, each) for each in below]
    for detail in details:
        inner = _action(document, *detail, "list", roster)
        found = replace(
            found,
            owner=found.owner or inner.owner,
            due=found.due or inner.due,
            tracker=found.tracker or inner.tracker,
            priority=found.priority or inner.priority,
            tier=_stronger(found.tier, inner.tier),
        )
    ticked = _TICKED.search(document.source, document.source.rfind("\n", 0, block.start) + 1, offsets[0]) is not None
    return replace(found, done=found.done or ticked, details=tuple(shown(document, *detail) for detail in details))


def _stronger(one: str, two: str) -> str:
    return min(one, two, key=lambda tier: TIERS.index(tier) if tier else len(TIERS))


TIERS = ("stronger", "intermediate", "weaker")
"""The RCA2 action hierarchy, the most effective first."""


_SLOT = re.compile(r"⟨[^⟩]*⟩")


def tier(text: str) -> str:
    """The tier of an action by what it changes, "" where its words don't tell."""
    found = words.named("tiers", _SLOT.sub("", text))
    return "weaker" if found == "study" else found


def _of_prose(document: Document, block: Block, own: Sequence[Sentence], roster: Roster) -> Iterator[Action]:
    text, offsets = prose(document, block)
    if (label := _LABEL.match(text)) is not None:
        if not _NO_ACTION.match(text[label.end() :]):
            yield _action(document, text[label.end() :], offsets[label.end() :], "label", roster)
        return
    for sentence in own:
        commits = _COMMITS.search(sentence.text)
        if commits and _WHO.match(sentence.text[: commits.start()].rstrip()) and not _NO_PLAN.search(sentence.text):
            yield _action(document, sentence.text, sentence.offsets, "prose", roster)


def _action(document: Document, text: str, offsets: Sequence[int], source: str, roster: Roster) -> Action:
    """An action as its own words tell it. `offsets` are those of the characters of the text, and of its end."""

    def part(found: tuple[int, int] | None) -> Part | None:
        return Part(text[slice(*found)].strip(), Span(offsets[found[0]], offsets[found[1] - 1] + 1)) if found else None

    # Addresses of links are no prose, so a ticket is looked for in the source: in an item up to the end of its last line.
    start, end = offsets[0], offsets[-1]
    if source in ("list", "task", "label"):
        line = document.source.find("\n", end)
        end = line if line >= 0 else len(document.source)
    told = _told(text, document.source[start:end], roster)
    return Action(
        shown(document, text, offsets),
        Span(offsets[0], offsets[-1]),
        source,
        owner=part(told.owner),
        due=part(told.due),
        priority=part(told.priority),
        status=part(told.status),
        tracker=_tracker(document, start, told.tracker),
        done=told.done,
        tier=told.tier,
    )


def _tracker(document: Document, base: int, found: tuple[int, int] | None) -> Part | None:
    if found is None:
        return None
    span = Span(base + found[0], base + found[1])
    return Part(document.source[span.start : span.end], span)


class _Told(NamedTuple):
    """What an action says of itself: ranges of its text, and of its source for the tracker."""

    owner: tuple[int, int] | None
    due: tuple[int, int] | None
    priority: tuple[int, int] | None
    status: tuple[int, int] | None
    tracker: tuple[int, int] | None
    done: bool
    tier: str


@lru_cache(_ACTIONS)
def _told(text: str, source: str, roster: Roster) -> _Told:
    status = fields.status(text)
    return _Told(
        fields.owner(text, roster=roster),
        fields.due(text),
        fields.priority(text),
        status,
        fields.tracker(source),
        bool(status and fields.says_done(text[slice(*status)])) or fields.is_done_already(text),
        tier(text),
    )
