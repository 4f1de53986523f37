"""A running service for tests, and the settings that the installed models allow."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
JUDGE = (ROOT / "models" / "judge" / "meta.json").is_file()
"""Whether the judge is installed; without it the rules alone are tested."""

RULES_ALONE = "root = true\njudge = false\n"
"""A configuration for tests of what stands around the linter: what is found doesn't change when the judge is trained anew."""


def configuration(folder: Path) -> Path:
    """A configuration file with the defaults, without the judge where it is not installed."""
    file = folder / "blamelint.toml"
    file.write_text(f"root = true\njudge = {str(JUDGE).lower()}\n")
    return file


@contextmanager
def serving(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> Iterator[httpx.Client]:
    """`blamelint serve` on a free port, ready; gives a client with its address. The log is in `folder/log`,
    the number of the process in `folder/pid`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "linter.cli", "serve", "--port", str(port), "--config", str(configuration(folder)), *arguments]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log, env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}))
        (folder / "pid").write_text(str(process.pid))
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _wait(client, process, folder / "log")
                yield client
        finally:
            process.terminate()
            process.wait(30)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the service does not start: {log.read_text()}")
