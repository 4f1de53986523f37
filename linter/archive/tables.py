"""The results of a scan as files: CSV and Parquet (documents, findings, actions), JSON lines, and the formats of `blamelint check`.

A file is whole or not there.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from linter import about
from linter.archive import CHECKED
from linter.archive.people import MARK
from linter.archive.store import Entry, Store
from linter.archive.trends import BLAME, Reviewed, documents

Row = dict[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their types ("string", "int", "float", "bool", "date"), and its rows for one document."""

    name: str
    columns: Mapping[str, str]
    rows: Callable[[Reviewed | Entry], Iterable[Row]]


def _documents(each: Reviewed | Entry) -> Iterator[Row]:
    if isinstance(each, Entry):
        if each.problem:
            yield {"path": each.name, "source": each.origin, "date": each.day, "problem": each.problem}
        return
    record = each.record
    yield {
        "path": each.path,
        "source": each.origin,
        "date": each.day,
        "title": record["title"],
        "is_review": record["review"],
        "words": record["document"]["words"],
        "findings": len(each.findings),
        "findings_of_blame": sum(finding["rule"]["category"] in BLAME for finding in each.findings),
        "conditions": len(record["factors"]),
        "actions": len(record["actions"]),
        "problem": "",
    }


def _findings(each: Reviewed | Entry) -> Iterator[Row]:
    if isinstance(each, Entry):
        return
    for finding, sentence in zip(each.findings, each.record["sentences"], strict=True):
        first: Row = next((suggestion for suggestion in finding["suggestions"] if suggestion["kind"] != "option"), {})
        yield {
            "path": each.path,
            "source": each.origin,
            "date": each.day,
            "place": finding.get("place", ""),
            **finding["rule"],
            **{
                key: finding[key]
                for key in ("severity", "confidence", "section", "line", "column", "end_line", "end_column", "start", "end")
            },
            "excerpt": finding["excerpt"],
            "sentence": sentence.replace(MARK, ""),
            "message": finding["message"],
            "question": finding["question"],
            "suggestion": first.get("text", ""),
            "fingerprint": finding["fingerprint"],
        }


def _actions(each: Reviewed | Entry) -> Iterator[Row]:
    if isinstance(each, Entry):
        return
    for action in each.record["actions"]:
        keys = ("where", "text", "tier", "has_owner", "due", "done")
        yield {"path": each.path, "source": each.origin, "date": each.day, **{key: action[key] for key in keys}}


_PLACE = {"path": "string", "source": "string", "date": "date"}
TABLES = (
    Table(
        "documents",
        _PLACE
        | {"title": "string", "is_review": "bool", "words": "int", "findings": "int", "findings_of_blame": "int"}
        | {"conditions": "int", "actions": "int", "problem": "string"},
        _documents,
    ),
    Table(
        "findings",
        _PLACE
        | dict.fromkeys(("place", "code", "name", "category", "severity"), "string")
        | {"confidence": "float", "section": "string"}
        | dict.fromkeys(("line", "column", "end_line", "end_column", "start", "end"), "int")
        | dict.fromkeys(("excerpt", "sentence", "message", "question", "suggestion", "fingerprint"), "string"),
        _findings,
    ),
    Table(
        "actions",
        _PLACE | {"where": "string", "text": "string", "tier": "string", "has_owner": "bool", "due": "string", "done": "bool"},
        _actions,
    ),
)
"""Who owns an action is left out: whether somebody does is what matters for the archive."""


def write_csv(store: Store, folder: Path) -> Iterator[Path]:
    """One file a table. A cell that a spreadsheet would take for a formula has an apostrophe in front."""
    for table in TABLES:
        with written(folder / f"{table.name}.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.columns)
            for row in _rows(store, table):
                writer.writerow([_cell(row.get(column)) for column in table.columns])
        yield folder / f"{table.name}.csv"


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_parquet(store: Store, folder: Path) -> Iterator[Path]:
    """One file a table, with types. Needs pyarrow."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    for table in TABLES:
        schema = pa.schema([(column, types[kind]) for column, kind in table.columns.items()])
        rows = _rows(store, table)
        with written(folder / f"{table.name}.parquet", "wb") as file, pq.ParquetWriter(file, schema) as writer:
            while batch := list(islice(rows, _BATCH)):
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
        yield folder / f"{table.name}.parquet"


def write_jsonl(store: Store, folder: Path) -> Iterator[Path]:
    """The documents as `blamelint check --format jsonl` writes them."""
    from linter.formats.json import dumps

    with written(folder / "documents.jsonl") as file:
        for each in documents(store):
            if isinstance(each, Reviewed):
                file.write(dumps(each.record["document"]) + "\n")
    yield folder / "documents.jsonl"


def write_format(name: str, store: Store, folder: Path) -> Iterator[Path]:
    """What `blamelint check --format` writes. Its places are those of the documents as they are."""
    from linter import formats
    from linter.archive import rebuilt

    reports = (rebuilt.report(each.record["document"], each.record["lines"]) for each in documents(store) if isinstance(each, Reviewed))
    with written(folder / CHECKED[name]) as file:
        file.writelines(formats.load(name).render(reports, options=formats.Options(tool=about.tool())))
    yield folder / CHECKED[name]


def _rows(store: Store, table: Table) -> Iterator[Row]:
    for each in documents(store):
        yield from table.rows(each)


@contextmanager
def written(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """A file that is put in its place once it is written whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open(mode, **({} if "b" in mode else {"encoding": "utf-8", "errors": "replace", "newline": "\n"})) as file:  # type: ignore[call-overload]
            yield file
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


WRITERS: Mapping[str, Callable[[Store, Path], Iterator[Path]]] = {
    "csv": write_csv,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
    **{name: partial(write_format, name) for name in CHECKED},
}
