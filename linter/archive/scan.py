"""Every source of an archive through the linter, in this process, over processes, or on a Dask cluster; each result kept at once.

A task is a source; a large export is taken apart here, and each of its documents is a task, so that one file of thousands keeps all
workers busy, and none has it in memory as a whole.

The sources come from a generator and the results go to the store, with a few tasks under way in between, so memory does not grow with
the archive. Executors are those of `concurrent.futures`: joblib's loky on one machine, and Dask's own on a cluster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any, cast

from linter.archive.store import Entry, Store, part
from linter.archive.work import EMPTY, Outcome, Task, VersionError, documents, key, packed, read, version
from linter.document import Document
from linter.files import Unreadable
from linter.settings import Settings
from linter.sources import Source, holds_many

AHEAD = 4
"""Tasks under way for each worker: enough that none waits, and few enough to be little work when the scan is killed."""
CONNECT_SECONDS = 10

_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sign>[-_/.]?)(?P<month>0[1-9]|1[0-2])(?:(?P=sign)(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)"
)


class ClusterError(RuntimeError):
    """A cluster that can't be reached or has gone. The message names its address and the reason."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Where tasks run. `start` gives an executor, a new one after one broke; `workers` of them run at a time.

    `fatal` are the errors by which an executor says that a task ended every process that it was given to.
    """

    start: Callable[[], Executor]
    workers: int
    fatal: tuple[type[BaseException], ...] = ()


class _Here(Executor):
    """Runs tasks at once in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def pool(*, workers: int = 1, cluster: str = "") -> Iterator[Pool]:
    """The pool of a machine, or of the cluster whose scheduler is at an address ("tcp://host:8786"). Raises ClusterError."""
    if cluster:
        yield from _cluster(cluster)
    elif workers == 1:
        yield Pool(_Here, 1)
    else:
        from joblib.externals.loky import ProcessPoolExecutor

        started: list[ProcessPoolExecutor] = []

        def start() -> Executor:
            started.append(ProcessPoolExecutor(max_workers=workers))
            return cast("Executor", started[-1])

        try:
            yield Pool(start, workers)
        finally:
            for executor in started:
                executor.shutdown(wait=True, kill_workers=True)


def _cluster(address: str) -> Iterator[Pool]:
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{address}: no Dask scheduler answers") from error
    try:
        yield Pool(lambda: client.get_executor(pure=False), max(1, sum(client.ncores().values())), fatal=(KilledWorker,))
    finally:
        client.close()


@dataclass(frozen=True, slots=True)
class Done:
    """A source that is dealt with. `known` says that its result was there already; `problem` why there is none."""

    entry: Entry
    known: bool = False

    @property
    def problem(self) -> str:
        return self.entry.problem


def scan(
    found: Iterable[Source | Unreadable],
    store: Store,
    run: Pool,
    *,
    settings: Callable[[str], Settings] = lambda _name: Settings(),
    redact: Callable[[str], str] | None = None,
    fresh: bool = False,
) -> Iterator[Done]:
    """Read every source that the store does not know, and note all of them; what is done comes as soon as it is.

    `settings` are those for a source's name. With `redact`, which hides names in paths, no personal name gets into the store. Stopped at
    any moment, the next scan takes up the results. Raises VersionError, ModelError and ClusterError.
    """
    tool = version()
    store.begin(fresh=fresh)
    shown = redact or (lambda name: name)
    under_way: dict[int, Entry] = {}
    # By identity: equal configurations share one object, and mappings have no hash.
    packs: dict[int, tuple[Settings, str]] = {}

    def tasks() -> Iterator[Task | Done]:
        numbers = count()
        for source in found:
            if isinstance(source, Unreadable):
                yield noted(Entry(next(numbers), shown(source.path), "", problem=shown(source.reason)))
                continue
            own = settings(source.name)
            _, pack = packs.get(id(own)) or packs.setdefault(id(own), (own, packed(own)))
            whole = Task(-1, source.name, source.data, pack, tool, redact is not None)
            for known_by, data in _contents(whole, source.data, store):
                number = next(numbers)
                entry = Entry(number, shown(source.name), shown(source.where), _day_in(source.name) or source.date, known_by)
                if isinstance(data, str):
                    yield noted(replace(entry, problem=shown(data)))
                elif data is None or store.knows(known_by):
                    yield noted(entry, known=True)
                else:
                    under_way[number] = entry
                    yield replace(whole, number=number, data=data)

    def noted(entry: Entry, *, known: bool = False, records: bytes = b"") -> Done:
        store.add(entry, tool=tool, records=records)
        return Done(entry, known)

    for outcome in _outcomes(run, tasks()):
        if isinstance(outcome, Done):
            yield outcome
            continue
        entry = under_way.pop(outcome.number)
        if outcome.problem:
            yield noted(replace(entry, key="", problem=shown(outcome.problem)))
        else:
            yield noted(entry, records=outcome.records)
    store.finish(tool)


