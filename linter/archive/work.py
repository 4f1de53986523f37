"""What a worker does: one source, or one document of a large one, in; its records out.

A record is what the reports need of a document, as JSON.

place      where the document stands inside its source, as its reader says it ("" for a file)
document   the document of `linter/schema/findings-1.json`
lines      see `rebuilt`
sentences  for each finding its sentence as it stands in the source, and how many code points into it the finding starts and ends
title, day, team, review    of the document; the day is the incident's, else the review's
factors, actions            `{text, theme, line, …}`; `theme` is the text without names, owners and dates, to find what repeats
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from linter import about
from linter.archive.people import MARK
from linter.document import Document
from linter.finding import Severity
from linter.settings import Settings

if TYPE_CHECKING:
    from linter.archive.people import Cast
    from linter.engine import Linter
    from linter.finding import Finding
    from linter.outline import Action, Outline
    from linter.pipeline.sentence import Sentence
    from linter.report import Report

MODELS = ("language", "judge")
EMPTY = "there is no document in it"
_TEAM = re.compile(r"(?:(?:owning|responsible|service) )?teams?", re.IGNORECASE)
_FRONT_TEAM = re.compile(r"^team:[ \t]*[\"']?(?P<team>[^\"'\n]+?)[\"']?[ \t]*$", re.MULTILINE)
_SPARE = re.compile(r"[(\[]\s*(?:someone)?[\s,;:–—-]*[)\]]|\s+(?=[.,;:])|^[\s,;:–—-]+|[\s.,;:–—(\[-]+$")


class VersionError(RuntimeError):
    """A worker that has another version of the tool or its models than the scan that asks it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A source to read: its bytes, or a document that was read in it. `settings` is `packed`, `tool` the `version` of whoever asks."""

    number: int
    name: str
    data: bytes | Document
    settings: str
    tool: str
    redact: bool = False


def key(task: Task, data: bytes) -> str:
    """What the result of a source is known by: all that it follows from. The folders count only where they are part of the result."""
    name = task.name if task.redact else task.name.rpartition("/")[2]
    parts = (task.tool, task.settings, str(task.redact), name)
    digest = blake2b("\0".join(parts).encode() + b"\0", digest_size=20)
    digest.update(data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: records (see `unpacked_records`), or the problem that kept its source from being read."""

    number: int
    records: bytes = b""
    problem: str = ""


@cache
def version() -> str:
    """The tool and the models that make findings, by their versions and checksums."""
    from linter.artifacts import folder

    digest = blake2b(digest_size=6)
    for model in MODELS:
        for file in ("meta.json", "manifest.json"):
            if (folder(model) / file).is_file():
                digest.update((folder(model) / file).read_bytes())
    return f"{about.NAME} {about.VERSION} ({digest.hexdigest()})"


