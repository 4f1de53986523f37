"""Whether the HTTP service stays right and small: many mixed requests against one service on this machine, and its memory over time.

    python -m benchmarks.soak [REQUESTS] [--connections 16] [--workers 1] [--seed 1]

Of the requests 6 in 10 are right ones, whose answers are compared with what the library finds; the others are too large, broken, sent
slowly, or given up by the client. The service runs under the rules alone, so that a judge that was trained anew changes nothing.
Exit status 1 where an answer was wrong or the service failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.http import serving, started
from linter.engine import Linter
from linter.readers import read_text
from linter.settings import Settings

POOL = 60
TENTHS = 10
LIMIT = 200_000
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SENTENCES = (
    "Root cause: {name} ran DROP TABLE in production.",
    "{name} needs to be more careful.",
    "At 14:{number} {name} rolled back the release 😀.",
    "The queue held {number} messages, and nothing was lost.",
    "{name} should have noticed the alert.",
    "Thanks to {name} for the call!",
)
NAMES = ("John", "Sarah", "Priya", "Tomasz", "Ana", "Ben", "Zoë", "Nkechi")


@dataclass(frozen=True, slots=True)
class Known:
    """A text, and what the library finds in it: rule codes and excerpts in order."""

    text: str
    found: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Tally:
    """What came back."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, kind: str, status: int, allowed: tuple[int, ...]) -> bool:
        """Count an answer. 503 is right at all times: the queue was full."""
        self.answers[f"{kind} {status}"] += 1
        if status not in (*allowed, 503):
            self.wrong.append(f"{kind}: status {status}")
        return status == 200


def pool(seed: int) -> list[Known]:
    """Reviews and what is in them under the rules alone."""
    source = random.Random(seed)
    linter = Linter(Settings(judge=False))
    known = []
    for _ in range(POOL):
        lines = [source.choice(SENTENCES).format(name=source.choice(NAMES), number=source.randrange(10, 60)) for _ in range(6)]
        text = "# Outage\n\n" + "\n\n".join(lines) + "\n"
        report = linter.lint(read_text(text, "review.md"))
        known.append(Known(text, tuple((finding.code, finding.excerpt) for finding in report.findings)))
    return known


