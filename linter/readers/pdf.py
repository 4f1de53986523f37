"""PDF: a text view of the pages. Headings are told by the size of their letters, code by fixed-width fonts, the rest as in plain text.

Read by pdfminer.six. Lines that stand at the top or bottom of most pages are left out, words hyphenated at a line's end are joined.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from linter.document import Document
from linter.readers._content import ReadError
from linter.readers._prose import View

FORMAT = "pdf"
EXTENSIONS = (".pdf",)

MAX_PAGES = 2000
_FIXED = re.compile(r"mono|courier|consol|menlo|typewriter", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy|semibold", re.IGNORECASE)
_LARGER = 1.12
_TITLE_CHARS = 120
_NO_HEADING = re.compile(r"[.,;:!]$|^[\W\d]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, the size of its letters in points, whether they are of fixed width or bold, and the block it is in."""

    text: str
    size: float
    fixed: bool
    bold: bool
    block: int


def recognises(content: Any) -> bool:
    return isinstance(content, bytes)


def documents(content: bytes, path: str) -> Iterator[Document]:
    """The file as one document; a place is a page, counted from 1."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException

    if b"%PDF-" not in content[:1024]:
        raise ReadError(f"{path}: not a PDF: it does not begin with %PDF-")
    try:
        pages = list(_pages(content, path))
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise ReadError(f"{path}: the PDF is encrypted") from None
    except ReadError:
        raise
    except (PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, OSError) as error:
        # What a damaged file makes the parser trip over is of many kinds.
        raise ReadError(f"{path}: damaged PDF: {type(error).__name__}: {error}") from None
    problems = () if any(pages) else ("the PDF has no text: it may be a scan, which has to go through text recognition first",)
    yield _view(pages).document(path, FORMAT, problems=problems)


def _pages(content: bytes, path: str) -> Iterator[list[_Line]]:
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTTextContainer, LTTextLine

    for number, page in enumerate(extract_pages(io.BytesIO(content)), 1):
        if number > MAX_PAGES:
            raise ReadError(f"{path}: not read: more than {MAX_PAGES} pages")
        lines = []
        for block, box in enumerate(page):
            if not isinstance(box, LTTextContainer):
                continue
            for line in box:
                chars = [char for char in line if isinstance(char, LTChar)] if isinstance(line, LTTextLine) else []
                if chars and line.get_text().strip():
                    text = line.get_text().replace("\0", "").rstrip()
                    size = Counter(round(char.size, 1) for char in chars).most_common(1)[0][0]
                    fixed = all(_FIXED.search(char.fontname) for char in chars if char.get_text().strip())
                    bold = all(_BOLD.search(char.fontname) for char in chars if char.get_text().strip())
                    lines.append(_Line(text, size, fixed, bold, block))
        yield lines


def _view(pages: list[list[_Line]]) -> View:
    from linter.readers.plain import parse

    repeated = _repeated(pages)
    sizes = Counter[float]()
    for line in (line for page in pages for line in page if not line.fixed):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    levels = {size: level for level, size in enumerate(sorted((s for s in sizes if s > body * _LARGER), reverse=True), 1)}
    pieces: list[str] = []
    starts: list[tuple[int, str]] = []
    length = 0
    before: _Line | None = None
    for number, page in enumerate(pages, 1):
        first = True
        for line in page:
            if _bare(line.text) in repeated:
                continue
            written = _between(before, line, first=first) if before else ""
            text = _marked(line, levels, before)
            if line.fixed and not (before and before.fixed):
                text = "```\n" + text
            if before and before.fixed and not line.fixed:
                written = "\n```" + written
            if written == "" and pieces:
                pieces[-1] = pieces[-1].rstrip("-\u00ad")
                length = sum(map(len, pieces))
            if first:
                starts.append((length + len(written), f"page {number}"))
                first = False
            pieces += (written, text)
            length += len(written) + len(text)
            before = line
    if before and before.fixed:
        pieces.append("\n```")
    source = "".join(pieces)
    view = View()
    view.embed(source, *parse(source), places=starts)
    return view


def _marked(line: _Line, levels: dict[float, int], before: _Line | None) -> str:
    """A line as plain text has it: a heading with its signs."""
    text = line.text.strip() if not line.fixed else line.text
    if line.fixed or len(text) > _TITLE_CHARS:
        return text
    if line.size in levels:
        return f"{'#' * min(levels[line.size], 6)} {text}"
    apart = before is None or before.block != line.block
    if line.bold and apart and not _NO_HEADING.search(text):
        return f"{'#' * min(len(levels) + 1, 6)} {text}"
    return text


def _between(before: _Line, line: _Line, *, first: bool) -> str:
    """What stands between two lines: nothing where a word goes on, a line end inside a paragraph, a blank line between blocks."""
    if before.fixed and line.fixed:
        return "\n"
    goes_on = line.text.lstrip()[:1].islower() and before.size == line.size and before.fixed == line.fixed
    if goes_on and re.search(r"[^\W\d_][-\u00ad]$", before.text) and (first or before.block == line.block):
        return ""
    if first and goes_on and not re.search(r"[.!?:]$", before.text):
        return "\n"
    return "\n" if before.block == line.block and not first and before.size == line.size and before.fixed == line.fixed else "\n\n"


def _bare(text: str) -> str:
    """A line without its numbers: a footer counts pages."""
    return re.sub(r"\d+", "", " ".join(text.split())).casefold()


def _repeated(pages: Iterable[list[_Line]]) -> set[str]:
    """What stands first or last on most of three pages or more."""
    counts: Counter[str] = Counter()
    number = 0
    for page in pages:
        number += 1
        counts.update({_bare(line.text) for line in (*page[:2], *page[-2:])})
    return {text for text, count in counts.items() if number >= 3 and count > number / 2}
