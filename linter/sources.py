"""Where the documents of an archive come from: every path or URL as its documents, read one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from linter import files
from linter.files import Unreadable


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
    """The documents behind paths, each once and in order; what can't be read is told and the rest goes on.

    `extensions` and `excluded` hold in folders, as in `files.find`.
    """
    seen: set[Path] = set()
    for argument in arguments:
        for found in files.find([argument], extensions=extensions, excluded=excluded):
            if isinstance(found, Unreadable):
                yield found
                continue
            real = found.resolve()
            if real in seen:
                continue
            seen.add(real)
            try:
                yield Source(found.as_posix(), found.read_bytes(), argument)
            except OSError as error:
                yield Unreadable(found.as_posix(), files.reason(error))


def count(arguments: Iterable[str], *, extensions: Collection[str], excluded: Callable[[Path, bool], bool]) -> int | None:
    """How many documents there will be, for the time left; None where only reading them would tell."""
    return sum(1 for _ in files.find(arguments, extensions=extensions, excluded=excluded))
