"""Confluence's storage format: XHTML with macros, tasks and links of its own (`ac:`, `ri:`), after Atlassian's description of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING

from linter.document import Kind
from linter.readers._prose import View
from linter.readers._tags import Tags

if TYPE_CHECKING:
    from lxml.etree import _Element

_AC, _RI = "{urn:ac}", "{urn:ri}"
_REFERENCE = re.compile(r"(?P<data><!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?P<name>\w{1,32};)?", re.DOTALL)
_CODE = frozenset(("code", "noformat", "html", "css", "mathblock", "plantuml", "sql"))
_QUOTES = frozenset(("quote", "excerpt-quote"))
_DROPPED = frozenset(
    (
        f"{_AC}parameter",
        f"{_AC}task-id",
        f"{_AC}task-uuid",
        f"{_AC}task-status",
        f"{_AC}placeholder",
        f"{_AC}image",
        f"{_AC}adf-fallback",
        f"{_RI}page",
        f"{_RI}attachment",
        f"{_RI}url",
    )
)
_SHOWN = ("title",)


def storage(view: View, body: str, users: Mapping[str, str]) -> bool:
    """Write a body into a view; `users` names those that links mention by key or account. Gives whether it was well-formed."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    text = _REFERENCE.sub(_character, re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", body))
    root = etree.fromstring(f'<root xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns:at="urn:at">{text}</root>'.encode(), parser)
    if root is not None:
        _Walk(view, users).inside(root)
    view.end_all()
    return root is not None and not len(parser.error_log)


def _character(reference: re.Match[str]) -> str:
    """XML knows five names; HTML's others are characters, and a lone ampersand is one."""
    if reference["data"]:
        return reference["data"]
    if not reference["name"]:
        return "&amp;"
    found = unescape(reference.group())
    return found if found != reference.group() else f"&amp;{reference['name']}"


class _Walk:
    def __init__(self, view: View, users: Mapping[str, str]) -> None:
        self.view, self.users = view, users
        self.tags = Tags(view)

    def inside(self, element: _Element) -> None:
        self.tags.text(element.text or "")
        for child in element:
            self.element(child)
            self.tags.text(child.tail or "")

    def element(self, element: _Element) -> None:
        tag = str(element.tag)
        name = element.get(f"{_AC}name", "")
        if tag in _DROPPED:
            return
        if tag in (f"{_AC}structured-macro", f"{_AC}macro"):
            self.macro(element, name)
        elif tag == f"{_RI}user":
            key = next((element.get(f"{_RI}{each}") for each in ("account-id", "userkey", "username") if element.get(f"{_RI}{each}")), "")
            self.view.text(self.users.get(str(key), "somebody"))
        elif tag == f"{_AC}link" and not (element.xpath("string()") or element.findall(f"{_RI}user")):
            # A link without a text shows the title of its page.
            page = element.find(f"{_RI}page")
            self.view.text(str(page.get(f"{_RI}content-title", "")) if page is not None else "")
        elif tag == f"{_AC}task-list":
            self.around("ul", element)
        elif tag == f"{_AC}task":
            self.view.item(Kind.TASK)
            self.inside(element)
            self.view.close()
        elif tag == f"{_AC}emoticon":
            self.view.text(element.get(f"{_AC}emoji-fallback", ""))
        elif tag == "time":
            self.view.text(element.get("datetime", ""))
        elif tag.startswith("{"):
            self.inside(element)
        else:
            self.around(tag, element)

    def around(self, tag: str, element: _Element) -> None:
        self.tags.start(tag.lower())
        self.inside(element)
        self.tags.end(tag.lower())

    def macro(self, element: _Element, name: str) -> None:
        plain = element.find(f"{_AC}plain-text-body")
        if plain is not None:
            self.view.lines(Kind.CODE if name in _CODE else Kind.PARAGRAPH, str(plain.xpath("string()")))
            return
        title = next((each.text or "" for each in element.findall(f"{_AC}parameter") if each.get(f"{_AC}name") in _SHOWN), "")
        rich = element.find(f"{_AC}rich-text-body")
        if name == "status":
            self.view.text(title)
        elif rich is not None and name in _QUOTES:
            with self.view.quoted():
                self.inside(rich)
        elif rich is not None:
            if title:
                self.view.paragraph(title)
            self.view.close()
            self.inside(rich)
            self.view.close()
