"""The engine processes: linting is CPU work and never runs where requests are read.

Each engine is a process with warm models and a cache of sentences, and does one task at a time. A process can be ended, a thread can't:
that is how a text that takes too long is cut off. Threads would also share one interpreter lock with the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import traceback
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from api.service import Limits
from api.tasks import Answer, Bench, Refused

_START_SECONDS = 120.0
_LOG = logging.getLogger("blamelint")
# Spawned, not forked: a fork of a process with threads inherits their locks.
_CONTEXT = multiprocessing.get_context("spawn")

Task = Callable[..., Answer]


class Busy(Exception):
    """No engine is free, and enough requests wait already."""


class NotReady(Exception):
    """No engine could be started; another try is on its way."""


class TooSlow(Exception):
    """The time for a request is over; the work was cut off."""


class Broken(Exception):
    """An engine failed. The message says where in the code, and nothing of the text."""


class Engine:
    """One engine process, used by one thread at a time."""

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def start(self) -> None:
        """Start the process and wait until its models are warm. Raises Broken where they can't be loaded."""
        self._pipe, other = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_work, args=(other, self._config), name="blamelint-engine", daemon=True)
        self._process.start()
        other.close()
        self._receive(_START_SECONDS)

    def call(self, task: Task, arguments: tuple[Any, ...], seconds: float) -> Answer:
        """Do a task. After TooSlow and Broken the process is gone and `start` makes a new one."""
        assert self._pipe is not None
        try:
            self._pipe.send((task, arguments))
        except OSError as error:
            self.stop()
            raise Broken("the engine process is gone") from error
        return self._receive(seconds)  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    @property
    def running(self) -> bool:
        return self._process is not None

    def _receive(self, seconds: float) -> Any:
        assert self._pipe is not None
        try:
            if not self._pipe.poll(seconds):
                self.stop()
                raise TooSlow
            kind, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            self.stop()
            raise Broken("the engine process is gone") from error
        if kind == "refused":
            raise value
        if kind == "broken":
            raise Broken(value)
        return value


class Engines:
    """All engines and the queue in front of them. Use it as `async with engines.running():`."""

    def __init__(self, workers: int, config: Path | None, limits: Limits) -> None:
        self._limits = limits
        self._engines = [Engine(config) for _ in range(workers)]
        self._free: list[Engine] = []
        self._changed = asyncio.Condition()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="engine")
        self._restarts: set[asyncio.Task[None]] = set()
        self.waiting = 0
        self.busy = 0
        self.failure = ""
        """Why the last engine that was started is not there, "" where it is."""

    @property
    def ready(self) -> bool:
        """Whether any engine is there to work."""
        return any(engine.running for engine in self._engines) and bool(self._free or self.busy)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the engines without waiting for them; end them when the block is left."""
        for engine in self._engines:
            self._start(engine)
        try:
            yield
        finally:
            for restart in self._restarts:
                restart.cancel()
            for engine in self._engines:
                engine.stop()
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, task: Task, *arguments: Any, near: str, gone: Callable[[], Any]) -> Answer:
        """Do a task in an engine process; task and arguments are pickled.

        `near` is the start of the text: the engine that saw it before knows its sentences, so it is taken if it is free. `gone` is
        awaited after waiting and says whether nobody wants the answer any more. Raises Busy, NotReady, TooSlow, Broken, and what the task
        refuses.
        """
        engine = await self._take(near)
        if await gone():
            await self._give(engine)
            raise asyncio.CancelledError
        self.busy += 1
        work = asyncio.get_running_loop().run_in_executor(self._threads, engine.call, task, arguments, self._limits.seconds)
        try:
            # Shielded: a caller that goes away leaves the engine to finish, which then is free again.
            return await asyncio.shield(work)
        finally:
            if not work.done():
                await asyncio.wait([work])
            self.busy -= 1
            if engine.running:
                await self._give(engine)
            else:
                self._start(engine)

    async def _take(self, near: str) -> Engine:
        async with self._changed:
            if self.failure and not any(engine.running for engine in self._engines):
                raise NotReady
            if not self._free and self.waiting >= self._limits.waiting:
                raise Busy
            self.waiting += 1
            try:
                async with asyncio.timeout(self._limits.patience):
                    await self._changed.wait_for(lambda: self._free)
            except TimeoutError as error:
                raise Busy from error
            finally:
                self.waiting -= 1
            favourite = self._engines[hash(near) % len(self._engines)]
            engine = favourite if favourite in self._free else self._free[0]
            self._free.remove(engine)
            return engine

    async def _give(self, engine: Engine) -> None:
        async with self._changed:
            self._free.append(engine)
            self._changed.notify()

    def _start(self, engine: Engine) -> None:
        task = asyncio.create_task(self._started(engine))
        self._restarts.add(task)
        task.add_done_callback(self._restarts.discard)

    async def _started(self, engine: Engine) -> None:
        pause = 1.0
        while not engine.running:
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, engine.start)
                self.failure = ""
            except (Broken, TooSlow, OSError) as error:
                self.failure = str(error) or "the models take too long to load"
                _LOG.error("an engine does not start: %s", self.failure)
                engine.stop()
                await asyncio.sleep(pause)
                pause = min(2 * pause, 60.0)
        await self._give(engine)


def _work(pipe: Connection, config: Path | None) -> None:
    """The engine process: tasks in, answers out, until the other end is gone."""
    # Ctrl-C goes to the whole group; the service decides when its engines end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reply: tuple[str, Any]
    with suppress(EOFError, OSError):
        try:
            bench = Bench(config)
            bench.warm()
        except Exception as error:
            pipe.send(("broken", f"{type(error).__name__}: {error}"))
            return
        pipe.send(("ready", None))
        while True:
            task, arguments = pipe.recv()
            try:
                reply = ("done", task(bench, *arguments))
            except Refused as error:
                reply = ("refused", error)
            except Exception as error:
                reply = ("broken", where(error))
            pipe.send(reply)


def where(error: BaseException) -> str:
    """The kind of an error and the line of code that raised it. Its message is left out: it may quote the text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
