"""What readers of structured text share: headings, lists, tables, quotes and inline markup in, mask and runs out.

`Prose` lies over a source that has the text at known places (HTML files). `View` writes the text as it comes, for what has no text to
point into: Word, PDF, exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from linter.document import REMOVED, Document, Kind
from linter.readers._assemble import HALF, Run, Table, assemble

MAX_DEPTH = 100
"""Open lists and quotes that are kept in mind; more is no document."""

At = tuple[int, int]
_INTRODUCING = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.TASK))
_SIGNS = {Kind.ITEM: "- ", Kind.TASK: "- [ ] ", Kind.QUOTE: "> "}


class Prose:
    """Takes the structure of a text in order, with where each piece stands; leaves the mask and the runs."""

    def __init__(self, source: str = "") -> None:
        self.mask = [REMOVED] * len(source)
        self.runs: list[Run] = []
        self.run: Run | None = None
        self._before: Run | None = None  # what a list that starts now would be introduced by
        self._lists: list[tuple[int, Run | None]] = []  # number of each open list, and its lead
        self._count = 0
        self._item: Kind | None = None  # the kind of an item that has no text yet
        self._quotes = 0
        self._tables: list[tuple[Table, Run | None]] = []  # each open table, and the cell that it stands in
        self._literal = 0
        self._strong = 0
        self._strong_start = -1
        self._broken = False

    # Blocks

    def open(self, kind: Kind, *, level: int = 0) -> None:
        """Start a block. Inside a quote or a cell, which are one run each, a line."""
        if self._quotes or (self._tables and self.run and self.run.kind is Kind.CELL and kind is not Kind.CELL):
            self.line_break()
            return
        self.close()
        self._start(Run(kind, level=level))

    def close(self) -> None:
        """End the open block, if any."""
        if self._quotes or (self._tables and self.run and self.run.kind is Kind.CELL):
            self.line_break()
            return
        self._end()

    def quote(self, *, opens: bool) -> None:
        """Where a quote starts or ends."""
        if opens and not self._quotes:
            self._end()
            self._start(Run(Kind.QUOTE))
        self._quotes = max(self._quotes + (1 if opens else -1), 0)
        if not self._quotes:
            self._end()
            self._before = None

    def list(self, *, opens: bool) -> None:
        """Where a list starts or ends; the block before it introduces its items."""
        self.close()
        if opens and len(self._lists) < MAX_DEPTH:
            self._count += 1
            self._lists.append((self._count, self._before))
        elif not opens and self._lists:
            self._lists.pop()
            self._before = None

    def item(self, kind: Kind = Kind.ITEM) -> None:
        """Where an item starts: its first text is the item, what else it has are paragraphs."""
        self.close()
        # In a cell or a quote it is one of its lines.
        self._item = kind if self.run is None else None

    def table(self, *, opens: bool) -> None:
        """Where a table starts or ends. One inside a cell takes the rest of the cell."""
        if opens:
            outer = self.run if self.run and self.run.kind is Kind.CELL else None
            self._end()
            self._tables.append((Table(), outer))
        elif self._tables:
            self._end()
            self._tables.pop()
        self._before = None

    def row(self) -> None:
        """Where a row starts."""
        self._end()
        if self._tables:
            self._tables[-1][0].rows.append([])

    def cell(self, *, header: bool = False) -> None:
        """Where a cell starts. A row that starts with a header cell, before any other row, is the table's header."""
        self._end()
        if not self._tables or self._quotes:
            self.open(Kind.PARAGRAPH)
            return
        table = self._tables[-1][0]
        if header and len(table.rows) <= 1 and (not table.rows or not table.rows[0]):
            table.header.append(Run(Kind.CELL, table=table, column=len(table.header)))
            self.run = table.header[-1]
            return
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        row.append(Run(Kind.CELL, table=table, row=len(table.rows) - 1, column=len(row)))
        self._start(row[-1])

    def end_cell(self) -> None:
        """Where a cell ends."""
        if self.run and self.run.kind is Kind.CELL:
            self._end()

    # Text

    def text(self, text: str, at: At | None = None) -> None:
        """Text as it is read, and where it stands. White space between blocks is none."""
        if self.run is None:
            if not text.strip():
                return
            self._open_by_context()
        start, end = self._put(text, at)
        if start < end:
            self._reach(start, end)

    def code(self, text: str, at: At | None = None) -> None:
        """Inline code: a noun for the parser, whatever it says."""
        self.literal(opens=True)
        self.text(text, at)
        self.literal(opens=False)

    def literal(self, *, opens: bool) -> None:
        """Where inline code starts or ends."""
        self._literal = max(self._literal + (1 if opens else -1), 0)

    def strong(self, *, opens: bool) -> None:
        """Where bold text starts or ends."""
        if opens:
            self._strong += 1
        elif self._strong:
            self._strong -= 1
            if not self._strong and self.run and self._strong_start >= 0:
                self.run.strong[self._strong_start] = self.run.end
        if not self._strong:
            self._strong_start = -1

    def line_break(self, at: At | None = None) -> None:
        """Where a line ends inside a block. It keeps the words around it apart."""
        in_code = self.run is not None and self.run.kind is Kind.CODE
        if self.run is None or self.run.start < 0 or (self._broken and at is None and not in_code):
            return
        self._put("\n", at)
        self._broken = True

    # Inside

    def _open_by_context(self) -> None:
        number, lead = self._lists[-1] if self._lists else (0, None)
        kind, self._item = self._item or Kind.PARAGRAPH, None
        is_item = kind in (Kind.ITEM, Kind.TASK)
        titles = not self._lists or kind is Kind.ITEM
        run = Run(kind, level=len(self._lists), titles=titles, lead=lead if is_item else None, list_number=number if is_item else 0)
        self._start(run)

    def _start(self, run: Run) -> None:
        self.run = run
        self.runs.append(run)

    def _end(self) -> None:
        if self.run:
            self._before = self.run if self.run.kind in _INTRODUCING and self.run.start >= 0 else None
            if self._strong and self._strong_start >= 0:
                self.run.strong[self._strong_start] = self.run.end
        self.run, self._broken, self._strong_start = None, False, -1

    def _reach(self, start: int, end: int) -> None:
        assert self.run is not None
        if self._broken and self.run.start >= 0:
            self.run.breaks.append((self.run.end, start))
        self._broken = False
        if self._strong and self._strong_start < 0:
            self._strong_start = start
        self.run.add(start, end)

    def _put(self, text: str, at: At | None) -> At:
        """Note text in the mask; gives the range that it takes."""
        if at is None:
            return 0, 0
        start, end = at
        if self._literal and not (self.run and self.run.kind is Kind.CODE):
            self.mask[start:end] = "x" * (end - start)
        else:
            # Where a character is written as more than one ("&amp;"), what is left over is markup.
            self.mask[start:end] = text[: end - start].ljust(end - start, REMOVED)
        return start, end


