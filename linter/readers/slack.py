"""Slack: the zip of a workspace export (`channels.json`, a folder for each channel with a file for each day), or the messages of a channel.

After Slack's "How to read Slack data exports". What people wrote in the heat of an incident is quoted, never linted; topic and purpose of a
channel are prose. Who spoke is named as the export names them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from linter.document import Document
from linter.readers._content import Members, ReadError
from linter.readers._fields import inner, items, obj, text
from linter.readers._prose import View

FORMAT = "slack"
EXTENSIONS = (".zip", ".json")

_DAY = r"(?P<channel>[^/]+)/\d{4}-\d\d-\d\d\.json"
_LISTS = ("channels.json", "groups.json", "mpims.json")
_LINK = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^|>\s]*)(?:\|(?P<shown>[^>]*))?>")
_COMINGS = frozenset(("channel_join", "channel_leave", "group_join", "group_leave", "channel_archive"))


def recognises(content: Any) -> bool:
    if isinstance(content, Members):
        return next(content.matching(_DAY), None) is not None
    messages = _messages(content)
    return bool(messages) and all("ts" in each and each.get("type", "message") == "message" for each in messages[:20])


def documents(content: Any, path: str) -> Iterator[Document]:
    """One document for each channel; a place is a message, by its time."""
    if not isinstance(content, Members):
        yield _channel("", {}, [_messages(content)], {}, path)
        return
    users = {text(user, "id"): _name(user) for user in _json(content, "users.json")}
    channels = {text(channel, "name"): channel for name in _LISTS for channel in _json(content, name)}
    days: dict[str, list[str]] = defaultdict(list)
    for name in content.matching(_DAY):
        days[name.partition("/")[0]].append(name)
    taken: set[str] = set()
    for channel, names in days.items():
        messages = (_json(content, name) for name in names)
        yield _channel(channel, channels.get(channel, {}), messages, users, inner(path, channel, taken))


def _messages(content: Any) -> list[dict[str, Any]]:
    return items(content, "messages")


def _name(user: Mapping[str, Any]) -> str:
    profile = obj(user, "profile")
    return text(profile, "real_name") or text(user, "real_name") or text(profile, "display_name") or text(user, "name")


def _json(content: Members, name: str) -> list[dict[str, Any]]:
    if name not in content.names:
        return []
    try:
        return items(json.loads(content.read(name)))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{content.path}/{name}: not JSON: {error}") from None


def _channel(name: str, about: Mapping[str, Any], days: Iterable[list[dict[str, Any]]], users: Mapping[str, str], path: str) -> Document:
    view = View()
    view.place("channel")
    view.heading(1, f"#{name}" if name else "")
    for key in ("topic", "purpose"):
        view.paragraph(_plain(text(about, key, "value"), users))
    for message in sorted((message for day in days for message in day), key=_time):
        said = _plain(text(message, "text"), users)
        if not said.strip() or message.get("subtype") in _COMINGS:
            continue
        when = datetime.fromtimestamp(_time(message), UTC).strftime("%Y-%m-%d %H:%M:%S")
        view.place(f"message of {when}")
        who = users.get(text(message, "user")) or _name(obj(message, "user_profile")) or text(message, "username") or text(message, "user")
        with view.quoted():
            view.text(f"{when} {who}: ")
            for number, line in enumerate(said.splitlines()):
                if number:
                    view.line_break()
                view.text(line)
    return view.document(path, FORMAT)


def _time(message: Mapping[str, Any]) -> float:
    try:
        return min(max(float(text(message, "ts")), 0.0), 4e9)
    except ValueError:
        return 0.0


def _plain(message: str, users: Mapping[str, str]) -> str:
    """A message as people see it, without Slack's brackets around links and mentions."""

    def shown(link: re.Match[str]) -> str:
        if link["sign"] == "@":
            return users.get(link["target"], link["shown"] or link["target"])
        return link["shown"] or link["target"]

    return unescape(_LINK.sub(shown, message))
