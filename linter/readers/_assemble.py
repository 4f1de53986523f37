"""From runs of prose to blocks: what all readers share after each has found its own markup.

A reader writes the mask and collects runs in source order; `assemble` hides what is no prose in any format (URLs, template
tags), splits lines that are entries of their own, and gives every block its headings, lead and table row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from linter import suppress
from linter.document import REMOVED, Block, Document, Kind

SUMMARY_LEVEL = 8
BOLD_LEVEL = 7
"""Levels below the six of real headings: a wholly bold line, and the summary of a fold inside it."""

BULLETS = "•‣▪◦●·"
"""Bullet glyphs, as pasted from word processors."""

_TITLE_CHARS = 100

_ITEMS = frozenset((Kind.ITEM, Kind.TASK))

# Each alternative looks back at the character that it begins with: a search for few characters is many times as fast.
_OPAQUE = re.compile(
    r"""[hfsw{<:](?:
        (?P<link>(?:(?<=\bh)ttps?|(?<=\bf)tp|(?<=\bs)sh)://[^\s\0<>]+|(?<=\bw)ww\.[^\s\0<>]+)
      | (?P<value>(?<=\{)\{[^{}\n]{0,300}\}\}|(?<=<)%=[^%\n]{0,300}%>)
      | (?P<tag>(?<=\{)%[^%\n]{0,300}%\}|(?<=<)%[^%\n]{0,300}%>|(?<=(?<![^\r\n\0]):):{2,}[ \t]?\{?[\w-]*\}?))""",
    re.VERBOSE,
)
HALF = re.compile("[\ud800-\udfff]")
"""Half a character, as tools leave it that cut at a length; nothing that reads text takes it."""
_BEHIND_LINK = ".,;:!?'\"*_~|"
_DATE = r"\d{4}-\d\d-\d\d"
_ENTRY = re.compile(
    rf"""[\[(]?(?:{_DATE}[T,]?\s?)?\d{{1,2}}:\d\d(?!\d)     # 10:41, [5:06 PM], 2020-01-02 10:00
       | [\[(]?{_DATE}(?=[\s:\])])
       | (?=[^\W\d_a-z])[^\W\d_][\w/&()'’.-]*(?:\ [\w/&()'’.\#-]+){{0,3}}\ ?:(?=\s|$)   # Label: value, one to four words
       | Why\b[^?]{{0,200}}\?                                  # Why did it stop? → …
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Table:
    """The runs of a table's header cells and of its body rows; an absent cell is an empty run."""

    header: list[Run] = field(default_factory=list)
    rows: list[list[Run]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Run:
    """A block in the making.

    `start` is -1 until text is added. `breaks` are the (end, start) of neighbouring lines, `bullets` the starts of lines that
    had a bullet glyph, `strong` the bold ranges (start -> end), `lead` the run directly before the list of an item, `list_number`
    tells lists apart. `titles` says whether a bold line is a heading. A heading without text ends the sections from its level on.
    """

    kind: Kind
    start: int = -1
    end: int = -1
    level: int = 0
    titles: bool = True
    breaks: list[tuple[int, int]] = field(default_factory=list)
    bullets: set[int] = field(default_factory=set)
    strong: dict[int, int] = field(default_factory=dict)
    lead: Run | None = None
    list_number: int = 0
    table: Table | None = None
    row: int = 0
    column: int = 0

    def add(self, start: int, end: int) -> None:
        """Let the run reach over a further range of the source."""
        if self.start < 0:
            self.start = start
        self.end = max(self.end, end)

    def lines(self) -> list[tuple[int, int]]:
        """The (start, end) of each line."""
        starts = (self.start, *(start for _, start in self.breaks))
        ends = (*(end for end, _ in self.breaks), self.end)
        return list(zip(starts, ends, strict=True))


def plain_text(mask: str, start: int, end: int) -> str:
    """The text of a range as it is read; the same as `linter.document.prose` gives."""
    return " ".join(mask[start:end].replace(REMOVED, "").split())


def is_entry(line: str) -> bool:
    """Whether a line starts with a time ("10:41 …"), a label ("Duration: …") or a why ("Why? → …"), as records of incidents do."""
    return _ENTRY.match(line) is not None


def assemble(source: str, mask: list[str], runs: Iterable[Run], *, path: str, format: str) -> Document:
    """The document of a source, its mask and its runs in order."""
    collected = list(runs)
    view = HALF.sub(REMOVED, _veil("".join(mask), collected))
    blocks = tuple(_blocks(view, collected))
    suppressions, problems = suppress.find(source, view, blocks, markdown=format == "markdown")
    return Document(path, source, view, blocks, suppressions, format, problems)


def _veil(mask: str, runs: Iterable[Run]) -> str:
    """The mask with bare URLs and template values as "x", template tags removed. Code stays."""
    if not any(sign in mask for sign in ("://", "www.", "{{", "{%", "<%", ":::")):
        return mask
    pieces, at = [], 0
    for run in runs:
        if run.kind is Kind.CODE and run.start >= 0:
            pieces += [_OPAQUE.sub(_veiled, mask[at : run.start]), mask[run.start : run.end]]
            at = run.end
    return "".join((*pieces, _OPAQUE.sub(_veiled, mask[at:])))


def _veiled(match: re.Match[str]) -> str:
    found = match.group()
    if match.lastgroup == "tag":
        return REMOVED * len(found)
    if match.lastgroup == "value":
        return "x" * len(found)
    # Punctuation behind a URL belongs to the sentence, and so does a bracket that was opened before it.
    kept = found.rstrip(_BEHIND_LINK)
    closing = len(kept) - len(kept.rstrip(")"))
    unopened = min(closing, max(kept.count(")") - kept.count("("), 0))
    kept = kept[: len(kept) - unopened].rstrip(_BEHIND_LINK)
    return "x" * len(kept) + found[len(kept) :]


def _blocks(mask: str, runs: list[Run]) -> Iterator[Block]:
    titles: list[tuple[int, str]] = []
    endings: dict[Run, str] = {}
    columns: dict[int, tuple[str, ...]] = {}
    row: tuple[str, ...] = ()
    row_of: tuple[Table, int] | None = None

    def above(level: int) -> tuple[str, ...]:
        while titles and titles[-1][0] >= level:
            titles.pop()
        return tuple(title for _, title in titles)

    headings: tuple[str, ...] = ()
    bold_item: Run | None = None  # the latest heading, if it is an item
    for index, run in enumerate(runs):
        if run.kind is Kind.HEADING:
            over = above(run.level)
            title = plain_text(mask, run.start, run.end) if run.start >= 0 else ""
            if title:
                titles.append((run.level, title))
                endings[run] = title if title.endswith(":") else ""
                yield Block(run.kind, run.start, run.end, over, run.level)
            headings, bold_item = tuple(title for _, title in titles), None
        elif run.start < 0:
            continue
        elif run.table is not None:
            table = run.table
            if id(table) not in columns:
                columns[id(table)] = tuple(plain_text(mask, cell.start, cell.end) for cell in table.header)
            if row_of is None or row_of[0] is not table or row_of[1] != run.row:
                row, row_of = tuple(plain_text(mask, cell.start, cell.end) for cell in table.rows[run.row]), (table, run.row)
            names = columns[id(table)]
            column = names[run.column] if run.column < len(names) else ""
            for _, start, end, _ in _split(mask, run):
                if plain_text(mask, start, end):
                    yield Block(Kind.CELL, start, end, headings, column=column, columns=names, row=row)
        elif run.kind in (Kind.CODE, Kind.QUOTE):
            if mask[run.start : run.end].replace(REMOVED, "").strip():
                yield Block(run.kind, run.start, run.end, headings)
        else:
            following = runs[index + 1] if index + 1 < len(runs) else None
            is_item = run.kind in _ITEMS
            if bold_item and is_item and (run.list_number == bold_item.list_number or run.level < bold_item.level):
                headings, bold_item = above(BOLD_LEVEL), None
            lead = endings.get(run.lead, "") if run.lead else ""
            for kind, start, end, last in _split(mask, run):
                text = plain_text(mask, start, end)
                if not text:
                    continue
                endings[run] = text if text.endswith(":") else ""
                if _is_bold_title(mask, run, start, end, text) and (not last or _heads(run, following)):
                    over = above(BOLD_LEVEL)
                    titles.append((BOLD_LEVEL, text))
                    headings, bold_item = (*over, text), run if is_item else None
                    yield Block(Kind.HEADING, start, end, over, BOLD_LEVEL)
                elif kind in _ITEMS:
                    yield Block(kind, start, end, headings, run.level, lead=lead)
                else:
                    yield Block(kind, start, end, headings)


def _heads(run: Run, following: Run | None) -> bool:
    """Whether a bold run has content of its own: a paragraph anything but a heading, an item anything but the next item of its list."""
    if following is None or following.kind is Kind.HEADING:
        return False
    if run.kind not in _ITEMS or following.kind not in _ITEMS:
        return True
    return following.list_number != run.list_number and following.level >= run.level


def _split(mask: str, run: Run) -> Iterator[tuple[Kind, int, int, bool]]:
    """The (kind, start, end, is last) of the parts of a run. Wrapped lines stay together, entries and bold titles come apart."""
    if not run.breaks:
        kind = Kind.ITEM if run.start in run.bullets else run.kind
        yield kind, run.start, run.end, True
        return
    lines = run.lines()
    texts = [plain_text(mask, start, end) for start, end in lines]
    entry = [is_entry(text) for text in texts]
    bold = [_is_bold_title(mask, run, *line, text) for line, text in zip(lines, texts, strict=True)]
    parts: list[tuple[Kind, int, int]] = []
    for i, (start, end) in enumerate(lines):
        # One line that starts with a time may be a wrapped sentence; two in a row, or one after a first, are a record.
        apart = entry[i] and (entry[0] or entry[i - 1] or entry[i + 1 : i + 2] == [True])
        if i == 0:
            parts.append((Kind.ITEM if start in run.bullets else run.kind, start, end))
        elif start in run.bullets:
            parts.append((Kind.ITEM, start, end))
        elif run.kind is Kind.CELL and texts[i] and not texts[i][0].islower():
            # No line wraps inside a cell: what is broken there by hand is a list or another sentence.
            parts.append((Kind.CELL, start, end))
        elif apart or bold[i] or bold[i - 1]:
            parts.append((Kind.PARAGRAPH, start, end))
        else:
            parts[-1] = (*parts[-1][:2], end)
    for i, part in enumerate(parts, 1):
        yield *part, i == len(parts)


def _is_bold_title(mask: str, run: Run, start: int, end: int, text: str) -> bool:
    """Whether a line is wholly bold and reads as a title, not as a sentence."""
    return (
        run.titles
        and bool(run.strong)
        and len(text) <= _TITLE_CHARS
        and not text.endswith((".", "!", ";", ","))
        # One sign of emphasis may stand around the bold.
        and any(run.strong.get(at, end + 1) <= end and plain_text(mask, run.strong[at], end) in ("", ":") for at in (start, start + 1))
    )