def _contents(task: Task, data: bytes, store: Store) -> Iterator[tuple[str, bytes | Document | str | None]]:
    """What of a source is read at a time, with its key: all of it, or each document of a large export.

    A document is None where all of the export are known, so that it need not be opened; a problem is a text, and has no key.
    """
    whole = key(task, data)
    if not holds_many(task.name, len(data)):
        yield whole, data
        return
    if known := store.parts(whole):
        yield from ((part(whole, index), None) for index in range(known))
        return
    number = 0
    for each in documents(data, task.name):
        if isinstance(each, str):
            yield "", each
            return
        yield part(whole, number), each
        number += 1
    if number:
        store.add_parts(whole, number, tool=task.tool)
    else:
        yield "", EMPTY


def _outcomes(run: Pool, tasks: Iterable[Task | Done]) -> Iterator[Outcome | Done]:
    """What comes of tasks, in the order in which they finish.

    Where a process dies, all that was under way is lost with it. Those tasks run again one by one, so that the one that kills it is found
    out; it is told as a problem, and the others go on.
    """
    executor = run.start()
    waiting: dict[Future[Outcome], Task] = {}
    lost: list[Task] = []

    def settled(done: Iterable[Future[Outcome]]) -> Iterator[Outcome]:
        for future in done:
            task = waiting.pop(future)
            try:
                yield future.result()
            except BrokenExecutor:
                lost.append(task)
            except run.fatal:
                yield _killer(task)
            except CancelledError as error:
                raise ClusterError("the cluster has gone; once it is back, the same command goes on where it was") from error
            except ModuleNotFoundError as error:
                raise VersionError(f"a worker has no {error.name}: install the same there as here") from error

    def again() -> Iterator[Outcome]:
        nonlocal executor
        if not lost:
            return
        yield from settled(wait(waiting).done)
        executor = run.start()
        for task in lost:
            try:
                yield executor.submit(read, task).result()
            except BrokenExecutor:
                yield _killer(task)
                executor = run.start()
        lost.clear()

    for task in tasks:
        if isinstance(task, Done):
            yield task
            continue
        try:
            waiting[executor.submit(read, task)] = task
        except BrokenExecutor:
            lost.append(task)
        if len(waiting) >= run.workers * AHEAD:
            wait(waiting, return_when=FIRST_COMPLETED)
        yield from settled([future for future in waiting if future.done()])
        yield from again()
    while waiting or lost:
        yield from settled(wait(waiting, return_when=FIRST_COMPLETED).done)
        yield from again()


def _killer(task: Task) -> Outcome:
    return Outcome(task.number, problem="the process that read it died, twice: too large for its memory, or a fault in a library")


def _day_in(name: str) -> date | None:
    """The day in a path ("2024-05-17-outage.md", "2024/05/outage.md"); the first of a month that has none."""
    for match in reversed(list(_DAY.finditer(name))):
        if not (match["sign"] or match["day"]):
            continue  # "INC-202407" is a number
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
        except ValueError:
            continue
    return None
