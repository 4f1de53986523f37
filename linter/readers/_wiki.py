"""The wiki markup of Jira's text fields, after Atlassian's "Text Formatting Notation Help". Found inside exports only."""

from __future__ import annotations

import re

from linter.document import Kind
from linter.readers._assemble import Run
from linter.readers._lines import Fence, Grammar
from linter.readers._lines import parse as parse_lines

_AROUND = r"(?<![\w{0}]){0}(?P<{1}>[^\s{0}](?:[^{0}\r\n]*[^\s{0}])?){0}(?![\w{0}])"
_INLINE = re.compile(
    r"\{\{(?P<code>[^}\r\n]+)\}\}"
    r"|\[~(?P<code_user>accountid:[^\]\r\n]+)\]|\[~(?P<text_user>[^\]\r\n]+)\]"
    r"|\[(?P<text_link>[^|\]\r\n]+)\|[^\]\r\n]+\]|\[(?P<code_link>(?:https?|ftp|mailto|file):[^\]\r\n]+|\^[^\]\r\n]+)\]"
    r"|!(?P<image>[^\s!|][^!\r\n]*\.\w{2,5}(?:\|[^!\r\n]*)?)!"
    r"|\{(?:color|anchor|quote|panel|noformat|code|status)(?::[^}\r\n]*)?\}|\\\\|\\(?=[{\[*_-])"
    r"|" + _AROUND.format(r"\*", "bold") + r"|" + _AROUND.format("_", "text_em") + r"|" + _AROUND.format(r"\+", "text_new")
)
_GRAMMAR = Grammar(
    inline=_INLINE,
    heading=re.compile(r"\s*h(?P<sign>[1-6])\.\s+(?P<title>.+)"),
    item=re.compile(r"\s*(?P<sign>[*#]+|-{1,3})\s+"),
    level=lambda match: len(match["sign"]),
    row=re.compile(r"\s*\|"),
    between=re.compile(r"\|\|?"),
    header=lambda line, _following: line.lstrip().startswith("||"),
    drop=re.compile(r"\s*(?:-{4,}\s*$|\{panel(?::[^}]*)?\}\s*$|\{toc\b[^}]*\}\s*$)"),
    quoted=re.compile(r"\s*(?:bq\.\s+|\{quote\}(?=.*\{quote\}\s*$))"),
    fences=(
        Fence(re.compile(r"\s*\{(?P<same>code|noformat)(?::[^}]*)?\}"), r"\{{}\}", Kind.CODE),
        Fence(re.compile(r"\s*\{quote\}\s*$"), r"\{quote\}", Kind.QUOTE, inside=True),
    ),
)


def parse(source: str) -> tuple[list[str], list[Run]]:
    """The mask and the runs of a text in wiki markup."""
    return parse_lines(source, _GRAMMAR)