def packed(settings: Settings) -> str:
    """Settings as a text that is the same for equal settings, and that can be sent to another process."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return dict(sorted(value.items()))
        return sorted(value) if isinstance(value, frozenset) else value

    return json.dumps({field.name: plain(getattr(settings, field.name)) for field in fields(settings)})


def unpacked(text: str) -> Settings:
    """The settings of `packed`."""
    default = Settings()

    def rich(name: str, value: Any) -> Any:
        like = getattr(default, name)
        if name == "severity":
            value = {selector: Severity(level) for selector, level in value.items()}
        return MappingProxyType(value) if isinstance(like, Mapping) else type(like)(value)

    return Settings(**{name: rich(name, value) for name, value in json.loads(text).items()})


@lru_cache(maxsize=64)
def _linter(settings: str) -> Linter:
    from linter.engine import Linter

    return Linter(unpacked(settings))


def read(task: Task) -> Outcome:
    """Read and lint the documents of a source. What can't be read is told in the outcome; raises only where no source could be read.

    Raises VersionError, and ModelError where a model is missing.
    """
    if task.tool != version():
        raise VersionError(f"a worker has {version()}, the scan {task.tool}: install the same on both")
    found = iter([task.data]) if isinstance(task.data, Document) else documents(task.data, task.name)
    records = [_problem(task.name, task, each) if isinstance(each, str) else _record_or_problem(each, task) for each in found]
    # A source without any document is not remembered: what is missing may be a package.
    if isinstance(task.data, bytes) and all("problem" in each for each in records):
        return Outcome(task.number, problem=records[0]["problem"] if records else EMPTY)
    return Outcome(task.number, zlib.compress(json.dumps(records, ensure_ascii=False).encode(), 3))


def documents(data: bytes, name: str) -> Iterator[Document | str]:
    """The documents of a source. Where its reader fails, the last one is the reason."""
    from linter.readers import ReadError, read_documents

    try:
        yield from read_documents(data, name)
    except ReadError as error:
        yield str(error).removeprefix(f"{name}: ")
    except Exception as error:
        yield f"its reader failed at it ({type(error).__name__})"


def _record_or_problem(document: Document, task: Task) -> dict[str, Any]:
    """The record of a document. One that the linter fails at costs the scan no other one."""
    from linter.artifacts import ModelError

    try:
        return record(document, task.name, _linter(task.settings), redact=task.redact)
    except ModelError:
        raise
    except Exception as error:
        # Its message might hold a sentence.
        return _problem(document.path, task, f"the linter failed at it ({type(error).__name__}); `{about.NAME} check` shows where")


def _problem(path: str, task: Task, why: str) -> dict[str, Any]:
    if task.redact:
        from linter.archive.people import hidden_path

        settings = _linter(task.settings).settings
        path, why = hidden_path(path, settings), hidden_path(why, settings)
    return {"shown": path, "problem": why}


def unpacked_records(records: bytes) -> list[dict[str, Any]]:
    """The records of an outcome, [] for none."""
    found: list[dict[str, Any]] = json.loads(zlib.decompress(records)) if records else []
    return found


def record(document: Document, source: str, linter: Linter, *, redact: bool) -> dict[str, Any]:
    """What the reports need of a document."""
    from linter.archive import people, rebuilt
    from linter.formats.json import document_object
    from linter.outline import Roster, outline
    from linter.outline.review import title
    from linter.pipeline.sentence import sentences

    settings = linter.settings
    report = linter.lint(document)
    read = sentences(document, settings.sections)
    known = outline(document, headings=settings.sections, roster=Roster.of(settings), read=read)
    owners = [action.owner.text for action in known.actions if action.owner]
    agents = [finding.evidence.agent for finding in report.findings if finding.evidence.actor == "person"]
    names = people.names(read, settings, fields=owners, agents=agents)
    if redact:
        names |= people.read_names(read, settings)
    cast = people.Cast(frozenset(names), tuple(each.text for each in read))
    value = {
        "member": document.path.removeprefix(source),
        "document": document_object(report) | {"path": ""},
        "sentences": [_sentence(report, finding) for finding in report.findings],
        "title": title(document),
        "day": _day(known),
        "team": _team(document, read),
        "lines": rebuilt.lines(report),
        "review": known.is_review,
        "factors": [
            {"text": each.text, "theme": cast.masked(each.text), "where": where(document, each.span.start)} for each in known.factors
        ],
        "actions": [
            {
                "text": each.text,
                "theme": _bare(each, cast),
                "where": where(document, each.span.start),
                "tier": each.tier,
                "done": each.done,
                "has_owner": each.owner is not None,
                "due": each.due.text if each.due else "",
            }
            for each in known.actions
        ],
    }
    if not redact:
        return value
    shown = people.hidden_path(document.path, settings, names)
    return {**people.hidden(value, cast), "shown": shown}


def where(document: Document, offset: int) -> str:
    """Where an offset is, in words: the place in the original of a text view, else the line."""
    return document.place(offset) or f"line {document.position(offset)[0]}"


def _sentence(report: Report, finding: Finding) -> str:
    source, span = report.document.source, finding.span
    start, end = min(finding.sentence.start, span.start), max(finding.sentence.end, span.end)
    return MARK.join((source[start : span.start], source[span.start : span.end], source[span.end : end]))


def _day(known: Outline) -> str | None:
    day = known.happened or known.reported
    return f"{day:%Y-%m-%d}" if day else None


def _team(document: Document, read: list[Sentence]) -> str:
    """The team that a review names as its own."""
    from linter.outline.review import front_matter

    front = _FRONT_TEAM.search(front_matter(document))
    stated: Iterator[str] = (each.text.rstrip(".") for each in read if _TEAM.fullmatch(each.field) and len(each.text) < 60)
    return front["team"] if front else next(stated, "")


def _bare(action: Action, cast: Cast) -> str:
    """What an action is about: its words without names, owner, date, priority, status and ticket."""
    text = action.text
    for part in (action.owner, action.due, action.priority, action.status, action.tracker):
        # A name inside the sentence gives way to "someone" below, so that the sentence stays one.
        if part and part.text and cast.masked(part.text) == part.text:
            text = text.replace(part.text, "")
    text = cast.masked(text)
    while (shorter := _SPARE.sub("", text)) != text:
        text = shorter
    return text or cast.masked(action.text)
