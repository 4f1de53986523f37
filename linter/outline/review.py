"""Whether a document is a review of an incident at all. Guides, policies, runbooks, design papers and change logs are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from linter.document import Block, Document, Kind, prose
from linter.outline import words
from linter.pipeline.sentence import Sentence

ENOUGH = 3
"""So many points make a review: two for a title that names one, one for each section of a kind that few other documents have."""

_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)\n---[ \t\r]*$", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(?P<title>.*?)[\"']?[ \t\r]*$", re.MULTILINE)
_SUBJECT = re.compile(r"^(?:subject|title): (?:(?:re|fwd?): )*(?P<title>\S.*)", re.IGNORECASE)
_ENTRIES = 3
_OPENING, _SHORT = 6, 60


def front_matter(document: Document) -> str:
    """The lines of the front matter, "" where there is none."""
    head = _FRONT.match(document.source)
    return head["head"] if head else ""


def title(document: Document) -> str:
    """The first heading, else the title of the front matter, else the subject of a mail, else ""."""
    first = next((block for block in document.blocks if block.kind is Kind.HEADING and block.level <= 2), None)
    if first is not None and words.named("sections", prose(document, first)[0]) == "":
        return prose(document, first)[0]
    found = _TITLE.search(front_matter(document))
    if found:
        return found["title"]
    line = next((block for block in document.blocks if block.kind is not Kind.CODE), None)
    subject = _SUBJECT.match(prose(document, line)[0]) if line else None
    return subject["title"] if subject else ""


def evidence(document: Document, read: Sequence[tuple[Block, list[Sentence]]], timed: int) -> tuple[str, ...]:
    """What makes a document a review, () where it is none. `timed` is how many entries with a time it has."""
    head = title(document)
    stem = PurePath(document.path).stem.replace("_", " ")
    called = words.every("titles", f"{head}\n{stem if not head else ''}")
    opening = [
        head,
        *(
            own[0].text
            for block, own in read[:_OPENING]
            if own and block.kind is Kind.PARAGRAPH and len(own[0].text) <= _SHORT and not own[0].field
        ),
    ]
    if any("other" in words.every("titles", line) for line in opening):
        return ()
    points = 2 if "review" in called else 1 if "event" in called else 0
    found = [f"title: {head or stem}"] if points else []
    kinds: dict[str, str] = {}
    for block, own in read:
        labels = [prose(document, block)[0]] if block.kind is Kind.HEADING else [sentence.field for sentence in own if sentence.field]
        for label in labels:
            if len(label) > 80:
                continue
            if block.kind is Kind.HEADING and block.level <= 2 and "other" in words.every("titles", label):
                return ()
            for kind in words.every("sections", label.rstrip(": ")):
                kinds.setdefault(kind, label.rstrip(": "))
    found += [f"{kind}: {label}" for kind, label in kinds.items()]
    if timed >= _ENTRIES:
        found.append(f"{timed} entries with a time")
    # "Summary", "Impact" and "Actions" stand in many papers; without a title, an event's own sections have to be among them.
    own_kinds = kinds.keys() & {"timeline", "causes", "lessons", "incident", "detection"}
    return tuple(found) if points + len(kinds) + (timed >= _ENTRIES) >= ENOUGH and (points or own_kinds) else ()
