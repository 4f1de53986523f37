"""Markdown: CommonMark with GitHub's tables, task lists, strikethrough, footnotes and alerts, and front matter.

Parsed by pulldown-cmark (through pyromark), which gives the source range of every event, in linear time. The ranges are carried
into the mask and the blocks; nothing is searched for again.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING

from linter.document import REMOVED, Document, Kind
from linter.readers._assemble import BULLETS, SUMMARY_LEVEL, Run, Table, assemble, plain_text
from linter.readers._tags import HEADINGS, HTML, TAG_NAME

if TYPE_CHECKING:
    from pyromark.event import Event, _Tag, _TagEnd

FORMAT = "markdown"
EXTENSIONS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")

_FRONT_MATTER = re.compile(
    r"""(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)
        (?=\s*+(?:\#[^\r\n]*+\s++)*+["']?[\w.-]+(?:[ ][\w.-]+){0,2}["']?\s*[:=])   # a key: else it is a rule, and a paragraph
        .*?[\r\n](?:(?P=fence)|\.\.\.)[ \t]*(?=[\r\n]|\Z)""",
    re.DOTALL | re.VERBOSE,
)
_STARTS = bytes(not 0x80 <= byte < 0xC0 for byte in range(256))
"""1 for bytes that start a code point, 0 for UTF-8 continuation bytes."""

_HTML_HEADINGS = {**HEADINGS, "summary": SUMMARY_LEVEL}
_HTML_KINDS = {"blockquote": Kind.QUOTE, "li": Kind.ITEM, "td": Kind.CELL, "th": Kind.CELL}
_HTML_BLOCKS = (
    _HTML_HEADINGS.keys()
    | _HTML_KINDS.keys()
    | {
        *("address", "article", "aside", "body", "br", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "head", "header", "hr", "html", "legend", "main", "nav", "ol", "option", "p"),
        *("section", "table", "tbody", "tfoot", "thead", "title", "tr", "ul"),
    }
)
_LITERAL = frozenset(("code", "kbd", "samp", "tt", "var"))
_DROPPED = frozenset(("script", "style"))
_RAW = _DROPPED | {"pre", "textarea"}
_MAX_DEPTH = 100
"""Open HTML elements that are kept in mind; more is no document but an attack on the time a search takes."""

_LABEL, _ENTRY = 4, 8
"""Fewer spaces than in the text of an entry's label, and at least those in an entry that ends without a mark."""

_INTRODUCING = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.TASK))


def read(source: str, path: str) -> Document:
    """The document of a Markdown text."""
    return assemble(source, *parse(source), path=path, format=FORMAT)


def parse(source: str) -> tuple[list[str], list[Run]]:
    """The mask and the runs of a Markdown text."""
    import pyromark

    flags = pyromark.Options
    options = flags.ENABLE_TABLES | flags.ENABLE_TASKLISTS | flags.ENABLE_STRIKETHROUGH | flags.ENABLE_FOOTNOTES | flags.ENABLE_GFM
    front = _FRONT_MATTER.match(source)
    base = front.end() if front else 0
    # Lone surrogates, which a JSON string can hold, have no UTF-8 form; U+FFFD takes as many bytes.
    text = re.sub("[\ud800-\udfff]", "\ufffd", source[base:])
    walk = _Walk(source)
    index = _code_points(text, base)
    for event, span in pyromark.events_with_range(text, options=options):
        walk.step(event, index[span["start"]], index[span["end"]])
    walk.end_run()
    return walk.mask, walk.runs


def _code_points(text: str, base: int) -> Sequence[int]:
    """UTF-8 offset in the text -> code point offset in the source, which has `base` code points before the text."""
    if text.isascii():
        return range(base, base + len(text) + 1)
    return array("L", accumulate(text.encode().translate(_STARTS), initial=base))


