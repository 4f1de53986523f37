"""How fast the HTTP service answers: after a keystroke, on a new text, and under load, next to an endpoint that does nothing.

    python -m benchmarks.http [REPORTS…] [--words 2000] [--requests 200] [--seconds 5]

It is run as a module, since a script's folder goes in front of the standard library's `http`. Without reports the example of the README
is repeated, with another number in each sentence; with so many findings it is a hard text.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent
EMPTY = "import fastapi, uvicorn, sys\napp = fastapi.FastAPI()\n@app.post('/')\nasync def empty() -> dict[str, str]:\n    return {}\n"
EMPTY_RUN = "uvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)\n"
CONNECTIONS = (1, 16, 64)
HEADERS = {"Content-Type": "application/json"}
COLD = 5


def review(paths: Sequence[Path], words: int) -> str:
    """A text of about so many words, of whole lines, from files or the Markdown in folders."""
    if paths:
        documents = (file for path in paths for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path]))
        lines: Iterator[str] = (line for file in documents for line in file.read_text("utf-8").splitlines())
    else:
        example = (ROOT / "examples" / "outage.md").read_text("utf-8").splitlines()
        # Other words in each round: what stands twice in a text would be read once.
        lines = (re.sub(r"(?<=[a-z])\.(?= |$)", f" in round {i}.", line) for i in itertools.count(1) for line in example)
    out: list[str] = []
    count = 0
    for line in lines:
        out.append(line)
        count += len(line.split())
        if count >= words:
            break
    return "\n".join(out) + "\n"


def edits(text: str, seed: int) -> Iterator[str]:
    """The text after one more letter typed in the middle of some word, each time in the text as it was."""
    source = random.Random(seed)
    places = [match.start() + 1 for match in re.finditer(r"[a-z]{4,}", text)]
    while True:
        at = source.choice(places)
        yield text[:at] + source.choice("abcdefgh") + text[at:]


def bodies(texts: Iterable[str]) -> Iterator[str]:
    """Requests to lint texts."""
    return (json.dumps({"documents": [{"path": "review.md", "text": text}]}) for text in texts)


def unseen(text: str) -> Iterator[str]:
    """Requests to lint a text, each under other options: what was found before does not count."""
    for i in itertools.count():
        yield json.dumps({"documents": [{"path": "review.md", "text": text}], "options": {"allow": [f"never said {i}"]}})


@contextmanager
def serving(*command: str, path: str) -> Iterator[int]:
    """A server on a free port, which is given, once `path` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [str(port) if each == "PORT" else each for each in command]
    process = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        for _ in range(1200):
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", path)
                if connection.getresponse().status != 503:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def started(pid: int) -> Iterator[int]:
    """The processes that a process has started, and theirs. On Linux."""
    # A child is listed under the thread that started it.
    for child in " ".join(file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")).split():
        yield int(child)
        yield from started(int(child))


def cpu() -> float:
    """Seconds of CPU time, user and system, of the servers that run."""
    times = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in started(os.getpid()))
    return sum(map(int, itertools.chain.from_iterable(times))) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Client:
    """Sends requests to an endpoint of a server on this machine."""

    port: int
    path: str

    def send(self, requests: Iterable[str]) -> Iterator[float]:
        """The seconds that each answer took, over one connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        for body in requests:
            start = time.perf_counter()
            connection.request("POST", self.path, body, HEADERS)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{self.path} answers {answer.status}")
            yield time.perf_counter() - start
        connection.close()

    def know(self, text: str, engines: int) -> None:
        """Send a text as often at a time as there are engines, until each of them has seen it."""
        with ThreadPoolExecutor(engines) as threads:
            for _ in threads.map(lambda _: sum(self.send(bodies([text]))), range(4 * engines)):
                pass

    def row(self, name: str, requests: Iterator[str], count: int) -> str:
        """A line of the table of times, for requests that follow each other: milliseconds to the answer, and of the server's CPU time."""
        before = cpu()
        taken = list(self.send(itertools.islice(requests, count)))
        spent = (cpu() - before) / count
        cuts = statistics.quantiles(taken, n=100, method="inclusive")
        return f"{name:34} " + " ".join(f"{1000 * each:9.1f}" for each in (cuts[49], cuts[94], cuts[98], spent))

    def rate(self, text: str, connections: int, seconds: float) -> float:
        """Requests a second over so many connections, each of which edits the text in other places."""
        end = time.perf_counter() + seconds

        def load(seed: int) -> int:
            return sum(1 for _ in itertools.takewhile(lambda _: time.perf_counter() < end, self.send(bodies(edits(text, seed)))))

        with ThreadPoolExecutor(connections) as threads:
            return sum(threads.map(load, range(connections))) / seconds


def main() -> None:
    """Run everything and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path, help="texts to build the review from")
    parser.add_argument("--words", type=int, default=2000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    text = review(arguments.reports, arguments.words)
    print(f"a review of {len(text.split())} words, {len(text)} characters; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'milliseconds':34} {'p50':>9} {'p95':>9} {'p99':>9} {'CPU':>9}", flush=True)
    rates: dict[str, list[float]] = {}
    with serving("-c", EMPTY + EMPTY_RUN, "PORT", path="/") as port:
        client = Client(port, "/")
        print(client.row("an endpoint that does nothing", bodies(edits(text, 0)), arguments.requests), flush=True)
        rates["nothing"] = [client.rate(text, count, arguments.seconds) for count in CONNECTIONS]
    for workers in (1, 2):
        command = ("-m", "linter.cli", "serve", "--port", "PORT", "--max-waiting", "128", "--workers", str(workers))
        with serving(*command, path="/readyz") as port:
            client = Client(port, "/v1/lint")
            client.know(text, workers)
            if workers == 1:
                print(client.row("after a keystroke", bodies(edits(text, 1)), arguments.requests), flush=True)
                print(client.row("the same text again", bodies(itertools.repeat(text)), arguments.requests // 4), flush=True)
                print(client.row("a text never seen", unseen(text), COLD), flush=True)
            name = f"{workers} worker{'s' * (workers > 1)}"
            rates[name] = [client.rate(text, count, arguments.seconds) for count in CONNECTIONS]
    print(f"\n{'requests a second, edits':34} " + " ".join(f"{count:>9}" for count in CONNECTIONS))
    for name, row in rates.items():
        print(f"{name:34} " + " ".join(f"{each:9.1f}" for each in row))


if __name__ == "__main__":
    main()
