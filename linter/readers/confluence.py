"""Confluence: space exports as XML (a zip with `entities.xml`, or that file), and single pages in storage format.

Every current page, blog post and the comments below it is a document. Drafts, old versions and deleted pages are left out. The shape is
that of exports of Confluence 5 to 8 and Cloud. Parsed by defusedxml (the entities) and lxml (the bodies).
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from linter.document import Document
from linter.readers._content import Members, ReadError, decode
from linter.readers._fields import inner
from linter.readers._prose import View
from linter.readers._storage import storage
from linter.readers._text import wiki

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FORMAT = "confluence"
EXTENSIONS = (".xml", ".zip")

_ENTITIES = r"(?:[^/]+/)?entities\.xml"
_PAGES = ("Page", "BlogPost")
_WIKI, _STORAGE = "0", "2"


@dataclass(slots=True)
class _Content:
    """A page, blog post or comment: its body has a type, `0` for wiki markup and `2` for the storage format."""

    number: str
    kind: str
    title: str
    status: str
    original: str
    container: str
    body: str = ""
    type: str = ""


@dataclass(slots=True)
class _Space:
    contents: dict[str, _Content] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)


def recognises(content: Any) -> bool:
    if isinstance(content, Members):
        return next(content.matching(_ENTITIES), None) is not None
    start = content[:20_000]
    return b"<hibernate-generic" in start or b"<ac:" in start or b"<ri:" in start or b"atlassian.com/content" in start


def documents(content: Members | bytes, path: str) -> Iterator[Document]:
    """The pages in the order of the export. A place is a page or a comment, by its id."""
    if isinstance(content, Members):
        for name in content.matching(_ENTITIES):
            yield from _space(io.BytesIO(content.read(name)), path)
    elif b"<hibernate-generic" in content[:20_000]:
        yield from _space(io.BytesIO(content), path)
    else:
        view = View()
        problems = _problems(storage(view, _without_prolog(decode(content, path), path), {}))
        yield view.document(path, FORMAT, problems=problems)


def _without_prolog(text: str, path: str) -> str:
    """A page without what stands before its first element."""
    start = text.lstrip()
    if start.startswith("<?xml"):
        start = start.partition("?>")[2].lstrip()
    if start[:9].upper() == "<!DOCTYPE":
        if "<!ENTITY" in start:
            raise ReadError(f"{path}: refused: it declares entities")
        start = start.partition(">")[2]
    return start


def _problems(well_formed: bool) -> tuple[str, ...]:
    return () if well_formed else ("the page is no well-formed storage format: something of it may be missing",)


def _space(file: IO[bytes], path: str) -> Iterator[Document]:
    space = _read(file, path)
    comments: dict[str, list[_Content]] = defaultdict(list)
    for each in space.contents.values():
        if each.kind == "Comment" and each.status in ("", "current") and not each.original:
            comments[each.container].append(each)
    taken: set[str] = set()
    for page in space.contents.values():
        if page.kind not in _PAGES or page.status not in ("", "current") or page.original:
            continue
        view = View()
        view.place(f"page {page.number}")
        view.heading(1, page.title)
        well_formed = _body(view, page, space)
        for comment in comments[page.number]:
            view.place(f"comment {comment.number}")
            view.heading(2, "Comment")
            well_formed &= _body(view, comment, space)
        yield view.document(inner(path, page.title, taken), FORMAT, problems=_problems(well_formed))


def _body(view: View, content: _Content, space: _Space) -> bool:
    if content.type == _WIKI:
        wiki(view, content.body)
        return True
    return storage(view, content.body, space.users)


def _read(file: IO[bytes], path: str) -> _Space:
    """What an export holds. The tree is never in memory as a whole."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    space = _Space()
    bodies: list[tuple[str, str, str]] = []
    try:
        root: Element | None = None
        depth = 0
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            depth += 1 if event == "start" else -1
            if event == "start" or element.tag != "object" or depth != 1:
                continue
            _object(element, space, bodies)
            root.clear()
    except DefusedXmlException:
        raise ReadError(f"{path}: refused: its XML declares a document type or entities") from None
    except ParseError as error:
        raise ReadError(f"{path}: damaged export: {error}") from None
    for owner, body, kind in bodies:
        if owner in space.contents:
            space.contents[owner].body, space.contents[owner].type = body, kind
    return space


def _object(element: Element, space: _Space, bodies: list[tuple[str, str, str]]) -> None:
    kind, number = element.get("class", ""), (element.findtext("id") or "").strip()
    properties = {each.get("name", ""): each for each in element.findall("property")}

    def value(name: str) -> str:
        return (properties[name].text or "").strip() if name in properties else ""

    def reference(*names: str) -> str:
        return next(((properties[name].findtext("id") or "").strip() for name in names if name in properties), "")

    if kind in (*_PAGES, "Comment"):
        original = reference("originalVersion") or value("originalVersion")
        container = reference("containerContent", "owner", "content")
        space.contents[number] = _Content(number, kind, value("title"), value("contentStatus"), original, container)
    elif kind == "BodyContent":
        body = properties["body"].text or "" if "body" in properties else ""
        # Long bodies have their CDATA ends taken apart, so that they fit into the CDATA of the export.
        bodies.append((reference("content"), body.replace("]] >", "]]>"), value("bodyType") or _STORAGE))
    elif kind in ("ConfluenceUserImpl", "InternalUser", "User"):
        name = value("fullName") or value("displayName") or value("name")
        for key in (number, value("atlassianAccountId"), value("name")):
            if key and name:
                space.users.setdefault(key, name)
