"""What a scan has found so far, in SQLite.

SQLite and not DuckDB: it is in the standard library, a transaction a document costs microseconds, and a process that is killed loses
nothing that was committed; DuckDB is made for few large writes, and needs a dependency. Tables for analysis are written as Parquet.

A result is known by the content and name of its source, the configuration, and the versions of tool and models, so a second scan reads
anew only what changed, and a scan that was killed goes on where it stopped.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

_VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, tool TEXT NOT NULL, records BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL, day TEXT, key TEXT REFERENCES result, problem TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS large (key TEXT PRIMARY KEY, tool TEXT NOT NULL, parts INTEGER NOT NULL) WITHOUT ROWID;
"""


class StoreError(RuntimeError):
    """A store that can't be used. The message names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A source of a scan, or a document of a large one: its number in their order, and what was read in it, or why nothing could be."""

    number: int
    name: str
    origin: str
    day: date | None = None
    key: str = ""
    problem: str = ""


def part(key: str, index: int) -> str:
    """The key of a document of a large source."""
    return f"{key}.{index}"


class Store:
    """The results of scans, and the sources of the last one. A file that only its owner can read, since it holds sentences.

    One scan at a time; raises StoreError where another one uses the file, or where it is something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, stat.S_IRUSR | stat.S_IWUSR))
            self._connection = sqlite3.connect(path, timeout=1, isolation_level=None)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = WAL")
            # Safe when a process is killed. Where the power fails, the last results may have to be made again.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise StoreError(f"{path}: written by another version of the linter; name another --cache or remove it")
            self._connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        except OSError as error:
            raise StoreError(f"{path}: {(error.strerror or str(error)).lower()}") from error
        except sqlite3.Error as error:
            why = "another scan is using it" if "locked" in str(error) else str(error)
            raise StoreError(f"{path}: {why}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def begin(self, *, fresh: bool = False) -> None:
        """Forget the sources of the last scan, and where a `fresh` one is wanted its results as well."""
        with self._connection:
            self._connection.execute("DELETE FROM source")
            if fresh:
                self._connection.execute("DELETE FROM result")

    def knows(self, key: str) -> bool:
        return self._connection.execute("SELECT 1 FROM result WHERE key = ?", (key,)).fetchone() is not None

    def add(self, entry: Entry, *, tool: str = "", records: bytes = b"") -> None:
        """Note a source, and its result where it is new: both or none."""
        day = entry.day.isoformat() if entry.day else None
        self._connection.execute("BEGIN")
        try:
            if records:
                self._connection.execute("INSERT OR REPLACE INTO result VALUES (?, ?, ?)", (entry.key, tool, records))
            row = (entry.number, entry.name, entry.origin, day, entry.key or None, entry.problem)
            self._connection.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", row)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def parts(self, key: str) -> int:
        """How many documents a large source has, each with a result; 0 where that is not known."""
        query = "SELECT parts FROM large WHERE key = ?"
        number: int = (self._connection.execute(query, (key,)).fetchone() or (0,))[0]
        return number if all(self.knows(part(key, index)) for index in range(number)) else 0

    def add_parts(self, key: str, number: int, *, tool: str) -> None:
        """Note how many documents a large source has."""
        self._connection.execute("INSERT OR REPLACE INTO large VALUES (?, ?, ?)", (key, tool, number))

    def finish(self, tool: str) -> None:
        """Drop the results of other versions that the finished scan did not use."""
        self._connection.execute("DELETE FROM large WHERE tool != ?", (tool,))
        query = "DELETE FROM result WHERE tool != ? AND key NOT IN (SELECT key FROM source WHERE key IS NOT NULL)"
        self._connection.execute(query, (tool,))

    def entries(self) -> Iterator[tuple[Entry, bytes]]:
        """The sources in order, each with its records (b"" for one that could not be read). One at a time."""
        query = "SELECT number, name, origin, day, source.key, problem, records FROM source LEFT JOIN result USING (key) ORDER BY number"
        for number, name, origin, day, key, problem, records in self._connection.execute(query):
            yield Entry(number, name, origin, date.fromisoformat(day) if day else None, key or "", problem), records or b""
