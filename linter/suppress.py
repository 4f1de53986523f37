"""Suppression comments: what a writer puts into a document to switch rules off.

    <!-- blamelint: ignore[person-as-cause, PC104] reason -->    this line, or the next block if the comment stands alone
    <!-- blamelint: disable[hindsight] reason --> … <!-- blamelint: enable[hindsight] -->
    <!-- blamelint: ignore-file[document] reason -->

Without brackets all rules are meant. Markdown also takes `[//]: # (blamelint: …)`; other formats take `#`, `%`, `//` and `..`
comments that are lines of their own. A comment counts only where the reader took it for one, so not in code.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linter.document import REMOVED, Block, Kind, Suppression

_SIGN = r"blamelint(?=[ \t]*:|[\s-]+(?:ignore|disable|enable)\b)"
_HTML = rf"<!--\s{{0,80}}{_SIGN}(?P<html>(?:[^<-]++|-(?!->)|<(?!!--))*+)-->"
_LINE_START = r"(?:\A|(?<=[\r\n]))[ \t]{0,200}"
_LINK = rf"{_LINE_START}\[//\]:[ \t]*(?:\#|<\#?>)[ \t]+[(\"']{_SIGN}(?P<line>[^\r\n]*)[)\"'][ \t]*(?=[\r\n]|\Z)"
_MARKDOWN = re.compile(f"{_HTML}|{_LINK}", re.DOTALL)
_OTHER = re.compile(rf"{_HTML}|{_LINE_START}(?:#+|%+|//|\.\.)[ \t]*{_SIGN}(?P<line>[^\r\n]*)", re.DOTALL)
_DIRECTIVE = re.compile(
    r"\s*:\s*(?P<verb>ignore-file|ignore|disable|enable)(?![\w-])\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)",
    re.DOTALL,
)
_SELECTOR = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LINE_END = re.compile(r"\r\n?|\n")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that speaks to the linter: where it stands, and what follows the linter's name."""

    start: int
    end: int
    body: str


@dataclass(frozen=True, slots=True)
class _Directive:
    comment: Comment
    verb: str
    rules: tuple[str, ...]
    reason: str


def comments(source: str, *, markdown: bool) -> Iterator[Comment]:
    """The comments of a source that speak to the linter, in order, wherever they stand. Readers of line formats mask them."""
    for match in (_MARKDOWN if markdown else _OTHER).finditer(source):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield Comment(start, match.end(), match["html"] if match["html"] is not None else match["line"])


def find(source: str, mask: str, blocks: Sequence[Block], *, markdown: bool) -> tuple[tuple[Suppression, ...], tuple[str, ...]]:
    """The suppressions of a document in order, and a message with its line number for every comment that can't be followed.

    `blocks` are in order of their starts; `mask` is as in Document.
    """
    if "blamelint" not in source:
        return (), ()
    lines = [0, *(match.end() for match in _LINE_END.finditer(source))]
    problems: list[tuple[int, str]] = []
    directives: list[_Directive] = []
    for comment in comments(source, markdown=markdown):
        if mask[comment.start : comment.end].replace(REMOVED, "").strip():
            continue
        try:
            directives.append(_parse(comment))
        except ValueError as error:
            problems.append((comment.start, str(error)))
    tables: dict[int, int] = {}
    found = [
        Suppression(d.comment.start, *_reach(d.comment, source, mask, blocks, lines, tables), d.rules, d.reason)
        for d in directives
        if d.verb == "ignore"
    ]
    found += [Suppression(d.comment.start, 0, len(source), d.rules, d.reason) for d in directives if d.verb == "ignore-file"]
    found += _ranges(directives, len(source), problems)
    found.sort(key=lambda suppression: (suppression.at, suppression.end))
    return tuple(found), tuple(f"line {bisect_right(lines, at)}: {message}" for at, message in sorted(problems))


