"""Fields of JSON exports, whatever stands in them: a missing or mistyped one is empty, never an error."""

from __future__ import annotations

from typing import Any


def obj(value: Any, *keys: str) -> dict[str, Any]:
    """The object at a path of keys, {} where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def listed(value: Any, *keys: str) -> list[Any]:
    """The list at a path of keys, [] where there is none."""
    *path, last = keys
    found = obj(value, *path).get(last)
    return found if isinstance(found, list) else []


def text(value: Any, *keys: str) -> str:
    """The text at a path of keys; of a number its digits, else ""."""
    *path, last = keys
    found = obj(value, *path).get(last)
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def items(value: Any, *keys: str) -> list[dict[str, Any]]:
    """The objects of a list, of the list under the first of the keys that is there, or the object itself."""
    if isinstance(value, dict):
        found = next((value[key] for key in keys if key in value), value)
        value = found if isinstance(found, list) else [found]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inner(path: str, name: str, taken: set[str]) -> str:
    """The path of a document inside an export, which no other document of it has."""
    name = " ".join(name.split()) or "untitled"
    wanted, count = name, 1
    while wanted in taken:
        count += 1
        wanted = f"{name} ({count})"
    taken.add(wanted)
    return f"{path}#{wanted}"
