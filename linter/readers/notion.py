"""Notion: the zip of an export as Markdown and CSV or as HTML. Files end with a space and an id of 32 hexadecimal digits.

There is no published schema; this is how exports are named and laid out, checked against tools that import them (Obsidian's importer,
notion2sb): `Title <id>.md`, properties of a database as "Key: value" lines
under the title, databases as CSV beside the folder of their pages, and a zip of zips (`…Part-1.zip`) where there is much.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from linter.document import Document
from linter.readers._content import Members, decode
from linter.readers._fields import inner

FORMAT = "notion"
EXTENSIONS = (".zip",)

_PAGE = r"(?:.*/)?[^/]*[ -][0-9a-f]{32}\.(?:md|html)"
_PART = r"(?:.*/)?[^/]*-Part-\d+\.zip"
_ID = re.compile(r"[ -][0-9a-f]{32}$")


def recognises(content: Any) -> bool:
    return isinstance(content, Members) and any(next(content.matching(pattern), None) for pattern in (_PAGE, _PART))


def documents(content: Members, path: str) -> Iterator[Document]:
    """One document for each page, with offsets into its file; the place is the file. Databases have their rows as pages."""
    taken: set[str] = set()
    for part in (content, *_parts(content)):
        for name in part.matching(_PAGE):
            yield _page(part, name, path, taken)


def _parts(content: Members) -> Iterator[Members]:
    for name in content.matching(_PART):
        yield Members.of(content.read(name), f"{content.path}/{name}")


def _page(members: Members, name: str, path: str, taken: set[str]) -> Document:
    from linter.readers import html, markdown

    read = html.read if name.endswith(".html") else markdown.read
    source = decode(members.read(name), f"{members.path}/{name}")
    title = _ID.sub("", PurePosixPath(name).stem)
    return replace(read(source, inner(path, title, taken)), places=((0, name),))
