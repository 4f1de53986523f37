"""Baselines, from the command line and with the real engine by its rules alone: what is known stays quiet, what is new does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linter.baseline import BaselineError, parse
from linter.cli import cli

JOHN = "Root cause: John ran DROP TABLE in production."
SARAH = "Sarah needs to be more careful."
FILE = ".blamelint-baseline.json"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("blamelint.toml", "root = true\njudge = false\n")
    write("a.md", review(JOHN))
    return tmp_path


def review(*sentences: str) -> str:
    return "# Outage\n\n" + "\n\n".join(sentences) + "\n"


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, prog_name="blamelint", catch_exceptions=False)


def made(*arguments: str) -> str:
    """What a command about baselines says."""
    result = run("baseline", *arguments)
    assert result.exit_code == 0, result.output
    return result.stderr.removeprefix(f"{FILE}: ").rstrip("\n")


def new(*arguments: str) -> list[tuple[str, str]]:
    """Path and excerpt of what a check with the baseline reports."""
    result = run("check", "--format", "jsonl", "--baseline", FILE, *arguments)
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    found = [(each["path"], finding["excerpt"]) for each in documents for finding in each["findings"]]
    assert result.exit_code == (1 if found else 0)
    return found


def known() -> dict[str, int]:
    documents = json.loads(Path(FILE).read_text(encoding="utf-8"))["documents"]
    return {path: len(names) for path, names in documents.items()}


def test_what_is_known_is_quiet() -> None:
    assert run("check").exit_code == 1
    assert made("create") == "1 known findings, 1 new, 0 gone"
    assert new() == []
    write("a.md", review(JOHN, SARAH))
    assert [path for path, _ in new()] == ["a.md"]
    assert "careful" in new()[0][1]


def test_a_baseline_has_no_text_of_the_review() -> None:
    made("create")
    text = Path(FILE).read_text(encoding="utf-8")
    assert "John" not in text
    assert "DROP" not in text
    assert "PC101 person-as-cause" in text


def test_moved_lines_and_edited_neighbours_stay_known() -> None:
    made("create")
    write("a.md", review("A paragraph.", "And another one.") + review("The table was gone at 10:02. " + JOHN + " It came back at 11:00."))
    assert new() == []
    write("a.md", review(JOHN.replace(" ran ", "\nran  ")).replace("\n", "\r\n"))
    assert new() == []


def test_an_edited_sentence_is_new() -> None:
    made("create")
    write("a.md", review(JOHN.replace("DROP TABLE", "DELETE")))
    assert len(new()) == 1


def test_renamed_files_stay_known_and_copies_are_new() -> None:
    made("create")
    Path("docs").mkdir()
    Path("a.md").rename("docs/b.md")
    assert new() == []
    write("a.md", review(JOHN))
    assert new() == [("docs/b.md", "John ran DROP TABLE in production")]


def test_two_copies_of_a_file_that_is_gone_are_one_more_than_known() -> None:
    made("create")
    Path("a.md").rename("b.md")
    write("c.md", review(JOHN))
    assert [path for path, _ in new()] == ["c.md"]


def test_a_sentence_said_twice_is_new_the_second_time() -> None:
    made("create")
    write("a.md", review(JOHN, JOHN))
    assert len(new()) == 1


def test_it_does_not_matter_where_the_tool_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    write("docs/d.md", review(SARAH))
    made("create")
    assert known() == {"a.md": 1, "docs/d.md": 1}
    monkeypatch.chdir("docs")
    assert run("check", "--baseline", f"../{FILE}", "d.md").exit_code == 0
    assert run("check", "--baseline", str(Path(f"../{FILE}").resolve()), "..").exit_code == 0


def test_update_takes_in_what_is_new_and_out_what_is_gone() -> None:
    made("create")
    write("a.md", review(SARAH))
    assert made("update") == "1 known findings, 1 new, 1 gone"
    assert new() == []
    write("a.md", review(JOHN))
    assert len(new()) == 1


def test_prune_takes_in_nothing() -> None:
    write("a.md", review(JOHN, SARAH))
    made("create")
    write("a.md", review(SARAH))
    write("b.md", review(JOHN))
    assert made("prune") == "1 known findings, 0 new, 1 gone"
    assert [path for path, _ in new()] == ["b.md"]


@pytest.mark.parametrize("command", ["update", "prune"])
def test_renamed_files_are_kept_under_their_new_names(command: str) -> None:
    made("create")
    Path("a.md").rename("b.md")
    assert made(command) == "1 known findings, 0 new, 0 gone"
    assert known() == {"b.md": 1}


@pytest.mark.parametrize("command", ["update", "prune"])
def test_what_was_not_checked_stays(command: str) -> None:
    write("b.md", review(SARAH))
    made("create")
    write("a.md", review("All is well."))
    assert made(command, "a.md") == "1 known findings, 0 new, 1 gone"
    assert known() == {"b.md": 1}


def export(**postmortems: str) -> str:
    """Postmortems as Opsgenie has them, by their ids."""
    return json.dumps([{"postmortemId": name, "title": title} for name, title in postmortems.items()])


@pytest.mark.parametrize("command", ["update", "prune"])
@pytest.mark.parametrize(("file", "name"), [("e.json", "OPS-1"), ("e#1.json", "a # b"), ("c#/e.json", "c/d"), ("e.json", "long" * 100)])
def test_documents_of_an_export_are_there_while_it_is(command: str, file: str, name: str) -> None:
    write(file, export(**{name: SARAH}))
    write("e", "This is another file.")
    made("create", ".", file)
    write("b.md", review(SARAH))
    assert len(new("b.md")) == 1
    Path("b.md").unlink()
    assert made(command) == "2 known findings, 0 new, 0 gone"
    assert known() == {"a.md": 1, f"{file}#{name}": 1}
    Path("e").unlink()
    Path(file).unlink()
    assert made(command) == "1 known findings, 0 new, 1 gone"


@pytest.mark.parametrize("command", ["update", "prune"])
def test_documents_that_an_export_has_no_more_are_gone(command: str) -> None:
    write("e.json", export(one=SARAH, two=JOHN))
    made("create", "e.json")
    write("e.json", export(three=SARAH))
    assert made(command, "e.json") == "1 known findings, 0 new, 1 gone"
    assert known() == {"e.json#three": 1}


@pytest.mark.parametrize("command", ["update", "prune"])
def test_files_with_a_sign_for_exports_in_their_names_are_no_exports(command: str) -> None:
    write("b#1.md", review(SARAH))
    write("b/c.md", review("All is well."))
    made("create", "b#1.md")
    assert made(command, "b") == "1 known findings, 0 new, 0 gone"
    Path("b#1.md").unlink()
    assert made(command, "b") == "0 known findings, 0 new, 1 gone"


def test_what_cannot_be_read_keeps_its_entries() -> None:
    made("create")
    Path("a.md").write_bytes(b"\0\1")
    result = run("baseline", "update")
    assert result.exit_code == 2
    assert "a.md: binary data" in result.stderr
    assert known() == {"a.md": 1}


def test_create_overwrites_nothing() -> None:
    made("create")
    before = Path(FILE).read_bytes()
    result = run("baseline", "create")
    assert (result.exit_code, "baseline update" in result.stderr) == (2, True)
    assert Path(FILE).read_bytes() == before


def test_the_same_findings_make_the_same_file() -> None:
    write("b.md", review(SARAH, JOHN))
    made("create", "b.md", "a.md")
    before = Path(FILE).read_bytes()
    made("update")
    assert Path(FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1: no JSON"),
        ("[]", "no baseline"),
        ('{"documents": {}, "schema_version": "9"}', "version '9'"),
        ('{"documents": {"a.md": []}, "schema_version": "1"}', "`documents`"),
        ('{"documents": {"a.md": {"x": 1}}, "schema_version": "1"}', "`documents`"),
    ],
)
def test_what_is_no_baseline_is_said_to_be_none(text: str, reason: str) -> None:
    with pytest.raises(BaselineError, match=reason):
        parse(text)
    write("b.json", text)
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("blamelint: b.json: ")


@pytest.mark.parametrize("command", [("check",), ("baseline", "update"), ("baseline", "prune")])
def test_a_baseline_that_is_not_there(command: tuple[str, ...]) -> None:
    result = run(*command, "--baseline", "gone.json")
    assert (result.exit_code, result.stderr) == (2, "blamelint: gone.json: no such file or folder\n")


def test_a_baseline_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in run("check", "--baseline", "b.json").stderr
