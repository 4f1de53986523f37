"""Rootly: retrospectives and incidents, after its public API, which speaks JSON:API.

`{data: [{id, type: "incident_post_mortems", attributes: {title, content, status, started_at, …}}]}`, and likewise incidents, their events
and action items, as in the models of rootly-python. `content` is HTML in the documentation's examples; HTML and Markdown are told apart by
how it starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, obj, text
from linter.readers._prose import View
from linter.readers._text import html_or_markdown

FORMAT = "rootly"
EXTENSIONS = (".json",)

_TYPES = frozenset(("incident_post_mortems", "incidents", "incident_events", "incident_action_items"))
_FIELDS = (
    ("content", ""),
    ("summary", "Summary"),
    ("description", "Description"),
    ("mitigation_message", "Mitigation"),
    ("resolution_message", "Resolution"),
    ("event", "Timeline"),
)


def recognises(content: Any) -> bool:
    found = items(content, "data")
    return bool(found) and all(text(each, "type") in _TYPES and "attributes" in each for each in found[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each retrospective, incident, event or action item; a place is a field."""
    taken: set[str] = set()
    for each in items(content, "data"):
        attributes = obj(each, "attributes")
        view = View()
        view.place("title")
        view.heading(1, text(attributes, "title") or text(attributes, "summary"))
        view.field("Date", text(attributes, "started_at"))
        for key, heading in _FIELDS:
            if key == "summary" and not text(attributes, "title"):
                continue
            if value := text(attributes, key):
                view.place(key.replace("_", " "))
                view.heading(2, heading)
                html_or_markdown(view, value)
        yield view.document(inner(path, text(each, "id") or text(attributes, "title"), taken), FORMAT)