class _Walk:
    """Takes the parser's events in order; leaves the mask and the runs."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.mask = [REMOVED] * len(source)
        self.runs: list[Run] = []
        self.run: Run | None = None
        self.before: Run | None = None  # what a list starting now would be introduced by
        self.leads: list[tuple[int, Run | None]] = []  # number of each open list, and its lead
        self.lists = 0
        self.items: list[Kind | None] = []  # kind of each open item's first paragraph, None once that has been seen
        self.quotes: list[bool] = []  # alerts are False: there the author speaks
        self.quoted = 0
        self.table: Table | None = None
        self.in_head = False
        self.in_code = False
        self.fresh = False  # nothing of the line has been seen yet
        self.opaque = 0  # depth of what becomes "x": image texts, autolinks, <code>
        self.opaque_start = self.opaque_end = -1
        self.dropped = False  # inside an inline <script> or <style>
        self.tags: list[str] = []  # open HTML block elements

    def step(self, event: Event, start: int, end: int) -> None:
        """Take the next event and its range."""
        if isinstance(event, str):
            if event == "Rule":
                self.end_run()
                self.before = None
            else:
                self.break_line(start, end)
        elif "Text" in event:
            self.text(event["Text"], start, end)
        elif "Start" in event:
            self.start(event["Start"], start)
        elif "End" in event:
            self.end(event["End"], start, end)
        elif "Code" in event:
            ticks = end - start - len(self.source[start:end].lstrip("`"))
            self.reach(start, end)
            self.shade(start + ticks, end - ticks)
        elif "InlineHtml" in event:
            self.inline_html(start, end)
        elif "TaskListMarker" in event and self.items:
            self.items[-1] = Kind.TASK

    def start(self, tag: _Tag, start: int) -> None:
        if isinstance(tag, str):
            if tag in ("Strong", "Emphasis", "Strikethrough"):
                self.reach(start, start)
                return
            self.end_run()
            if tag == "Item":
                self.items.append(Kind.ITEM)
                self.before = None
            elif tag == "TableHead":
                self.in_head = True
            elif tag == "TableRow" and self.table:
                self.table.rows.append([])
            elif tag == "TableCell" and self.table and not self.quoted:
                self.start_cell(self.table)
        elif "Link" in tag or "Image" in tag:
            self.reach(start, start)
            if "Image" in tag or self.source[start] == "<":
                self.opaque += 1
        elif "Heading" in tag:
            self.tags.clear()
            self.open_run(Run(Kind.HEADING, level=int(tag["Heading"]["level"][1])))
        elif "BlockQuote" in tag:
            self.start_quote(quoted=tag["BlockQuote"] is None)
        elif "List" in tag:
            self.end_run()
            self.lists += 1
            self.leads.append((self.lists, self.before))
        elif "CodeBlock" in tag:
            self.open_run(Run(Kind.CODE))
            self.in_code = True
        else:
            self.end_run()
            self.before = None
            if "Table" in tag:
                self.table = Table()

    def end(self, tag: _TagEnd, start: int, end: int) -> None:
        if isinstance(tag, str):
            if tag in ("Strong", "Emphasis", "Strikethrough", "Link", "Image"):
                self.reach(end, end)
                if tag == "Strong" and self.run:
                    self.run.strong[start] = end
                elif tag == "Image" or (tag == "Link" and self.source[start] == "<"):
                    self.end_opaque()
                return
            self.end_run()
            if tag == "Item":
                self.items.pop()
            elif tag == "HtmlBlock":
                self.html_block(start, end)
                self.before = None
            elif tag == "CodeBlock":
                self.in_code = False
                self.before = None
            elif tag == "TableHead":
                self.in_head = False
                if self.table is not None and self.is_entry(self.table.header):
                    self.table.rows.append(self.table.header)
                    self.runs += self.table.header
                    for cell in self.table.header:
                        cell.row = 0
                    self.table.header = []
            elif tag == "Table":
                self.table = None
                self.before = None
        elif "BlockQuote" in tag:
            self.end_quote()
        else:
            self.end_run()
            if "List" in tag:
                self.leads.pop()
                self.before = None

    def start_cell(self, table: Table) -> None:
        cells = table.header if self.in_head else table.rows[-1]
        self.run = Run(Kind.CELL, table=table, row=len(table.rows) - 1, column=len(cells))
        self.fresh = True
        cells.append(self.run)
        if not self.in_head:
            self.runs.append(self.run)

    def is_entry(self, cells: Sequence[Run]) -> bool:
        """Whether the first row of a table, which Markdown calls its header, is a label and its text ("Root cause | …")."""
        if len(cells) != 2 or any(cell.start < 0 for cell in cells):
            return False
        label, text = (plain_text("".join(self.mask[cell.start : cell.end]), 0, cell.end - cell.start) for cell in cells)
        return label.count(" ") < _LABEL and (text.endswith((".", "!", "?")) or text.count(" ") >= _ENTRY) and text.count(" ") > 1

    def start_quote(self, *, quoted: bool) -> None:
        if quoted:
            self.open_run(Run(Kind.QUOTE))
        else:
            self.end_run()
        self.quotes.append(quoted)
        self.quoted += quoted

    def end_quote(self) -> None:
        self.end_run()
        if self.quotes.pop():
            self.quoted -= 1
            if not self.quoted and self.run:
                if self.run.start >= 0:
                    # A quote is one block: the line ends between its paragraphs keep their words apart.
                    for line_end in re.finditer(r"[\r\n]", self.source[self.run.start : self.run.end]):
                        self.mask[self.run.start + line_end.start()] = line_end.group()
                self.run = None
        self.before = None

    def open_run(self, run: Run) -> None:
        """Start a run; inside a quote, which is one block, nothing happens."""
        self.end_run()
        if not self.quoted:
            self.runs.append(run)
            self.run = run
            self.fresh = True

    def end_run(self) -> None:
        """End the open run, if any, and what is open inside it; the run of a quote stays."""
        while self.opaque:
            self.end_opaque()
        self.dropped = False
        if self.run and not self.quoted:
            self.before = self.run if self.run.kind in _INTRODUCING else None
            self.run = None

    def reach(self, start: int, end: int) -> None:
        """Let the open run reach over a range; where none is open (tight items have no paragraph event), open one."""
        if self.run is None:
            kind = Kind.QUOTE if "blockquote" in self.tags else Kind.PARAGRAPH
            if self.items and self.items[-1]:
                kind, self.items[-1] = self.items[-1], None
            number, lead = self.leads[-1] if kind in (Kind.ITEM, Kind.TASK) else (0, None)
            self.open_run(Run(kind, level=len(self.items), titles=not self.items or kind is Kind.ITEM, lead=lead, list_number=number))
        if self.run is None:
            return
        self.run.add(start, end)
        if self.fresh:
            self.fresh = False
            if self.run.breaks:
                self.run.breaks[-1] = (self.run.breaks[-1][0], start)

    def text(self, decoded: str, start: int, end: int) -> None:
        if start == end or self.dropped or (self.in_code and self.quoted):
            return
        source, mask = self.source, self.mask
        line_start = self.run is None or self.fresh
        self.reach(start, end)
        if self.opaque:
            if self.opaque_start < 0:
                self.opaque_start = start
            self.opaque_end = end
        elif source[start] == "&" and len(decoded) < end - start:
            for offset, char in zip(range(start, end), decoded, strict=False):
                mask[offset] = char
        else:
            if line_start and not self.in_code and self.run and source[start] in BULLETS and source[start + 1 : start + 2].isspace():
                self.run.bullets.add(start)
                start += 1
            mask[start:end] = source[start:end]

    def break_line(self, start: int, end: int) -> None:
        if self.run is None or self.dropped:
            return
        for offset in range(start, end):
            if self.source[offset].isspace():
                self.mask[offset] = self.source[offset]
        self.run.breaks.append((start, end))
        self.fresh = True

    def shade(self, start: int, end: int) -> None:
        self.mask[start:end] = "x" * (end - start)

    def end_opaque(self) -> None:
        self.opaque = max(self.opaque - 1, 0)
        if not self.opaque and self.opaque_start >= 0:
            self.shade(self.opaque_start, self.opaque_end)
            self.opaque_start = self.opaque_end = -1

    def inline_html(self, start: int, end: int) -> None:
        tag = TAG_NAME.match(self.source, start, end)
        if not tag:
            return
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name in _DROPPED:
            self.dropped = not closes
        elif name in _LITERAL or name in _RAW:
            self.literal(closes)
        elif name in _HTML_BLOCKS:
            self.break_html(start, end)

    def break_html(self, start: int, end: int) -> None:
        if self.run and not self.dropped:
            self.mask[start] = "\n"
            self.run.breaks.append((start, end))
            self.fresh = True

    def literal(self, closes: bool) -> None:
        if closes:
            self.end_opaque()
        else:
            self.opaque += 1

    def html_block(self, start: int, end: int) -> None:
        """The text of an HTML block, by its block elements. Quotes are not linted, so HTML in them is left out."""
        at = start
        while at < end and not self.quoted:
            match = HTML.match(self.source, at, end)
            if match is None:
                break
            at = match.end()
            if match["tag"]:
                at = self.html_tag(match, end)
            elif not match["comment"]:
                self.html_text(match.start(), at)
        self.end_run()

    def html_tag(self, tag: re.Match[str], end: int) -> int:
        """Take a tag, with its content if that is no HTML; gives the offset to go on at."""
        name, closes = tag["name"].lower(), bool(tag["close"])
        if name in _RAW and not closes:
            return self.html_raw(name, tag.end(), end)
        if name in _LITERAL:
            self.literal(closes)
        elif name == "br":
            self.break_html(tag.start(), tag.end())
        elif name in _HTML_BLOCKS:
            self.end_run()
            if not closes and name != "hr" and len(self.tags) < _MAX_DEPTH:
                self.tags.append(name)
            elif closes and name in self.tags:
                while self.tags.pop() != name:
                    pass
                if name == "details":
                    self.runs.append(Run(Kind.HEADING, level=SUMMARY_LEVEL))
        return tag.end()

    def html_raw(self, name: str, start: int, end: int) -> int:
        """Take the content of <pre>, <script> and their like; gives the offset behind the closing tag."""
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.source, start, end)
        stop, resume = close.span() if close else (end, end)
        if name in _DROPPED:
            return resume
        self.open_run(Run(Kind.CODE))
        if start < stop:
            self.reach(start, stop)
            self.mask[start:stop] = self.source[start:stop]
        self.end_run()
        return resume

    def html_text(self, start: int, end: int) -> None:
        piece = self.source[start:end]
        if self.run is None and not piece.isspace():
            tag = next((tag for tag in reversed(self.tags) if tag in _HTML_KINDS or tag in _HTML_HEADINGS), "")
            kind = Kind.QUOTE if "blockquote" in self.tags else _HTML_KINDS.get(tag, Kind.HEADING if tag else Kind.PARAGRAPH)
            self.open_run(Run(kind, level=_HTML_HEADINGS.get(tag, 0)))
        if self.run is None:
            return
        self.mask[start:end] = (char if char.isspace() else REMOVED for char in piece)
        if piece.isspace():
            return
        start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        self.text(unescape(self.source[start:end]), start, end)
