"""The step of the Action: which reviews an event changed, what reads as blame in them, and telling it in every place there is."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from linter import about, formats
from linter.baseline import Known
from linter.changes import Changes, touched
from linter.config import Configuration
from linter.engine import Linter
from linter.files import Unreadable, find, reason
from linter.finding import Severity
from linter.formats._shared import count, line
from linter.formats.markdown import escaped
from linter.github import event as events
from linter.github import review
from linter.github.api import Api, ApiError
from linter.github.event import PULL_REQUEST, Event
from linter.github.git import NOTHING, GitError, Repository, opened
from linter.readers import ReadError, known_extensions, read_document
from linter.report import Report

NEVER = "never"
MAX_UNREAD = 8
"""Notices about files that can't be read: GitHub shows ten of a step."""
_DENIED = (401, 403, 404)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the user sets. `fail_on` is a severity or "never"; "" leaves it to the configuration. What is `known` is not reported."""

    paths: tuple[str, ...] = (".",)
    reporters: frozenset[str] = frozenset({"annotations", "review"})
    fail_on: str = ""
    profile: str = ""
    config: Path | None = None
    known: Known | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `changes` are those of each file, where the run is about a change; `unread` are files that can't be read, each
    with the reason."""

    reports: tuple[Report, ...]
    changes: Changes
    unread: Mapping[str, str]
    failed: bool


def run(inputs: Inputs, environment: Mapping[str, str], echo: Callable[[str], None]) -> int:
    """Do the step; its exit status: 1 for findings at or above `fail_on`, else 0. `echo` writes a line of the log.

    Nothing that GitHub refuses fails the step: it is told in the log and the summary. Raises EventError, GitError and ConfigError for
    what leaves nothing to check.
    """
    event = events.read(environment)
    repository = opened(Path.cwd(), token=inputs.token, server=event.server)
    checked = _checked(inputs, event, repository)
    options = formats.Options(tool=about.tool())
    unread = [f"{path} can't be read: {why}" for path, why in checked.unread.items()]
    sarif = _written(environment, "blamelint.sarif", "".join(formats.load("sarif").render(checked.reports, options=options)))
    refused: list[str] = []
    annotated, posted = "annotations" in inputs.reporters, 0
    if "review" in inputs.reporters and event.name in PULL_REQUEST:
        try:
            posted = _reviewed(inputs, event, checked)
        except ApiError as error:
            annotated = True
            refused.append(f"No review on the pull request, annotations only: {_told(error, event, 'pull-requests: write')}")
    if "sarif" in inputs.reporters:
        try:
            _uploaded(inputs, event, sarif)
        except ApiError as error:
            refused.append(f"No upload to code scanning: {_told(error, event, 'security-events: write')}")
    notes = [*refused, *unread[:MAX_UNREAD]]
    if len(unread) > MAX_UNREAD:
        notes.append(f"{count(len(unread) - MAX_UNREAD, 'more file')} can't be read")
    for note in notes:
        # Of what a command escapes, a line has only this left.
        echo(f"::notice title={about.NAME}::{line(note).replace('%', '%25')}")
    if annotated:
        for piece in formats.load("github").render(checked.reports, options=options):
            echo(piece.rstrip("\n"))
    _summarise(environment, checked, notes, options)
    _output(environment, checked, posted, sarif)
    return int(checked.failed)


def _checked(inputs: Inputs, event: Event, repository: Repository) -> Checked:
    given = {"profile": inputs.profile, "fail-on": "" if inputs.fail_on == NEVER else inputs.fail_on}
    configuration = Configuration(overrides={key: value for key, value in given.items() if value}, file=inputs.config)
    changes = _changes(inputs, event, repository)
    unread: dict[str, str] = {}
    if changes is None:
        files = list(_everything(inputs, repository, configuration, unread))
    else:
        files = list(_changed(event, repository, configuration, changes))
    reports = []
    failed = False
    linters: dict[int, Linter] = {}
    for each in files:
        try:
            document = read_document(each.read(), each.name)
        except (ReadError, GitError) as error:
            unread[each.name] = str(error).removeprefix(f"{each.name}: ")
            continue
        except OSError as error:
            unread[each.name] = reason(error)
            continue
        settings = configuration.settings(each.path)
        # By identity: equal configurations share one object, and mappings have no hash.
        if id(settings) not in linters:
            linters[id(settings)] = Linter(settings)
        report = linters[id(settings)].lint(document)
        if inputs.known is not None:
            # The baseline counts paths from the current folder, the report from the root of the repository.
            here = replace(report.document, path=os.path.relpath(each.path))
            report = replace(report, findings=inputs.known.new(replace(report, document=here)).findings)
        if changes is not None:
            report = touched(report, changes[each.name])
        failed |= inputs.fail_on != NEVER and any(finding.severity >= configuration.fail_on(each.path) for finding in report.findings)
        reports.append(report)
    return Checked(tuple(reports), changes or {}, unread, failed)


