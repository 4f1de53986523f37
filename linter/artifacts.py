"""Where the shipped models are, and the check that they are the ones we shipped."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

_PLACES = (Path(__file__).parent / "models", Path(__file__).parent.parent / "models")


class ModelError(RuntimeError):
    """A model that is missing, or not the one that its manifest names."""


@cache
def folder(name: str) -> Path:
    """The folder of a shipped model: inside the installed package, or `models/` of a checkout."""
    for place in _PLACES:
        if (place / name / "meta.json").is_file():
            return place / name
    raise ModelError(f"no model {name!r} in {' or '.join(map(str, _PLACES))}; `blamelint train` makes it from a checkout")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verified(path: Path) -> Path:
    """`path`, when its hash is the one that `manifest.json` beside it gives; ModelError otherwise. For files that run code on load."""
    manifest = json.loads((path.parent / "manifest.json").read_text("utf-8"))
    if manifest.get(path.name) != digest(path):
        raise ModelError(f"{path}: not the file that its manifest names; it is not loaded, since loading it can run code")
    return path
