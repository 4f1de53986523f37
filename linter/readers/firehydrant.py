"""FireHydrant: incidents and retrospectives, after the models of its public API's SDK (firehydrant-typescript-sdk).

`{data: [{id, number, name, description, summary, customer_impact_summary, milestones, …}]}` of `/v1/incidents`; of
`/v1/post_mortems/reports` the same with the incident inside, `questions: [{title, body}]` and `additional_details: [text]`; of
`/v1/incidents/{id}/retrospectives` `fields: [{label, type, value}]`. The schema has one question where the guide to templates has a list
of them: both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import html_or_markdown

FORMAT = "firehydrant"
EXTENSIONS = (".json",)

_FIELDS = (
    ("summary", "Summary"),
    ("description", "Description"),
    ("customer_impact_summary", "Impact"),
)
_WRITTEN = frozenset(("text", "markdown_text"))
"""The types of a retrospective's fields that people write sentences in."""


def recognises(content: Any) -> bool:
    found = items(content, "data")
    return bool(found) and all(
        "name" in each
        and (
            "questions" in each
            or "customer_impact_summary" in each
            or ("milestones" in each and "number" in each)
            or ("fields" in each and "is_hidden" in each)
        )
        for each in found[:20]
    )


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each incident or retrospective; a place is a field or a question."""
    taken: set[str] = set()
    for each in items(content, "data"):
        view = View()
        view.place("name")
        view.heading(1, text(each, "name"))
        values = {**obj(each, "incident"), **each}
        for key, heading in _FIELDS:
            _part(view, key.replace("_", " "), heading, text(values, key))
        for number, question in enumerate(items(each.get("questions")), 1):
            _part(view, f"question {number}", text(question, "title"), text(question, "body"))
        for field in map(obj, listed(each, "fields")):
            if text(field, "type") in _WRITTEN:
                _part(view, text(field, "label"), text(field, "label"), text(field, "value"))
        details = (detail for detail in listed(each, "additional_details") if isinstance(detail, str))
        _part(view, "additional details", "Details", "\n\n".join(details))
        yield view.document(inner(path, text(each, "number") or text(each, "id") or text(each, "name"), taken), FORMAT)


def _part(view: View, place: str, heading: str, value: str) -> None:
    if value.strip():
        view.place(place)
        view.heading(2, heading)
        html_or_markdown(view, value)
