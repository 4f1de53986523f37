"""Jupyter notebooks: a text view of the cells in order. Markdown cells are prose, code and raw cells stay code; outputs are left out.

After the notebook format 3 and 4 (nbformat's schemas): `cells[{cell_type, source: str | [str]}]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linter.document import Document, Kind
from linter.readers._fields import listed, obj, text
from linter.readers._prose import View
from linter.readers._text import markdown

FORMAT = "jupyter"
EXTENSIONS = (".ipynb",)


def recognises(content: Any) -> bool:
    return isinstance(content, dict) and any(isinstance(content.get(key), list) for key in ("cells", "worksheets"))


def documents(content: Any, path: str) -> Iterator[Document]:
    """The notebook as one document; a place is a cell, counted from 1."""
    view = View()
    cells = listed(content, "cells") or [cell for sheet in listed(content, "worksheets") for cell in listed(sheet, "cells")]
    for number, cell in enumerate(map(obj, cells), 1):
        source = cell.get("source", cell.get("input", ""))
        written = "".join(map(str, source)) if isinstance(source, list) else text(cell, "source")
        view.place(f"cell {number}")
        if cell.get("cell_type") == "markdown":
            markdown(view, written)
        elif cell.get("cell_type") == "heading":
            level = cell.get("level")
            view.heading(level if isinstance(level, int) else 1, written)
        elif written.strip():
            view.lines(Kind.CODE, written)
    yield view.document(path, FORMAT)
