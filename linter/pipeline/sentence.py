"""Blocks -> sentences, each with its place in the source and its section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from linter.document import Block, Document, Kind, prose
from linter.finding import Span
from linter.lexicons import lexicon
from linter.pipeline.section import FIELD, heading_kind, place, told

# A full stop behind one of these ends no sentence; behind the numbered ones only where a number follows ("the answer was no.").
_ABBREVIATION = re.compile(
    r"(?:(?i:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|dr|mr|mrs|prof|st|jr|sr|inc|ltd|co|dept|est|ca|a\.m|p\.m|a\.k\.a))|\bMs"
    r"|(?<!['’])\b[A-Z](?:\.[A-Z])*)\.$"
)
_NUMBERED = re.compile(r"\b(?:no|nos|fig|sec|vol|min|max)\.$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’]*")
_BREAK = re.compile(r"[.!?…]+[\"'”’)\]⟩]*\s+(?=(?:[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s*)*[\"'“‘(\[⟨@#]*[^\W_a-wyz])")
_LISTED = (Kind.ITEM, Kind.TASK)
_BLOCKS = 4096


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block.

    `text` is the prose of the sentence, `offsets` gives for each of its characters the code point in the source, with one
    entry more for its end. `field` is the label in front ("Root cause:"), which is not part of `text`. `before` and `after` are the
    texts of its neighbours in the block or the list, "" where there is none.
    """

    text: str
    offsets: Sequence[int]
    section: str
    kind: Kind
    place: str = ""
    field: str = ""
    heading: str = ""
    before: str = ""
    after: str = ""
    block: int = 0

    @property
    def span(self) -> Span:
        return Span(self.offsets[0], self.offsets[-1])

    def source_span(self, start: int, end: int) -> Span:
        """The source range of the characters `start` to `end` of the text."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def words(sentence: Sentence) -> frozenset[str]:
    """The words of a sentence and of the label in front of it (`words_in`)."""
    return words_in(f"{sentence.field} {sentence.text}")


def words_in(text: str) -> frozenset[str]:
    """The words of a text, lower case, also without what follows an apostrophe; "n't" and "?" where it has them."""
    lower = text.lower().replace("’", "'")
    found = _WORD.findall(lower)
    return frozenset(found).union((word.partition("'")[0] for word in found), (mark for mark in ("n't", "?") if mark in lower))


def split(text: str) -> Iterator[tuple[int, int]]:
    """The character ranges of the sentences of a run of prose."""
    start = 0
    for match in _BREAK.finditer(text):
        stop = match.end()
        ends = text[start : match.end()].rstrip()
        if ends.endswith(".") and _ABBREVIATION.search(ends[-8:]) and not ends.endswith(("etc.", "a.m.", "p.m.")):
            continue
        if text[stop].isdigit() and _NUMBERED.search(ends[-8:]):
            continue
        first = next(i for i in range(stop, len(text)) if text[i].isalnum())
        if text[first].islower() and not text.startswith("xx", first):
            continue  # a lower-case word, not masked code
        yield start, start + len(ends)
        start = stop
    if text[start:].strip():
        yield start, len(text.rstrip())


def sentences(document: Document, headings: Mapping[str, str]) -> list[Sentence]:
    """The sentences of a document's prose in order. `headings` maps heading texts of the user's to section kinds.

    Quotes and code have none. A heading is a sentence too ("Root cause: John ran DROP TABLE").
    """
    return list(_sentences(document, tuple(headings.items())))


@lru_cache(maxsize=4)
def _sentences(document: Document, own: tuple[tuple[str, str], ...]) -> tuple[Sentence, ...]:
    found: list[tuple[int, _Part, Sequence[int]]] = []
    for number, block in enumerate(document.blocks):
        if block.kind in (Kind.QUOTE, Kind.CODE):
            continue
        text, offsets = prose(document, block)
        if text:
            parts = _parts(text, block.kind, block.headings, block.column, block.row, block.lead, own)
            found += ((number, part, offsets) for part in parts)
    blocks = document.blocks
    out = []
    for i, (number, part, offsets) in enumerate(found):
        block = blocks[number]
        out.append(
            Sentence(
                text=part.text,
                offsets=_of_part(offsets, part),
                section=part.section,
                kind=block.kind,
                place=part.place,
                field=part.field,
                heading=block.headings[-1] if block.headings else "",
                before=found[i - 1][1].text if i and _together(found[i - 1][0], number, blocks) else "",
                after=found[i + 1][1].text if i + 1 < len(found) and _together(number, found[i + 1][0], blocks) else "",
                block=number,
            )
        )
    return tuple(out)


def _of_part(offsets: Sequence[int], part: _Part) -> Sequence[int]:
    """The offsets of a part of a block: a range, which takes no time or memory, where the block has no markup."""
    if isinstance(offsets, range):
        return offsets[part.start : part.end + 1]
    return *offsets[part.start : part.end], offsets[part.end - 1] + 1


def _together(one: int, other: int, blocks: Sequence[Block]) -> bool:
    """Whether the sentences of two blocks are neighbours: in the same block, and for list items in the same list."""
    a, b = blocks[one], blocks[other]
    return one == other or (a.kind in _LISTED and b.kind in _LISTED and a.headings == b.headings)


class _Part(NamedTuple):
    """A sentence of a block; `start` and `end` are characters of the block's text, the label in front left out."""

    text: str
    start: int
    end: int
    section: str
    place: str
    field: str


@lru_cache(_BLOCKS)
def _parts(
    text: str, kind: Kind, above: tuple[str, ...], column: str, row: tuple[str, ...], lead: str, own: tuple[tuple[str, str], ...]
) -> tuple[_Part, ...]:
    """The sentences of a block. Remembered, since an editor sends a whole text again after each keystroke."""
    return tuple(_cut(text, Block(kind, 0, len(text), above, column=column, row=row, lead=lead), dict(own)))


def _cut(text: str, block: Block, headings: Mapping[str, str]) -> Iterator[_Part]:
    section = heading_kind(block.headings, headings)
    where = place(block, text)
    ranges = list(split(text))
    if where == "time" and section != "timeline" and block.kind is Kind.PARAGRAPH and len(ranges) > 1 and told(text):
        where = ""  # A paragraph that begins with its time is no row of a timeline.
    for start, end in ranges:
        field = FIELD.match(text[start:end])
        begin = start
        label = ""
        kind = section
        if field and end > start + field.end():
            label = field["label"].strip()
            named = heading_kind((label,), headings)
            if named == "people" and label.count(" ") > 1:
                named = "other"  # "Remark of the reviewer:" is no list of people
            speaker = named == "other" and label.split()[0].lower() in lexicon("given_names")
            if (named != "other" or where != "time") and not speaker:
                begin = start + field.end()
                kind = named if named != "other" else section
        if where in ("time", "chat") and kind == section:
            kind = "timeline" if where == "time" else "chat"
        elif block.kind is Kind.TASK and kind in ("other", "background"):
            kind = "actions"
        elif block.kind is Kind.CELL and kind == section:
            # A row of two cells may be a label and its text: "Root cause | …".
            title = block.row[0] if len(block.row) == 2 and text != block.row[0] else ""
            column = heading_kind((title, block.column), headings)
            kind = column if column != "other" else section
        elif block.lead and kind == section:
            lead = heading_kind((block.lead.rstrip(":"),), headings)
            kind = lead if lead != "other" else section
        yield _Part(text[begin:end], begin, end, kind, where, label)