def _parse(comment: Comment) -> _Directive:
    match = _DIRECTIVE.fullmatch(comment.body)
    written = " ".join(f"blamelint{comment.body}".split())
    if match is None:
        raise ValueError(f"can't read the comment '{written}': use `blamelint:` and ignore, disable, enable or ignore-file")
    rules: tuple[str, ...] = ()
    if match["rules"] is not None:
        rules = tuple(rule.strip() for rule in match["rules"].split(","))
        for rule in rules:
            if not _SELECTOR.fullmatch(rule):
                raise ValueError(f"'{rule}' in '{written}' is no name of a rule")
    elif match["reason"].lstrip().startswith("["):
        raise ValueError(f"the bracket in '{written}' is not closed")
    return _Directive(comment, match["verb"], rules, " ".join(match["reason"].split()).strip(":–—- "))


def _reach(comment: Comment, source: str, mask: str, blocks: Sequence[Block], lines: list[int], tables: dict[int, int]) -> tuple[int, int]:
    """What an `ignore` covers: its line, or the next block if it has no company on its line. `tables` keeps ends of tables."""
    first = bisect_right(lines, comment.start) - 1
    last = bisect_right(lines, comment.end - 1)
    line_start, line_end = lines[first], lines[last] if last < len(lines) else len(source)
    if mask[line_start:line_end].replace(REMOVED, "").strip():
        return line_start, line_end
    following = bisect_left(blocks, comment.end, key=lambda block: block.start)
    if following and blocks[following - 1].end > comment.start:
        return comment.end, blocks[following - 1].end
    if following == len(blocks):
        return comment.end, comment.end
    block = blocks[following]
    if block.kind is not Kind.CELL:
        return block.start, block.end
    row = bisect_right(lines, block.start)
    row_end = lines[row] if row < len(lines) else len(source)
    if not source[line_end : lines[row - 1]].strip():
        return block.start, row_end
    # The header row comes between the comment and the first body cell: the whole table is meant.
    if following not in tables:
        tables[following] = _table_end(source, blocks, following)
    return block.start, tables[following]


def _table_end(source: str, blocks: Sequence[Block], first: int) -> int:
    """The end of the table whose first body cell is `blocks[first]`."""
    end, columns = blocks[first].end, blocks[first].columns
    for cell in (blocks[index] for index in range(first + 1, len(blocks))):
        if cell.kind is not Kind.CELL or cell.columns != columns or _BLANK_LINE.search(source, end, cell.start):
            break
        end = cell.end
    return end


def _ranges(directives: Iterable[_Directive], length: int, problems: list[tuple[int, str]]) -> Iterator[Suppression]:
    """The ranges from `disable` to `enable`, or to the end."""
    opened: dict[str, list[_Directive]] = {}  # by rule; "" is all rules
    for directive in directives:
        if directive.verb == "disable":
            for rule in directive.rules or ("",):
                opened.setdefault(rule, []).append(directive)
        elif directive.verb == "enable":
            closed = {rule: opened.pop(rule) for rule in directive.rules or tuple(opened) if rule in opened}
            missing = [f"enable[{rule}]" for rule in directive.rules if rule not in closed]
            if not (directive.rules or closed):
                missing.append("enable")
            problems += ((directive.comment.start, f"'{what}' has no 'disable' before it that it could end") for what in missing)
            yield from _suppressions(closed, directive.comment.start)
    yield from _suppressions(opened, length)


def _suppressions(opened: Mapping[str, Iterable[_Directive]], end: int) -> Iterator[Suppression]:
    """One suppression for each `disable`, with those of its rules that end together."""
    together: dict[_Directive, set[str]] = {}
    for rule, directives in opened.items():
        for directive in directives:
            together.setdefault(directive, set()).add(rule)
    for directive, rules in together.items():
        ended = tuple(rule for rule in directive.rules if rule in rules)
        yield Suppression(directive.comment.start, directive.comment.end, end, ended, directive.reason)
