"""What bytes are before a reader looks at them: text, JSON, a table, an archive. Refuses what is made to do harm."""

from __future__ import annotations

import codecs
import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath
from typing import Any

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

MAX_MEMBERS = 200_000
MAX_MEMBER = 512 * 1024 * 1024
MAX_TOTAL = 8 * 1024 * 1024 * 1024
MAX_RATIO = 200
"""What an archive may hold: members, bytes of one and of all, and how far a member of some size may grow. Text packs to a tenth."""
_SMALL = 1024 * 1024
_BLANK = re.compile(r"\s*")


class ReadError(ValueError):
    """An input that can't be read. The message names the path and the reason, for bytes that are no text their offset."""


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


def opened(data: bytes, path: str) -> Any:
    """The content of a file by its extension: `Members` for .zip, a value for .json and .ipynb, text for .csv, else the bytes.

    Raises ReadError for what is not what its extension says.
    """
    extension = PurePath(path).suffix.lower()
    if extension == ".zip":
        return Members.of(data, path)
    if extension in (".json", ".ipynb"):
        return _value(decode(data, path), path)
    if extension == ".csv":
        return decode(data, path)
    return data


def _value(text: str, path: str) -> Any:
    """The JSON value of a text. Several in a row, as paginated requests print them, are one list."""
    decoder, values = json.JSONDecoder(), []
    at, end = _blank(text, 0), len(text.rstrip())
    try:
        while at < end:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            at = _blank(text, at)
    except json.JSONDecodeError as error:
        raise ReadError(f"{path}: not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise ReadError(f"{path}: not read: a number in its JSON has too many digits") from None
    except RecursionError:
        raise ReadError(f"{path}: not read: its JSON is nested too deep") from None
    if len(values) == 1:
        return values[0]
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _blank(text: str, at: int) -> int:
    """Where the white space ends that begins at an offset."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


@dataclass(frozen=True)
class Members:
    """The files of a zip archive by their names, checked before any is unpacked."""

    path: str
    names: tuple[str, ...]
    _file: zipfile.ZipFile

    @classmethod
    def of(cls, data: bytes, path: str) -> Members:
        """Raises ReadError for what is no zip archive, for names that climb out of it, for links, and for what unpacks to too much."""
        try:
            file = zipfile.ZipFile(io.BytesIO(data))
            infos = file.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise ReadError(f"{path}: not a zip archive: {error}") from None
        if len(infos) > MAX_MEMBERS:
            raise ReadError(f"{path}: refused: {len(infos)} members, more than {MAX_MEMBERS}")
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise ReadError(f"{path}: refused: it unpacks to more than {MAX_TOTAL // 1024**3} GiB")
        for info in infos:
            _check(info, path)
        return cls(path, tuple(info.filename for info in infos if not info.is_dir()), file)

    def read(self, name: str) -> bytes:
        """The bytes of a member, never more than it says that it has. Raises ReadError for a damaged or encrypted one."""
        info = self._file.getinfo(name)
        try:
            with self._file.open(info) as member:
                data = member.read(info.file_size + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise ReadError(f"{self.path}/{name}: can't be unpacked: {error}") from None
        except Exception as error:
            # zlib and lzma have errors of their own.
            raise ReadError(f"{self.path}/{name}: can't be unpacked: {error}") from None
        if len(data) > info.file_size:
            raise ReadError(f"{self.path}/{name}: refused: it unpacks to more than it says")
        return data

    def matching(self, pattern: str) -> Iterator[str]:
        """The names that a regular expression matches as a whole, in the order of the names."""
        return (name for name in sorted(self.names) if re.fullmatch(pattern, name, re.IGNORECASE))


def _check(info: zipfile.ZipInfo, path: str) -> None:
    check_name(info.filename, path)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ReadError(f"{path}: refused: its member {info.filename!r} is a link")
    grown = info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1)
    if info.file_size > MAX_MEMBER or grown:
        raise ReadError(f"{path}: refused: its member {info.filename!r} unpacks from {info.compress_size} to {info.file_size} bytes")


def check_name(name: str, path: str) -> None:
    """Raises ReadError for a member's name that leads out of its archive."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", name) or "\0" in name:
        raise ReadError(f"{path}: refused: its member {name!r} leads out of the archive")
