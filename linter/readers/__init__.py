"""Bytes or text -> Documents, one module per input format, found by discovery.

A reader is a module of this package whose name has no leading underscore, with

    FORMAT: str                                 its name for users ("markdown")
    EXTENSIONS: tuple[str, ...]                 lower case, with the dot
    read(source: str, path: str) -> Document    source without BOM; never raises for text

A format that is no text, or that has its text inside something else, is read through text views. Its module has, instead of `read`,

    recognises(content) -> bool                 whether it is this format; several may share an extension
    documents(content, path) -> Iterator[Document]    raises ReadError; `content` is what `linter.readers._content` makes of the bytes

A parser library is imported inside the function, not at the top: finding the reader of one format imports all reader modules.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from types import ModuleType
from typing import Any, Protocol, cast

from linter.document import REMOVED, Document
from linter.readers._content import ReadError, decode, opened

__all__ = [
    "DEFAULT_FORMAT",
    "Export",
    "ReadError",
    "Reader",
    "decode",
    "export_extensions",
    "exports",
    "known_extensions",
    "read_document",
    "read_documents",
    "read_text",
    "readers",
    "recognised",
]

DEFAULT_FORMAT = "markdown"
"""How text with an unknown extension is read."""

_CONFLICT = re.compile(r"^(?:(?P<sign>[<|>])(?P=sign){6}(?: [^\r\n]*)?|={7})(?=[\r\n]|\Z)", re.MULTILINE)


class Reader(Protocol):
    """What a module of this package offers for a text format."""

    FORMAT: str
    EXTENSIONS: tuple[str, ...]

    def read(self, source: str, path: str) -> Document: ...


class Export(Protocol):
    """What a module of this package offers for a format that is read through text views."""

    FORMAT: str
    EXTENSIONS: tuple[str, ...]

    def recognises(self, content: Any) -> bool: ...

    def documents(self, content: Any, path: str) -> Iterator[Document]: ...


@cache
def _modules() -> list[ModuleType]:
    found = (module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return [importlib.import_module(f"{__name__}.{name}") for name in sorted(found)]


@cache
def readers() -> dict[str, Reader]:
    """Every reader of a text format by the name of the format."""
    return {module.FORMAT: cast(Reader, module) for module in _modules() if hasattr(module, "read")}


@cache
def exports() -> dict[str, Export]:
    """Every reader of a format that has text views by the name of the format."""
    return {module.FORMAT: cast(Export, module) for module in _modules() if hasattr(module, "documents")}


@cache
def known_extensions() -> dict[str, str]:
    """Extension (lower case, with the dot) -> name of the format."""
    return {extension: name for name, reader in readers().items() for extension in reader.EXTENSIONS}


@cache
def export_extensions() -> frozenset[str]:
    """The extensions of what is read through text views."""
    return frozenset(extension for export in exports().values() for extension in export.EXTENSIONS)


def read_text(source: str, path: str, *, format: str | None = None) -> Document:
    """The document of a text. The format is given or follows from the path's extension; unknown extensions are Markdown.

    Raises ValueError for a format that no reader has.
    """
    name = format or known_extensions().get(PurePath(path).suffix.lower(), DEFAULT_FORMAT)
    if name not in readers():
        raise ValueError(f"no reader for the format {name!r}; there are {', '.join(readers())}")
    if "<<<<<<<" not in source:
        return readers()[name].read(source, path)
    clear = _without_conflicts(source)
    document = readers()[name].read(clear, path)
    mask = "".join(shown if one == other else REMOVED for shown, one, other in zip(document.mask, clear, source, strict=True))
    return replace(document, source=source, mask=mask)


def _without_conflicts(source: str) -> str:
    """The source with blanks for the lines by which git marks a conflict: they are nobody's prose, and no markup either.

    A line of seven "=" by itself underlines a heading, so it goes only inside a conflict.
    """
    inside = False

    def blank(marker: re.Match[str]) -> str:
        nonlocal inside
        goes = inside or marker["sign"] == "<"
        inside = goes and marker["sign"] != ">"
        return " " * len(marker[0]) if goes else marker[0]

    return _CONFLICT.sub(blank, source)


def read_document(data: bytes, path: str, *, format: str | None = None) -> Document:
    """The document of a text file's bytes, with offsets into it; see `decode` and `read_text` for the errors.

    Raises ReadError for what has only a text view, too.
    """
    if format is None and PurePath(path).suffix.lower() in export_extensions():
        raise ReadError(f"{path}: it is no text to work on; `check` and `scan` read it through a text view")
    return read_text(decode(data, path), path, format=format)


def recognised(data: bytes, path: str) -> tuple[Export, Any] | None:
    """The reader of an export and what it reads, None where there is none. Raises ReadError for what is not what its name says."""
    extension = PurePath(path).suffix.lower()
    if extension not in export_extensions():
        return None
    content = opened(data, path)
    found = (each for each in exports().values() if extension in each.EXTENSIONS and each.recognises(content))
    return next(((each, content) for each in found), None)


def read_documents(data: bytes, path: str, *, format: str | None = None) -> Iterator[Document]:
    """All documents of a file's bytes: one for a text, any number for an export, each with a path that begins with the given one.

    Raises ReadError as `read_document` does, for an export that no reader knows, and where a package that reads it is missing.
    """
    if format is not None or PurePath(path).suffix.lower() not in export_extensions():
        yield read_document(data, path, format=format)
        return
    known = recognised(data, path)
    if known is None:
        formats = ", ".join(each.FORMAT for each in exports().values() if PurePath(path).suffix.lower() in each.EXTENSIONS)
        raise ReadError(f"{path}: no export that is known; files with this extension can be {formats}")
    reader, content = known
    try:
        yield from reader.documents(content, path)
    except ImportError as error:
        raise ReadError(f"{path}: {reader.FORMAT} needs the package {error.name}: pip install 'blamelint[archive]'") from error
