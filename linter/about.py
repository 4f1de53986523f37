"""What this tool is called, which version it has, and which model stands beside it. Reads two small files, imports nothing heavy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

NAME = "blamelint"
VERSION = "0.1.0"
SCHEMA_VERSION = "1"

_PACKAGE = Path(__file__).parent
_MODELS = (_PACKAGE / "models", _PACKAGE.parent / "models")
"""Where models stand: inside the installed package, or beside it in a checkout."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Who made a report. `model` is "name version" of the model (or of each, with commas), or "" where none is installed."""

    name: str = NAME
    version: str = VERSION
    model: str = ""


def tool() -> Tool:
    """This installation, as reports name it."""
    return Tool(model=next(filter(None, map(_models, _MODELS)), ""))


def _models(folder: Path) -> str:
    own = folder / "meta.json"
    files = [own] if own.is_file() else sorted(folder.glob("*/meta.json"))
    metas = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return ", ".join(f"{meta['name']} {meta['version']}" for meta in metas)
