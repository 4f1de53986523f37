"""FireHydrant: incidents and retrospective reports, after its public API (`/v1/incidents`, `/v1/post_mortems/reports`).

`{data: [{id, number, name, description, summary, customer_impact_summary, milestones, …}]}`; a report has its incident and `questions:
[{title, body}]`. The index of public code has no copy of the report's schema, so questions are taken by these names where they are there.
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
    ("additional_details", "Details"),
    ("monitoring_information", "Detection"),
)
_ANSWERS = ("body", "answer", "value")


def recognises(content: Any) -> bool:
    found = items(content, "data")
    return bool(found) and all(
        "name" in each and ("questions" in each or "customer_impact_summary" in each or ("milestones" in each and "number" in each))
        for each in found[:20]
    )


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each incident or report; a place is a field or a question."""
    taken: set[str] = set()
    for each in items(content, "data"):
        view = View()
        view.place("name")
        view.heading(1, text(each, "name"))
        values = {**obj(each, "incident"), **each}
        for key, heading in _FIELDS:
            if value := text(values, key):
                view.place(key.replace("_", " "))
                view.heading(2, heading)
                html_or_markdown(view, value)
        for number, question in enumerate(map(obj, listed(each, "questions")), 1):
            answer = next((text(question, key) for key in _ANSWERS if text(question, key)), "")
            if answer:
                view.place(f"question {number}")
                view.heading(2, text(question, "title"))
                html_or_markdown(view, answer)
        yield view.document(inner(path, text(each, "number") or text(each, "id") or text(each, "name"), taken), FORMAT)
