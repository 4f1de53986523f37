"""The repository that a workflow has checked out, often shallow: commits are fetched where they are missing, files are read from them.

The files are those of the commit, not of the working tree, which for a pull request is a merge that has other lines, and in a workflow
with a token that can write must not hold what a stranger wrote.
"""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from linter import changes

NOTHING = "0" * 40
"""What the payload of a push gives as the commit before, where the branch is new, or after, where it is gone."""
_DEPTHS = (50, 1000)
_REMOTE = "origin"
_GONE = ("not our ref", "couldn't find remote ref", "no such remote ref", "unadvertised object")


class GitError(ValueError):
    """git can't say what is asked. The message gives the reason."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A checked out repository. `token` and `server` are used to fetch where the checkout has left no credentials."""

    folder: Path
    root: Path
    token: str = ""
    server: str = ""

    def base(self, base: str, head: str) -> str:
        """The commit that both have grown from, fetching as much history as that needs. Raises GitError."""
        depths: Sequence[int] = _DEPTHS if self._is_shallow() else ()
        for depth in (None, *depths, 0):
            if depth is not None:
                self._fetch([base, head], depth)
            found = self._try("merge-base", base, head)
            if found:
                return found
        raise GitError(f"the commits {base[:12]} and {head[:12]} have nothing in common")

    def tip(self, branch: str) -> str:
        """The commit of a branch as the server has it now. Raises GitError."""
        self._fetch([f"refs/heads/{branch}"], 1 if self._is_shallow() else 0)
        return self.run("rev-parse", "FETCH_HEAD").decode().strip()

    def changed(self, base: str, head: str, *, paths: Iterable[str], extensions: Iterable[str]) -> changes.Changes:
        """The changes of the files below `paths` between two commits, by path from the root. Links and submodules are left out.

        `paths` are files, folders and globs, from the current folder. Raises GitError.
        """
        shape = ("--find-renames", "--no-relative", "--ignore-submodules", "--no-ext-diff", "--no-textconv", "--no-color")
        # Selected apart from the diff, in which only a file from outside of the paths can show that it was moved.
        selected = self.run("diff", "--name-only", "-z", "--diff-filter=d", *shape, base, head, "--", *_specs(paths)).split(b"\0")
        texts = [f":(top,icase,glob)**/*{extension}" for extension in extensions]
        diff = self.run("diff", "--unified=0", "--src-prefix=a/", "--dst-prefix=b/", *shape, base, head, "--", *texts)
        try:
            found = changes.parse(diff)
        except changes.DiffError as error:
            raise GitError(str(error)) from error
        return {name: lines for name in map(os.fsdecode, selected) if (lines := found.get(name))}

    def read(self, commit: str, path: str) -> bytes:
        """A file as a commit has it. `path` is from the root. Raises GitError; for links and submodules, too."""
        entry = self.run("ls-tree", "--full-tree", commit, "--", f":(top,literal){path}").split(b"\t")[0].split()
        if len(entry) != 3 or entry[1] != b"blob" or entry[0] == b"120000":
            raise GitError(f"{path} is no file of {commit[:12]}")
        return self.run("cat-file", "blob", entry[2].decode())

    def run(self, *arguments: str) -> bytes:
        """What a git command prints. Raises GitError."""
        done = _git(self.folder, *arguments)
        if done.returncode:
            raise GitError(f"git {arguments[0]}: {_said(done)}")
        return done.stdout

    def _try(self, *arguments: str) -> str:
        done = _git(self.folder, *arguments)
        return "" if done.returncode else done.stdout.decode().strip()

    def _is_shallow(self) -> bool:
        return self._try("rev-parse", "--is-shallow-repository") == "true"

    def _fetch(self, references: Iterable[str], depth: int) -> None:
        """Fetch, in a shallow repository so many commits, or all with 0."""
        deep = [f"--depth={depth}"] if depth else ["--unshallow"] if self._is_shallow() else []
        arguments = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *deep, _REMOTE, *references)
        done = _git(self.folder, *arguments)
        # Only then: two sets of credentials in a request are an error for GitHub.
        if done.returncode and self.token and not any(words in _said(done) for words in _GONE):
            done = _git(self.folder, *arguments, header=(self.server, self.token))
        if done.returncode:
            raise GitError(f"git fetch: {_said(done)}")


def opened(folder: Path, *, token: str = "", server: str = "") -> Repository:
    """The repository around a folder. Raises GitError where there is none, or no git."""
    repository = Repository(folder, folder, token, server)
    try:
        root = repository.run("rev-parse", "--show-toplevel")
    except GitError as error:
        raise GitError(f"{folder} is in no git repository ({error}); let actions/checkout run first") from error
    return Repository(folder, Path(os.fsdecode(root.rstrip(b"\n"))), token, server)


def _specs(paths: Iterable[str]) -> list[str]:
    """Paths as git takes them: a folder means what is in it, and `*` stops at a slash."""
    return [f":(glob){path.rstrip('/') or '/'}" for path in paths]


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"it ended with status {done.returncode}"]
    fatal = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1])
    return fatal.removeprefix("fatal: ").removeprefix("error: ")


def _git(folder: Path, *arguments: str, header: tuple[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    if header:
        server, token = header
        secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        # By the environment: the arguments of a process can be read by others.
        environment |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {secret}",
        }
    try:
        return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error
