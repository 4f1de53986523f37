"""reStructuredText: sections, lists, directives, literal blocks, tables and inline markup after the docutils specification, with offsets
into the file.

docutils itself parses to a tree without columns, so this reads the lines; a test compares the two. Directives with prose in them (notes,
admonitions) are read, the bodies of all others are not. Includes are not followed.
"""

from __future__ import annotations

import re

from linter.document import Document, Kind
from linter.readers._assemble import assemble
from linter.readers._lines import Grammar, parse

FORMAT = "rst"
EXTENSIONS = (".rst", ".rest")

_PROSE_DIRECTIVES = (
    "admonition|attention|caution|danger|error|hint|important|note|tip|warning"
    "|seealso|topic|sidebar|rubric|container|compound|list-table|only"
)
_CODE_DIRECTIVES = "code|code-block|sourcecode|literalinclude|parsed-literal|highlight"
_INLINE = re.compile(
    r"``(?P<code>[^`]+?)``"
    r"|:(?:ref|doc|any|abbr|term|numref):`(?P<text_role>[^`<]+?)(?:\s*<[^>`]*>)?`"
    r"|:[\w:.+-]+:`(?P<code_role>[^`]+)`"
    r"|`(?P<text_link>[^`<]+?)\s*<[^>`]*>`__?"
    r"|`(?P<text_ref>[^`]+)`(?:__?|:[\w:.+-]+:)?"
    r"|(?<!\w)\|(?P<code_value>[^\s|](?:[^|\r\n]*[^\s|])?)\|_{0,2}(?!\w)"
    r"|\[(?:\#?\w*|\*)\]_(?!\w)|(?<=\w)__?(?![\w_])|\\(?=[*`|_\\ ])"
    r"|\*\*(?P<bold>[^\s*](?:[^*]*?[^\s*])?)\*\*"
    r"|(?<![\w*])\*(?P<text_em>[^\s*](?:[^*]*[^\s*])?)\*(?!\w)"
)
_GRAMMAR = Grammar(
    inline=_INLINE,
    item=re.compile(r"(?P<sign>[ \t]*)(?:[-*+•‣⁃]|\(?(?:\d+|\#|[A-Za-z]|[ivxlc]+)[.)])[ \t]+(?P<box>\[[ xX]\][ \t]+)?(?=\S)"),
    row=re.compile(r"[ \t]*\|[ \t].*\|[ \t]*$"),
    header=lambda _line, following: following.lstrip().startswith("+="),
    rule=re.compile(r"[ \t]*\+[-=+]{2,}\s*$"),
    drop=re.compile(
        r"[ \t]*(?:\+[-=+]{2,}\s*$|(?:=+[ \t]+)+=+\s*$|\.\.[ \t]+(?:_|\|)[^\r\n]*|__[ \t]"
        r"|:(?:class|name|align|width|widths|header-rows|caption):)"
    ),
    body=re.compile(rf"[ \t]*\.\.(?:[ \t]+(?!(?:{_PROSE_DIRECTIVES})::)(?!_|\||\[)(?P<code>(?:{_CODE_DIRECTIVES})::)?.*)?$"),
    literal=re.compile(r"(?:(?<=\s)|^)::\s*$|(?<=\S:):\s*$"),
    indented=((re.compile(r">>> "), Kind.CODE), (re.compile(r"[ \t]+\S"), Kind.QUOTE)),
    lead=re.compile(rf"[ \t]*(?:\.\.[ \t]+(?:(?:{_PROSE_DIRECTIVES})::|\[[^\]]+\])[ \t]*|:(?=[\w -]+:(?:\s|$))|\|[ \t])"),
    wraps=True,
    underlined=re.compile(r"""([=\-~^"'`#*+:._<>])\1{2,}\s*"""),
)


def read(source: str, path: str) -> Document:
    """The document of a reStructuredText file."""
    return assemble(source, *parse(source, _GRAMMAR), path=path, format=FORMAT)
