"""How fast the HTTP service answers: after a keystroke, on a new text, and under load, next to an endpoint that does nothing.

    python benchmarks/service.py [REPORTS…] [--words 2000] [--requests 200] [--seconds 5]

Without reports the example of the README is repeated, with other numbers in each sentence.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
EMPTY = "import fastapi, uvicorn, sys\napp = fastapi.FastAPI()\n@app.post('/')\nasync def empty() -> dict[str, str]:\n    return {}\n"
EMPTY_RUN = "uvicorn.run(app, port=int(sys.argv[1]), log_level='error', access_log=False)\n"
CONNECTIONS = (1, 16, 64)


def review(files: Sequence[Path], words: int) -> str:
    """A text of about so many words, of whole lines."""
    if files:
        lines: Iterator[str] = (line for file in files for line in file.read_text("utf-8").splitlines())
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


def body(text: str, **options: Any) -> dict[str, Any]:
    """A request to lint a text."""
    return {"documents": [{"path": "review.md", "text": text}], "options": options}


@contextmanager
def serving(*command: str, path: str) -> Iterator[httpx.Client]:
    """A server on a free port, once `path` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    arguments = [port if each == "PORT" else each for each in command]
    process = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            for _ in range(600):
                try:
                    if client.request("GET", path).status_code != 503:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.1)
            yield client
    finally:
        process.terminate()
        process.wait()


def times(client: httpx.Client, path: str, bodies: Iterator[dict[str, Any]], count: int) -> list[float]:
    """Milliseconds of requests that follow each other."""
    out = []
    for each in itertools.islice(bodies, count):
        started = time.perf_counter()
        client.post(path, json=each).raise_for_status()
        out.append(1000 * (time.perf_counter() - started))
    return out


def rate(client: httpx.Client, path: str, texts: Sequence[str], connections: int, seconds: float) -> float:
    """Requests a second with so many connections, each of which edits its own text."""

    async def load() -> float:
        limits = httpx.Limits(max_connections=connections)
        done = 0
        async with httpx.AsyncClient(base_url=client.base_url, timeout=120, limits=limits) as session:
            for text in texts:
                await session.post(path, json=body(text))
            started = time.perf_counter()

            async def edit(number: int) -> None:
                nonlocal done
                for text in edits(texts[number % len(texts)], number):
                    if time.perf_counter() - started > seconds:
                        return
                    answer = await session.post(path, json=body(text))
                    done += answer.status_code == 200

            await asyncio.gather(*map(edit, range(connections)))
            return done / (time.perf_counter() - started)

    return asyncio.run(load())


def row(name: str, values: Sequence[float]) -> str:
    """A line of the table of times."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"{name:34} {cuts[49]:9.1f} {cuts[94]:9.1f} {cuts[98]:9.1f}"


def main() -> None:
    """Run everything and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path, help="texts to build the review from")
    parser.add_argument("--words", type=int, default=2000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    text = review(arguments.reports, arguments.words)
    texts = [text.replace("round", f"part {i} round") if not arguments.reports else f"{text}\n\nPart {i}.\n" for i in range(8)]
    print(f"a review of {len(text.split())} words, {len(text)} characters\n")
    print(f"{'milliseconds':34} {'p50':>9} {'p95':>9} {'p99':>9}")
    rates: dict[tuple[str, int], float] = {}
    with serving("-c", EMPTY + EMPTY_RUN, "PORT", path="/") as client:
        print(row("an endpoint that does nothing", times(client, "/", (body(t) for t in edits(text, 0)), arguments.requests)))
        for count in CONNECTIONS:
            rates["nothing", count] = rate(client, "/", texts, count, arguments.seconds)
    for workers in (1, 2):
        command = ("-m", "linter.cli", "serve", "--port", "PORT", "--max-waiting", "128", "--workers", str(workers))
        with serving(*command, path="/readyz") as client:
            if workers == 1:
                cold = (body(text, allow=[f"never said {i}"]) for i in itertools.count())
                times(client, "/v1/lint", (body(text) for _ in range(2)), 2)
                print(row("after a keystroke", times(client, "/v1/lint", (body(t) for t in edits(text, 1)), arguments.requests)))
                print(row("the same text again", times(client, "/v1/lint", (body(text) for _ in itertools.count()), arguments.requests)))
                print(row("a text never seen", times(client, "/v1/lint", cold, max(4, arguments.requests // 10))))
            for count in CONNECTIONS:
                rates[f"{workers} worker{'s' * (workers > 1)}", count] = rate(client, "/v1/lint", texts, count, arguments.seconds)
    print(f"\n{'requests a second, edits':34} " + " ".join(f"{count:>9}" for count in CONNECTIONS))
    for name in dict.fromkeys(name for name, _ in rates):
        print(f"{name:34} " + " ".join(f"{rates[name, count]:9.1f}" for count in CONNECTIONS))


if __name__ == "__main__":
    main()
