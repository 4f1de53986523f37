"""A runner of our own for the Action, a repository with pull requests, and a GitHub that remembers.

`Hub` answers as GitHub's REST and GraphQL interfaces do for a repository on this disk. With `prism` it shows every REST request to a
server that holds GitHub's own OpenAPI description. `Project` makes commits, pull requests and checkouts as actions/checkout does. `step`
runs a step of `action.yml` with the environment and files that a runner gives it.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import graphql
import httpx
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
REPOSITORY = "harbour/ledger"
BOT = "github-actions"
TOKEN = "token-of-the-run"

# What the action asks for of GitHub's schema; that these parts are so there, too, is a test of its own.
SCHEMA = graphql.build_schema("""
type Query { viewer: User!  repository(owner: String!, name: String!): Repository }
type User { login: String! }
type Repository { pullRequest(number: Int!): PullRequest }
type PullRequest {
  headRefOid: String!
  reviewThreads(first: Int, after: String): Threads!
  reviews(last: Int): Reviews
}
type Threads { pageInfo: PageInfo!  nodes: [Thread] }
type PageInfo { hasNextPage: Boolean!  endCursor: String }
type Thread {
  id: ID!  path: String!  isResolved: Boolean!  viewerCanResolve: Boolean!  viewerCanUnresolve: Boolean!
  comments(first: Int): Comments!
}
type Comments { nodes: [Comment] }
type Reviews { nodes: [Comment] }
type Comment { id: ID!  body: String!  isMinimized: Boolean!  viewerDidAuthor: Boolean!  author: User }
enum ReportedContentClassifiers { ABUSE DUPLICATE OFF_TOPIC OUTDATED RESOLVED SPAM }
input UpdateInput { pullRequestReviewCommentId: ID!  body: String! }
type UpdatePayload { pullRequestReviewComment: Comment }
input ThreadInput { threadId: ID! }
input MinimizeInput { subjectId: ID!  classifier: ReportedContentClassifiers! }
input UnminimizeInput { subjectId: ID! }
type ThreadPayload { thread: Thread }
type MinimizePayload { minimizedComment: Minimized }
type UnminimizePayload { unminimizedComment: Minimized }
type Minimized { isMinimized: Boolean! }
type Mutation {
  updatePullRequestReviewComment(input: UpdateInput!): UpdatePayload
  resolveReviewThread(input: ThreadInput!): ThreadPayload
  unresolveReviewThread(input: ThreadInput!): ThreadPayload
  minimizeComment(input: MinimizeInput!): MinimizePayload
  unminimizeComment(input: UnminimizeInput!): UnminimizePayload
}
""")


class Refused(Exception):
    """What the token may not do."""


@dataclass
class Fault:
    """An answer in place of the right one, to the next requests whose method and path match. `after` does the work first."""

    match: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "as the test says"
    times: int = 1
    after: bool = False


@dataclass
class Thread:
    number: int
    path: str
    line: int
    body: str
    author: str = BOT
    resolved: bool = False
    why_minimized: str = ""


class Hub:
    """The state of pull request 1, and of code scanning. `may_write` and `may_resolve` are what the token may do."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.head = self.base = ""
        self.threads: list[Thread] = []
        self.reviews: list[dict[str, Any]] = []
        self.scans: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.asked: list[str] = []
        self.violations: list[str] = []
        self.checked = 0
        self.may_write = self.may_scan = True
        self.may_resolve = False
        self.page = 3
        self.prism = ""
        self.prefix = ""

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if not (thread.resolved or thread.why_minimized)]

    @contextmanager
    def serving(self, prefix: str = "") -> Iterator[str]:
        """Answer on a free port; gives the address."""
        self.prefix = prefix

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:
                self._handle(handler)

            do_POST = do_GET

            def log_message(handler, *_arguments: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        what = f"{handler.command} {handler.path}"
        mutation = re.search(r"\{\s*(\w+)\(input", body.decode()) if "graphql" in handler.path else None
        what += f" {mutation[1]}" if mutation else ""
        self.asked.append(what)
        if "graphql" not in what and handler.path.startswith(self.prefix):
            self._show_to_prism(handler.command, handler.path.removeprefix(self.prefix), json.loads(body))
        fault = next((each for each in self.faults if each.times and re.search(each.match, what)), None)
        status, answer = 0, None
        if fault is None or fault.after:
            status, answer = self._answer(handler, body)
        if fault is not None:
            fault.times -= 1
            status, answer = fault.status, {"message": fault.message}
        data = json.dumps(answer).encode()
        handler.send_response(status)
        headers = {"content-type": "application/json", "content-length": str(len(data))}
        for name, value in (headers | dict(fault.headers if fault else {})).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, Any]:
        if handler.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        value = json.loads(body)
        if handler.path in ("/graphql", "/api/graphql"):
            return 200, self._graphql(value)
        path = handler.path.removeprefix(self.prefix)
        if path == handler.path and self.prefix:
            return 404, {"message": "Not Found"}
        if path == f"/repos/{REPOSITORY}/code-scanning/sarifs":
            return self._scan(value)
        if not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        if path == f"/repos/{REPOSITORY}/pulls/1/reviews":
            return self._review(value)
        return 404, {"message": "Not Found"}

    def _show_to_prism(self, method: str, path: str, value: Any) -> None:
        if not self.prism:
            return
        said = httpx.request(method, self.prism + path, json=value, headers={"accept": "application/json"}, timeout=60)
        self.checked += 1
        if said.status_code >= 400:
            self.violations.append(f"{method} {path}: {said.status_code} {said.text[:400]}")

    def _scan(self, value: Any) -> tuple[int, Any]:
        if not self.may_scan:
            return 403, {"message": "Advanced Security must be enabled for this repository to use code scanning."}
        self.scans.append({**value, "log": json.loads(gzip.decompress(base64.b64decode(value["sarif"])))})
        return 202, {"id": "1", "url": "http://localhost/1"}

    def _review(self, value: Any) -> tuple[int, Any]:
        """GitHub takes a review whole or not at all: every comment has to lie within one hunk of the diff."""
        hunks = self._hunks()
        for comment in value["comments"]:
            first, last = comment.get("start_line", comment["line"]), comment["line"]
            if "start_line" in comment and first >= last:
                return 422, {"message": "Unprocessable Entity", "errors": ["Start line must precede the end line"]}
            if not any(low <= first <= last < high for low, high in hunks.get(comment["path"], ())):
                return 422, {"message": "Unprocessable Entity", "errors": ["Pull request review thread line must be part of the diff"]}
        if value["commit_id"] != self.head or not value["body"]:
            return 422, {"message": "Unprocessable Entity", "errors": ["No commit found for SHA"]}
        self.reviews.append({"number": 900 + len(self.reviews), "body": value["body"], "event": value["event"], "why": ""})
        for comment in value["comments"]:
            self.threads.append(Thread(100 + len(self.threads), comment["path"], comment["line"], comment["body"]))
        return 200, {"id": self.reviews[-1]["number"]}

    def _hunks(self) -> dict[str, list[tuple[int, int]]]:
        """The lines of each file that the pull request shows."""
        command = ["git", "-c", "core.quotePath=false", "diff", "--no-color", "--find-renames", f"{self.base}...{self.head}"]
        done = subprocess.run(command, cwd=self.repository, capture_output=True, text=True, check=True)
        found: dict[str, list[tuple[int, int]]] = {}
        name = ""
        for line in done.stdout.split("\n"):
            if line.startswith("+++ "):
                name = line[6:].removesuffix("\t")
            elif hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
                found.setdefault(name, []).append((int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)))
        return found

    def _graphql(self, value: Any) -> Any:
        root = {
            "viewer": {"login": f"{BOT}[bot]"},
            "repository": {"pullRequest": lambda _info, number: self._pull() if number == 1 else None},
            "updatePullRequestReviewComment": lambda _info, input: self._write(input["pullRequestReviewCommentId"], input["body"]),
            "resolveReviewThread": lambda _info, input: self._set(input["threadId"], resolve=True),
            "unresolveReviewThread": lambda _info, input: self._set(input["threadId"], resolve=False),
            "minimizeComment": lambda _info, input: self._minimize(input["subjectId"], input["classifier"]),
            "unminimizeComment": lambda _info, input: self._minimize(input["subjectId"], ""),
        }
        result = graphql.graphql_sync(SCHEMA, value["query"], root_value=root, variable_values=value["variables"])
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [{"message": error.message} for error in result.errors]
        return answer

    def _pull(self) -> dict[str, Any]:
        def threads(_info: Any, first: int, after: str | None = None) -> dict[str, Any]:
            start = int(after or 0)
            end = start + min(first, self.page)
            info = {"hasNextPage": end < len(self.threads), "endCursor": str(end)}
            return {"pageInfo": info, "nodes": [self._node(each) for each in self.threads[start:end]]}

        reviews = [
            {
                "id": f"R{each['number']}",
                "body": each["body"],
                "isMinimized": bool(each["why"]),
                "viewerDidAuthor": True,
                "author": {"login": BOT},
            }
            for each in self.reviews
        ]
        return {"headRefOid": self.head, "reviewThreads": threads, "reviews": {"nodes": reviews}}

    def _node(self, thread: Thread) -> dict[str, Any]:
        comment = {
            "id": f"C{thread.number}",
            "body": thread.body,
            "isMinimized": bool(thread.why_minimized),
            "viewerDidAuthor": thread.author == BOT,
            "author": {"login": thread.author},
        }
        return {
            "id": f"T{thread.number}",
            "path": thread.path,
            "isResolved": thread.resolved,
            "viewerCanResolve": self.may_resolve and not thread.resolved,
            "viewerCanUnresolve": self.may_resolve and thread.resolved,
            "comments": {"nodes": [comment]},
        }

    def _write(self, name: str, body: str) -> dict[str, Any]:
        if not self.may_write:
            raise Refused("Resource not accessible by integration")
        thread = next(each for each in self.threads if name == f"C{each.number}")
        thread.body = body
        return {"pullRequestReviewComment": self._node(thread)["comments"]["nodes"][0]}

    def _set(self, name: str, *, resolve: bool) -> dict[str, Any]:
        if not (self.may_write and self.may_resolve):
            raise Refused("Resource not accessible by integration")
        thread = next(each for each in self.threads if name == f"T{each.number}")
        thread.resolved = resolve
        return {"thread": self._node(thread)}

    def _minimize(self, name: str, why: str) -> dict[str, Any]:
        if not self.may_write:
            raise Refused("Resource not accessible by integration")
        for thread in self.threads:
            if name == f"C{thread.number}":
                thread.why_minimized = why
        for review in self.reviews:
            if name == f"R{review['number']}":
                review["why"] = why
        return {kind: {"isMinimized": bool(why)} for kind in ("minimizedComment", "unminimizedComment")}


