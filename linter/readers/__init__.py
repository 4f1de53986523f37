"""Bytes or text -> Document, one module per input format, found by discovery.

A reader is a module of this package whose name has no leading underscore, with

    FORMAT: str                                 its name for users ("markdown")
    EXTENSIONS: tuple[str, ...]                 lower case, with the dot
    read(source: str, path: str) -> Document    source without BOM; never raises for text

A parser library is imported inside `read`, not at the top: finding the reader of one format imports all reader modules.
"""

from __future__ import annotations

import codecs
import importlib
import pkgutil
from functools import cache
from pathlib import PurePath
from typing import Protocol, cast

from linter.document import Document

DEFAULT_FORMAT = "markdown"
"""How text with an unknown extension is read."""

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class ReadError(ValueError):
    """An input that is no text. The message names the path, the byte offset and the reason."""


class Reader(Protocol):
    """What a module of this package offers."""

    FORMAT: str
    EXTENSIONS: tuple[str, ...]

    def read(self, source: str, path: str) -> Document: ...


@cache
def readers() -> dict[str, Reader]:
    """Every reader by the name of its format."""
    found = (module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    modules = [cast(Reader, importlib.import_module(f"{__name__}.{name}")) for name in sorted(found)]
    return {module.FORMAT: module for module in modules}


@cache
def known_extensions() -> dict[str, str]:
    """Extension (lower case, with the dot) -> name of the format."""
    return {extension: name for name, reader in readers().items() for extension in reader.EXTENSIONS}


def decode(data: bytes, path: str) -> str:
    """The text of a file: UTF-8, or UTF-16 if it starts with that byte order mark; the mark is not part of the text.

    Raises ReadError for bytes that are no text in that encoding, and for NUL, which only binary files hold.
    """
    mark = next((mark for mark in (codecs.BOM_UTF8, *_UTF16) if data.startswith(mark)), b"")
    encoding = _UTF16.get(mark, "utf-8")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        at = len(mark) + error.start
        raise ReadError(f"{path}: not {encoding.upper()} text: byte 0x{data[at]:02x} at offset {at}: {error.reason}") from None
    nul = text.find("\0")
    if nul >= 0:
        at = len(mark) + len(text[:nul].encode(encoding))
        raise ReadError(f"{path}: binary data: NUL at byte offset {at}")
    return text


def read_text(source: str, path: str, *, format: str | None = None) -> Document:
    """The document of a text. The format is given or follows from the path's extension; unknown extensions are Markdown.

    Raises ValueError for a format that no reader has.
    """
    name = format or known_extensions().get(PurePath(path).suffix.lower(), DEFAULT_FORMAT)
    if name not in readers():
        raise ValueError(f"no reader for the format {name!r}; there are {', '.join(readers())}")
    return readers()[name].read(source, path)


def read_document(data: bytes, path: str, *, format: str | None = None) -> Document:
    """The document of a file's bytes; see `decode` and `read_text` for the errors."""
    return read_text(decode(data, path), path, format=format)