class View(Prose):
    """Writes a text view, with the signs by which people know headings, items, quotes and code in plain text."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []
        self._places: list[tuple[int, str]] = []

    def place(self, name: str) -> None:
        """Name where the original has what follows."""
        self._end()
        if not self._places or self._places[-1][1] != name:
            self._places.append((len(self.mask), name))

    def heading(self, level: int, text: str) -> None:
        """A heading on its own, nothing where it has no text. Lists and quotes end before it."""
        if text.strip():
            self.end_all()
            self.open(Kind.HEADING, level=level)
            self.text(text)
            self._end()

    def paragraph(self, text: str) -> None:
        """A paragraph on its own, a line break where the text has one."""
        self.lines(Kind.PARAGRAPH, text)

    def lines(self, kind: Kind, text: str) -> None:
        """A block on its own with the lines of a text."""
        if text.strip():
            self.open(kind)
            for number, line in enumerate(text.strip("\r\n").splitlines()):
                if number:
                    self.line_break()
                self.text(line)
            self._end()

    def field(self, name: str, value: str) -> None:
        """ "Name: value", as the header of a review has it; nothing where there is no value."""
        if value.strip():
            self.paragraph(f"{name}: {' '.join(value.split())}")

    def end_all(self) -> None:
        """End whatever is open, such as the lists of a fragment that was cut off."""
        self._end()
        self._quotes = self._literal = self._strong = 0
        self._lists.clear()
        self._tables.clear()
        self._item = None

    def embed(self, source: str, mask: Iterable[str], runs: Iterable[Run], *, places: Iterable[tuple[int, str]] = ()) -> None:
        """Take over a text that another reader has read, as it is, with the places in it."""
        self.end_all()
        self._separate("\n\n")
        base = len(self.mask)
        self._places += ((base + start, name) for start, name in places)
        self._write(HALF.sub("\N{REPLACEMENT CHARACTER}", source), mask)
        for run in moved(runs, base):
            self.runs.append(run)
        self._before = None

    @contextmanager
    def quoted(self) -> Iterator[None]:
        """All blocks inside are one quote."""
        self.quote(opens=True)
        try:
            yield
        finally:
            self.quote(opens=False)

    def document(self, path: str, format: str, *, problems: tuple[str, ...] = ()) -> Document:
        """The document of what was written. One that has no named place is one whole."""
        from dataclasses import replace

        self.end_all()
        document = assemble("".join(self._written), self.mask, self.runs, path=path, format=format)
        return replace(document, places=tuple(self._places) or ((0, "document"),), problems=problems + document.problems)

    def _start(self, run: Run) -> None:
        if run.kind is Kind.CELL and run.column:
            self._separate(" | ")
        elif run.kind is Kind.CELL or (run.kind in (Kind.ITEM, Kind.TASK) and self._before and self._before.kind in (Kind.ITEM, Kind.TASK)):
            self._separate("\n")
        else:
            self._separate("\n\n")
        super()._start(run)
        sign = "#" * min(run.level, 6) + " " if run.kind is Kind.HEADING else _SIGNS.get(run.kind, "")
        self._write("  " * (run.level - 1) + sign if run.kind in (Kind.ITEM, Kind.TASK) else sign)
        if run.kind is Kind.CODE:
            self._write("```\n")

    def _end(self) -> None:
        if self.run and self.run.kind is Kind.CODE:
            self._write("\n```")
        super()._end()

    def cell(self, *, header: bool = False) -> None:
        super().cell(header=header)
        run = self.run
        if header and run and run.table and run in run.table.header:
            self._separate(" | " if run.column else "\n\n")

    def _separate(self, by: str) -> None:
        if self.mask:
            self._write(by)

    def _write(self, text: str, mask: Iterable[str] | None = None) -> None:
        self._written.append(text)
        self.mask += mask if mask is not None else (char if char.isspace() else REMOVED for char in text)

    def _put(self, text: str, at: At | None) -> At:
        code = self.run is not None and self.run.kind is Kind.CODE
        if not code and text != "\n":
            gap = self.run is None or self.run.start < 0 or self.mask[-1].isspace()
            text = _collapsed(text, after_gap=gap)
        text = HALF.sub("\N{REPLACEMENT CHARACTER}", text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
        start = len(self.mask)
        self._write(text, "x" * len(text) if self._literal and not code and text.strip() else text)
        if text == "\n" and self.run and self.run.kind is Kind.QUOTE:
            self._write("> ")
        return start, start + len(text)


def _collapsed(text: str, *, after_gap: bool) -> str:
    words = " ".join(text.split())
    before = " " if text[:1].isspace() and not after_gap else ""
    return before + words + (" " if words and text[-1:].isspace() else "")


def moved(runs: Iterable[Run], by: int) -> list[Run]:
    """Runs over a text that now stands so many code points further on. Changed in place: tables point to their cells."""
    collected = list(runs)
    tables = {id(run.table): run.table for run in collected if run.table}
    everything = {id(run): run for run in (*collected, *(cell for table in tables.values() for cell in table.header))}
    for run in everything.values():
        if run.start >= 0:
            run.start, run.end = run.start + by, run.end + by
        run.breaks = [(end + by, start + by) for end, start in run.breaks]
        run.bullets = {start + by for start in run.bullets}
        run.strong = {start + by: end + by for start, end in run.strong.items()}
    return collected