@dataclass(frozen=True, slots=True)
class File:
    """A review to read: its name from the root of the repository, and where it is or would be in the working tree."""

    name: str
    path: Path
    read: Callable[[], bytes]


def _changed(event: Event, repository: Repository, configuration: Configuration, changes: Changes) -> Iterator[File]:
    """The changed files as the commit has them."""
    for name in changes:
        path = repository.root / name
        if not configuration.excluded(path, False):
            yield File(name, path, partial(repository.read, event.head, name))


def _everything(inputs: Inputs, repository: Repository, configuration: Configuration, unread: dict[str, str]) -> Iterator[File]:
    """All files of the working tree that the paths mean. What can't be read is put into `unread`."""
    for each in find(inputs.paths, extensions=known_extensions(), excluded=configuration.excluded):
        if isinstance(each, Unreadable):
            unread[each.path] = each.reason
        else:
            path = each.absolute()
            name = path.relative_to(repository.root) if path.is_relative_to(repository.root) else each
            yield File(name.as_posix(), path, path.read_bytes)


def _changes(inputs: Inputs, event: Event, repository: Repository) -> Changes | None:
    """What an event changed, by path from the root of the repository; None where everything counts. Raises GitError."""
    if event.head == NOTHING:
        return {}
    base = _base(event, repository)
    return repository.changed(base, event.head, paths=inputs.paths, extensions=known_extensions()) if base else None


def _base(event: Event, repository: Repository) -> str:
    """The commit that the changes of an event count from; "" where everything counts."""
    if not event.base:
        return ""
    if event.base != NOTHING:
        try:
            return repository.base(event.base, event.head)
        except GitError:
            # What a forced push replaced may be gone from the server.
            if event.name != "push":
                raise
    if event.ref == f"refs/heads/{event.default}":
        return ""
    return repository.base(repository.tip(event.default), event.head)


def _reviewed(inputs: Inputs, event: Event, checked: Checked) -> int:
    if not inputs.token:
        raise ApiError("there is no token")
    api = Api(rest=event.api, graphql=event.graphql, token=inputs.token)
    wanted = list(review.comments(checked.reports, checked.changes))
    plan = review.synced(api, event.repository, event.number, event.head, wanted, run=event.run, unread=frozenset(checked.unread))
    return len(plan.new)


def _uploaded(inputs: Inputs, event: Event, sarif: Path) -> None:
    if not inputs.token:
        raise ApiError("there is no token")
    api = Api(rest=event.api, graphql=event.graphql, token=inputs.token)
    log = json.loads(sarif.read_bytes())
    for result in log["runs"][0]["results"]:
        # The only fingerprint by which GitHub knows an alert again. Its own action makes one of lines, and so loses moved ones.
        result["partialFingerprints"]["primaryLocationLineHash"] = f"{result['partialFingerprints']['blamelint/v1']}:1"
    body = {
        "commit_sha": event.head,
        "ref": event.ref,
        "sarif": base64.b64encode(gzip.compress(json.dumps(log).encode(), mtime=0)).decode(),
        "checkout_uri": Path.cwd().as_uri(),
        "tool_name": about.NAME,
    }
    api.request("POST", f"/repos/{event.repository}/code-scanning/sarifs", body)


def _told(error: ApiError, event: Event, permission: str) -> str:
    denied = error.status in _DENIED or "not accessible" in str(error)
    if denied and event.fork:
        return f"the pull request comes from a fork, and its token may only read ({error})"
    if denied:
        return f"the token may not; it needs the permission {permission} ({error})"
    return str(error)


def _written(environment: Mapping[str, str], name: str, text: str) -> Path:
    folder = Path(environment.get("RUNNER_TEMP") or ".") / about.NAME
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _summarise(environment: Mapping[str, str], checked: Checked, notes: Sequence[str], options: formats.Options) -> None:
    """Append to the summary of the job. The format sees to it that it is no longer than GitHub takes."""
    if not environment.get("GITHUB_STEP_SUMMARY"):
        return
    with Path(environment["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8", newline="\n") as file:
        file.writelines(formats.load("markdown").render(checked.reports, options=options))
        file.writelines(f"\n> {escaped(note)}\n" for note in notes)


def _output(environment: Mapping[str, str], checked: Checked, posted: int, sarif: Path) -> None:
    if not environment.get("GITHUB_OUTPUT"):
        return
    severities = [finding.severity for report in checked.reports for finding in report.findings]
    values = {
        "findings": len(severities),
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "documents": len(checked.reports),
        "failed": str(checked.failed).lower(),
        "comments": posted,
        "sarif": sarif,
    }
    with Path(environment["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
