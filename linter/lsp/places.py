"""Code points of a document as positions of an editor, which counts lines from 0 and columns in the units that it negotiated."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from linter.document import Document
from linter.finding import Span


def length(text: str, encoding: str) -> int:
    """The length of a text in the units of "utf-8", "utf-16" or "utf-32"."""
    if encoding == types.PositionEncodingKind.Utf32 or text.isascii():
        return len(text)
    size = 2 if encoding == types.PositionEncodingKind.Utf16 else 1
    return len(text.encode("utf-16-le" if size == 2 else "utf-8", "surrogatepass")) // size


@dataclass(frozen=True, slots=True)
class Places:
    """The positions of one document for one editor. Lines end where `Document.line_starts` says, which is where the protocol says."""

    document: Document
    encoding: str

    def position(self, offset: int) -> types.Position:
        line, column = self.document.position(offset)
        return types.Position(line - 1, length(self.document.source[offset - column + 1 : offset], self.encoding))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """The code point at a position. Behind the end of a line it is that end, inside a character the character."""
        starts, source = self.document.line_starts, self.document.source
        if position.line >= len(starts):
            return len(source)
        start = starts[position.line]
        end = starts[position.line + 1] if position.line + 1 < len(starts) else len(source)
        line = source[start:end].rstrip("\r\n")
        units = 0
        for i, char in enumerate(line):
            units += length(char, self.encoding)
            if units > position.character:
                return start + i
        return start + len(line)
