"""Opsgenie: postmortems with their summary and content in ADF, after the documentation of its API (docs.opsgenie.com/docs/postmortem-api).

`{data: {title, severity, status, executiveSummary: ADF, content: ADF, rootIncident, …}}`, or a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._adf import adf, is_adf
from linter.readers._fields import inner, items, text
from linter.readers._prose import View

FORMAT = "opsgenie"
EXTENSIONS = (".json",)


def _found(content: Any) -> list[dict[str, Any]]:
    return [each for every in items(content) for each in items(every, "data")]


def recognises(content: Any) -> bool:
    found = _found(content)
    return bool(found) and all("title" in each and ("postmortemId" in each or "executiveSummary" in each) for each in found[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each postmortem; a place is its title, summary or content."""
    taken: set[str] = set()
    for postmortem in _found(content):
        view = View()
        view.place("title")
        view.heading(1, text(postmortem, "title"))
        view.field("Severity", text(postmortem, "severity"))
        view.field("Date", text(postmortem, "startTime"))
        if is_adf(postmortem.get("executiveSummary")):
            view.place("executive summary")
            view.heading(2, "Executive summary")
            adf(view, postmortem["executiveSummary"])
        if is_adf(postmortem.get("content")):
            view.place("content")
            adf(view, postmortem["content"])
        yield view.document(inner(path, text(postmortem, "postmortemId") or text(postmortem, "title"), taken), FORMAT)
