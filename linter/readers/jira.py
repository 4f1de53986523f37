"""Jira: issues as the REST API gives them (version 2 with wiki markup, version 3 with ADF), and the CSV export of a search.

After the Jira Cloud platform REST API: `{issues: [{key, fields: {summary, description, comment: {comments: […]}}}]}`, or one issue. In the
CSV the columns "Comment" and others stand once for every value, and a comment is "date;author;text".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._adf import adf, is_adf
from linter.readers._content import ReadError
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import wiki

FORMAT = "jira"
EXTENSIONS = (".json", ".csv")

_COMMENT = re.compile(r"(?P<date>[^;\r\n]{6,40});(?P<author>[^;\r\n]*);(?P<text>.*)", re.DOTALL)
_COLUMNS = ("Environment",)
_CUSTOM = re.compile(r"Custom field \((?P<name>.+)\)")
_SENTENCE = re.compile(r"\w+(?:\W+\w+){3}")


def recognises(content: Any) -> bool:
    if isinstance(content, str):
        header = content.partition("\n")[0]
        return "Issue key" in header and "Summary" in header
    found = items(content, "issues")
    return bool(found) and all("key" in each and "summary" in obj(each, "fields") for each in found[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each issue; a place is a field or a comment of it."""
    yield from _table(content, path) if isinstance(content, str) else _issues(content, path)


def _issues(content: Any, path: str) -> Iterator[Document]:
    taken: set[str] = set()
    for issue in items(content, "issues"):
        key, fields, names = text(issue, "key"), obj(issue, "fields"), obj(issue, "names") or obj(content, "names")
        view = View()
        view.place(f"{key} summary")
        view.heading(1, text(fields, "summary"))
        _rich(view, f"{key} description", "", fields.get("description"))
        _rich(view, f"{key} environment", "Environment", fields.get("environment"))
        for name, value in fields.items():
            # Only names that the export says, and only what is written: a custom field may hold anything.
            if name.startswith("customfield_") and name in names and (is_adf(value) or _SENTENCE.search(str(value or ""))):
                _rich(view, f"{key} {names[name]}", str(names[name]), value)
        for number, comment in enumerate(map(obj, listed(fields, "comment", "comments")), 1):
            _rich(view, f"{key} comment {number}", "Comments" if number == 1 else "", comment.get("body"))
        yield view.document(inner(path, key, taken), FORMAT)


def _rich(view: View, place: str, heading: str, value: Any) -> None:
    if not is_adf(value) and not (isinstance(value, str) and value.strip()):
        return
    view.place(place)
    view.heading(2, heading)
    if is_adf(value):
        adf(view, value)
    else:
        wiki(view, value)


def _table(content: str, path: str) -> Iterator[Document]:
    csv.field_size_limit(max(len(content), 131_072))
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        raise ReadError(f"{path}: damaged CSV: {error}") from None
    header, taken = rows[0], set[str]()
    for row in rows[1:]:
        pairs = [(name.strip(), value) for name, value in zip(header, row, strict=False) if value.strip()]
        values: dict[str, str] = {}
        for name, value in pairs:
            values.setdefault(name, value)
        if not values:
            continue
        key = values.get("Issue key", "")
        view = View()
        view.place(f"{key} Summary")
        view.heading(1, values.get("Summary", ""))
        for name, value in values.items():
            custom = _CUSTOM.fullmatch(name)
            if name == "Description" or name in _COLUMNS or (custom and _SENTENCE.search(value)):
                _rich(view, f"{key} {name}", "" if name == "Description" else custom["name"] if custom else name, value)
        for number, value in enumerate((value for name, value in pairs if name == "Comment"), 1):
            comment = _COMMENT.fullmatch(value)
            _rich(view, f"{key} Comment {number}", "Comments" if number == 1 else "", comment["text"] if comment else value)
        yield view.document(inner(path, key, taken), FORMAT)
