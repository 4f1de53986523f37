"""Org: headlines, lists, tables, blocks, drawers and keywords after the Org syntax reference, with offsets into the file."""

from __future__ import annotations

import re

from linter.document import Document, Kind
from linter.readers._assemble import assemble
from linter.readers._lines import Fence, Grammar, parse

FORMAT = "org"
EXTENSIONS = (".org",)

_AROUND = r"(?<![\w{0}]){0}(?P<{1}>[^\s{0}](?:[^{0}\r\n]*[^\s{0}])?){0}(?![\w{0}])"
_INLINE = re.compile(
    r"\[\[[^\]\r\n]+\]\[(?P<text_link>[^\]\r\n]+)\]\]|\[\[(?P<code_link>[^\]\r\n]+)\]\]|\[fn:[^\]\r\n]*\]"
    + "".join(
        "|" + _AROUND.format(sign, name)
        for sign, name in (
            ("=", "code"),
            ("~", "code_tilde"),
            (r"\*", "bold"),
            ("/", "text_em"),
            ("_", "text_under"),
            (r"\+", "text_struck"),
        )
    )
)
_GRAMMAR = Grammar(
    inline=_INLINE,
    heading=re.compile(
        r"(?P<sign>\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]+)?"
        r"(?P<title>.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
    ),
    item=re.compile(r"(?P<sign>[ \t]*)(?:[-+]|[ \t]\*|\d+[.)])[ \t]+(?P<box>\[[ xX-]\][ \t]+)?"),
    row=re.compile(r"[ \t]*\|(?!-)"),
    header=lambda _line, following: following.lstrip().startswith("|-"),
    rule=re.compile(r"[ \t]*\|-"),
    drop=re.compile(r"[ \t]*(?:\|-|#\+(?!begin)\w+:|#(?:[ \t]|$)|(?:SCHEDULED|DEADLINE|CLOSED):|-{5,}$)", re.IGNORECASE),
    indented=((re.compile(r"[ \t]*:(?:[ \t]|$)"), Kind.CODE),),
    fences=(
        Fence(re.compile(r"[ \t]*#\+begin_(?P<same>quote|verse)\b", re.IGNORECASE), r"^[ \t]*#\+end_{}", Kind.QUOTE, inside=True),
        Fence(re.compile(r"[ \t]*#\+begin_(?P<same>comment)\b", re.IGNORECASE), r"^[ \t]*#\+end_{}", None),
        Fence(re.compile(r"[ \t]*#\+begin_(?P<same>src|example|export)\b", re.IGNORECASE), r"^[ \t]*#\+end_{}", Kind.CODE),
        Fence(re.compile(r"[ \t]*#\+begin_(?P<same>\w+)", re.IGNORECASE), r"^[ \t]*#\+end_{}", Kind.PARAGRAPH, inside=True),
        Fence(re.compile(r"[ \t]*:(?:PROPERTIES|LOGBOOK):[ \t]*$", re.IGNORECASE), r"^[ \t]*:END:", None),
    ),
)


def read(source: str, path: str) -> Document:
    """The document of an Org file."""
    return assemble(source, *parse(source, _GRAMMAR), path=path, format=FORMAT)
