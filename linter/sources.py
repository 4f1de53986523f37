"""Where the documents of an archive come from: every path or URL as its documents, read one at a time.

PATH                      files, folders, globs; a zip or tar archive is a folder of documents, unless a reader knows it as an export
git+PATH, git+PATH@REV    the documents of a git repository (or of a folder in it) at a revision, HEAD where none is named
git+PATH@REV#history      every document that ever was on the way to the revision, as it last stood
s3://…, gs://…, https://… objects, folders and globs through fsspec, with the credentials that it finds
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from glob import has_magic
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from linter import files
from linter.files import Unreadable

if TYPE_CHECKING:
    from linter.readers._content import Members

GIT = "git+"
HISTORY = "#history"
MAX_OBJECT = 512 * 1024 * 1024
"""Bytes of one remote object; more is no review and no export that memory should hold."""

LARGE = 256 * 1024
"""Bytes from which on an export is more than one worker should read alone."""

_MANY = (".csv", ".json", ".mbox", ".xml", ".zip")
"""The extensions of exports that may hold many documents. A PDF or a docx is one, and slow to open."""
_TARS = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one document, read once they are asked for.

    name    what reports call it; its extension tells the reader ("reviews/2024/a.md")
    data    its content
    where   what the user named that it comes from ("reviews/"): reviews are counted by it
    date    the day that its origin gives it (a commit, an export's field), None where there is none. The time of a file is none: a copy
            has a new one.
    """

    name: str
    data: bytes
    where: str
    date: date | None = None


def sources(
    arguments: Iterable[str],
    *,
    extensions: Collection[str],
    excluded: Callable[[Path, bool], bool] = lambda _path, _is_folder: False,
) -> Iterator[Source | Unreadable]:
    """The documents behind paths and URLs, each once and in order; what can't be read is told and the rest goes on.

    `extensions` and `excluded` hold in folders, as in `files.find`; `extensions` also in archives, repositories and remote folders. There,
    what has the extension of an export without being one (a configuration in JSON) is left out; a file that was named is always there.
    """
    seen: set[Path] = set()
    for argument in arguments:
        if argument.startswith(GIT):
            yield from _git(argument, extensions)
        elif _URL.match(argument):
            yield from _remote(argument, extensions)
        else:
            yield from _local(argument, extensions, excluded, seen)


def holds_many(name: str, size: int) -> bool:
    """Whether a file may hold so many documents that they are better read by all."""
    return size >= LARGE and PurePath(name).suffix.lower() in _MANY


def count(arguments: Iterable[str], *, extensions: Collection[str], excluded: Callable[[Path, bool], bool]) -> int | None:
    """How many documents there will be, for the time left; None where only reading them would tell."""
    arguments = tuple(arguments)
    if any(argument.startswith(GIT) or _URL.match(argument) for argument in arguments):
        return None
    found = list(_found(arguments, extensions, excluded))
    return None if any(isinstance(each, Path) and _is_several(each) for each in found) else len(found)


def _is_several(file: Path) -> bool:
    try:
        return _is_zip(file.name) or _is_tar(file.name) or holds_many(file.name, file.stat().st_size)
    except OSError:
        return False  # It is told when it is read.


def _found(arguments: Collection[str], extensions: Collection[str], excluded: Callable[[Path, bool], bool]) -> Iterator[Path | Unreadable]:
    """The files that arguments name. In a folder archives count where exports do."""
    named = set(map(Path, arguments))
    wanted = {*extensions, *({tar[tar.rindex(".") :] for tar in _TARS} if ".zip" in extensions else ())}
    for found in files.find(arguments, extensions=wanted, excluded=excluded):
        if isinstance(found, Unreadable) or found in named or found.suffix.lower() in extensions or _is_tar(found.name):
            yield found


def _shown(file: Path) -> str:
    """What a file is called; names are bytes, and not all are text."""
    return os.fsencode(file.as_posix()).decode("utf-8", "replace")


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _is_tar(name: str) -> bool:
    return name.lower().endswith(_TARS)


