"""The comment that lets a sentence stand: what it says, and where it goes so that it covers the finding and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linter import about
from linter.document import Document, prose
from linter.finding import Finding
from linter.readers import read_text

_COMMENTS = {"plain": "# {}", "org": "# {}", "latex": "% {}", "rst": ".. {}", "asciidoc": "// {}"}
"""Comments of formats that have them only as lines of their own; the others take HTML's."""
_HTML = "<!-- {} -->"
REASON = "⟨why⟩"


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text to put in at an offset of the source."""

    at: int
    text: str


def allowing(document: Document, finding: Finding) -> Insertion | None:
    """The comment that allows a finding, with a slot for the reason. None where no place for it was found."""
    directive = f"{about.NAME}: ignore[{finding.name}] {REASON}"
    before = [prose(document, block)[0] for block in document.blocks]
    for insertion in _candidates(document, finding, directive):
        source = document.source[: insertion.at] + insertion.text + document.source[insertion.at :]
        after = read_text(source, document.path, format=document.format)
        # Read again with the comment in place: whether it counts there is for the reader to say.
        if _covers(after, insertion, finding) and [prose(after, block)[0].rstrip() for block in after.blocks] == before:
            return insertion
    return None


def _candidates(document: Document, finding: Finding, directive: str) -> Iterator[Insertion]:
    source = document.source
    line = document.line_starts[document.position(finding.span.start)[0] - 1]
    indent = source[line : line + len(source[line:]) - len(source[line:].lstrip(" \t"))]
    break_ = "\r\n" if "\r\n" in source else "\n"
    comment = _COMMENTS.get(document.format, _HTML).format(directive)
    if document.format not in _COMMENTS:
        for end in (finding.sentence.end, finding.span.end):
            # Behind what closes the sentence's markup, too.
            word = end
            while word < len(source) and not source[word].isspace() and source[word] not in "|<":
                word += 1
            yield Insertion(word, f" {comment}")
            yield Insertion(end, f" {comment}")
    yield Insertion(line, f"{indent}{comment}{break_}")
    start = document.line_starts[document.position(finding.sentence.start)[0] - 1]
    yield Insertion(start, f"{indent}{comment}{break_}")


def _covers(document: Document, insertion: Insertion, finding: Finding) -> bool:
    moved = len(insertion.text) if insertion.at <= finding.span.start else 0
    start, end = finding.span.start + moved, finding.span.end + moved
    own = range(insertion.at, insertion.at + len(insertion.text))
    return any(s.at in own and s.rules == (finding.name,) and s.start < end and start < s.end for s in document.suppressions)
