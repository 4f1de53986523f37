"""Plain text as people write it: titles, bullets, quotes, logs, records and labels told by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linter import suppress
from linter.document import REMOVED, Document, Kind
from linter.readers._assemble import BOLD_LEVEL, BULLETS, Run, assemble, is_entry

FORMAT = "plain"
EXTENSIONS = (".txt", ".text")

_LINE_END = re.compile(r"\r\n?|\n")
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,}|~{3,})")
_RULE = re.compile(r"[ \t]*(?:[-=_*~#+][ \t]*){3,}")
_FENCE = re.compile(r"[ \t]{0,3}```")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(rf"[ \t]*(?:[-*+–—{BULLETS}]|\(?(?P<number>\d{{1,3}})[.)]|\(?[a-z]\))[ \t]+(?=\S)(?P<box>\[[ xX]\][ \t]+)?")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]?[ \t]+(?=[^\W\d_])")
_TITLE = re.compile(r"(?=[^\W\d_a-z])[\w/&()'’-]+(?: [\w/&()'’-]+){0,3} ?:")
_INDENTED = re.compile(r"[ ]{4,}|[ ]{0,3}\t")
_CODE_SIGN = re.compile(
    r"""[;{}]$ | ^\s*[$\#%>]\s | ^\s*(?:at\ [\w.$<>]+\(|Traceback|File\ "|</?\w|--?\w+[\s=])
      | [=!<>]=|=>|->|&&|\|\||::|\w\(\)|\w=\S | \d\d:\d\d:\d\d[.,]\d | \d{4}-\d\d-\d\dT\d\d:\d\d
      | \b(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE)\b
      | ^\s*(?:SELECT|DROP|DELETE|UPDATE|INSERT|ALTER|sudo|kubectl|git|docker|helm|terraform|curl|ssh|psql|rm|cd)\s""",
    re.VERBOSE,
)
_INLINE_CODE = re.compile(r"`([^`]{1,300})`")

_TITLE_CHARS, _TITLE_WORDS = 70, 8
_UNDERLINE_LEVELS = {"=": 1, "-": 2, "~": 3}
_CAPITALS_LEVEL, _NUMBERED_LEVEL, _LABEL_LEVEL = 3, 4, BOLD_LEVEL

_JOINABLE = frozenset((Kind.PARAGRAPH, Kind.ITEM, Kind.TASK))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its end; `text` has no trailing white space."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read(source: str, path: str) -> Document:
    """The document of a plain text."""
    return assemble(source, *parse(source), path=path, format=FORMAT)


def parse(source: str) -> tuple[list[str], list[Run]]:
    """The mask and the runs of a plain text."""
    walk = _Walk(source)
    for comment in suppress.comments(source, markdown=False):
        walk.erase(comment.start, comment.end)
    lines = list(_lines("".join(walk.mask)))
    for at, line in enumerate(lines):
        walk.take(line, lines, at)
    return walk.mask, walk.runs


def _lines(view: str) -> Iterator[_Line]:
    start = 0
    for match in _LINE_END.finditer(view):
        yield _Line(start, view[start : match.start()].rstrip(f"{REMOVED} \t"))
        start = match.end()
    yield _Line(start, view[start:].rstrip(f"{REMOVED} \t"))


class _Walk:
    """Takes the lines in order; leaves the mask and the runs."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.mask = list(source)
        self.runs: list[Run] = []
        self.run: Run | None = None  # the run that the next line may continue
        self.leads: dict[int, Run | None] = {}
        self.fenced = False
        self.after_blank = True
        self.numbered = False  # whether the last line with text was a numbered item

    def erase(self, start: int, end: int) -> None:
        """Make a range of the source markup. Line ends stay: they keep words apart."""
        self.mask[start:end] = (char if char in "\r\n" else REMOVED for char in self.source[start:end])

    def take(self, line: _Line, lines: Sequence[_Line], at: int) -> None:
        """Take the next line, which is `lines[at]`."""
        blank = not line.text.strip(f"{REMOVED} \t")
        if self.fenced or _FENCE.match(line.text):
            self.fence(line, at, lines)
        elif blank:
            self.run = None
        elif not self.underline(line):
            if not (self.quote(line) or self.code(line) or self.heading(line, lines, at) or self.item(line)):
                self.paragraph(line)
            if self.runs[-1].kind is not Kind.CODE:
                self.inline_code(line)
            numbered = _BULLET.match(line.text)
            self.numbered = bool(numbered and numbered["number"]) and self.runs[-1].kind is not Kind.HEADING
        self.after_blank = blank

    def open(self, run: Run, start: int, end: int, *, closed: bool = False) -> bool:
        run.add(start, end)
        self.runs.append(run)
        self.run = None if closed else run
        return True

    def fence(self, line: _Line, at: int, lines: Sequence[_Line]) -> None:
        if _FENCE.match(line.text):
            self.erase(line.start, line.end)
            self.fenced = not self.fenced
            self.run = None
            return
        end = lines[at + 1].start if at + 1 < len(lines) else len(self.source)
        self.mask[line.start : end] = self.source[line.start : end]
        if self.run:
            self.run.add(line.start, end)
        else:
            self.open(Run(Kind.CODE), line.start, end)

    def underline(self, line: _Line) -> bool:
        """Take a line of signs: it makes the line before a title, or it is a rule."""
        if not _RULE.fullmatch(line.text):
            return False
        run = self.run
        short = run and run.kind in (Kind.PARAGRAPH, Kind.HEADING) and not run.breaks and run.end - run.start <= _TITLE_CHARS
        if run and short and _UNDERLINE.fullmatch(line.text):
            run.kind, run.level = Kind.HEADING, _UNDERLINE_LEVELS[line.text.strip()[0]]
        self.erase(line.start, line.end)
        self.run = None
        return True

    def quote(self, line: _Line) -> bool:
        marker = _QUOTE.match(line.text)
        if not marker:
            return False
        self.erase(line.start, line.start + marker.end())
        if self.run and self.run.kind is Kind.QUOTE:
            self.run.add(line.start, line.end)
        else:
            self.open(Run(Kind.QUOTE), line.start, line.end)
        return True

    def code(self, line: _Line) -> bool:
        if not _INDENTED.match(line.text):
            return False
        if self.run and self.run.kind is Kind.CODE:
            self.run.add(line.start, line.end)
            return True
        return self.after_blank and bool(_CODE_SIGN.search(line.text)) and self.open(Run(Kind.CODE), line.start, line.end)

    def heading(self, line: _Line, lines: Sequence[_Line], at: int) -> bool:
        text, start = line.text, line.start
        hashes = _HASHES.match(text)
        if hashes:
            self.erase(start, start + hashes.end())
            return self.open(Run(Kind.HEADING, level=len(hashes[1])), start + hashes.end(), line.end, closed=True)
        title = text.strip()
        if self.run or len(title) > _TITLE_CHARS or len(title.split()) > _TITLE_WORDS or title.endswith((".", ",", ";", "!")):
            return False
        title_start = start + len(text) - len(text.lstrip())
        number = _NUMBERED.match(text)
        level = 0
        if number and self.after_blank and self.stands_alone(number["number"], lines, at):
            level = _NUMBERED_LEVEL + min(number["number"].count("."), _LABEL_LEVEL - _NUMBERED_LEVEL - 1)
            title_start = start + number.end()
            self.erase(start, title_start)
        elif _TITLE.fullmatch(title):
            level = _LABEL_LEVEL
        elif title.isupper() and sum(map(str.isalpha, title)) > 2 and not is_entry(title) and not _BULLET.match(text):
            level = _CAPITALS_LEVEL
        return bool(level) and self.open(Run(Kind.HEADING, level=level), title_start, line.end)

    def stands_alone(self, number: str, lines: Sequence[_Line], at: int) -> bool:
        """Whether a numbered line is a title: between blank lines, and not one of a list of numbered lines."""
        if at + 1 < len(lines) and lines[at + 1].text:
            return False
        following = next((lines[i].text for i in range(at + 1, len(lines)) if lines[i].text), "")
        beside = _NUMBERED.match(following)
        return bool(following) and not self.numbered and (not beside or beside["number"].startswith(f"{number}."))

    def item(self, line: _Line) -> bool:
        marker = _BULLET.match(line.text)
        if not marker:
            return False
        last = self.runs[-1] if self.runs else None
        in_list = last is not None and last.kind in (Kind.ITEM, Kind.TASK)
        if marker["number"] not in (None, "1") and self.run and not in_list:
            return False  # a wrapped sentence: "… on May / 10. The …"
        indent = len(line.text[: marker.end()].expandtabs(4)) - len(line.text[: marker.end()].lstrip())
        level = 1 + indent // 2
        restarts = self.after_blank and marker["number"] == "1"
        if last is None or not in_list or level > last.level or restarts:
            self.leads[level] = last
        self.erase(line.start, line.start + marker.end())
        run = Run(Kind.TASK if marker["box"] else Kind.ITEM, level=level, titles=False, lead=self.leads.get(level))
        return self.open(run, line.start + marker.end(), line.end)

    def paragraph(self, line: _Line) -> bool:
        start = line.start + len(line.text) - len(line.text.lstrip())
        if self.run and self.run.kind in _JOINABLE:
            self.run.breaks.append((self.run.end, start))
            self.run.add(start, line.end)
            return True
        return self.open(Run(Kind.PARAGRAPH, titles=False), start, line.end)

    def inline_code(self, line: _Line) -> None:
        for code in _INLINE_CODE.finditer(line.text):
            start, end = line.start + code.start(), line.start + code.end()
            self.mask[start:end] = (REMOVED, *"x" * (end - start - 2), REMOVED)