def memory() -> float:
    """Resident MiB of the service and its engines."""
    lines = (line for pid in started(os.getpid()) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


class Client:
    """One source of requests. Each kind is a method that says how the answer compares with what it should be."""

    def __init__(self, port: int, known: list[Known], tally: Tally, seed: int) -> None:
        self.port, self.known, self.tally = port, known, tally
        self.random = random.Random(seed)
        kinds = {self.lint: 4, self.check: 2, self.oversized: 1, self.broken: 1, self.slow: 1, self.aborted: 1}
        self.kinds: list[Callable[[], Awaitable[None]]] = [kind for kind, share in kinds.items() for _ in range(share)]

    async def one(self) -> None:
        """A request of some kind."""
        try:
            await self.random.choice(self.kinds)()
        except (OSError, EOFError, ValueError) as error:
            self.tally.wrong.append(f"no answer: {type(error).__name__}")

    async def ask(self, path: str, body: bytes, content: str = JSON, *, pieces: int = 1) -> tuple[int, bytes]:
        """Status and body of the answer to a request that is sent in so many pieces. Each has a connection of its own."""
        reader, writer = await self._sent(path, body, content, pieces=pieces)
        try:
            head, _, answer = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        return int(head.split()[1]) if head else 0, answer

    async def _sent(
        self, path: str, body: bytes, content: str = JSON, *, pieces: int = 1, of: int | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (f"POST {path} HTTP/1.1", "Host: x", f"Content-Type: {content}", f"Content-Length: {len(body)}", "Connection: close")
        whole = "\r\n".join((*head, "", "")).encode() + body
        step = -(-len(whole) // (of or pieces))
        for piece in range(pieces):
            writer.write(whole[piece * step : (piece + 1) * step])
            await writer.drain()
            if pieces > 1:
                await asyncio.sleep(self.random.uniform(0, 0.2))
        return reader, writer

    def body(self, known: Known) -> bytes:
        return json.dumps({"documents": [{"path": "review.md", "text": known.text}]}).encode()

    def compare(self, kind: str, known: Known, answer: bytes) -> None:
        """Count an answer of `/v1/lint` that is not the library's."""
        findings = json.loads(answer)["documents"][0]["findings"]
        if tuple((each["rule"]["code"], each["excerpt"]) for each in findings) != known.found:
            self.tally.wrong.append(f"{kind}: other findings than the library's")

    async def lint(self) -> None:
        known = self.random.choice(self.known)
        status, answer = await self.ask("/v1/lint", self.body(known))
        if self.tally.expect("lint", status, (200,)):
            self.compare("lint", known, answer)

    async def check(self) -> None:
        known = self.random.choice(self.known)
        form = urlencode({"text": known.text, "language": "en-US", "format": "markdown"})
        status, answer = await self.ask("/v2/check", form.encode(), FORM)
        if self.tally.expect("check", status, (200,)):
            codes = [each["rule"]["id"] for each in json.loads(answer)["matches"]]
            if codes != [code for code, _ in known.found]:
                self.tally.wrong.append("check: other matches than the library's findings")

    async def oversized(self) -> None:
        status, _ = await self.ask("/v1/lint", json.dumps({"documents": [{"text": "x " * (LIMIT // 2 + 1)}]}).encode())
        self.tally.expect("oversized", status, (413,))

    async def broken(self) -> None:
        bodies = (b"", b"{", b"[1]", b'{"documents": []}', b'{"documents": [{"text": 1}]}', self.random.randbytes(200))
        status, _ = await self.ask("/v1/lint", self.random.choice(bodies))
        self.tally.expect("broken", status, (400, 422))
        wrong = urlencode({self.random.choice(("text", "data", "")): "{", "level": self.random.choice(("", "high"))})
        status, _ = await self.ask("/v2/check", wrong.encode(), "text/plain")
        self.tally.expect("broken check", status, (400,))

    async def slow(self) -> None:
        """A body that comes in pieces, and is answered like any other."""
        known = self.random.choice(self.known)
        status, answer = await self.ask("/v1/lint", self.body(known), pieces=5)
        if self.tally.expect("slow", status, (200,)):
            self.compare("slow", known, answer)

    async def aborted(self) -> None:
        """A client that goes away in the middle of its request, or behind it."""
        _, writer = await self._sent("/v1/lint", self.body(self.random.choice(self.known)), pieces=self.random.randint(1, 5), of=5)
        writer.transport.abort()
        self.tally.answers["aborted"] += 1


async def soak(port: int, requests: int, connections: int, seed: int) -> Tally:
    """Send the requests, and print the memory after each tenth of them."""
    tally = Tally()
    known = pool(seed)
    clients = [Client(port, known, tally, seed + number) for number in range(connections)]
    for each in known:
        # What is seen once is remembered, which is memory well spent; the figures begin behind it.
        await clients[0].ask("/v1/lint", clients[0].body(each))
    print(f"{'requests':>9} {'seconds':>8} {'MiB':>7} {'wrong':>6}", flush=True)
    start = time.perf_counter()
    sizes = [memory()]
    done = 0
    for tenth in range(1, TENTHS + 1):
        share = requests * tenth // TENTHS - done
        todo = iter(range(share))

        async def work(client: Client, todo: Iterator[int] = todo) -> None:
            for _ in todo:
                await client.one()

        await asyncio.gather(*map(work, clients))
        done += share
        sizes.append(memory())
        print(f"{done:9} {time.perf_counter() - start:8.0f} {sizes[-1]:7.0f} {len(tally.wrong):6}", flush=True)
    print(f"\nmemory: {sizes[0]:.0f} MiB before, {sizes[-1]:.0f} after, at most {max(sizes):.0f}\n")
    return tally


def main() -> None:
    """Run everything, print the counts, and exit with 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", nargs="?", type=int, default=50_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.toml"
        rules.write_text("root = true\njudge = false\n")
        command = ("-m", "linter.cli", "serve", "--port", "PORT", "--config", str(rules), "--workers", str(arguments.workers))
        with serving(*command, path="/readyz") as port:
            tally = asyncio.run(soak(port, arguments.requests, arguments.connections, arguments.seed))
    for kind, count in sorted(tally.answers.items()):
        print(f"{kind:20} {count:7}")
    for reason, count in Counter(tally.wrong).most_common():
        print(f"WRONG {reason:40} {count:7}")
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
