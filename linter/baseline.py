"""Findings that are known already, by document and fingerprint. A file of them holds no word of any review."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from linter.about import Tool
from linter.report import Report

SCHEMA_VERSION = "1"

Entries = Mapping[str, Mapping[str, str]]
"""Path -> fingerprint -> the code and name of its rule, for those who read the file."""


class BaselineError(ValueError):
    """What is no baseline. The message gives the reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many findings a baseline has, and how many of them came and went."""

    total: int
    added: int
    removed: int


def parse(text: str) -> Entries:
    """The entries of a baseline's file. Raises BaselineError."""
    try:
        value: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise BaselineError(f"line {error.lineno}: no JSON: {error.msg}") from error
    if not isinstance(value, dict) or "documents" not in value:
        raise BaselineError("no baseline")
    if value.get("schema_version") != SCHEMA_VERSION:
        raise BaselineError(f"a baseline of version {value.get('schema_version')!r}, where this tool reads {SCHEMA_VERSION!r}")
    documents = value["documents"]
    if not isinstance(documents, dict) or not all(
        isinstance(known, dict) and all(isinstance(rule, str) for rule in known.values()) for known in documents.values()
    ):
        raise BaselineError("`documents` must give fingerprints and rules by path")
    return documents


def written(entries: Entries, tool: Tool) -> str:
    """The file of a baseline: sorted, with a line for each finding, so that it can be merged and reviewed."""
    documents = {path: dict(sorted(entries[path].items())) for path in sorted(entries) if entries[path]}
    value = {"schema_version": SCHEMA_VERSION, "tool": {"name": tool.name, "version": tool.version}, "documents": documents}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def read(file: Path) -> Entries:
    """The entries of a file. Raises BaselineError, and OSError where it can't be read."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BaselineError("not UTF-8 text") from error


def key(file: Path, path: str) -> str:
    """What a document is kept under: its path from the folder of the baseline, so that it doesn't matter where the tool runs."""
    try:
        return os.path.relpath(path, file.parent).replace(os.sep, "/")
    except ValueError:  # On another drive.
        return Path(path).absolute().as_posix()


def of(file: Path, reports: Iterable[Report]) -> Entries:
    """What a baseline in this file says of reports."""
    return {key(file, each.path): {finding.fingerprint: f"{finding.code} {finding.name}" for finding in each.findings} for each in reports}


class Known:
    """Takes known findings out of reports, one report at a time.

    A document's own entries come first. Those of documents that are gone go to whoever has the finding, since they may have been renamed.
    So a copy of a document that is still there is new. `entries` are those of `file`.
    """

    def __init__(self, file: Path, entries: Entries) -> None:
        self._file = file
        self._entries = entries
        self._homeless = _counted(known for path, known in entries.items() if _source(file, path) is None)

    def new(self, report: Report) -> Report:
        """The report without the findings that are known."""
        path = key(self._file, report.path)
        return replace(report, findings=tuple(each for each in report.findings if not self._take(path, each.fingerprint)))

    def _take(self, path: str, fingerprint: str) -> bool:
        if fingerprint in self._entries.get(path, {}):
            return True
        if self._homeless[fingerprint]:
            self._homeless[fingerprint] -= 1
            return True
        return False


def updated(file: Path, entries: Entries, found: Entries, *, grow: bool) -> tuple[Entries, Change]:
    """The baseline of a file after documents were checked anew: what they have no more goes, and what is new comes if it may `grow`.

    Documents of files that were not checked keep their entries while the files are there.
    """
    over = {None, *(_source(file, path) for path in found)}
    kept = {path: known for path, known in entries.items() if _source(file, path) not in over}
    homeless = _counted(known for path, known in entries.items() if path not in kept and path not in found)
    for path, names in found.items():
        known = entries.get(path, {})
        taken: dict[str, str] = {}
        for name, rule in names.items():
            renamed = name not in known and homeless[name] > 0
            homeless[name] -= renamed
            if grow or renamed or name in known:
                taken[name] = rule
        kept[path] = taken
    before, after = _counted(entries.values()), _counted(kept.values())
    return kept, Change(after.total(), (after - before).total(), (before - after).total())


def _counted(documents: Iterable[Mapping[str, str]]) -> Counter[str]:
    """How often each fingerprint is that of one of these documents."""
    return Counter(name for known in documents for name in known)


def _source(file: Path, path: str) -> str | None:
    """The path of the file that a document is in, None where that is gone: itself, or what stands before the "#" and a name in an export.

    Either may have a "#" of its own, so the longest path that is a file counts.
    """
    while path and not os.path.isfile(file.parent / path):  # noqa: PTH113 - Path.is_file raises where a title is too long for a file
        path = path.rpartition("#")[0]
    return path or None