def _local(
    argument: str, extensions: Collection[str], excluded: Callable[[Path, bool], bool], seen: set[Path]
) -> Iterator[Source | Unreadable]:
    named = not Path(argument).is_dir() and not has_magic(argument)
    for found in _found([argument], extensions, excluded):
        if isinstance(found, Unreadable):
            yield found
            continue
        real = found.resolve()
        if real in seen:
            continue
        seen.add(real)
        try:
            data = found.read_bytes()
        except OSError as error:
            yield Unreadable(_shown(found), files.reason(error))
            continue
        yield from _opened(Source(_shown(found), data, argument), extensions, named=named)


def _opened(source: Source, extensions: Collection[str], *, named: bool) -> Iterator[Source | Unreadable]:
    """A file as itself, or as what is in it. One that was not `named` counts only where a reader knows it."""
    from linter.readers import ReadError, export_extensions, recognised

    suffix = PurePath(source.name).suffix.lower()
    try:
        if _is_tar(source.name):
            yield from _tar(source, extensions)
        elif suffix not in export_extensions() or (named and not _is_zip(source.name)) or recognised(source.data, source.name) is not None:
            yield source
        elif _is_zip(source.name):
            from linter.readers._content import Members

            yield from _zip(Members.of(source.data, source.name), source, extensions)
    except ReadError as error:
        yield Unreadable(source.name, str(error).removeprefix(f"{source.name}: "))


def _wanted(name: str, extensions: Collection[str]) -> bool:
    """Whether a member, an object or a tracked file is looked at: not where it or a folder above it is hidden."""
    parts = PurePath(name).parts
    return PurePath(name).suffix.lower() in extensions and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _member(source: Source, name: str, data: bytes, extensions: Collection[str]) -> Iterator[Source | Unreadable]:
    """A file out of an archive. An archive in an archive counts where it is an export."""
    from linter.readers import ReadError, recognised

    inside = Source(f"{source.name}/{name}", data, source.where, source.date)
    if not _is_zip(name):
        yield from _opened(inside, extensions, named=False)
        return
    try:
        if recognised(data, inside.name) is not None:
            yield inside
    except ReadError as error:
        yield Unreadable(inside.name, str(error).removeprefix(f"{inside.name}: "))


def _zip(members: Members, source: Source, extensions: Collection[str]) -> Iterator[Source | Unreadable]:
    from linter.readers import ReadError

    for name in sorted(members.names):
        if not _wanted(name, extensions):
            continue
        try:
            data = members.read(name)
        except ReadError as error:
            yield Unreadable(f"{source.name}/{name}", str(error).removeprefix(f"{source.name}/{name}: "))
            continue
        yield from _member(source, name, data, extensions)


def _tar(source: Source, extensions: Collection[str]) -> Iterator[Source | Unreadable]:
    """The files of a tar archive in its order. Raises ReadError for what is none, and for what is made to do harm."""
    from linter.readers import ReadError
    from linter.readers._content import MAX_MEMBER, MAX_MEMBERS, MAX_TOTAL, check_name

    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(source.data), mode="r:*") as archive:
            for number, member in enumerate(archive):
                check_name(member.name, source.name)
                if member.issym() or member.islnk():
                    raise ReadError(f"{source.name}: refused: its member {member.name!r} is a link")
                total += member.size
                if number >= MAX_MEMBERS or member.size > MAX_MEMBER or total > MAX_TOTAL:
                    raise ReadError(f"{source.name}: refused: it unpacks to too much at {member.name!r}")
                if member.isfile() and _wanted(member.name, extensions) and (file := archive.extractfile(member)):
                    yield from _member(source, member.name.removeprefix("./"), file.read(), extensions)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{source.name}: damaged tar archive: {error}") from None


# Repositories


def _git(argument: str, extensions: Collection[str]) -> Iterator[Source | Unreadable]:
    """The documents of a repository, dated by the commit that last changed them."""
    rest, history = argument.removeprefix(GIT).removesuffix(HISTORY), argument.endswith(HISTORY)
    path, _, revision = rest.rpartition("@") if "@" in rest and not Path(rest).exists() else (rest, "", "")
    if _URL.match(path):
        yield Unreadable(argument, "clone the repository first; this reads one on this machine")
        return
    try:
        commit = _run(path, "rev-parse", "--verify", "--end-of-options", f"{revision or 'HEAD'}^{{commit}}").decode().strip()
        tracked = set() if history else set(_run(path, "ls-tree", "-r", "-z", "--name-only", commit).decode(errors="replace").split("\0"))
        prefix = _run(path, "rev-parse", "--show-prefix").decode().rstrip("\n")
        yield from _blobs(argument, path, commit, prefix, None if history else tracked, extensions)
    except _GitError as error:
        yield Unreadable(argument, str(error))


