"""AsciiDoc: sections, lists, delimited blocks, tables and inline formatting after the language documentation, with offsets into the file.

Includes and conditionals are not followed: a file is read as it stands.
"""

from __future__ import annotations

import re

from linter.document import Document, Kind
from linter.readers._assemble import assemble
from linter.readers._lines import Fence, Grammar, parse

FORMAT = "asciidoc"
EXTENSIONS = (".adoc", ".asciidoc", ".asc")

_AROUND = r"(?<![\w{0}]){0}(?P<{1}>[^\s{0}](?:[^{0}\r\n]*[^\s{0}])?){0}(?![\w{0}])"
_TWICE = r"{0}{0}(?P<{1}>[^\s{0}][^\r\n]*?){0}{0}"
_INLINE = re.compile(
    r"(?:link|xref|mailto):[^\s\[]+\[(?P<text_link>[^\]\r\n]+)\]|(?:https?|ftp)://[^\s\[\]]+\[(?P<text_url>[^\]\r\n]+)\]"
    r"|<<[^,>\r\n]+,(?P<text_ref>[^>\r\n]+)>>|<<(?P<code_ref>[^>\r\n]+)>>"
    r"|(?:image|icon|footnote|anchor|indexterm2?):\S*?\[[^\]\r\n]*\]|(?:kbd|btn|menu|pass|stem):\S*?\[(?P<code_macro>[^\]\r\n]*)\]"
    r"|\[\[[^\]\r\n]+\]\]|\[[.#%][^\]\r\n]*\](?=[#*_`])|(?P<code_value>\{[\w-]+\})"
    r"|`\+?(?P<code>[^`\r\n]+?)\+?`"
    + "".join(
        "|" + shape.format(sign, name)
        for shape, sign, name in (
            (_TWICE, r"\*", "bold_twice"),
            (_TWICE, "_", "text_twice"),
            (_AROUND, r"\*", "bold"),
            (_AROUND, "_", "text_em"),
            (_AROUND, "#", "text_mark"),
            (_AROUND, r"\+", "text_pass"),
        )
    )
)
_GRAMMAR = Grammar(
    inline=_INLINE,
    heading=re.compile(r"(?P<sign>={1,6}|\#{1,6})[ \t]+(?P<title>\S.*?)(?:[ \t]+=+)?$"),
    item=re.compile(r"[ \t]*(?P<sign>\*{1,5}|-|\.{1,5}|\d+\.)[ \t]+(?P<box>\[[ xX*]\][ \t]+)?"),
    level=lambda match: len(match["sign"]) if match["sign"][0] in "*." else 1,
    row=re.compile(r"(?:\d*[.+*<^>]*[aehlmsd]?)\|(?!={3})"),
    between=re.compile(r"(?:(?<=\s)|^)(?:\d*[.+*<^>]*[aehlmsd]?)\||\|"),
    header=lambda _line, following: not following.strip(),
    drop=re.compile(
        r"(?::!?[\w-]+!?:(?:\s|$)|//|\[[^\]]*\]\s*$|\+\s*$|(?:include|image|video|audio|toc|ifdef|ifndef|endif|ifeval)::|'''+\s*$|<<<\s*$"
        r"|\|={3,}\s*$|--\s*$|={4,}\s*$|\*{4,}\s*$)"
    ),
    indented=((re.compile(r"[ \t]+\S"), Kind.CODE),),
    caption=re.compile(r"\.(?=[^\s.])"),
    fences=(
        Fence(re.compile(r"(?P<same>/{4,})\s*$"), r"^{}\s*$", None),
        Fence(re.compile(r"(?P<same>\+{4,})\s*$"), r"^{}\s*$", None),
        Fence(re.compile(r"(?P<same>-{4,}|\.{4,}|`{3,})(?:\w+)?\s*$"), r"^{}\s*$", Kind.CODE),
        Fence(re.compile(r"(?P<same>_{4,})\s*$"), r"^{}\s*$", Kind.QUOTE, inside=True),
    ),
)


def read(source: str, path: str) -> Document:
    """The document of an AsciiDoc file."""
    return assemble(source, *parse(source, _GRAMMAR), path=path, format=FORMAT)
