"""Outlines for people and for programs (`linter/schema/outline-1.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wcwidth import wcswidth

from linter.about import SCHEMA_VERSION, Tool
from linter.document import Document
from linter.finding import Span
from linter.outline import dates
from linter.outline.parts import Action, Outline, Part

_FIELDS = ("owner", "due", "priority", "status", "tracker")
_CELL = 18


def as_json(found: Iterable[tuple[Document, Outline]], tool: Tool) -> Iterator[str]:
    """One object over several lines, a line for each document."""
    told = {"name": tool.name, "version": tool.version}
    yield f'{{"schema_version": {json.dumps(SCHEMA_VERSION)},\n "tool": {json.dumps(told)},\n "documents": ['
    for number, (document, outline) in enumerate(found):
        yield ("," if number else "") + "\n  " + json.dumps(outline_object(outline, document), ensure_ascii=False)
    yield "]}\n"


def outline_object(found: Outline, document: Document) -> dict[str, Any]:
    """An outline as the `documents` of `linter/schema/outline-1.json` have it."""

    def place(span: Span) -> dict[str, int]:
        line, column = document.position(span.start)
        return {"start": span.start, "end": span.end, "line": line, "column": column}

    def part(value: Part | None) -> dict[str, Any] | None:
        return {"text": value.text, **place(value.span)} if value else None

    return {
        "path": document.path,
        "review": found.is_review,
        "evidence": list(found.evidence),
        "title": part(found.title),
        "happened": dates.shown(found.happened) if found.happened else None,
        "reported": dates.shown(found.reported) if found.reported else None,
        "sections": [{"kind": each.kind, "title": each.title, "level": each.level, **place(each.span)} for each in found.sections],
        "timeline": [{"time": each.time, "text": each.text, **place(each.span)} for each in found.timeline],
        "factors": [{"text": each.text, "role": each.role, "kind": each.kind, **place(each.span)} for each in found.factors],
        "actions": [
            {
                "text": each.text,
                "source": each.source,
                **{name: part(getattr(each, name)) for name in _FIELDS},
                "done": each.done,
                "tier": each.tier or None,
                "details": list(each.details),
                **place(each.span),
            }
            for each in found.actions
        ],
        "whys": [[{"question": each.question, "answer": each.answer, **place(each.span)} for each in chain] for chain in found.whys],
    }


def as_text(found: Iterable[tuple[Document, Outline]], *, width: int) -> Iterator[str]:
    """What was understood, for people: a block for each document, with line numbers."""
    for number, (document, outline) in enumerate(found):
        lines = _lines(document, outline, width)
        yield "".join(f"{line.rstrip()}\n" for line in ([""] if number else []) + list(lines))


def _lines(document: Document, outline: Outline, width: int) -> Iterator[str]:
    def line(span: Span) -> str:
        return f"{document.position(span.start)[0]:>5}  "

    room = width - 7
    yield f"{document.path}: {outline.title.text if outline.title else 'no title'}"
    if outline.is_review:
        yield f"  reads as a review of an incident ({'; '.join(outline.evidence)})"
    else:
        yield "  does not read as a review of an incident; the rules about whole reviews leave it alone"
    days = [f"{name} {dates.shown(day)}" for name, day in (("happened", outline.happened), ("reviewed", outline.reported)) if day]
    if days:
        yield f"  {', '.join(days)}"
    for title, rows in (
        ("Sections", [(each.span, f"{each.kind:<11} {each.title}") for each in outline.sections]),
        ("Timeline", [(each.span, f"{each.time:<17} {each.text.removeprefix(each.time).lstrip(' ])–—:-')}") for each in outline.timeline]),
        ("Factors", [(each.span, f"{' '.join(filter(None, (each.kind, each.role))):<11} {each.text}") for each in outline.factors]),
    ):
        yield ""
        yield f"  {title}: {len(rows) or 'none'}"
        yield from (line(span) + _cut(text, room) for span, text in rows)
    for chain in outline.whys:
        yield ""
        yield f"  Whys: {len(chain)}"
        yield from (line(why.span) + _cut(f"{why.question or 'Why?'} → {why.answer}", room) for why in chain)
    yield ""
    yield f"  Actions: {len(outline.actions) or 'none'}"
    yield from _table(outline.actions, [line(action.span) for action in outline.actions], room)


def _table(actions: Sequence[Action], numbers: Sequence[str], room: int) -> Iterator[str]:
    if not actions:
        return
    names = [name for name in _FIELDS if name in ("owner", "due") or any(_told(action, name) for action in actions)]
    rows = [[*names, "tier", "action"]]
    for action in actions:
        parts: list[Part | None] = [getattr(action, name) for name in names]
        cells = [_cut(part.text, _CELL) if part else "–" for part in parts]
        if "status" in names and not action.status and action.done:
            cells[names.index("status")] = "done"
        rows.append([*cells, action.tier or "–", action.text])
    widths = [max(wcswidth(row[column]) for row in rows) for column in range(len(names) + 1)]
    for number, row in zip(["       ", *numbers], rows, strict=True):
        cells = [cell + " " * (wide - wcswidth(cell)) for cell, wide in zip(row, widths, strict=False)]
        yield number + _cut("  ".join((*cells, row[-1])), room)


def _told(action: Action, name: str) -> bool:
    return getattr(action, name) is not None or (name == "status" and action.done)


def _cut(text: str, room: int) -> str:
    text = " ".join(text.split(" "))
    return text if len(text) <= room else text[: room - 1] + "…"
