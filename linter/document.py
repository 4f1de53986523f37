"""A document as every reader delivers it: the source, a prose view with the same offsets, blocks, and suppressions."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

REMOVED = "\0"
"""Stands in the mask where the source has markup: nothing is there for a reader, not even a space."""

_LINE_END = re.compile(r"\r\n?|\n")
_UNEVEN = re.compile(rf"[{REMOVED}]|[^\S ]|\s\s|^\s|\s\Z")
_PIECE = re.compile(rf"[^\s{REMOVED}]+")
_MASKED = re.compile("x+")


class Kind(StrEnum):
    """What a block is. `QUOTE` and `CODE` are never linted."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    TASK = "task"
    CELL = "cell"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of prose between two block boundaries.

    `start` and `end` are code points of the source. `headings` are the titles above the block, outermost first (not its own
    title where it is a heading). For a table cell, `column` is the text of its header cell, `columns` all header texts of the
    table and `row` the texts of the row's cells; for list items `row` is empty.
    """

    kind: Kind
    start: int
    end: int
    headings: tuple[str, ...] = ()
    level: int = 0
    column: str = ""
    columns: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    lead: str = ""
    """The paragraph that introduces a list ("To prevent this we will:"), for its items."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that switches rules off for the source range `start` to `end`; no `rules` means all. `at` is where it stands."""

    at: int
    start: int
    end: int
    rules: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Document:
    """One review. `mask` has the length of `source`: prose as it is, `REMOVED` for markup, a run of "x" for inline code and URLs
    (the noun stays a word for the parser), so that an offset in one is an offset in the other.

    Where the original is no text, or keeps its text inside something else (Word, PDF, exports), `source` is a text view that the reader
    wrote, and `places` says where its parts come from: each an offset and what starts there ("page 2", "OPS-12 description"), in order.
    """

    path: str
    source: str
    mask: str
    blocks: tuple[Block, ...]
    suppressions: tuple[Suppression, ...] = ()
    format: str = "markdown"
    problems: tuple[str, ...] = field(default=())
    """Things about the document that the user should be told, such as a comment that the linter can't read."""
    places: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        if len(self.mask) != len(self.source):
            raise ValueError(f"{self.path}: the prose view has {len(self.mask)} characters, the source {len(self.source)}")

    def __hash__(self) -> int:
        # To hash every block takes longer than to read a sentence, and few documents differ in nothing but their blocks.
        return hash((self.path, self.source))

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines start. A line ends at LF, CRLF or a lone CR."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.source))]

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column, in code points."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def place(self, offset: int) -> str:
        """Where in the original an offset into a text view comes from; "" where the source is the original."""
        at = bisect.bisect_right(self.places, offset, key=lambda place: place[0])
        return self.places[max(at - 1, 0)][1] if self.places else ""

    @cached_property
    def words(self) -> int:
        """Words of prose in the document."""
        read = (block for block in self.blocks if block.kind not in (Kind.CODE, Kind.QUOTE))
        return sum(len(self.mask[block.start : block.end].replace(REMOVED, "").split()) for block in read)


def prose(document: Document, block: Block) -> tuple[str, Sequence[int]]:
    """The text of a block as it is read, and for each of its characters the offset in the source.

    Markup is gone, every run of white space is one space, ends are trimmed. There is one offset more than there are characters: the one
    just behind the last character.
    """
    view = document.mask[block.start : block.end]
    if view and not _UNEVEN.search(view):
        return view, range(block.start, block.end + 1)
    text: list[str] = []
    offsets: list[int] = []
    end = 0
    for piece in _PIECE.finditer(view):
        start = piece.start()
        if text and view[end:start].strip(REMOVED):
            text.append(" ")
            offsets.append(block.start + start - 1)
        end = piece.end()
        text.append(piece.group())
        offsets += range(block.start + start, block.start + end)
    offsets.append(block.start + end)
    return "".join(text), offsets


def shown(document: Document, text: str, offsets: Sequence[int]) -> str:
    """Prose with its code and addresses as they are written, not masked by x's."""
    return _MASKED.sub(lambda run: "".join(document.source[at] for at in offsets[run.start() : run.end()]), text)
