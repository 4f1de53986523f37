"""incident.io: incidents with their updates and follow-ups, and postmortems, after the models of its SDKs (incident-io/sdk-ts, sdk-python).

`{incidents: [{reference, name, summary, custom_field_entries: [{custom_field: {name}, values: [{value_text}]}]}]}`, with
`incident_updates: [{message}]` and `follow_ups: [{title, description, assignee: {name}}]` where an export has put them into their incident,
and as lists of their own. `/v1/postmortem_documents/{id}/content` gives a postmortem as `{markdown}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import html_or_markdown, markdown

FORMAT = "incident.io"
EXTENSIONS = (".json",)

_KEYS = ("incidents", "incident", "incident_updates", "follow_ups")


def recognises(content: Any) -> bool:
    found = items(content, *_KEYS)
    if _is_postmortem(content):
        return True
    return bool(found) and all(_is_incident(each) or _is_update(each) or _is_follow_up(each) for each in found[:20])


def _is_postmortem(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"markdown"}


def _is_incident(value: dict[str, Any]) -> bool:
    return "reference" in value and "name" in value


def _is_update(value: dict[str, Any]) -> bool:
    return "incident_id" in value and "new_incident_status" in value


def _is_follow_up(value: dict[str, Any]) -> bool:
    return "incident_id" in value and "title" in value and "creator" in value


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each incident; a place is its summary, a field, an update or a follow-up."""
    if _is_postmortem(content):
        view = View()
        view.place("postmortem")
        markdown(view, text(content, "markdown"))
        yield view.document(path, FORMAT)
        return
    found = items(content, *_KEYS)
    taken: set[str] = set()
    if not all(map(_is_incident, found)):
        by_incident: dict[str, list[dict[str, Any]]] = {}
        for each in found:
            by_incident.setdefault(text(each, "incident_id"), []).append(each)
        key = "incident_updates" if _is_update(found[0]) else "follow_ups"
        found = [{"reference": number, key: parts} for number, parts in by_incident.items()]
    for incident in found:
        name = text(incident, "reference")
        view = View()
        view.place(f"{name} name")
        view.heading(1, text(incident, "name"))
        _part(view, f"{name} summary", "Summary", text(incident, "summary"))
        for entry in map(obj, listed(incident, "custom_field_entries")):
            title = text(entry, "custom_field", "name")
            values = (text(value, "value_text") for value in listed(entry, "values"))
            _part(view, f"{name} {title}", title, "\n\n".join(filter(None, values)))
        updates = sorted(map(obj, listed(incident, "incident_updates")), key=lambda each: text(each, "created_at"))
        for number, update in enumerate(updates, 1):
            _part(view, f"{name} update {number}", "Timeline" if number == 1 else "", text(update, "message"))
        for number, follow_up in enumerate(map(obj, listed(incident, "follow_ups")), 1):
            view.place(f"{name} follow-up {number}")
            if number == 1:
                view.heading(2, "Follow-ups")
            view.list(opens=True)
            view.item()
            owner = text(follow_up, "assignee", "name") or text(follow_up, "assignee_team", "name")
            view.text(text(follow_up, "title") + (f" (owner: {owner})" if owner else ""))
            view.list(opens=False)
            html_or_markdown(view, text(follow_up, "description"))
        yield view.document(inner(path, name, taken), FORMAT)


def _part(view: View, place: str, heading: str, value: str) -> None:
    if value.strip():
        view.place(place)
        view.heading(2, heading)
        html_or_markdown(view, value)
