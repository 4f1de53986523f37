"""What the tags of HTML mean for prose, for whatever is written with them: HTML itself, Confluence's storage format, HTML in exports."""

from __future__ import annotations

import re
from html import unescape

from linter.document import Kind
from linter.readers._prose import At, Prose, View

TAG_NAME = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
HTML = re.compile(
    rf"""(?P<comment><!--.*?(?:-->|\Z)|<[!?][^>]*>?)
       | (?P<tag>{TAG_NAME.pattern}(?:[^'"<>]|"[^"]{{0,2000}}"|'[^']{{0,2000}}'){{0,500}}>)
       | &\#?\w{{1,32}};
       | [^<&]+
       | [<&]""",
    re.DOTALL | re.VERBOSE,
)
"""The next piece of HTML: a comment, a tag, an entity or text. Linear in the text, whatever it is."""

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "main", "p", "section", "summary"),
    )
)
_LISTS = frozenset(("ul", "ol", "menu"))
_LITERAL = frozenset(("code", "kbd", "samp", "tt", "var"))
_STRONG = frozenset(("b", "strong"))
_DROPPED = frozenset(("head", "nav", "noscript", "script", "select", "style", "svg", "template", "textarea"))
_RAW = frozenset(("script", "style", "textarea"))


class Tags:
    """Takes tags and text in order. What is left open ends with what it is in."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self._dropped: list[str] = []
        self._code = 0

    def start(self, name: str, at: At | None = None) -> None:
        """Take an opening tag, which stands at a place of the source or nowhere."""
        prose = self.prose
        if self._dropped == ["head"] and (name in _BLOCKS or name in HEADINGS):
            self._dropped.clear()  # "</head>" may be left out
        if name in _DROPPED or self._dropped:
            if name in _DROPPED:
                self._dropped.append(name)
        elif name in ("pre", "blockquote") or (self._code and name == "br"):
            self._raw(name, at)
        elif name == "br":
            prose.line_break(at and (at[0], at[0] + 1))
        elif name in HEADINGS:
            prose.open(Kind.HEADING, level=HEADINGS[name])
        elif name in _BLOCKS:
            self._break(at)
        elif name in _LISTS:
            prose.list(opens=True)
        elif name == "li":
            self._break(at)
            prose.item()
        elif name in _STRONG or name in _LITERAL:
            self._inline(name, opens=True)
        else:
            self._tabular(name)

    def end(self, name: str, at: At | None = None) -> None:
        """Take a closing tag."""
        prose = self.prose
        if self._dropped:
            if name in self._dropped:
                while self._dropped.pop() != name:
                    pass
        elif name == "pre":
            self._code = max(self._code - 1, 0)
            prose.close()
        elif name == "blockquote":
            prose.quote(opens=False)
        elif name in _STRONG or name in _LITERAL:
            self._inline(name, opens=False)
        elif name in _LISTS:
            prose.list(opens=False)
        elif name in HEADINGS or name in _BLOCKS or name == "li":
            self._break(at)
        elif name in ("td", "th"):
            prose.end_cell()
        elif name == "table":
            prose.table(opens=False)

    def text(self, text: str, at: At | None = None) -> None:
        """Take text between tags."""
        if not self._dropped:
            self.prose.text(text, at)

    def _raw(self, name: str, at: At | None) -> None:
        if name == "blockquote":
            self.prose.quote(opens=True)
        elif name == "pre":
            self._code += 1
            self.prose.open(Kind.CODE)
        else:
            self.prose.text("\n", at and (at[0], at[0] + 1))

    def _break(self, at: At | None) -> None:
        """A block starts or ends here; inside a quote or a cell that is a line break, for which the tag gives a place."""
        if self.prose.run and self.prose.run.kind in (Kind.QUOTE, Kind.CELL):
            self.prose.line_break(at and (at[0], at[0] + 1))
        else:
            self.prose.close()

    def _inline(self, name: str, *, opens: bool) -> None:
        if name in _STRONG:
            self.prose.strong(opens=opens)
        elif not self._code:
            self.prose.literal(opens=opens)

    def _tabular(self, name: str) -> None:
        if name == "table":
            self.prose.table(opens=True)
        elif name == "tr":
            self.prose.row()
        elif name in ("td", "th"):
            self.prose.cell(header=name == "th")


def walk(tags: Tags, source: str, *, placed: bool) -> None:
    """Feed HTML to `tags`, with places where it is the source itself. Takes any text, as browsers do."""
    at = 0
    while match := HTML.match(source, at):
        start, at = match.start(), match.end()
        where = (start, at) if placed else None
        name = (match["name"] or "").lower()
        if match["tag"] and match["close"]:
            tags.end(name, where)
        elif match["tag"] and name == "svg" and match[0].endswith("/>"):
            continue  # empty; the tags of HTML itself never close themselves
        elif match["tag"]:
            tags.start(name, where)
            if name in _RAW:
                close = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, at)
                at = close.start() if close else len(source)
        elif not match["comment"]:
            tags.text(unescape(source[start:at]), where)


def html(view: View, source: str) -> None:
    """Write a piece of HTML into a view."""
    walk(Tags(view), source, placed=False)
    view.end_all()
