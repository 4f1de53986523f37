"""Word documents: a text view of headings, paragraphs, lists and tables. Comments, headers, footers and deleted text are left out.

Read by python-docx. Code is what has a code style or a fixed-width font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from linter.document import Document, Kind
from linter.readers._content import Members, ReadError
from linter.readers._prose import View

if TYPE_CHECKING:
    from docx.document import Document as Word

FORMAT = "docx"
EXTENSIONS = (".docx",)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_CODE = re.compile(r"\bcode|source|verbatim|preformatted|plain text|macro text", re.IGNORECASE)
_FIXED = re.compile(r"mono|courier|consol|menlo|fira ?code|lucida console", re.IGNORECASE)
_MAIN = "word/document.xml"


def recognises(content: Any) -> bool:
    return isinstance(content, bytes)


def documents(content: bytes, path: str) -> Iterator[Document]:
    """The file as one document; a place is a paragraph or a table cell, counted from 1."""
    import docx
    from docx.opc.exceptions import OpcError

    _check(content, path)
    try:
        word = docx.Document(io.BytesIO(content))
    except (OpcError, ValueError, KeyError, SyntaxError) as error:
        raise ReadError(f"{path}: not a Word document: {error}") from None
    yield _Walk(word).view.document(path, FORMAT)


def _check(content: bytes, path: str) -> None:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    members = Members.of(content, path)
    if _MAIN not in members.names:
        raise ReadError(f"{path}: not a Word document: it has no {_MAIN}")
    for name in members.matching(r"word/[^/]+\.xml"):
        try:
            fromstring(members.read(name), forbid_dtd=True)
        except DefusedXmlException:
            raise ReadError(f"{path}: refused: {name} declares entities") from None
        except ParseError as error:
            raise ReadError(f"{path}: not a Word document: {name}: {error}") from None


class _Walk:
    def __init__(self, word: Word) -> None:
        self.view = View()
        self.styles = {style.style_id: style for style in word.styles}
        self.depth = 0
        self.paragraphs = self.tables = 0
        self.code: list[str] = []
        self.body(word.element.body)
        self.end_code()
        self.lists(0)

    def body(self, element: Any) -> None:
        for child in element:
            if child.tag == f"{_W}p":
                self.paragraphs += 1
                self.paragraph(child, f"paragraph {self.paragraphs}")
            elif child.tag == f"{_W}tbl":
                self.table(child)
            elif child.tag == f"{_W}sdt" and not child.findall(f".//{_W}docPartGallery"):
                # A table of contents is such a part; what people fill in is not.
                for content in child.findall(f"{_W}sdtContent"):
                    self.body(content)

    def lists(self, depth: int) -> None:
        """Open and close lists until so many are open."""
        while self.depth != depth:
            self.view.list(opens=self.depth < depth)
            self.depth += 1 if self.depth < depth else -1

    def end_code(self) -> None:
        if self.code:
            self.view.lines(Kind.CODE, "\n".join(self.code))
            self.code = []

    def paragraph(self, element: Any, place: str) -> None:
        name = self.style(element.find(f"{_W}pPr/{_W}pStyle"))
        text = "".join(_text(run) for run in _runs(element))
        if text.strip() and (_CODE.search(name) or all(self.fixed(run) for run in _runs(element) if _text(run).strip())):
            if not self.code:
                self.lists(0)
                self.view.place(place)
            self.code.append(text)
            return
        self.end_code()
        heading = _HEADING.match(name)
        if not text.strip():
            return
        self.view.place(place)
        if heading or name == "Title":
            self.lists(0)
            self.view.heading(int(heading[1]) if heading else 1, text)
            return
        level = self.level(element, name)
        self.lists(level)
        if level:
            self.view.item()
            self.inline(element)
            self.view.close()
        elif "quote" in name.lower():
            with self.view.quoted():
                self.inline(element)
        else:
            self.view.open(Kind.PARAGRAPH)
            self.inline(element)
            self.view.close()

    def style(self, element: Any) -> str:
        """The name of a paragraph's or a run's style."""
        style = self.styles.get(element.get(f"{_W}val")) if element is not None else None
        return str(style.name or "") if style else ""

    def level(self, element: Any, name: str) -> int:
        """How deep a paragraph stands in lists, 0 for none."""
        numbering = element.find(f"{_W}pPr/{_W}numPr")
        if numbering is not None:
            number, depth = numbering.find(f"{_W}numId"), numbering.find(f"{_W}ilvl")
            if number is not None and number.get(f"{_W}val") == "0":
                return 0
            value = depth.get(f"{_W}val", "0") if depth is not None else "0"
            return min(int(value) if value.isdigit() else 0, 8) + 1
        if not name.startswith("List ") or name.startswith("List Continue") or name == "List Paragraph":
            return 0
        return int(name[-1]) if name[-1].isdigit() else 1

    def fixed(self, run: Any) -> bool:
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return False
        fonts = properties.find(f"{_W}rFonts")
        font = fonts.get(f"{_W}ascii", "") if fonts is not None else ""
        return bool(_CODE.search(self.style(properties.find(f"{_W}rStyle"))) or _FIXED.search(font))

    def inline(self, element: Any) -> None:
        for run in _runs(element):
            bold = run.find(f"{_W}rPr/{_W}b")
            strong = bold is not None and bold.get(f"{_W}val") not in ("0", "false") and not _text(run).isspace()
            if strong:
                self.view.strong(opens=True)
            if self.fixed(run):
                self.view.code(_text(run))
            else:
                for number, line in enumerate(_text(run).split("\n")):
                    if number:
                        self.view.line_break()
                    self.view.text(line)
            if strong:
                self.view.strong(opens=False)

    def table(self, element: Any) -> None:
        self.end_code()
        self.lists(0)
        self.tables += 1
        self.view.table(opens=True)
        for row, cells in enumerate(element.findall(f"{_W}tr"), 1):
            self.view.row()
            for column, cell in enumerate(cells.findall(f"{_W}tc"), 1):
                self.view.place(f"table {self.tables}, row {row}, column {column}")
                # Word has no header cells that people mark; the first row of more than one is the header.
                self.view.cell(header=row == 1 and len(element.findall(f"{_W}tr")) > 1)
                for paragraph in cell.iter(f"{_W}p"):
                    self.inline(paragraph)
                    self.view.line_break()
                self.view.end_cell()
        self.view.table(opens=False)


def _runs(paragraph: Any) -> Iterator[Any]:
    """The runs of a paragraph with those in links, insertions and fields to fill in; none that are deleted or in a text box."""
    for child in paragraph:
        if child.tag == f"{_W}r":
            yield child
        elif child.tag in (f"{_W}hyperlink", f"{_W}ins", f"{_W}smartTag", f"{_W}sdt", f"{_W}sdtContent", f"{_W}fldSimple", f"{_W}moveTo"):
            yield from _runs(child)


def _text(run: Any) -> str:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join((child.text or "") if child.tag == f"{_W}t" else signs.get(child.tag, "") for child in run)
