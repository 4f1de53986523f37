"""What the XML formats share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Characters that XML 1.0 has no way to write.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(
    tag: str, attributes: dict[str, object], children: Iterable[ElementTree.Element] = (), *, text: str = ""
) -> ElementTree.Element:
    """An element. Characters that XML can't write are replaced."""
    made = ElementTree.Element(tag, {name: _clean(str(value)) for name, value in attributes.items()})
    made.text = _clean(text) or None
    made.extend(children)
    return made


def written(made: ElementTree.Element) -> str:
    """An element as text, with a line for each of its parts."""
    ElementTree.indent(made)
    return ElementTree.tostring(made, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
