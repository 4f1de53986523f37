"""`check --diff`: the diffs are git's own, over repositories that the tests make."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade import BLAME, document, finding
from hypothesis import given
from hypothesis import strategies as st

from linter.changes import WHOLE, Change, DiffError, parse, touched
from linter.cli import cli
from linter.document import Document
from linter.finding import Span
from linter.report import Report
from linter.settings import Settings


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the current folder, that no configuration of this machine reaches."""
    for name, value in {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.com")
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    git("config", "core.autocrlf", "false")
    write("blamelint.toml", "root = true\n")
    commit()
    return folder


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that finds every sentence "John …." and takes it for one sentence up to the full stop, over lines."""

    class Linter:
        def __init__(self, _: Settings) -> None: ...

        def lint(self, text: Document) -> Report:
            spans = [Span(*match.span()) for match in re.finditer(r"John[^.]*\.", text.source)]
            # Each match is the first word alone, so that it is the sentence that counts.
            whole = finding(text.source, "John", suggestions=()) if spans else None
            return Report(text, tuple(replace(whole, span=Span(s.start, s.start + 4), sentence=s) for s in spans if whole))

    monkeypatch.setattr("linter.engine.Linter", Linter)


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def write(path: str, text: str | bytes) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "A commit", "--allow-empty")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", *arguments], input=stdin, prog_name="blamelint", catch_exceptions=False)


def found(*arguments: str, stdin: bytes | None = None) -> list[tuple[str, int]]:
    """Path and line of every finding."""
    result = run("--format", "jsonl", *arguments, stdin=stdin)
    assert result.exit_code < 2, result.stderr
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    return [(each["path"], finding["line"]) for each in documents for finding in each["findings"]]


def both(*arguments: str) -> list[tuple[str, int]]:
    """What is found since HEAD, which is the same by asking git and by reading git's diff."""
    git("add", "--intent-to-add", "--all")
    asked = found("--diff", "HEAD", *arguments)
    assert found("--diff", "-", *arguments, stdin=git("diff", "HEAD")) == asked
    return asked


LINES = [f"John did {i}." for i in range(1, 10)]
TEXT = "\n".join(LINES) + "\n"


@pytest.mark.usefixtures("repository")
class TestDiff:
    def test_only_added_and_changed_lines_count(self) -> None:
        write("a.md", TEXT)
        write("b.md", TEXT)
        commit()
        write("a.md", TEXT.replace("did 3", "did this") + "John did more.\n")
        assert both() == [("a.md", 3), ("a.md", 10)]

    def test_a_sentence_that_a_change_touches_counts_whole(self) -> None:
        write("a.md", "John\npushed\nbad\ncode.\n\nJohn did not.\n")
        commit()
        write("a.md", "John\npushed\nbad\nnew code.\n\nJohn did not.\n")
        assert both() == [("a.md", 1)]

    def test_a_sentence_that_loses_a_line_in_its_middle_counts_and_its_neighbours_do_not(self) -> None:
        write("a.md", "John was here.\nJohn\npushed\nbad\ncode.\nJohn was there.\n")
        commit()
        write("a.md", "John was here.\nJohn\npushed\ncode.\nJohn was there.\n")
        assert both() == [("a.md", 2)]

    def test_removed_lines_alone_are_no_reason(self) -> None:
        write("a.md", TEXT)
        commit()
        write("a.md", TEXT.replace(LINES[0] + "\n", "").replace(LINES[4] + "\n", "").replace(LINES[8] + "\n", ""))
        assert both() == []

    def test_context_widens_a_change(self) -> None:
        write("a.md", TEXT)
        commit()
        write("a.md", TEXT.replace("did 5", "did this"))
        assert [line for _, line in both("--diff-context", "1")] == [4, 5, 6]
        write("a.md", TEXT.replace(LINES[4] + "\n", ""))
        assert [line for _, line in both("--diff-context", "1")] == [4, 5]
        assert len(both("--diff-context", "100")) == 8

    def test_new_files_are_new_whether_git_tracks_them_or_not(self) -> None:
        write("new.md", "John did.\n")
        write(".gitignore", "ignored.md\n")
        write("ignored.md", "John did.\n")
        assert found("--diff", "HEAD") == [("new.md", 1)]
        git("add", "new.md")
        assert found("--diff", "HEAD") == [("new.md", 1)]

    def test_a_renamed_file_has_only_its_edits(self) -> None:
        write("a.md", TEXT)
        write("same.md", TEXT)
        commit()
        Path("docs").mkdir()
        git("mv", "a.md", "docs/b.md")
        git("mv", "same.md", "docs/same.md")
        write("docs/b.md", TEXT.replace("did 9", "did this"))
        assert both() == [("docs/b.md", 9)]

    def test_deleted_files_are_gone(self) -> None:
        write("a.md", TEXT)
        commit()
        Path("a.md").unlink()
        result = run("--diff", "HEAD")
        assert (result.exit_code, result.stderr) == (0, "blamelint: no documents changed\n")

    def test_a_moved_block_counts_where_it_stands_now(self) -> None:
        write("a.md", TEXT)
        commit()
        write("a.md", "\n".join([*LINES[3:], *LINES[:3]]) + "\n")
        assert both() == [("a.md", 7), ("a.md", 8), ("a.md", 9)]

    def test_other_line_ends_are_no_change(self) -> None:
        write("a.md", TEXT)
        commit()
        write("a.md", TEXT.replace("\n", "\r\n"))
        assert both() == []
        write("a.md", TEXT.replace("did 3", "did this").replace("did 7", "did that").replace("\n", "\r\n"))
        assert both() == [("a.md", 3), ("a.md", 7)]

    def test_crlf_files(self) -> None:
        write("a.md", TEXT.replace("\n", "\r\n"))
        commit()
        write("a.md", TEXT.replace("did 3", "did this").replace("\n", "\r\n"))
        assert both() == [("a.md", 3)]

    def test_a_newline_at_the_end_is_no_change(self) -> None:
        write("a.md", TEXT.rstrip("\n"))
        commit()
        write("a.md", TEXT + "John did more.")
        assert both() == [("a.md", 10)]
        commit()
        write("a.md", TEXT + "John did more.\n")
        assert both() == []

    @pytest.mark.parametrize(
        "name", ["a b.md", "a b/c b/d.md", "café.md", "障害 b/🔥.md", 'quo"te.md', "back\\slash.md", "tab\t.md", "b/b.md"]
    )
    @pytest.mark.parametrize("quoted", ["true", "false"])
    def test_names(self, name: str, quoted: str) -> None:
        git("config", "core.quotePath", quoted)
        write(name, TEXT)
        commit()
        write(name, TEXT.replace("did 3", "did this"))
        assert both() == [(name, 3)]

    @pytest.mark.parametrize("setting", ["diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.relative=true", "color.ui=always"])
    def test_the_users_own_settings_of_git(self, setting: str) -> None:
        write("docs/a.md", TEXT)
        commit()
        write("docs/a.md", TEXT.replace("did 3", "did this"))
        git("config", *setting.split("="))
        assert found("--diff", "HEAD") == [("docs/a.md", 3)]
        if not setting.startswith("color"):
            assert found("--diff", "-", stdin=git("diff", "HEAD")) == [("docs/a.md", 3)]

    def test_from_a_folder_inside(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("docs/a.md", TEXT)
        write("b.md", TEXT)
        commit()
        write("docs/a.md", TEXT.replace("did 3", "did this"))
        write("b.md", TEXT.replace("did 3", "did this"))
        diff = git("diff", "HEAD")
        monkeypatch.chdir("docs")
        for arguments, stdin in ((("--diff", "HEAD"), None), (("--diff", "-"), diff)):
            assert found(*arguments, stdin=stdin) == [("a.md", 3)]
            assert found(*arguments, "..", stdin=stdin) == [("../b.md", 3), ("../docs/a.md", 3)]
        assert found("--diff", "-", stdin=git("diff", "--relative", "HEAD")) == [("a.md", 3)]

    def test_what_happened_on_the_other_branch_is_no_change_of_ours(self) -> None:
        write("a.md", TEXT)
        commit()
        git("checkout", "--quiet", "-b", "topic")
        write("a.md", TEXT.replace("did 3", "did this"))
        commit()
        git("checkout", "--quiet", "main")
        write("a.md", TEXT.replace("did 7", "left"))
        commit()
        git("checkout", "--quiet", "topic")
        assert found("--diff", "main") == [("a.md", 3)]
        assert found("--diff", "main...topic") == [("a.md", 3)]
        assert found("--diff", "HEAD") == []

    def test_utf16_counts_whole(self) -> None:
        write("a.md", TEXT.encode("utf-16"))
        commit()
        write("a.md", TEXT.replace("did 3", "did this").encode("utf-16"))
        assert len(both()) == 9

    def test_all_documents_of_a_changed_export_count_whole(self) -> None:
        issues = [{"key": f"OPS-{i}", "fields": {"summary": "Outage", "description": f"John did {i}."}} for i in (1, 2)]
        write("e.json", json.dumps({"issues": issues[:1]}))
        commit()
        assert found("e.json", "--diff", "HEAD") == []
        write("e.json", json.dumps({"issues": issues}))
        assert [path for path, _ in found("e.json", "--diff", "HEAD")] == ["e.json#OPS-1", "e.json#OPS-2"]

    def test_the_exit_status_is_that_of_what_changed(self) -> None:
        write("a.md", TEXT)
        commit()
        write("a.md", TEXT + "All was well.\n")
        assert run("--diff", "HEAD").exit_code == 0
        write("a.md", TEXT + "John did.\n")
        assert run("--diff", "HEAD").exit_code == 1

    @pytest.mark.parametrize("revision", ["nope", "nope..HEAD", "--output=x", "HEAD:a.md"])
    def test_no_such_revision(self, revision: str) -> None:
        result = run(f"--diff={revision}")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"blamelint: --diff {revision}: ")
        assert not Path("x").exists()

    def test_no_common_history(self) -> None:
        git("checkout", "--quiet", "--orphan", "other")
        write("a.md", TEXT)
        commit()
        result = run("--diff", "main")
        assert result.exit_code == 2
        assert "no merge base" in result.stderr
        assert "shallow" in result.stderr

    def test_wrong_use(self) -> None:
        assert run("-", "--diff", "HEAD", stdin=b"").exit_code == 2
        assert run("--stdin-filename", "a.md", "--diff", "HEAD", stdin=b"").exit_code == 2


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write("blamelint.toml", "root = true\n")
    write("a.md", TEXT)
    result = run("--diff", "HEAD")
    assert (result.exit_code, "not a git repository" in result.stderr) == (2, True)
    diff = b"--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n-old\n+John did 1.\n John did 2.\n"
    assert found("--diff", "-", stdin=diff) == [("a.md", 1)]


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run("--diff", "HEAD")
    assert (result.exit_code, "git is not installed" in result.stderr) == (2, True)


# Diffs of others


def test_an_empty_diff_changes_nothing() -> None:
    assert parse(b"") == parse(b"\n") == {}


@pytest.mark.parametrize(
    "diff",
    [
        b"hello\n",
        b"--- a/a.md\n+++ b/a.md\n@@ -1,9 +1,9 @@\n x\n",
        b"+++ b/a.md\n@@ -1 +1 @@\n-x\n+y\n",
        b"diff --cc a.md\nindex 1,2..3\n--- a/a.md\n+++ b/a.md\n@@@ -1,1 -1,1 +1,1 @@@\n--x\n++y\n",
    ],
)
def test_what_is_no_diff_is_said_to_be_none(diff: bytes) -> None:
    with pytest.raises(DiffError, match=r"unified diff|combined diff"):
        parse(diff)


def test_a_mail_with_a_patch() -> None:
    diff = (
        b"From 123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] Change\n\n index of all\n---\n a.md | 2 +-\n 1 file changed\n\n"
        b"diff --git a/a.md b/a.md\nindex 1..2 100644\n--- a/a.md\n+++ b/a.md\n@@ -3,2 +3,3 @@ x\n-old\n+new\n+more\n same\n-- \n2.39.5\n\n"
    )
    assert parse(diff) == {"a.md": (Change(3, 4),)}


def test_a_diff_with_crlf_of_its_own() -> None:
    assert parse(b"--- a/a.md\r\n+++ b/a.md\r\n@@ -1 +1,2 @@\r\n x\r\n+y\r\n") == {"a.md": (Change(2, 2),)}


def test_lines_that_look_like_headers() -> None:
    diff = b"--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n--- old\n+++ new\n diff --git a/x b/x\n-index 1\n+index 2\n"
    assert parse(diff) == {"a.md": (Change(1, 1), Change(3, 3))}


def test_text_in_another_encoding_does_not_matter() -> None:
    assert parse(b"--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-caf\xe8\n+caf\xe9\n") == {"a.md": (Change(1, 1),)}


@given(old=st.lists(st.sampled_from("abcd"), max_size=12), new=st.lists(st.sampled_from("abcd"), max_size=12), context=st.integers(0, 3))
def test_what_is_outside_of_the_changes_is_as_it_was(old: list[str], new: list[str], context: int) -> None:
    import difflib

    diff = "".join(difflib.unified_diff([f"{x}\n" for x in old], [f"{x}\n" for x in new], "a/a", "b/a", n=context))
    changes = parse(diff.encode()).get("a", ())
    kept = [line for number, line in enumerate(new, 1) if not any(change.first <= number <= change.last for change in changes)]
    rest = iter(old)
    assert all(line in rest for line in kept)
    assert list(changes) == sorted(changes, key=lambda change: change.first)


def test_context_of_the_whole_is_the_whole() -> None:
    made = Report(document(f"{BLAME}\n"), (finding(f"{BLAME}\n", BLAME),))
    assert touched(made, [WHOLE], context=3) == made
    assert touched(made, []).findings == ()


def test_a_text_view_counts_whole() -> None:
    made = Report(document(f"{BLAME}\n", "a.docx", places=((0, "page 1"),)), (finding(f"{BLAME}\n", BLAME),))
    assert touched(made, [Change(9, 9)]) == made