class _GitError(RuntimeError):
    pass


def _run(path: str, *arguments: str) -> bytes:
    # Nothing that a repository configures runs: neither hooks nor monitors, filters for showing text, checks of signatures nor remotes.
    command = ["git", "-C", path or ".", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager", *arguments]
    try:
        environment = os.environ | {"GIT_NO_LAZY_FETCH": "1"}
        return subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL, env=environment).stdout
    except FileNotFoundError:
        raise _GitError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise _GitError(said[-1].removeprefix("fatal: ") if said else "git fails") from None


def _blobs(
    argument: str, path: str, commit: str, prefix: str, tracked: set[str] | None, extensions: Collection[str]
) -> Iterator[Source | Unreadable]:
    """Each wanted file as it last stood, from one walk over the commits, the newest first."""
    log = (
        "log",
        "--format=%x01%cs",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "-m",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        commit,
        "--",
        ".",
    )
    newest: dict[str, tuple[str, date | None]] = {}
    day: date | None = None
    fields = iter(_run(path, *log).decode(errors="replace").split("\0"))
    for field in fields:
        text = field.lstrip("\n")
        if text.startswith("\x01"):
            stamp, _, text = text[1:].partition("\n")
            day = date.fromisoformat(stamp[:10])
            text = text.lstrip("\n")
        if not text.startswith(":"):
            continue
        name = next(fields, "").removeprefix(prefix)
        parts = text[1:].split(" ")
        # A link has the mode 120000, another repository 160000. What was deleted stood last as it was before.
        mode, blob = (parts[0], parts[2]) if parts[4].startswith("D") else (parts[1], parts[3])
        if mode.startswith("100") and name not in newest and _wanted(name, extensions) and (tracked is None or name in tracked):
            newest[name] = (blob, day)
    for name, (blob, changed) in sorted(newest.items()):
        label = f"{path.rstrip('/') or '.'}/{name}"
        try:
            data = _run(path, "cat-file", "blob", blob)
        except _GitError as error:
            yield Unreadable(label, str(error))
            continue
        yield from _opened(Source(label, data, argument, changed), extensions, named=False)


# Remote storage


def _remote(argument: str, extensions: Collection[str]) -> Iterator[Source | Unreadable]:
    """The objects behind a URL: one, those of a folder, or those that a glob matches."""
    scheme = argument.partition("://")[0]
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(argument)
        web = scheme in ("http", "https")
        # A web server has no folders, and a question mark in its addresses is no sign of a glob.
        magic = has_magic(path) and not web
        folder = not web and not magic and system.isdir(path)
        names = sorted(system.glob(path)) if magic else sorted(system.find(path)) if folder else [path]
    except ImportError as error:
        yield Unreadable(argument, f"{scheme}:// needs the package {error.name or scheme}: pip install 'blamelint[cloud]'")
        return
    except Exception as error:
        # Every storage has errors of its own, which share no class.
        yield Unreadable(argument, _said(error))
        return
    named = not (magic or folder)
    if not names:
        yield Unreadable(argument, "no object matches")
    for name in names:
        label = str(system.unstrip_protocol(name))
        if not named and not (_wanted(name.removeprefix(path) if folder else PurePath(name).name, extensions) or _is_tar(name)):
            continue
        try:
            data = _fetched(system, name)
        except Exception as error:
            yield Unreadable(label, _said(error))
            continue
        yield from _opened(Source(label, data, argument), extensions, named=named)


def _fetched(system: Any, name: str) -> bytes:
    with system.open(name, "rb") as file:
        data: bytes = file.read(MAX_OBJECT + 1)
    if len(data) > MAX_OBJECT:
        raise ValueError(f"refused: larger than {MAX_OBJECT // 1024**2} MiB")
    return data


def _said(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such object"
    return " ".join(str(error).split()) or type(error).__name__
