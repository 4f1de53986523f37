"""Markdown: CommonMark with GitHub's tables, task lists, strikethrough, footnotes and alerts, and front matter.

Parsed by pulldown-cmark (through pyromark), which gives the source range of every event, in linear time. The ranges are carried
into the mask and the blocks; nothing is searched for again.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from linter.document import REMOVED, Document, Kind
from linter.readers._assemble import BULLETS, SUMMARY_LEVEL, Run, Table, assemble

if TYPE_CHECKING:
    from pyromark.event import Event

FORMAT = "markdown"
EXTENSIONS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")

_FRONT_MATTER = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n?|\n)(?=[\w\"'#-]).*?^(?:(?P=fence)|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:[^'\"<>]|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,500}>")
_HTML = re.compile(rf"(?P<comment><!--.*?(?:-->|\Z)|<[!?][^>]*>?)|(?P<tag>{_TAG.pattern})|(?P<entity>&#?\w{{1,32}};)|[^<&]+|[<&]", re.DOTALL)
_LEADS_BYTE = bytes(0x80 <= byte < 0xC0 for byte in range(256)).translate(bytes([1, 0, *range(2, 256)]))
"""1 for bytes that start a code point, 0 for UTF-8 continuation bytes."""

_HTML_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": SUMMARY_LEVEL}
_HTML_KINDS = {"blockquote": Kind.QUOTE, "li": Kind.ITEM, "td": Kind.CELL, "th": Kind.CELL}
_HTML_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_VOID = frozenset(("br", "hr"))
_LITERAL = frozenset(("code", "kbd", "samp", "tt", "var"))
_RAW = frozenset(("script", "style", "pre", "textarea"))


def read(source: str, path: str) -> Document:
    """The document of a Markdown text."""
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
    walk.close()
    return assemble(source, walk.mask, walk.runs, path=path, format=FORMAT)


def _code_points(text: str, base: int) -> Sequence[int]:
    """UTF-8 offset in the text -> code point offset in the source, which has `base` code points before the text."""
    if text.isascii():
        return range(base, base + len(text) + 1)
    return array("L", accumulate(text.encode().translate(_LEADS_BYTE), initial=base))


class _Walk:
    """Takes the parser's events in order; leaves the mask and the runs."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.mask = [REMOVED] * len(source)
        self.runs: list[Run] = []
        self.run: Run | None = None
        self.before: Run | None = None  # the run that a list starting now would be introduced by
        self.items: list[Kind | None] = []  # kind of each open item's first paragraph, None once that has been seen
        self.leads: list[Run | None] = []
        self.quotes: list[bool] = []  # alerts are False: the author speaks
        self.tags: list[str] = []  # open HTML block elements
        self.table: Table | None = None
        self.in_head = False
        self.strong: list[int] = []
        self.code = False
        self.html = -1
        self.opaque = 0
        self.opaque_start = self.opaque_end = -1
        self.raw = ""  # the inline element whose content is dropped

    def step(self, event: Event, start: int, end: int) -> None:
        if isinstance(event, str):
            if event == "Rule":
                self.end_run()
                self.before = None
            else:
                self.break_line(start, end)
        elif "Text" in event:
            self.text(event["Text"], start, end)
        elif "Start" in event:
            tag = event["Start"]
            if isinstance(tag, str):
                self.start(tag, start, end)
            elif "Link" in tag:
                if tag["Link"]["link_type"] in ("Autolink", "Email"):
                    self.opaque += 1
            elif "Image" in tag:
                self.opaque += 1
            elif "Heading" in tag:
                self.tags.clear()
                self.open_run(Run(Kind.HEADING, level=int(tag["Heading"]["level"][1])))
            elif "BlockQuote" in tag:
                self.start_quote(quoted=tag["BlockQuote"] is None)
            elif "List" in tag:
                self.leads.append(self.before)
                self.end_run()
            elif "CodeBlock" in tag:
                self.open_run(Run(Kind.CODE))
                self.code = True
            elif "Table" in tag:
                self.end_run()
                self.table = Table()
        elif "End" in event:
            name = event["End"]
            if isinstance(name, str):
                self.end(name, start, end)
            elif "BlockQuote" in name:
                self.end_quote(end)
            elif "List" in name:
                self.end_run()
                self.leads.pop()
                self.before = None
            else:
                self.end_run()
        elif "Code" in event:
            ticks = len(self.source[start:end]) - len(self.source[start:end].lstrip("`"))
            self.reach(start, end)
            self.shade(start + ticks, end - ticks)
        elif "InlineHtml" in event:
            self.inline_html(start, end)

    def start(self, tag: str, start: int, end: int) -> None:
        match tag:
            case "Paragraph":
                self.end_run()
            case "Strong":
                self.strong.append(start)
            case "Item":
                self.end_run()
                self.items.append(Kind.ITEM)
            case "HtmlBlock":
                self.end_run()
                self.html = start
            case "TableHead":
                self.in_head = True
            case "TableRow" if self.table:
                self.table.rows.append([])
            case "TableCell" if self.table:
                cells = self.table.header if self.in_head else self.table.rows[-1]
                cell = Run(Kind.CELL, table=self.table, row=len(self.table.rows) - 1, column=len(cells))
                cells.append(cell)
                if not self.in_head:
                    self.runs.append(cell)
                self.run = cell

    def end(self, tag: str, start: int, end: int) -> None:
        match tag:
            case "Paragraph":
                self.end_run()
            case "Strong":
                self.strong.pop()
                if self.run:
                    self.run.strong.append((start, end))
            case "Link" | "Image":
                # Links proper never raise the count, and images and autolinks hold no links of that kind that could end first.
                if self.opaque and tag == "Image" or self.source[start] == "<":
                    self.end_opaque()
                self.reach(start, end)
            case "Item":
                self.end_run()
                self.items.pop()
            case "HtmlBlock":
                if not self.quoted:
                    self.html_block(self.html, end)
                self.before = None
            case "CodeBlock":
                self.end_run()
                self.code = False
                self.before = None
            case "TableHead":
                self.in_head = False
            case "TableCell":
                self.end_run()
            case "Table":
                self.table = None
                self.before = None

    @property
    def quoted(self) -> bool:
        return any(self.quotes)

    def start_quote(self, *, quoted: bool) -> None:
        if quoted and not self.quoted:
            self.open_run(Run(Kind.QUOTE))
        elif not quoted:
            self.end_run()
        self.quotes.append(quoted)

    def end_quote(self, end: int) -> None:
        was_quoted = self.quoted
        self.quotes.pop()
        if was_quoted and not self.quoted:
            run, self.run = self.run, None
            if run and run.start >= 0:
                # The paragraphs of a quote are one block: their line ends keep the words apart.
                for line_end in re.finditer(r"[\r\n]", self.source[run.start : run.end]):
                    self.mask[run.start + line_end.start()] = line_end.group()
        self.before = None

    def open_run(self, run: Run) -> None:
        """Start a run. Inside a quote, where everything is one block, nothing happens."""
        if self.quoted:
            return
        self.end_run()
        self.runs.append(run)
        self.run = run

    def end_run(self) -> None:
        self.end_opaque(all_open=True)
        self.raw = ""
        if self.run and not self.quoted:
            introduces = self.run.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.TASK)
            self.before = self.run if introduces else None
            self.run = None

    def close(self) -> None:
        self.end_run()

    def reach(self, start: int, end: int) -> None:
        """Let the open run reach over a range; where none is open (tight items have no paragraph), open one."""
        if self.run is None:
            kind = Kind.QUOTE if "blockquote" in self.tags else Kind.PARAGRAPH
            if self.items and self.items[-1]:
                kind, self.items[-1] = self.items[-1], None
            lead = self.leads[-1] if self.leads and kind in (Kind.ITEM, Kind.TASK) else None
            self.open_run(Run(kind, level=len(self.items), titles=not self.items, lead=lead))
        if self.run:
            self.run.add(start, end)
            if self.strong:
                self.run.start = min(self.run.start, self.strong[0])

    def text(self, decoded: str, start: int, end: int) -> None:
        if start == end or self.raw or (self.code and self.quoted):
            return
        source, mask = self.source, self.mask
        if not self.code and self.run is not None and source[start] in BULLETS and self.at_line_start(start):
            if source[start + 1 : start + 2].isspace():
                self.run.bullets.add(start)
                self.reach(start, end)
                mask[start + 1 : end] = source[start + 1 : end]
                return
        self.reach(start, end)
        if self.opaque:
            if self.opaque_start < 0:
                self.opaque_start = start
            self.opaque_end = end
        elif source[start] == "&" and decoded[0] != "&" or (decoded == "&" and end - start > 1):
            for offset, char in zip(range(start, end), decoded, strict=False):
                mask[offset] = char
        else:
            mask[start:end] = source[start:end]

    def at_line_start(self, offset: int) -> bool:
        run = self.run
        return run is not None and (run.start < 0 or bool(run.breaks and run.breaks[-1][1] == offset))

    def break_line(self, start: int, end: int) -> None:
        if self.run is None or self.raw:
            return
        for offset in range(start, end):
            if self.source[offset].isspace():
                self.mask[offset] = self.source[offset]
        self.run.breaks.append((start, end))

    def shade(self, start: int, end: int) -> None:
        self.mask[start:end] = "x" * (end - start)

    def end_opaque(self, *, all_open: bool = False) -> None:
        self.opaque = 0 if all_open else max(self.opaque - 1, 0)
        if not self.opaque and self.opaque_start >= 0:
            self.shade(self.opaque_start, self.opaque_end)
            self.opaque_start = self.opaque_end = -1
