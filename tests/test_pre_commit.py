"""The hook as a team has it: pre-commit installs it from a repository, and it runs on commits, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_wheel import without_network

pytest.importorskip("pre_commit", reason="pre-commit is not installed")

ROOT = Path(__file__).parent.parent
PARTS = ("linter", "api", "models", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", ".pre-commit-hooks.yaml")
BLAME = "Root cause: John ran DROP TABLE in production.\n"
CLEAN = "The console accepted DROP TABLE in production without a question.\n"


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and the environment in which commands run in it."""

    folder: Path
    environment: dict[str, str]

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=1500)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def commit(self, *options: str) -> subprocess.CompletedProcess[str]:
        """A commit without a network."""
        return self.run(*without_network(), "git", "commit", "--quiet", "--message", "A commit", *options, check=False)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nothing of this machine's git and pre-commit."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    names = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home / "pre-commit")}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Repository:
    """A repository with this checkout, as a tag."""
    made = Repository(tmp_path_factory.mktemp("hooks"), environment)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, made.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, made.folder / name)
    made.run("git", "init", "--quiet")
    made.run("git", "add", "--all")
    made.run("git", "commit", "--quiet", "--message", "A release")
    made.run("git", "tag", "v0")
    return made


@pytest.fixture(scope="module")
def repository(hooks: Repository, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A team's repository with the hook installed."""
    made = Repository(tmp_path_factory.mktemp("team"), hooks.environment)
    made.run("git", "init", "--quiet")
    made.write("blamelint.toml", "root = true\njudge = false\n")
    configure(made, hooks)
    made.run("git", "add", "--all")
    made.run("git", "commit", "--quiet", "--message", "The first")
    made.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return made


def configure(repository: Repository, hooks: Repository, arguments: str = "") -> None:
    hook = f"      - id: blamelint\n        files: ^postmortems/\n{arguments}"
    repository.write(".pre-commit-config.yaml", f"repos:\n  - repo: {hooks.folder}\n    rev: v0\n    hooks:\n{hook}")


@pytest.fixture(autouse=True)
def cleared(repository: Repository) -> None:
    repository.run("git", "reset", "--quiet", "--hard")
    repository.run("git", "clean", "--quiet", "-d", "--force")


def test_a_commit_with_blame_is_held_back(repository: Repository) -> None:
    repository.write("postmortems/a b é.md", BLAME)
    repository.write("notes.md", BLAME)
    repository.run("git", "add", "--all")
    done = repository.commit()
    assert done.returncode == 1
    assert "postmortems/a b é.md:1:13  error  PC101 person-as-cause" in done.stdout + done.stderr
    assert "notes.md" not in done.stdout + done.stderr
    repository.write("postmortems/a b é.md", CLEAN)
    repository.run("git", "add", "--all")
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_staged_counts(repository: Repository) -> None:
    repository.write("postmortems/b.md", CLEAN)
    repository.run("git", "add", "--all")
    repository.write("postmortems/b.md", BLAME)
    repository.write("postmortems/untracked.md", BLAME)
    assert repository.commit().returncode == 0
    assert (repository.folder / "postmortems/b.md").read_text(encoding="utf-8") == BLAME
    repository.run("git", "add", "postmortems/b.md")
    repository.write("postmortems/b.md", CLEAN)
    assert repository.commit().returncode == 1


def test_only_what_a_commit_changes(repository: Repository, hooks: Repository) -> None:
    repository.write("postmortems/c.md", f"{BLAME}\n{CLEAN}")
    configure(repository, hooks, '        args: ["--diff", "HEAD"]\n')
    repository.run("git", "add", "--all")
    repository.run("git", "commit", "--quiet", "--no-verify", "--message", "As it was")
    repository.write("postmortems/c.md", f"{BLAME}\n{CLEAN}It was back at 10:02.\n")
    repository.run("git", "add", "--all")
    done = repository.commit()
    assert done.returncode == 0, done.stdout + done.stderr
    repository.write("postmortems/c.md", f"{BLAME}\n{CLEAN}It was back at 10:02.\n\n{BLAME}")
    repository.run("git", "add", "--all")
    done = repository.commit()
    assert done.returncode == 1
    assert "postmortems/c.md:6:13" in done.stdout + done.stderr
    assert "postmortems/c.md:1:13" not in done.stdout + done.stderr


def test_the_manifest_is_valid() -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], check=True)
