"""HTML, with offsets into the file: the tags are read where they stand, and nothing is searched for again."""

from __future__ import annotations

from linter.document import Document
from linter.readers._assemble import assemble
from linter.readers._prose import Prose
from linter.readers._tags import Tags, walk

FORMAT = "html"
EXTENSIONS = (".html", ".htm", ".xhtml")


def read(source: str, path: str) -> Document:
    """The document of an HTML page or a piece of one."""
    prose = Prose(source)
    walk(Tags(prose), source, placed=True)
    return assemble(source, prose.mask, prose.runs, path=path, format=FORMAT)
