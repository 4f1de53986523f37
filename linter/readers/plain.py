"""Plain text as people write it: titles, bullets, quotes, logs, records and labels told by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linter import suppress
from linter.document import REMOVED, Document, Kind
from linter.readers._assemble import BOLD_LEVEL, BULLETS, Run, assemble, is_entry

FORMAT = "plain"
EXTENSIONS = (".txt", ".text")

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})[ \t]*")
_RULE = re.compile(r"[ \t]*(?:[-=_*~#+][ \t]*){3,}")
_FENCE = re.compile(r"[ \t]{0,3}(```|~~~)")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(rf"(?P<indent>[ \t]*)(?P<mark>[-*+–—{BULLETS}]|\(?(?P<number>(?:\d{{1,3}}\.)*\d{{1,3}})[.)]|\([a-z]\)|[a-z]\))[ \t]+(?=\S)")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?[ \t]+(?=[^\W\d_])")
_BOX = re.compile(r"\[[ xX]\][ \t]+")
_TITLE = re.compile(r"(?=[^\W\d_a-z])[\w/&()'’-]+(?: [\w/&()'’-]+){0,3} ?:")
_CODE = re.compile(r"[ \t]{4,}|\t")
_CODE_SIGNS = re.compile(
    r"""[{};<>=|\\$`]|\)$|^\s*(?:at\ |\#|--?\w|\d{1,2}:\d\d|\d{4}-\d\d-\d\d)|\w\(|\w/\w|\w_\w|\w\.\w|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\b"""
    r"|\b(?:SELECT|DROP|DELETE|UPDATE|INSERT|sudo|kubectl|git)\b"
)
_INLINE_CODE = re.compile(r"`([^`\r\n]{1,300})`")

_TITLE_CHARS, _TITLE_WORDS = 70, 8
_CAPITALS_LEVEL, _NUMBERED_LEVEL, _LABEL_LEVEL = 3, 4, BOLD_LEVEL


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # behind the last character that is no white space
    text: str


def read(source: str, path: str) -> Document:
    """The document of a plain text."""
    mask = list(source)
    runs: list[Run] = []
    run: Run | None = None
    lead: Run | None = None
    fenced = ""
    lines = list(_lines(source))
    hidden = {comment.start: comment for comment in suppress.comments(source, markdown=False)}

    def erase(start: int, end: int) -> None:
        mask[start:end] = (char if char in "\r\n" else REMOVED for char in source[start:end])

    def open_run(new: Run, start: int, end: int) -> Run:
        runs.append(new)
        new.add(start, end)
        return new

    return assemble(source, mask, runs, path=path, format=FORMAT)


def _lines(source: str) -> Iterator[_Line]:
    for match in _LINE.finditer(source):
        text = match.group().rstrip()
        yield _Line(match.start(), match.start() + len(text), text)
