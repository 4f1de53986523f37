"""Texts inside exports that have a markup of their own, written into a view as they are."""

from __future__ import annotations

import re

from linter.readers import _tags
from linter.readers._prose import View

_HTML = re.compile(r"\s*<(?:!doctype|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)


def markdown(view: View, source: str) -> None:
    """Write Markdown into a view."""
    from linter.readers.markdown import parse

    source = source.replace("\0", "\N{REPLACEMENT CHARACTER}").strip("\r\n")
    if source.strip():
        view.embed(source, *parse(source))


def plain(view: View, source: str) -> None:
    """Write plain text into a view."""
    from linter.readers.plain import parse

    source = source.replace("\0", "\N{REPLACEMENT CHARACTER}").strip("\r\n")
    if source.strip():
        view.embed(source, *parse(source))


def wiki(view: View, source: str) -> None:
    """Write Jira's wiki markup into a view."""
    from linter.readers._wiki import parse

    source = source.replace("\0", "\N{REPLACEMENT CHARACTER}").strip("\r\n")
    if source.strip():
        view.embed(source, *parse(source))


def html_or_markdown(view: View, source: str) -> None:
    """Write a field that may be either, by how it starts."""
    if _HTML.match(source):
        _tags.html(view, source)
    else:
        markdown(view, source)
