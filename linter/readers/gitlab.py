"""GitLab issues: the REST API's lists and single issues, with notes where they were added, and `issues.ndjson` of project exports as JSON.

After GitLab's issues and notes API (`iid`, `title`, `description`, `notes[{body, system}]`). What GitLab itself noted is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import markdown

FORMAT = "gitlab"
EXTENSIONS = (".json",)


def recognises(content: Any) -> bool:
    found = items(content, "issues")
    return bool(found) and all("title" in each and "description" in each and "iid" in each for each in found[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each issue; a place is its description or one of its notes."""
    taken: set[str] = set()
    for issue in items(content, "issues"):
        number = f"#{text(issue, 'iid')}"
        view = View()
        view.place(f"{number} title")
        view.heading(1, text(issue, "title"))
        view.place(f"{number} description")
        markdown(view, text(issue, "description"))
        notes = [note for note in map(obj, listed(issue, "notes")) if not note.get("system")]
        for count, note in enumerate(notes, 1):
            view.place(f"{number} note {count}")
            if count == 1:
                view.heading(2, "Comments")
            markdown(view, text(note, "body") or text(note, "note"))
        yield view.document(inner(path, number.removeprefix("#"), taken), FORMAT)
