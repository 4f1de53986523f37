"""The Atlassian Document Format (ADF), which Jira's and Opsgenie's APIs give rich text in, after its public JSON schema.

Nodes that the schema does not name are read through to the text inside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from linter.document import Kind
from linter.readers._fields import listed, obj, text
from linter.readers._prose import MAX_DEPTH, View

_ITEMS = {"listItem": Kind.ITEM, "decisionItem": Kind.ITEM, "taskItem": Kind.TASK}
_LISTS = frozenset(("bulletList", "orderedList", "taskList", "decisionList"))
_CARDS = frozenset(("inlineCard", "blockCard", "embedCard"))


def is_adf(value: Any) -> bool:
    """Whether a value is a document of this format."""
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def adf(view: View, value: Any) -> None:
    """Write a document into a view."""
    _nodes(view, listed(value, "content"), 0)
    view.end_all()


def _nodes(view: View, nodes: Iterable[Any], depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    for node in map(obj, nodes):
        _node(view, node, text(node, "type"), depth + 1)


def _node(view: View, node: dict[str, Any], kind: str, depth: int) -> None:
    inside, attributes = listed(node, "content"), obj(node, "attrs")
    if kind == "text":
        _text(view, node)
    elif kind == "paragraph":
        view.close()
        _nodes(view, inside, depth)
        view.close()
    elif kind == "heading":
        level = attributes.get("level")
        view.open(Kind.HEADING, level=level if isinstance(level, int) else 1)
        _nodes(view, inside, depth)
        view.close()
    elif kind == "codeBlock":
        view.lines(Kind.CODE, "".join(text(each, "text") for each in inside))
    elif kind == "blockquote":
        with view.quoted():
            _nodes(view, inside, depth)
    elif kind in _LISTS:
        view.list(opens=True)
        _nodes(view, inside, depth)
        view.list(opens=False)
    elif kind in _ITEMS:
        view.item(_ITEMS[kind])
        _nodes(view, inside, depth)
        view.close()
    elif kind == "table":
        view.table(opens=True)
        _nodes(view, inside, depth)
        view.table(opens=False)
    elif kind == "tableRow":
        view.row()
        _nodes(view, inside, depth)
    elif kind in ("tableHeader", "tableCell"):
        view.cell(header=kind == "tableHeader")
        _nodes(view, inside, depth)
        view.end_cell()
    elif kind in ("expand", "nestedExpand"):
        view.paragraph(text(attributes, "title"))
        _nodes(view, inside, depth)
    elif kind == "hardBreak":
        view.line_break()
    elif kind in _CARDS:
        view.code(text(attributes, "url"))
    elif kind == "mention":
        view.text(text(attributes, "text").removeprefix("@"))
    elif kind in ("emoji", "status", "placeholder"):
        view.text(text(attributes, "text") if kind != "placeholder" else "")
    elif kind == "date":
        view.text(_day(text(attributes, "timestamp")))
    else:
        _nodes(view, inside, depth)


def _text(view: View, node: dict[str, Any]) -> None:
    marks = {text(mark, "type") for mark in listed(node, "marks")}
    if "code" in marks:
        view.code(text(node, "text"))
        return
    if "strong" in marks:
        view.strong(opens=True)
    view.text(text(node, "text"))
    if "strong" in marks:
        view.strong(opens=False)


def _day(milliseconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
