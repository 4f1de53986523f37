"""GitHub issues: the REST API's lists and single issues with their comments, webhooks, and what `gh issue list --json` prints.

After GitHub's OpenAPI description (`title`, `body`, `user.login`, `number`, `html_url`) and the payloads in @octokit/webhooks-examples.
Pull requests have the same shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document
from linter.readers._fields import inner, items, listed, obj, text
from linter.readers._prose import View
from linter.readers._text import markdown

FORMAT = "github"
EXTENSIONS = (".json",)


def _found(content: Any) -> list[dict[str, Any]]:
    """The issues of a list, of a search (`items`), or of a webhook with its comment."""
    return [_issue(each) if "issue" in each else each for each in items(content, "items")]


def _issue(payload: dict[str, Any]) -> dict[str, Any]:
    return {**obj(payload, "issue"), "comments": [obj(payload, "comment")] if "comment" in payload else []}


def recognises(content: Any) -> bool:
    found = _found(content)
    return bool(found) and all("title" in each and "body" in each and "number" in each and "iid" not in each for each in found[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each issue; a place is its body or one of its comments."""
    taken: set[str] = set()
    for issue in _found(content):
        number = f"#{text(issue, 'number')}"
        view = View()
        view.place(f"{number} title")
        view.heading(1, text(issue, "title"))
        view.place(f"{number} body")
        markdown(view, text(issue, "body"))
        # The API itself gives their number here.
        for count, comment in enumerate(map(obj, listed(issue, "comments")), 1):
            view.place(f"{number} comment {count}")
            if count == 1:
                view.heading(2, "Comments")
            markdown(view, text(comment, "body"))
        yield view.document(inner(path, number.removeprefix("#"), taken), FORMAT)
