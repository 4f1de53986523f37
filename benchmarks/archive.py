"""Speed and memory of a scan: one process, two, a local Dask cluster, and a second run from the cache.

    python -m benchmarks.archive [--count 10000] [--keep FOLDER]

The documents are made from the training reviews: their shapes and sentences, with other numbers and days, so that no two are alike. Each
run is a process of its own. Nothing here asserts a time; on a shared machine only ratios within one run say something.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from linter.archive.report import write_html
from linter.archive.scan import Pool, pool, scan
from linter.archive.store import Store
from linter.settings import Settings
from linter.sources import sources

ROOT = Path(__file__).parent.parent
RUNS = ("1 process", "2 processes", "Dask, 2 workers", "again, from the cache", "report")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
_NUMBER = re.compile(r"(?<![\w:.,/-])\d{2,5}(?![\w:.,/-])")


def documents(count: int, data: Path, share: float) -> Iterator[tuple[str, str]]:
    """Names and texts of so many reviews over ten years, the same each time; most have the little blame that an archive has."""
    from linter.training.corpus import render
    from linter.training.data import read_reviews
    from linter.training.judge import NATURAL

    dice = random.Random(1)
    drafts, published = [], []
    for review in read_reviews(data):
        (published if review.family in NATURAL else drafts).append(render(review)[0])
    for number in range(count):
        day = date(2015, 1, 1) + timedelta(days=dice.randrange(3650))
        shape = dice.choice(drafts if dice.random() < share else published)
        text = _NUMBER.sub(lambda match: str(dice.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0]))), shape)
        yield f"{day.year}/{day}-incident-{number:05}.md", f"{text}\n\nIncident {number}, {day}.\n"


@contextmanager
def running(name: str) -> Iterator[Pool]:
    if name.startswith("Dask"):
        from distributed import LocalCluster

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            pool(cluster=cluster.scheduler_address) as made,
        ):
            yield made
    else:
        with pool(workers=2 if name.startswith("2") else 1) as made:
            yield made


def measured(name: str, folder: Path) -> dict[str, float]:
    """One run, in this process: seconds, MiB of this process and of the largest worker."""
    start = time.perf_counter()
    with Store(folder / (RUNS[0] if name in RUNS[3:] else name)) as store:
        if name == "report":
            size = sum(path.stat().st_size for path in write_html(store, folder))
        else:
            size = 0
            with running(name) as made:
                for _ in scan(sources([str(folder / "in")], extensions=(".md",)), store, made, settings=lambda _name: SETTINGS):
                    pass
    unit = 2**20 if sys.platform == "darwin" else 2**10  # Linux counts in KiB
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": time.perf_counter() - start,
        "cpu": own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime,
        "own": own.ru_maxrss / unit,
        "worker": workers.ru_maxrss / unit,
        "size": size / 2**20,
    }


SETTINGS = Settings()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=ROOT / "training_data")
    parser.add_argument("--drafts", type=float, default=0.1, help="the share of documents that are full of blame, as first drafts are")
    parser.add_argument("--keep", type=Path, help="a folder for documents, caches and report, which stay there")
    parser.add_argument("--only", choices=RUNS, action="append", help="only these runs")
    parser.add_argument("--one", nargs=2, metavar=("RUN", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one[0], Path(options.one[1]))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        words = 0
        for name, text in documents(options.count, options.data, options.drafts):
            path = folder / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            words += len(text.split())
        print(f"{options.count:,} documents, {words:,} words; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n", flush=True)
        print("| run | seconds | documents/s | words/s | words/CPU s | MiB, this process | MiB, largest worker |")
        print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
        for name in options.only or RUNS:
            command = [sys.executable, "-m", "benchmarks.archive", "--one", name, str(folder.resolve())]
            done = subprocess.run(command, cwd=ROOT, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, check=True)
            found = json.loads(done.stdout)
            rates = (options.count / found["seconds"], words / found["seconds"], words / found["cpu"])
            shown = ("–",) * 3 if name == "report" else tuple(f"{rate:,.1f}" if rate < 100 else f"{rate:,.0f}" for rate in rates)
            row = (name, f"{found['seconds']:,.1f}", *shown, f"{found['own']:,.0f}", f"{found['worker']:,.0f}" if found["worker"] else "–")
            print(f"| {' | '.join(row)} |" + (f" {found['size']:.1f} MiB" if found["size"] else ""), flush=True)


if __name__ == "__main__":
    main()