class Project:
    """A repository on a "server", with a clone to work in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = folder / "server.git"
        self.work = folder / "work"
        self.clones = 0

    def begin(self, files: Mapping[str, str | bytes | None]) -> str:
        """Make the repositories, with a first commit."""
        folder = self.folder
        self._git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.server))
        # As GitHub: any commit can be fetched by its name.
        self._git(self.server, "config", "uploadpack.allowAnySHA1InWant", "true")
        self._git(folder, "init", "--quiet", "--initial-branch=main", str(self.work))
        self._git(self.work, "remote", "add", "origin", "../server.git")
        return self.commit(files)

    def commit(self, files: Mapping[str, str | bytes | None], *, branch: str = "main", start: str = "", force: bool = False) -> str:
        """Write or delete files on a branch, which begins at `start` if it is new or forced, and push it. Gives the commit."""
        if start:
            self._git(self.work, "checkout", "--quiet", "-B", branch, start)
        elif self._git(self.work, "branch", "--list", branch):
            self._git(self.work, "checkout", "--quiet", branch)
        for name, text in files.items():
            path = self.work / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        self._git(self.work, "add", "--all")
        self._git(self.work, "commit", "--quiet", "--allow-empty", "--message", "A change")
        self._git(self.work, "push", "--quiet", *(["--force"] if force else []), "origin", branch)
        return self._git(self.work, "rev-parse", "HEAD")

    def move(self, source: str, target: str) -> None:
        (self.work / target).parent.mkdir(parents=True, exist_ok=True)
        self._git(self.work, "mv", source, target)

    def checkout(self, commit: str, *, merged: str = "", depth: int = 1) -> Path:
        """A fresh clone as actions/checkout makes it: so many commits of one commit, or of its merge into `merged`."""
        reference = commit
        if merged:
            self._git(self.work, "checkout", "--quiet", "--detach", merged)
            self._git(self.work, "merge", "--quiet", "--no-ff", "--message", "Merge", commit)
            self._git(self.work, "push", "--quiet", "--force", "origin", "HEAD:refs/pull/1/merge", f"{commit}:refs/pull/1/head")
            reference = self._git(self.work, "rev-parse", "HEAD")
        self.clones += 1
        clone = self.folder / f"clone{self.clones}"
        self._git(self.folder, "init", "--quiet", str(clone))
        self._git(clone, "remote", "add", "origin", self.server.as_uri())
        self._git(clone, "fetch", "--quiet", "--no-tags", *([f"--depth={depth}"] if depth else []), "origin", reference)
        self._git(clone, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        return clone

    @staticmethod
    def _git(folder: Path, *arguments: str) -> str:
        who = {f"GIT_{role}_{what}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *arguments], cwd=folder, env=os.environ | who | plain, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (arguments, done.stderr)
        return done.stdout.strip()


@dataclass(frozen=True)
class Ran:
    """What a step left behind."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.log.splitlines() if re.match(r"::(error|warning|notice) [^:]*file=", line)]

    @property
    def notes(self) -> list[str]:
        return re.findall("^::notice title=blamelint::(.*)$", self.log, re.MULTILINE)


