"""PagerDuty: incidents with their notes and status updates, and postmortems of status pages.

After PagerDuty's OpenAPI description of its REST API: `{incidents: [{incident_number, title, description, …}]}`, `{notes: [{content,
created_at, user}]}`, `{status_updates: [{message}]}`, `{postmortem: {message: HTML, reported_at}}`. An export that puts notes and updates
into their incident is read as one document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._tags import html
from linter.readers._text import plain

FORMAT = "pagerduty"
EXTENSIONS = (".json",)


def _found(content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict) and ("notes" in content or "status_updates" in content) and "incident" not in content:
        return [content]
    found = items(content, "incidents", "incident", "postmortems")
    return [{**each, **obj(each, "incident")} if "incident" in each else each for each in found]


def recognises(content: Any) -> bool:
    found = _found(content)
    return bool(found) and all("incident_number" in each or "message" in obj(each, "postmortem") or _are_notes(each) for each in found[:20])


def _are_notes(value: dict[str, Any]) -> bool:
    notes = [*map(obj, listed(value, "notes")), *map(obj, listed(value, "status_updates"))]
    return bool(notes) and all(("content" in each or "message" in each) and "created_at" in each for each in notes)


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each incident; a place is a note, an update or the postmortem."""
    taken: set[str] = set()
    for incident in _found(content):
        number = text(incident, "incident_number")
        name = f"incident {number} " if number else ""
        view = View()
        view.place(f"{name}title".strip())
        view.heading(1, text(incident, "title") or text(incident, "summary"))
        if text(incident, "description") != text(incident, "title"):
            view.place(f"{name}description")
            plain(view, text(incident, "description"))
        for key, field, heading in (("notes", "content", "Notes"), ("status_updates", "message", "Status updates")):
            for count, note in enumerate(map(obj, listed(incident, key)), 1):
                view.place(f"{name}{heading.lower().rstrip('s')} {count}")
                if count == 1:
                    view.heading(2, heading)
                plain(view, text(note, field))
        if message := text(incident, "postmortem", "message"):
            view.place(f"{name}postmortem")
            view.heading(2, "Postmortem" if text(incident, "title") else "")
            html(view, message)
        yield view.document(inner(path, number or text(incident, "id") or "incident", taken), FORMAT)
