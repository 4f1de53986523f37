"""The JSON Schemas of what the tool writes (`findings-1`) and of what it reads as configuration (`config-1`)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


def text(name: str) -> str:
    """The schema file as it is shipped."""
    return (Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8")


@cache
def load(name: str) -> dict[str, Any]:
    """The schema, parsed. Shared: not to be changed."""
    schema: dict[str, Any] = json.loads(text(name))
    return schema