def evaluated(text: str, inputs: Mapping[str, str], more: Mapping[str, str]) -> str:
    """A value of `action.yml` with its expressions replaced. Those that look up a value are known, no others."""
    values = {f"inputs.{name}": value for name, value in inputs.items()} | dict(more)
    return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda match: values[match[1]], text)


def step(
    name: str, *, folder: Path, workspace: Path, environment: Mapping[str, str], inputs: Mapping[str, str], more: Mapping[str, str]
) -> Ran:
    """Run a step of the action by its id, in a shell as the runner starts it. `folder` takes the runner's files."""
    (wanted,) = (each for each in ACTION["runs"]["steps"] if each.get("id") == name)
    known = {key: evaluated(str(each.get("default", "")), {}, more) for key, each in ACTION["inputs"].items()}
    assert set(inputs) <= set(known)
    given = known | dict(inputs)
    folder.mkdir(parents=True, exist_ok=True)
    files = {key: folder / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.touch()
    script = folder / "script.sh"
    script.write_text(evaluated(wanted["run"], given, more), encoding="utf-8")
    own = {key: evaluated(value, given, more) for key, value in wanted["env"].items()}
    runner = {"GITHUB_ACTIONS": "true", "CI": "true", "RUNNER_TEMP": str(folder / "temp"), "GITHUB_WORKSPACE": str(workspace)}
    # The steps share a folder for their files, and the first of them makes it.
    (folder / "temp" / "blamelint").mkdir(parents=True, exist_ok=True)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "BLAMELINT_"))}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
        cwd=workspace / evaluated(wanted.get("working-directory", "."), given, more),
        env=inherited | runner | {key: str(file) for key, file in files.items()} | dict(environment) | own,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines())
    return Ran(done.returncode, done.stdout + done.stderr, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))


