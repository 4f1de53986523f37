"""What a review says as a whole: its sections, timeline, factors, actions and whys, each with its place. Pure, without a parser.

>>> from linter.outline import outline
>>> from linter.readers import read_text
>>> review = outline(read_text("# Postmortem\\n\\n## Timeline\\n\\n## Actions\\n\\n- Add an alert (Ana, 2 May)\\n", "a.md"))
>>> [(action.text, action.owner.text, action.due.text, action.tier) for action in review.actions]
[('Add an alert (Ana, 2 May)', 'Ana', '2 May', 'intermediate')]
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from linter.document import Block, Document, Kind, prose, shown
from linter.finding import Span
from linter.outline import dates, words
from linter.outline.actions import TIERS, actions, tier
from linter.outline.causes import factors, whys
from linter.outline.fields import Roster
from linter.outline.parts import Action, Entry, Factor, Outline, Part, Section, Why
from linter.outline.review import evidence, front_matter
from linter.outline.review import title as title_of
from linter.pipeline.section import heading_kind, place
from linter.pipeline.sentence import Sentence, sentences

__all__ = ["TIERS", "Action", "Entry", "Factor", "Outline", "Part", "Roster", "Section", "Why", "outline", "tier"]

_TIME = re.compile(
    r"^[\[(~]*(?:(?:on|at|around)\s+)?(?:\d{4}-\d\d-\d\d[T ,]*)?(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|\d{4}-\d\d-\d\d|\S+)"
    r"(?:\s?\(?(?-i:UTC|GMT|[A-Z]{2,4}T|Z)\b\)?)?",
    re.IGNORECASE,
)


def outline(
    document: Document, *, headings: Mapping[str, str] | None = None, roster: Roster | None = None, read: Sequence[Sentence] | None = None
) -> Outline:
    """The outline of a document. `headings` are the user's own (lower case) with their kinds, `read` its sentences where they are known."""
    own: defaultdict[int, list[Sentence]] = defaultdict(list)
    for sentence in sentences(document, headings or {}) if read is None else read:
        own[sentence.block].append(sentence)
    blocks = [(block, own[number]) for number, block in enumerate(document.blocks)]
    kinds = list(_kinds(blocks, headings or {}, title_of(document)))
    timeline = tuple(_timeline(document, blocks))
    proof = evidence(document, blocks, len(timeline))
    head = _title(document)
    lines = [f"{sentence.field}: {sentence.text}" for _, each in blocks for sentence in each if sentence.field]
    lines += [": ".join(block.row) for block, each in blocks if each and len(block.row) == 2 and block.row[1].startswith(each[0].text)]
    lines += front_matter(document).splitlines()
    return Outline(
        title=head,
        evidence=proof,
        happened=dates.labelled(dates.HAPPENED, lines) or dates.latest([*(entry.time for entry in timeline), title_of(document)]),
        reported=dates.labelled(dates.REPORTED, lines),
        sections=tuple(_sections(document, headings or {})),
        timeline=timeline,
        factors=tuple(factors(document, blocks, kinds)),
        actions=tuple(actions(document, blocks, kinds, roster or Roster())),
        whys=tuple(whys(document, blocks)),
    )


def _kinds(blocks: Sequence[tuple[Block, list[Sentence]]], headings: Mapping[str, str], title: str) -> Iterator[str]:
    """The kind of the place of each block. A line that is a label alone ("Action:") holds for the list behind it; the document's own title
    ("Rule preventing logins") makes no section."""
    label = ""
    for block, own in blocks:
        above = heading_kind(block.headings, headings)
        kind = own[0].section if own else above
        inner = heading_kind((each for each in block.headings if each != title), headings)
        if kind == above != inner:
            kind = "other"
        if inner == "actions" and block.kind is not Kind.CELL:
            kind = inner  # also where a label in front names people, or a time
        if inner == "causes" and block.kind is Kind.ITEM and kind == "detection" and words.named("roles", block.headings[-1]):
            kind = inner  # among the factors, what kept it from being seen is one
        text = own[0].text if len(own) == 1 else ""
        if block.kind is Kind.PARAGRAPH:
            label = heading_kind((text.rstrip(":"),), headings) if text.endswith(":") and text.count(" ") < 4 else ""
        elif block.kind is Kind.HEADING:
            label = ""
        elif label not in ("", "other") and block.kind in (Kind.ITEM, Kind.TASK) and kind in ("other", above):
            kind = label
        yield kind


def _title(document: Document) -> Part | None:
    first = next((block for block in document.blocks if block.kind is not Kind.CODE), None)
    if first is None:
        return None
    text, offsets = prose(document, first)
    return Part(text, Span(offsets[0], offsets[-1])) if text else None


def _sections(document: Document, headings: Mapping[str, str]) -> Iterator[Section]:
    titles = [block for block in document.blocks if block.kind is Kind.HEADING]
    ends = [*(block.start for block in titles[1:]), len(document.source)]
    for block, end in zip(titles, ends, strict=False):
        text = prose(document, block)[0]
        kind = heading_kind((*block.headings, text)[1 if block.level > 1 and block.headings else 0 :], headings)
        yield Section(kind, text, block.level, Span(block.start, end))


def _timeline(document: Document, blocks: Sequence[tuple[Block, list[Sentence]]]) -> Iterator[Entry]:
    """Events with their times: list items and lines that begin with one, rows of a table, and headings that are one."""
    row: tuple[str, ...] = ()
    heading = ""
    for block, own in blocks:
        if not own:
            continue
        timed = own[0].place == "time" and own[0].section in ("timeline", "chat")
        if not (timed or heading):
            continue
        text = " ".join(shown(document, sentence.text, sentence.offsets) for sentence in own)
        span = Span(own[0].offsets[0], own[-1].offsets[-1])
        if block.kind is Kind.HEADING:
            heading = text if timed else ""
        elif block.kind is Kind.CELL:
            told = block.column != block.columns[0] if block.columns else text != block.row[0]
            if timed and block.row != row and told and place(block, block.row[0]) == "time":
                row = block.row
                yield Entry(block.row[0], text, span)
        elif timed and (block.kind is not Kind.PARAGRAPH or text[0] in "0123456789[(~T+"):
            time = _TIME.match(text)
            yield Entry(time.group().strip("[(~ ") if time else "", text, span)
        elif heading:
            yield Entry(heading, text, span)
            heading = ""
