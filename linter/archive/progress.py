"""How far a scan is: a bar with rate and time left on a terminal, a plain line now and then elsewhere. tqdm counts and estimates."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TextIO

from linter import about
from linter.archive.scan import Done

EVERY = 10.0
"""Seconds between plain lines."""


def shown(done: Iterable[Done], *, total: int | None, stream: TextIO) -> Iterator[Done]:
    """What is done, told to `stream` as it passes; problems at once. `total` is None where nobody knows."""
    from tqdm import tqdm

    bar = tqdm(total=total, unit=" documents", file=stream, disable=not stream.isatty(), dynamic_ncols=True, smoothing=0.05)
    started = said = time.monotonic()
    number = fresh = 0
    with bar:
        for each in done:
            number += 1
            fresh += not each.known
            if each.problem:
                bar.write(f"{about.NAME}: {each.entry.name}: {each.problem}", file=stream)
            bar.update()
            now = time.monotonic()
            if bar.disable and now - said >= EVERY:
                said = now
                # What was known already costs nothing and says nothing about the rest.
                stream.write(f"{about.NAME}: {_line(number, total, fresh, now - started)}\n")
                stream.flush()
            yield each


def _line(number: int, total: int | None, fresh: int, seconds: float) -> str:
    from tqdm import tqdm

    of = f" of {total}" if total else ""
    rate = fresh / seconds
    left = f", {tqdm.format_interval((total - number) / rate)} left" if total and rate and total > number else ""
    return f"{number}{of} documents, {rate:.{1 if rate >= 1 else 2}f} a second{left}"