_WARM = """
import json, os, signal, socket, sys
import linter.github.action
from linter import lint
from linter.cli import main
from linter.settings import Settings

lint("Root cause: John ran DROP TABLE in production.", settings=Settings(judge=False))
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print("ready", flush=True)
while True:
    client, _ = listener.accept()
    if os.fork():
        client.close()
        continue
    request, (out, err), _, _ = socket.recv_fds(client, 1 << 20, 2)
    size, _, request = request.partition(b" ")
    while len(request) < int(size):
        request += client.recv(1 << 20)
    given = json.loads(request)
    os.environ.clear()
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = given["arguments"]
    status = 70
    try:
        main()
    except SystemExit as end:
        status = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        client.sendall(bytes([status]))
        os._exit(0)
"""
_CLIENT = """
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect(SOCKET)
request = json.dumps({"environment": dict(os.environ), "folder": os.getcwd(), "arguments": sys.argv}).encode()
socket.send_fds(server, [str(len(request)).encode() + b" "], [1, 2])
server.sendall(request)
sys.exit(server.recv(1)[0])
"""


@contextmanager
def warm_command(folder: Path) -> Iterator[Path]:
    """A command `blamelint` that runs this checkout, in place of the one that the step before installs.

    It is forked from a process that has everything imported, since a test makes many runs and a start costs more than a run.
    """
    address = folder / "socket"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", _WARM, str(address)], stdout=subprocess.PIPE, env=environment)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        command = folder / "blamelint"
        command.write_text(f"#!{sys.executable} -SE\n{_CLIENT.replace('SOCKET', repr(str(address)))}", encoding="utf-8")
        command.chmod(0o755)
        yield command
    finally:
        process.terminate()
        process.wait(30)
