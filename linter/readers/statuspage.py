"""Statuspage: incidents with their updates and postmortem, from the management API, the public `incidents.json` of a page, and webhooks.

After Atlassian's Statuspage API and the clients made from its OpenAPI description: `incidents[{name, status, impact,
incident_updates[{status, body, display_at}], postmortem_body: Markdown}]`, and a postmortem by itself, `{preview_key, body, body_draft}`.
The updates come newest first and are put in order. An update of status "postmortem" repeats the body and is left out there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import html_or_markdown

FORMAT = "statuspage"
EXTENSIONS = (".json",)


def recognises(content: Any) -> bool:
    found = items(content, "incidents", "incident")
    return _is_postmortem(content) or (
        bool(found) and all("name" in each and ("incident_updates" in each or "postmortem_body" in each) for each in found[:20])
    )


def _is_postmortem(value: Any) -> bool:
    return isinstance(value, dict) and "preview_key" in value and "body_draft" in value


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each incident; a place is an update or the postmortem."""
    if _is_postmortem(content):
        view = View()
        view.place("postmortem")
        html_or_markdown(view, text(content, "body") or text(content, "body_draft"))
        yield view.document(path, FORMAT)
        return
    taken: set[str] = set()
    for incident in items(content, "incidents", "incident"):
        view = View()
        view.place("name")
        view.heading(1, text(incident, "name"))
        view.field("Impact", text(incident, "impact"))
        view.field("Date", text(incident, "started_at") or text(incident, "created_at"))
        postmortem = text(incident, "postmortem_body")
        updates = sorted(map(obj, listed(incident, "incident_updates")), key=_time)
        kept = [each for each in updates if not (postmortem and text(each, "status") == "postmortem")]
        for number, update in enumerate(kept, 1):
            view.place(f"update {number}, {text(update, 'status')}".rstrip(", "))
            if number == 1:
                view.heading(2, "Timeline")
            html_or_markdown(view, text(update, "body"))
        if postmortem:
            view.place("postmortem")
            view.heading(2, "Postmortem")
            html_or_markdown(view, postmortem)
        yield view.document(inner(path, text(incident, "id") or text(incident, "name"), taken), FORMAT)


def _time(update: dict[str, Any]) -> str:
    return text(update, "display_at") or text(update, "created_at")
