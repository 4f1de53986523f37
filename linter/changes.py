"""What a unified diff changes, and which findings stand there. Asks git where there is no diff yet."""

from __future__ import annotations

import math
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from linter.finding import Span
from linter.report import Report

if TYPE_CHECKING:
    from unidiff.patch import Hunk, PatchedFile

# What git says of a file besides its lines. The names here can't be told apart where they have spaces; "---" and "+++" follow with both.
_EXTENDED = re.compile(
    r"(?:diff --git|index|old mode|new mode|deleted file mode|new file mode|similarity|dissimilarity|rename|copy|GIT binary patch)\b"
)
_IS_DIFF = re.compile(r"^(?:diff --git |--- |Binary files )", re.MULTILINE)
_COMBINED = re.compile(r"^@@@+ ", re.MULTILINE)
_PREFIX = re.compile(r"[abciow12]/")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))


class DiffError(ValueError):
    """No diff is to be had. The message gives the reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of the new text that a diff adds, `first` to `last`, 1-based. Where it only removes lines, both are half a line: 3.5
    is between the third line and the fourth."""

    first: float
    last: float


WHOLE = Change(0, math.inf)
"""The change of a file that the diff has no lines of."""

Changes = Mapping[str, tuple[Change, ...]]
"""The changes of each file that is there afterwards, in the order of their lines, by the file's real path."""


def from_git(revision: str) -> Changes:
    """What the working tree's files have changed since a revision, seen from the current folder.

    A branch counts from where it was left, so what happened on it since is no change of ours. A range ("main...topic") is taken as it
    is. Files that git does not track yet are new. Raises DiffError where git, the repository or the revision is missing.
    """
    if revision.startswith("-"):
        raise DiffError(f"{revision!r} is no revision")
    since = [revision] if ".." in revision else ["--merge-base", revision]
    root = Path(os.fsdecode(_git("rev-parse", "--show-toplevel").rstrip(b"\n")))
    shape = ("--unified=0", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--ignore-submodules", "--no-relative")
    diff = _git("diff", *shape, "--no-color", "--no-ext-diff", "--no-textconv", *since, "--")
    untracked = _git("-C", str(root), "ls-files", "-z", "--others", "--exclude-standard").split(b"\0")
    found = {os.fsdecode(name): (WHOLE,) for name in untracked if name} if ".." not in revision else {}
    return {os.path.realpath(root / name): changes for name, changes in (found | parse(diff)).items()}


def from_diff(diff: bytes) -> Changes:
    """What a unified diff changes. Its paths are relative to the root of the repository around the current folder, else to that folder.

    Raises DiffError for what is no unified diff.
    """
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    found = {}
    for name, changes in parse(diff).items():
        path = root / name
        found[os.path.realpath(path if path.exists() else here / name)] = changes
    return found


def parse(diff: bytes) -> dict[str, tuple[Change, ...]]:
    """The changes of each file of a unified diff that is there afterwards, by its path in the diff without a prefix such as "b/".

    Lines that are the same but for their ends (CRLF, or none at the end of the file) are no change. Raises DiffError.
    """
    # Only here: most runs have no diff.
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    text = diff.decode("utf-8", "surrogateescape")
    if text.strip() and not _IS_DIFF.search(text):
        raise DiffError("this is no unified diff")
    if _COMBINED.search(text):
        raise DiffError("this is the combined diff of a merge, which compares with several versions; make one with `git diff REV`")
    try:
        files = PatchSet(line for line in StringIO(text) if not _EXTENDED.match(line))
    except (UnidiffParseError, ValueError) as error:
        raise DiffError(f"this is no unified diff: {' '.join(str(error).split())}") from error
    there = (file for file in files if _name(file.target_file) != "/dev/null")
    return {_path(file): (WHOLE,) if file.is_binary_file else tuple(_changes(file)) for file in there}


def touched(report: Report, changes: Iterable[Change], *, context: int = 0) -> Report:
    """The report with what stands on changed lines, or at most `context` lines from them. A sentence counts whole, and so does a
    document that is read through a text view, whose lines are not those of the file."""
    if report.document.places:
        return report
    changes = [Change(change.first - context, change.last + context) for change in changes]
    source = report.document.source

    def is_touched(start: int, end: int) -> bool:
        # Lines as git counts them: a lone CR ends none.
        first, last = (source.count("\n", 0, offset) + 1 for offset in (start, max(end - 1, start)))
        return any(change.first <= last and first <= change.last for change in changes)

    findings = (
        (finding, Span(min(finding.span.start, finding.sentence.start), max(finding.span.end, finding.sentence.end)))
        for finding in report.findings
    )
    return replace(
        report,
        findings=tuple(finding for finding, span in findings if is_touched(span.start, span.end)),
        unused=tuple(unused for unused in report.unused if is_touched(unused.at, unused.at)),
    )


def _changes(file: PatchedFile) -> Iterator[Change]:
    for hunk in file:
        yield from _in_hunk(hunk)


def _in_hunk(hunk: Hunk) -> Iterator[Change]:
    removed: list[str] = []
    added: list[str] = []
    # A hunk that adds nothing names the line before it, which may be none (0).
    after = hunk.target_start - (hunk.target_length > 0)

    def change() -> Iterator[Change]:
        for what, _, _, start, end in SequenceMatcher(None, removed, added, autojunk=False).get_opcodes():
            if what == "delete":
                yield Change(after + start + 0.5, after + start + 0.5)
            elif what != "equal":
                yield Change(after + start + 1, after + end)

    for line in hunk:
        if line.is_removed:
            removed.append(line.value.rstrip("\r\n"))
        elif line.is_added:
            added.append(line.value.rstrip("\r\n"))
        elif line.is_context:
            yield from change()
            after += len(added) + 1
            removed, added = [], []
    yield from change()


def _path(file: PatchedFile) -> str:
    """The path of a file afterwards, without the prefix that tells it from the path before ("a/" and "b/", or such as "i/" and "w/")."""
    source, target = _name(file.source_file), _name(file.target_file)
    prefixed = _PREFIX.match(target) and (source == "/dev/null" or (_PREFIX.match(source) and source[0] != target[0]))
    return target[2:] if prefixed else target


def _name(name: str) -> str:
    """A file name as it is, of one that git may have put in quotes."""
    name = name.rstrip("\r")
    if not name.startswith('"'):
        return name

    def char(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8) if len(code) == 3 else _ESCAPED.get(code[0], code[0])])

    return os.fsdecode(_ESCAPE.sub(char, os.fsencode(name.strip('"'))))


def _git(*arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise DiffError("git is not installed; give a diff on standard input instead (--diff -)") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with status {error.returncode}"]
        hint = "; a shallow clone may lack the history" if "merge base" in said[0] else ""
        raise DiffError(f"git: {said[0].removeprefix('fatal: ').removeprefix('error: ')}{hint}") from error
