"""Markup that is written line by line (reStructuredText, AsciiDoc, Org, Jira's wiki markup): a grammar of regular expressions in, and
mask and runs out, with every piece at its place in the source.

The parsers of these formats that there are give no offsets, or those of lines alone. A grammar knows what prose needs: what is code, a
quote, a heading, an item, a cell, and which signs are no words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from linter import suppress
from linter.document import Kind
from linter.readers._assemble import Run
from linter.readers._prose import MAX_DEPTH, Prose

_LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|\Z)")
_NEVER = re.compile(r"(?!)")
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Fence:
    """A block between two lines. `{}` in `closes` is what the group `same` of the opening line matched; `kind` None drops what is inside.

    `inside` is prose where it is true: its lines are read as any others, in a quote if `kind` says so.
    """

    opens: re.Pattern[str]
    closes: str
    kind: Kind | None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """What lines and signs mean.

    heading     one line with the groups `sign` (its length, or its number, is the level) and `title`
    item        how an item starts, with the group `sign`, and `box` where it is a task
    level       of an item, by its match
    row         a line of a table, whose cells stand between matches of `between`; `header` tells a header row by its line and the next one
    rule        lines between the rows of a table
    caption     what a line starts with that is the title of the next block
    drop        lines that are no prose
    body        lines whose indented body is dropped or, where the group `code` matched, code
    literal     a line behind which an indented block is code
    indented    a line behind a blank one that is code, or a quote, by its shape alone
    lead        what is markup at the start of a line of prose
    inline      signs inside a line: groups `code…` become a noun, `bold…` and `text…` are read on inside, anything else is dropped
    wraps       whether a sign may end on a later line of its paragraph
    underlined  whether a line of signs makes the line before it a heading, with levels in the order in which signs occur
    """

    inline: re.Pattern[str]
    heading: re.Pattern[str] = _NEVER
    item: re.Pattern[str] = _NEVER
    level: Callable[[re.Match[str]], int] = lambda match: 1 + len(match["sign"].expandtabs(4)) // 2
    row: re.Pattern[str] = _NEVER
    between: re.Pattern[str] = re.compile(r"\|")
    header: Callable[[str, str], bool] = lambda line, following: False
    rule: re.Pattern[str] = _NEVER
    caption: re.Pattern[str] = _NEVER
    drop: re.Pattern[str] = _NEVER
    body: re.Pattern[str] = _NEVER
    literal: re.Pattern[str] = _NEVER
    indented: tuple[tuple[re.Pattern[str], Kind], ...] = ()
    lead: re.Pattern[str] = _NEVER
    quoted: re.Pattern[str] = _NEVER
    fences: tuple[Fence, ...] = ()
    underlined: re.Pattern[str] = field(default=_NEVER)
    wraps: bool = False


def parse(source: str, grammar: Grammar) -> tuple[list[str], list[Run]]:
    """The mask and the runs of a text."""
    walk = _Walk(source, grammar)
    walk.all()
    return walk.prose.mask, walk.prose.runs


class _Walk:
    def __init__(self, source: str, grammar: Grammar) -> None:
        self.source, self.grammar = source, grammar
        self.prose = Prose(source)
        comments = [(comment.start, comment.end) for comment in suppress.comments(source, markdown=False)]
        self.lines = [(match.start(1), match.end(1), match.end()) for match in _LINE.finditer(source) if match.end() > match.start()]
        self.texts = [source[start:end].rstrip() for start, end, _ in self.lines]
        for start, end in comments:
            for number, (first, last, _) in enumerate(self.lines):
                if first < end and start < last:
                    self.texts[number] = ""
        self.at = 0
        self.levels: list[str] = []
        self.depth: list[int] = []
        self.in_table = False
        self.blank = True
        self.literal = False
        self.nested = 0

    def all(self) -> None:
        self.until(len(self.lines))
        self.end_lists()
        self.end_table()
        self.prose.close()

    def until(self, end: int) -> None:
        while self.at < end:
            number = self.at
            self.take(number, self.texts[number], end)
            self.at = max(self.at, number + 1)

    def text(self, number: int) -> str:
        return self.texts[number] if number < len(self.texts) else ""

    def take(self, number: int, text: str, end: int) -> None:
        """Take a line, and with it those that it opens a block for."""
        grammar = self.grammar
        if not text.strip():
            self.gap()
            return
        after_blank, self.blank = self.blank, False
        if self.fence(number, text, end) or self.underline(number, text):
            return
        if grammar.row.match(text):
            self.row(number, text)
            return
        if self.in_table and grammar.rule.match(text):
            return
        self.end_table()
        if grammar.body.match(text):
            self.body(number, text, end)
        elif grammar.drop.match(text):
            self.prose.close()
        elif self.heading(number, text) or self.item(number, text) or self.shape(number, text, end, after_blank):
            return
        elif caption := grammar.caption.match(text):
            self.end_lists()
            self.line(number, text, caption.end())
            self.gap()
        else:
            self.paragraph(number, text, after_blank)

    def gap(self) -> None:
        self.prose.close()
        self.blank = True

    def code(self, first: int, last: int) -> None:
        """Lines that are code."""
        numbers = [number for number in range(first, last) if self.texts[number].strip()]
        if numbers:
            self.prose.open(Kind.CODE)
            start, end = self.lines[numbers[0]][0], self.lines[numbers[-1]][1]
            self.prose.text(self.source[start:end], (start, end))
            self.prose.close()

    def fence(self, number: int, text: str, end: int) -> bool:
        for fence in self.grammar.fences:
            match = fence.opens.match(text)
            if not match or self.nested >= MAX_DEPTH:
                continue
            same = re.escape(match["same"]) if "same" in fence.opens.groupindex else ""
            closes = re.compile(fence.closes.replace("{}", same), re.IGNORECASE)
            # One line may open and close ("{code}x{code}").
            last = next((i for i in range(number, end) if closes.search(self.texts[i], match.end() if i == number else 0)), end)
            self.prose.close()
            self.end_table()
            if fence.inside:
                self.at = number + 1
                if fence.kind is Kind.QUOTE:
                    self.prose.quote(opens=True)
                self.nested += 1
                self.until(last)
                self.nested -= 1
                if fence.kind is Kind.QUOTE:
                    self.prose.quote(opens=False)
            elif fence.kind is not None:
                self.code(number if last == number else number + 1, last + (last == number))
            self.at = last + 1
            self.blank = True
            return True
        return False

    def underline(self, number: int, text: str) -> bool:
        """Take a title between or over lines of signs."""
        pattern = self.grammar.underlined
        above = pattern.fullmatch(text)
        if above and pattern.fullmatch(self.text(number + 2)) and self.text(number + 1).strip():
            return self.title(number + 1, text[0] * 2, number + 3)
        below = pattern.fullmatch(self.text(number + 1)) if not above else None
        if below and len(self.text(number + 1)) >= min(len(text), 4) and not text[0].isspace() and self.prose.run is None:
            return self.title(number, self.text(number + 1)[0], number + 2)
        if above:
            self.prose.close()
        return bool(above)

    def title(self, number: int, sign: str, following: int) -> bool:
        if sign not in self.levels:
            self.levels.append(sign)
        self.end_lists()
        self.prose.open(Kind.HEADING, level=min(self.levels.index(sign) + 1, 6))
        self.inline(self.lines[number][0], self.lines[number][0] + len(self.texts[number]))
        self.prose.close()
        self.at = following
        self.blank = True
        return True

    def heading(self, number: int, text: str) -> bool:
        match = self.grammar.heading.match(text)
        if not match:
            return False
        self.end_lists()
        sign = match["sign"]
        self.prose.open(Kind.HEADING, level=min(int(sign) if sign.isdigit() else len(sign), 6))
        self.inline(self.lines[number][0] + match.start("title"), self.lines[number][0] + match.end("title"))
        self.prose.close()
        return True

    def row(self, number: int, text: str) -> None:
        if not self.in_table:
            self.end_lists()
            self.prose.table(opens=True)
            self.in_table = True
            header = self.grammar.header(text, self.text(number + 1))
        else:
            header = False
        self.prose.row()
        start = self.lines[number][0]
        marks = list(self.grammar.between.finditer(text))
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, stop in zip(marks, ends, strict=True):
            if mark.end() < stop or stop < len(text):
                self.prose.cell(header=header)
                self.inline(start + mark.end(), start + stop)
                self.prose.end_cell()

    def end_table(self) -> None:
        if self.in_table:
            self.prose.table(opens=False)
            self.in_table = False

    def body(self, number: int, text: str, end: int) -> None:
        """Take a line with the indented lines that belong to it."""
        match = self.grammar.body.match(text)
        last = self.indented(number + 1, _indent(text), end)
        self.prose.close()
        if match and match.groupdict().get("code") is not None:
            self.code(number + 1, last)
        self.at = last
        self.blank = True

    def indented(self, number: int, more_than: int, end: int) -> int:
        """The line behind those from one on that are blank or indented further."""
        while number < end and (not self.texts[number].strip() or _indent(self.texts[number]) > more_than):
            number += 1
        return number

    def item(self, number: int, text: str) -> bool:
        match = self.grammar.item.match(text)
        if not match:
            return False
        level = self.grammar.level(match)
        while self.depth and self.depth[-1] > level:
            self.depth.pop()
            self.prose.list(opens=False)
        if not self.depth or self.depth[-1] < level:
            self.depth.append(level)
            self.prose.list(opens=True)
        self.prose.item(Kind.TASK if match.groupdict().get("box") else Kind.ITEM)
        self.line(number, text, match.end())
        return True

    def end_lists(self) -> None:
        while self.depth:
            self.depth.pop()
            self.prose.list(opens=False)
        self.prose.close()

    def shape(self, number: int, text: str, end: int, after_blank: bool) -> bool:
        """Take what is code or a quote by its shape alone."""
        if self.literal and text[:1].isspace():
            last = self.indented(number, 0, end)
            self.code(number, last)
            self.at, self.literal, self.blank = last, False, True
            return True
        quote = self.grammar.quoted.match(text)
        if quote:
            self.prose.quote(opens=True)
            self.line(number, text, quote.end())
            self.prose.quote(opens=False)
            return True
        for pattern, kind in self.grammar.indented:
            if after_blank and not (self.depth and text[0].isspace()) and pattern.match(text):
                last = number + 1
                while last < end and pattern.match(self.texts[last]):
                    last += 1
                if kind is Kind.CODE:
                    self.code(number, last)
                else:
                    self.prose.quote(opens=True)
                    for each in range(number, last):
                        if each >= self.at:  # else a sign that began before has taken it
                            self.line(each, self.texts[each], 0)
                    self.prose.quote(opens=False)
                self.at = max(self.at, last)
                return True
        return False

    def paragraph(self, number: int, text: str, after_blank: bool) -> None:
        if after_blank and not text[0].isspace():
            self.end_lists()
        lead = self.grammar.lead.match(text)
        self.line(number, text, lead.end() if lead else 0)

    def line(self, number: int, text: str, start: int) -> None:
        """A line of prose, which goes on in the open block if there is one."""
        at = self.lines[number][0]
        if self.prose.run is not None and number:
            before = self.lines[number - 1]
            self.prose.line_break((before[1], before[1] + 1) if before[1] < before[2] else None)
        literal = self.grammar.literal.search(text)
        self.literal = bool(literal)
        self.inline(at + start, at + (literal.start() if literal else len(text)), wraps=self.grammar.wraps)

    def inline(self, start: int, end: int, depth: int = 0, *, wraps: bool = False) -> None:
        """The words of a range; signs are dropped, what is inside them is read on."""
        piece = self.source[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()) if not depth else end
        limit = self.paragraph_end(end) if wraps else end
        at = start
        while at < end:
            match = self.grammar.inline.search(self.source, at, limit) if depth < _DEPTH else None
            if match is None or match.start() == match.end() or match.start() >= end:
                break
            self.plain(at, match.start())
            self.sign(match, depth)
            at = match.end()
            if at > end:
                # The rest of the line in which the sign ends belongs to it.
                number = bisect_right(self.lines, at, key=lambda line: line[0]) - 1
                literal = self.grammar.literal.search(self.texts[number])
                end = self.lines[number][0] + (literal.start() if literal else len(self.texts[number]))
                self.at, self.literal = number + 1, bool(literal)
        self.plain(at, end)

    def paragraph_end(self, at: int) -> int:
        """The end of the last line before a blank one."""
        number = bisect_right(self.lines, at, key=lambda line: line[0]) - 1
        while self.text(number + 1).strip():
            number += 1
        return self.lines[number][0] + len(self.texts[number])

    def plain(self, start: int, end: int) -> None:
        for match in _LINE.finditer(self.source, start, end):
            if match.start(1) < match.end(1):
                self.prose.text(match[1], match.span(1))
            if match.end(1) < match.end() and self.prose.run:
                self.prose.line_break((match.end(1), match.end(1) + 1))

    def sign(self, match: re.Match[str], depth: int) -> None:
        group = next((name for name, value in match.groupdict().items() if value is not None), "")
        start, end = match.span(group) if group else (0, 0)
        if group.startswith("code") and start < end:
            self.prose.code(self.source[start:end], (start, end))
        elif group.startswith("bold"):
            self.prose.strong(opens=True)
            self.inline(start, end, depth + 1)
            self.prose.strong(opens=False)
        elif group.startswith("text"):
            self.inline(start, end, depth + 1)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
