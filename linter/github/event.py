"""The event that a workflow runs for, as the runner describes it: environment variables and a file with the webhook's payload."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PULL_REQUEST = ("pull_request", "pull_request_target")


class EventError(ValueError):
    """The environment is not that of a workflow, or its payload can't be read. The message gives the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a workflow runs for.

    repository   "owner/name"
    server       where people look at it, such as https://github.com; also with GitHub Enterprise
    api, graphql where programs do
    head         the commit to check
    base         the commit that its changes count from; "" where all of it counts
    default      the default branch, for a branch that is new
    ref          the reference that `head` belongs to
    number       of the pull request; 0 where there is none
    fork         whether the pull request comes from another repository
    run          the web address of the run
    """

    name: str
    repository: str
    server: str
    api: str
    graphql: str
    head: str
    base: str = ""
    default: str = ""
    ref: str = ""
    number: int = 0
    fork: bool = False
    run: str = ""


def read(environment: Mapping[str, str]) -> Event:
    """The event. Raises EventError."""
    missing = [name for name in ("GITHUB_EVENT_NAME", "GITHUB_REPOSITORY", "GITHUB_SHA") if not environment.get(name)]
    if missing:
        raise EventError(f"this is no step of a GitHub workflow: {', '.join(missing)} not set")
    name, repository = environment["GITHUB_EVENT_NAME"], environment["GITHUB_REPOSITORY"]
    server = environment.get("GITHUB_SERVER_URL") or "https://github.com"
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    payload = _payload(environment.get("GITHUB_EVENT_PATH", ""))
    run = f"{server}/{repository}/actions/runs/{environment['GITHUB_RUN_ID']}" if environment.get("GITHUB_RUN_ID") else ""
    try:
        own = _of(name, payload)
    except (KeyError, TypeError) as error:
        raise EventError(f"the payload of the event {name} has no {error}") from error
    return Event(
        **{
            "name": name,
            "repository": repository,
            "server": server,
            "api": api,
            "graphql": environment.get("GITHUB_GRAPHQL_URL") or f"{api}/graphql",
            "head": environment["GITHUB_SHA"],
            "ref": environment.get("GITHUB_REF", ""),
            "run": run,
            **own,
        }
    )


def _payload(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        payload = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EventError(f"{path}: the event's payload can't be read: {error}") from error
    if not isinstance(payload, dict):
        raise EventError(f"{path}: the event's payload is no object")
    return payload


def _of(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    """What the payload of an event says."""
    if name in PULL_REQUEST:
        pull = payload["pull_request"]
        # A fork that was deleted has no repository any more.
        origin = (pull["head"].get("repo") or {}).get("full_name")
        return {
            "head": pull["head"]["sha"],
            "base": pull["base"]["sha"],
            "number": pull["number"],
            "ref": f"refs/pull/{pull['number']}/head",
            "fork": origin != pull["base"]["repo"]["full_name"],
        }
    if name == "push":
        return {"head": payload["after"], "base": payload["before"], "default": payload["repository"]["default_branch"]}
    if name == "merge_group":
        return {"head": payload["merge_group"]["head_sha"], "base": payload["merge_group"]["base_sha"]}
    return {}
