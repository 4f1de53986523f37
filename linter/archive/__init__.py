"""Years of reviews at once: scan them, keep what was found, and show what keeps happening.

    sources -> scan (work, in processes or on a cluster) -> store -> trends, themes -> tables, report

`run` does all of it for the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from linter.archive.store import Entry
    from linter.archive.trends import Trends
    from linter.files import Unreadable
    from linter.settings import Settings
    from linter.sources import Source

CHECKED = {
    "sarif": "findings.sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
    "checkstyle": "checkstyle.xml",
    "rdjson": "reviewdog.json",
    "rdjsonl": "reviewdog.jsonl",
    "markdown": "summary.md",
    "vale": "vale.json",
}
"""The formats of `blamelint check` that a scan writes, with their files."""
FORMATS = ("html", "csv", "parquet", "jsonl", *CHECKED)
CACHE = "cache.sqlite"


class MissingError(RuntimeError):
    """A package that an output needs is not installed; the message says which extra brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a scan is to do.

    output     the folder for what is written; made where it is not there
    formats    what to write, of FORMATS
    workers    processes on this machine
    cluster    the address of a Dask scheduler, "" for none
    cache      the file for results, "" for one in `output`
    fresh      whether to forget all results first
    redact     whether names give way to roles, in the store and in all that is written
    by_team    whether the report counts by team
    """

    output: Path
    formats: Sequence[str] = ("html", "csv")
    workers: int = 1
    cluster: str = ""
    cache: Path | None = None
    fresh: bool = False
    redact: bool = False
    by_team: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a scan came to."""

    trends: Trends
    written: tuple[Path, ...]

    @property
    def problems(self) -> list[Entry]:
        return self.trends.problems


def run(
    plan: Plan, found: Iterable[Source | Unreadable], *, total: int | None, settings: Callable[[str], Settings], stream: TextIO
) -> Summary:
    """Scan, and write what is asked for. `total` is how many sources there will be, as far as is known; progress goes to `stream`.

    Raises MissingError, StoreError, ClusterError, VersionError, ModelError, and OSError where the output can't be written.
    """
    from linter.archive import people, progress, tables
    from linter.archive.scan import pool, scan
    from linter.archive.store import Store
    from linter.archive.trends import documents, trends

    check_installed(plan)
    plan.output.mkdir(parents=True, exist_ok=True)
    ignore = plan.output / ".gitignore"
    if not ignore.exists():
        # Sentences about people don't belong in a repository by accident.
        ignore.write_text("*\n", encoding="utf-8")
    redact = (lambda name: people.hidden_path(name, settings(name))) if plan.redact else None
    with Store(plan.cache or plan.output / CACHE) as store:
        with pool(workers=plan.workers, cluster=plan.cluster) as workers:
            done = scan(found, store, workers, settings=settings, redact=redact, fresh=plan.fresh)
            for _ in progress.shown(done, total=total, stream=stream):
                pass
        written: list[Path] = []
        for name in plan.formats:
            if name == "html":
                from linter.archive.report import write_html

                written += write_html(store, plan.output, by_team=plan.by_team)
            else:
                written += tables.WRITERS[name](store, plan.output)
        return Summary(trends(documents(store)), tuple(written))


def check_installed(plan: Plan) -> None:
    """Raise MissingError before a scan of hours, and not behind it."""
    from importlib.util import find_spec

    needs = {"parquet": ("pyarrow",), "html": ("sklearn", "vl_convert")}
    wanted = [("tqdm", "archive"), *((module, "archive") for name in plan.formats for module in needs.get(name, ()))]
    wanted += [("distributed", "cluster")] if plan.cluster else []
    for module, extra in wanted:
        if find_spec(module) is None:
            raise MissingError(f"this scan needs {module}; install blamelint[{extra}]")


def told(summary: Summary) -> Iterator[str]:
    """What a scan came to, in lines."""
    from linter.archive.charts import percent
    from linter.formats._shared import count

    total = summary.trends
    yield f"{count(total.all.documents, 'document')}, {total.all.reviews} of them reviews; {count(total.all.families.total(), 'finding')}."
    if total.all.share is not None:
        yield f"Something reads as blame in {percent(total.all.share)} of the reviews."
    if summary.problems:
        yield f"{count(len(summary.problems), 'source')} could not be read."
    yield from (f"Written: {path}" for path in summary.written)
