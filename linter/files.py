"""The files that a command line means: named files, folders searched through, globs that the shell left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from linter.gitignore import is_pattern

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Excluded = Callable[[Path, bool], bool]
"""Whether the configuration leaves out an absolute path; the second argument says whether it is a folder."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that can't be used, as the user named it, and why."""

    path: str
    reason: str


def find(arguments: Iterable[str], *, extensions: Collection[str], excluded: Excluded) -> Iterator[Path | Unreadable]:
    """The files to read, each once, in the order of the arguments and by name inside a folder.

    A file that an argument names is always there. In folders, the files with one of the `extensions` (".md") are, unless they or a
    folder above them are hidden, ignored by a `.gitignore`, or `excluded`. Links to folders are not followed, so no walk is endless.
    """
    seen: set[str] = set()
    for argument in arguments:
        for found in _expand(argument, extensions, excluded):
            if isinstance(found, Unreadable):
                yield found
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield found


def reason(error: OSError) -> str:
    """Why a file can't be used, in words."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return (error.strerror or str(error)).lower()


def _expand(argument: str, extensions: Collection[str], excluded: Excluded) -> Iterator[Path | Unreadable]:
    path = Path(argument)
    if not argument:  # An unset variable of a script; Path would take it for the current folder.
        yield Unreadable("''", "an empty path")
    elif path.is_dir():
        yield from _walk(path, _outer_rules(path), extensions, excluded)
    elif os.path.lexists(path):
        yield path
    elif has_magic(argument):
        matches = sorted(glob(argument, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            yield Unreadable(argument, "no file matches")
        for match in matches:
            yield from _expand(match, extensions, excluded)
    else:
        yield Unreadable(argument, "no such file or folder")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one `.gitignore`. Paths are matched below `folder`, which is absolute and ends with a slash."""

    folder: str
    spec: GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        return self.spec.check_file(path.removeprefix(self.folder)).include


def _walk(folder: Path, rules: tuple[_Rules, ...], extensions: Collection[str], excluded: Excluded) -> Iterator[Path | Unreadable]:
    """The files of a folder and of the folders in it. `rules` hold from the folders above, the outermost first."""
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Unreadable(str(folder), reason(error))
        return
    rules += _own_rules(folder)
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name.startswith(".") or not (is_folder or (Path(entry.name).suffix.lower() in extensions and entry.is_file())):
            continue
        path = folder / entry.name
        absolute = _absolute(path)
        if _ignored(absolute, rules, is_folder=is_folder) or excluded(absolute, is_folder):
            continue
        if is_folder:
            yield from _walk(path, rules, extensions, excluded)
        else:
            yield path


def _ignored(path: Path, rules: tuple[_Rules, ...], *, is_folder: bool) -> bool:
    """Whether git would ignore it: the nearest `.gitignore` that says something about a path decides."""
    name = path.as_posix() + ("/" if is_folder else "")
    verdicts = (rule.verdict(name) for rule in reversed(rules))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _own_rules(folder: Path) -> tuple[_Rules, ...]:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    # Only here: most runs name their files.
    from pathspec import GitIgnoreSpec

    return (_Rules(_absolute(folder).as_posix().rstrip("/") + "/", GitIgnoreSpec.from_lines(filter(is_pattern, lines))),)


def _outer_rules(folder: Path) -> tuple[_Rules, ...]:
    """The rules that hold in a folder from the folders above it, up to the root of its repository.

    None hold where they would ignore the folder itself: it was asked for by name.
    """
    folder = _absolute(folder)
    lineage = [folder, *folder.parents]
    top = next((i for i, parent in enumerate(lineage) if (parent / ".git").exists()), 0)
    rules = tuple(rule for parent in reversed(lineage[1 : top + 1]) for rule in _own_rules(parent))
    inside = lineage[:top]
    return () if any(_ignored(parent, rules, is_folder=True) for parent in inside) else rules


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - ".." has to go, links have to stay
