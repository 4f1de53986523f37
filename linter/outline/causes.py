"""Contributing factors, and chains of whys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linter.document import Block, Document, Kind, shown
from linter.finding import Span
from linter.outline import words
from linter.outline.parts import Factor, Why
from linter.pipeline.sentence import Sentence

Read = Sequence[tuple[Block, list[Sentence]]]

_LISTED = (Kind.ITEM, Kind.TASK)
_ANSWER = r"(?:\s*(?:→|=>|->|[–—:-])\s*|\s+)(?:because(?: of)?,?\s+)?"
_WHY = re.compile(
    r"^(?:(?:q|question)?\s*\d+[.):]?\s*|\d(?:st|nd|rd|th) |(?:and|but|so|then),? )?"
    r"(?P<question>why\b[^?→]*\?|why(?: ?#?\d)?(?=\s*(?:→|=>|->|[–—:-]))|why\b[^?→:]{1,100}(?=:\s))"
    rf"(?:{_ANSWER}(?P<answer>\S.*))?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:\w+ )?why\b", re.IGNORECASE)
_BECAUSE = re.compile(r"^(?:(?:→|=>|->|[–—-]|a(?:nswer)?\s*:)\s*)?(?:because(?: of)?,?\s+)?(?P<answer>\S.*)$", re.IGNORECASE)
_FIVE = re.compile(r"\b(?:five|5) ?[- ]?whys?\b|^whys$", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|=>|->)\s*")
_NONE = re.compile(r"^(?:none|n/?a|tb[dac]|unknown|-+|x+|see x+.*)\W*$", re.IGNORECASE)


def factors(document: Document, read: Read, kinds: Sequence[str]) -> Iterator[Factor]:
    """The causes and conditions: the outer items of lists in sections about causes, else their paragraphs, and labels ("Trigger: …")."""
    level = 0
    for (block, own), place in zip(read, kinds, strict=True):
        if not own or block.kind is Kind.HEADING:
            level = 0
            continue
        first = own[0]
        label = first.field or (block.row[0] if len(block.row) == 2 else "")
        label = label if words.named("roles", label) or words.named("sections", label) == "causes" else ""
        if place != "causes" or (_WHY.match(first.text) or _FIVE.search(first.heading) or first.text.endswith("?")):
            continue
        if block.kind in _LISTED:
            level = level or block.level
            if block.level > level:
                continue
        if block.kind is Kind.CELL and block.row and block.columns and block.column != block.columns[-1]:
            continue
        if _NONE.match(first.text):
            continue
        heading = label or first.heading
        yield Factor(
            " ".join(shown(document, sentence.text, sentence.offsets) for sentence in own),
            Span(first.offsets[0], own[-1].offsets[-1]),
            words.named("roles", heading) or "factor",
            words.named("factors", first.field or first.heading),
        )


def _asks(cell: Block) -> bool:
    """Whether a cell stands in a row that asks why and gives an answer. Cells without text don't count."""
    filled = [text for text in cell.row if text]
    return len(filled) > 1 and re.match(r"why\b", filled[0], re.IGNORECASE) is not None


def _answer(text: str) -> str:
    found = _BECAUSE.match(text)
    return found["answer"] if found else text


def _offset(own: Sequence[Sentence], at: int) -> int:
    """Where a character of the sentences' texts, joined by spaces, stands in the source."""
    return [offset for sentence in own for offset in sentence.offsets][at]


def whys(document: Document, read: Read) -> Iterator[tuple[Why, ...]]:
    """Chains of at least two whys: in one line each, question and answer apart, as rows of a table, below headings, or with arrows."""
    chain: list[Why] = []
    asked = ""
    home: tuple[str, ...] = ()

    def ended() -> Iterator[tuple[Why, ...]]:
        if len(chain) > 1:
            yield tuple(chain)
        chain.clear()

    for block, own in read:
        if not own:
            continue
        text = " ".join(shown(document, sentence.text, sentence.offsets) for sentence in own)
        span = Span(own[0].offsets[0], own[-1].offsets[-1])
        if block.kind is Kind.HEADING and not _WHY.match(text):
            yield from ended()
            asked = ""
        if block.kind is Kind.HEADING and _FIVE.search(text):
            home = (*block.headings, text)
        elif _LABEL.match(own[0].field) and len(_ARROW.split(text)) < 3:
            chain.append(Why(own[0].field, _answer(text), span))
            asked, home = "", ()
        elif block.kind is Kind.CELL and _asks(block):
            *_, question, answer = filter(None, block.row)
            if answer.endswith(text):
                chain.append(Why(question, text, span))
        elif (match := _WHY.match(text)) is not None:
            if match["answer"]:
                chain.append(Why(match["question"], match["answer"], Span(_offset(own, match.start("answer")), span.end)))
                asked = ""
            else:
                asked = match["question"]
            home = ()  # what stands there without a question is no answer
        elif asked:
            chain.append(Why(asked, _answer(text), span))
            asked = ""
        elif len(parts := _ARROW.split(text)) > 2 and (
            _FIVE.search(own[0].heading) or re.search(r"\bwhys?\b", own[0].field, re.IGNORECASE)
        ):
            yield from ended()
            last = text.rindex(parts[-1])
            yield tuple(Why("", part, Span(_offset(own, last), span.end) if part is parts[-1] else span) for part in parts[1:])
        elif home and block.headings == home and block.kind in _LISTED:
            chain.append(Why("", _answer(text), span))
        elif block.kind is not Kind.CELL:
            yield from ended()
    yield from ended()
