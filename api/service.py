"""How a service is run: limits, keys, origins."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

KEYS_VARIABLE = "BLAMELINT_API_KEYS"
"""The environment variable with the API keys, separated by commas."""

SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may ask for. Beyond it the answer says which limit it was.

    characters   of all texts of a request together (413)
    documents    of a request (422)
    seconds      that the engine may work on a request (422, and the work is cut off)
    waiting      requests that wait for an engine (503 with Retry-After beyond)
    patience     seconds that a request waits for an engine (503 with Retry-After)
    upload       seconds until the body must have arrived (408)
    file         bytes of a file to take the text from (413); pictures are a large part of most
    """

    characters: int = 200_000
    documents: int = 64
    seconds: float = 20.0
    waiting: int = 32
    patience: float = 20.0
    upload: float = 20.0
    file: int = 20_000_000

    @property
    def body(self) -> int:
        """Bytes of a body (413). A letter of two bytes is six characters percent-encoded, and so is one that JSON escapes."""
        return 6 * self.characters + 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How a service is run.

    workers    engine processes; each lints one request at a time
    config     the configuration file that holds for all texts; without one the defaults hold. Files are never looked for: a path that a
               client sends is only a name
    keys       SHA-256 digests of the API keys; with none the service is open
    origins    web origins whose pages may use the service
    """

    workers: int = 1
    config: Path | None = None
    limits: Limits = field(default_factory=Limits)
    keys: frozenset[bytes] = frozenset()
    origins: tuple[str, ...] = ()

    def admits(self, key: str) -> bool:
        """Whether the key opens the service. Compares with all keys in constant time."""
        given = digest(key)
        return any([hmac.compare_digest(given, known) for known in self.keys])  # noqa: C419 - a list: all of them, also behind the right one


def digest(key: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def read_keys(file: Path | None, environment: Mapping[str, str] = os.environ) -> frozenset[bytes]:
    """The digests of the keys in a file (one a line, `#` starts a comment) and in the environment.

    Raises ValueError for a key that is too short and for a file without any, OSError for a file that can't be read.
    """
    keys = list(_stripped(environment.get(KEYS_VARIABLE, "").split(",")))
    if file is not None:
        own = list(_stripped(line.partition("#")[0] for line in file.read_text("utf-8").splitlines()))
        if not own:
            raise ValueError(f"{file}: no key in it")
        keys += own
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError(f"an API key has at least {SHORTEST_KEY} characters")
    return frozenset(map(digest, keys))


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that binds to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _stripped(values: Iterable[str]) -> Iterable[str]:
    return filter(None, map(str.strip, values))
