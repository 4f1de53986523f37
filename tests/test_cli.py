from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from handmade import BLAME, finding

from linter import about, schema
from linter.artifacts import ModelError
from linter.cli import _diff, cli
from linter.document import Document
from linter.finding import Severity
from linter.report import Report
from linter.rules import all_rules
from linter.settings import Settings

JOHN = f"# Root cause\n\nThe outage: {BLAME}\n"
CLEAN = "# Root cause\n\nThe deploy path had no check.\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with no configuration above it."""
    write(tmp_path / "blamelint.toml", "root = true\n")
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """An engine that finds what the tests plant: "John pushed bad code." is an error, in a timeline.md a warning.

    Gives the settings that it was made with.
    """
    made: list[Settings] = []

    class Linter:
        def __init__(self, settings: Settings, rewriter: object = None) -> None:
            made.append(settings)

        def lint(self, document: Document) -> Report:
            if BLAME not in document.source:
                return Report(document, ())
            severity = Severity.WARNING if document.path.endswith("timeline.md") else Severity.ERROR
            return Report(document, (finding(document.source, severity=severity),))

    monkeypatch.setattr("linter.engine.Linter", Linter)
    return made


def write(path: str | Path, text: str | bytes) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def run(*arguments: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=stdin, env=env, prog_name="blamelint", catch_exceptions=False)


def process(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A run in a process of its own, with the package of this checkout."""
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run([sys.executable, "-m", "linter.cli", *arguments], capture_output=True, env=env, check=False)


def checked(*arguments: str) -> list[str]:
    """The paths of the documents that a run reports."""
    result = run("check", "--format", "jsonl", *arguments)
    return [json.loads(line)["path"] for line in result.stdout.splitlines()]


# Exit status


@pytest.mark.usefixtures("hand")
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["clean.md"], 0),
        (["john.md"], 1),
        (["clean.md", "john.md"], 1),
        (["timeline.md"], 0),
        (["timeline.md", "--fail-on", "warning"], 1),
        (["timeline.md", "--fail-on", "info"], 1),
        (["john.md", "--exit-zero"], 0),
        (["gone.md"], 2),
        (["john.md", "gone.md"], 2),
        (["john.md", "gone.md", "--exit-zero"], 2),
        (["binary.md"], 2),
        (["latin.md"], 2),
        (["--format", "nope"], 2),
        (["--min-confidence", "2"], 2),
        (["--select", "nope"], 2),
        (["--config", "gone.toml"], 2),
        (["--config", "a.toml", "--isolated"], 2),
        (["--nope"], 2),
    ],
)
def test_exit_status(arguments: list[str], status: int) -> None:
    write("clean.md", CLEAN)
    write("john.md", JOHN)
    write("timeline.md", JOHN)
    write("binary.md", b"\0\1\2")
    write("latin.md", b"caf\xe9\n")
    assert run("check", *arguments).exit_code == status


@pytest.mark.usefixtures("hand")
def test_the_configured_severity_of_each_path_decides() -> None:
    write("timeline.md", JOHN)
    write("strict/timeline.md", JOHN)
    write("strict/blamelint.toml", "fail-on = 'warning'\n")
    assert run("check", "timeline.md").exit_code == 0
    assert run("check", "timeline.md", "strict").exit_code == 1
    assert run("check", "timeline.md", "strict", "--fail-on", "error").exit_code == 0


@pytest.mark.usefixtures("hand")
def test_unreadable_inputs_are_named_and_the_others_checked() -> None:
    write("john.md", JOHN)
    write("binary.md", b"ab\0")
    write("latin.md", b"caf\xe9\n")
    result = run("check", "gone.md", "", "binary.md", "latin.md", "no*.md", "john.md", "--format", "json")
    assert result.exit_code == 2
    gone, unset, none, binary, latin = result.stderr.splitlines()
    assert gone == "blamelint: gone.md: no such file or folder"
    assert unset == "blamelint: '': an empty path"
    assert none == "blamelint: no*.md: no file matches"
    assert binary.startswith("blamelint: binary.md: binary data")
    assert latin.startswith("blamelint: latin.md: not UTF-8 text")
    jsonschema.Draft202012Validator(schema.load("findings-1")).validate(json.loads(result.stdout))
    assert [each["path"] for each in json.loads(result.stdout)["documents"]] == ["john.md"]


@pytest.mark.usefixtures("hand")
def test_what_may_not_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write("closed.md", JOHN)
    write("folder/a.md", JOHN)
    read, scan = Path.read_bytes, os.scandir

    def deny(path: str | Path) -> None:
        # Not by permissions, which don't bind every user.
        if Path(path) in (Path("closed.md"), Path("folder")):
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", lambda path: deny(path) or read(path))
    monkeypatch.setattr(os, "scandir", lambda path: deny(path) or scan(path))
    result = run("check", "closed.md", "folder")
    assert result.exit_code == 2
    assert sorted(result.stderr.splitlines()) == ["blamelint: closed.md: permission denied", "blamelint: folder: permission denied"]


@pytest.mark.usefixtures("hand")
def test_a_mistake_in_a_configuration_stops_before_anything_is_printed() -> None:
    write("a.md", JOHN)
    write("z/a.md", JOHN)
    write("z/blamelint.toml", "\njudge = 3\n")
    result = run("check", "--format", "json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"{Path('z/blamelint.toml')}:2: `judge` must be true or false, not a number\n"


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Linter:
        def __init__(self, _: Settings) -> None:
            raise ModelError("no model 'language'")

    monkeypatch.setattr("linter.engine.Linter", Linter)
    write("a.md", JOHN)
    result = run("check", "a.md", "--exit-zero")
    assert (result.exit_code, result.stderr) == (2, "blamelint: no model 'language'\n")


# Inputs


@pytest.mark.usefixtures("hand")
def test_folders_are_searched_in_order_without_the_hidden_and_the_ignored() -> None:
    for name in ("b.md", "a/z.md", "a/b/c.md", ".hidden/x.md", ".x.md", "c/.git/x.md", "image.png", "out/x.md", "a/tmp/x.md", "A.MD"):
        write(name, CLEAN)
    write(".git/config", "")
    write(".gitignore", "/out/\n*.draft.md\n")
    write("a/.gitignore", "tmp\n!keep.draft.md\n")
    write("x.draft.md", CLEAN)
    write("a/x.draft.md", CLEAN)
    write("a/keep.draft.md", CLEAN)
    assert checked() == checked(".") == ["A.MD", "a/b/c.md", "a/keep.draft.md", "a/z.md", "b.md"]
    assert checked("a") == ["a/b/c.md", "a/keep.draft.md", "a/z.md"]
    assert checked("b.md", ".") == ["b.md", "A.MD", "a/b/c.md", "a/keep.draft.md", "a/z.md"]


@pytest.mark.usefixtures("hand")
def test_what_is_ignored_is_the_same_from_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("docs/a.md", "docs/out/x.md", "build/x.md"):
        write(name, CLEAN)
    write(".git/config", "")
    write(".gitignore", "build/\n/docs/out/\n")
    monkeypatch.chdir("build")
    assert checked("../docs") == ["../docs/a.md"]


@pytest.mark.usefixtures("hand")
def test_lines_of_a_gitignore_that_are_no_patterns_are_passed_over() -> None:
    for name in ("a.md", "b.md"):
        write(name, CLEAN)
    write(".gitignore", "a.md\\\n!\n[z-a].md\nb.md\n")
    assert checked() == ["a.md"]


@pytest.mark.usefixtures("hand")
def test_what_is_named_is_checked_whatever_it_is() -> None:
    write(".gitignore", "out/\n")
    write("blamelint.toml", "exclude = ['old.md']\n")
    for name in ("out/x.md", ".hidden/x.md", "notes", "old.md"):
        write(name, CLEAN)
    assert checked("out/x.md", ".hidden", "notes", "old.md") == ["out/x.md", ".hidden/x.md", "notes", "old.md"]
    write(".git/config", "")
    assert checked("out") == ["out/x.md"]


@pytest.mark.usefixtures("hand")
def test_configured_excludes_hold_in_folders() -> None:
    for name in ("a.md", "archive/a.md", "sub/archive/a.md", "sub/b.md"):
        write(name, CLEAN)
    write("blamelint.toml", "exclude = ['/archive/', 'b.md']\n")
    assert checked() == ["a.md", "sub/archive/a.md"]
    assert checked("--isolated") == ["a.md", "archive/a.md", "sub/archive/a.md", "sub/b.md"]


@pytest.mark.usefixtures("hand")
def test_globs_that_the_shell_left_are_expanded() -> None:
    for name in ("a.md", "b.md", "x/c.md", "x/y/d.md", "[1].md"):
        write(name, CLEAN)
    assert checked("*.md") == ["[1].md", "a.md", "b.md"]
    assert checked("x/**/*.md") == ["x/c.md", "x/y/d.md"]
    assert checked("[1].md") == ["[1].md"]


@pytest.mark.usefixtures("hand")
def test_each_file_is_checked_once() -> None:
    write("a.md", CLEAN)
    Path("link.md").symlink_to("a.md")
    Path("loop").symlink_to(".", target_is_directory=True)
    assert checked("a.md", "./a.md", str(Path("a.md").absolute()), "link.md", "*.md", ".") == ["a.md"]


@pytest.mark.usefixtures("hand")
def test_a_folder_without_documents_is_told_and_fine() -> None:
    Path("empty").mkdir()
    result = run("check", "empty")
    assert (result.exit_code, result.stderr, result.stdout) == (0, "blamelint: no documents found\n", "No findings in 0 documents.\n")


def test_standard_input(hand: list[Settings]) -> None:
    write("ops/blamelint.toml", "profile = 'editor'\n")
    assert "<stdin>:3:13  error" in run("check", "-", stdin=JOHN).stdout
    assert "ops/a.md:3:13  error" in run("check", "-", "--stdin-filename", "ops/a.md", stdin=JOHN).stdout
    assert "ops/a.md:3:13  error" in run("check", "--stdin-filename", "ops/a.md", stdin=JOHN).stdout
    assert [settings.profile for settings in hand] == ["ci", "editor", "editor"]
    assert run("check", "-", stdin=b"\0").stderr.startswith("blamelint: <stdin>: binary data")


def test_options_and_files_make_the_settings_and_equal_ones_share_an_engine(hand: list[Settings]) -> None:
    for name in ("a.md", "b.md", "sub/c.md"):
        write(name, CLEAN)
    write("blamelint.toml", "ignore = ['PC104']\njudge = false\n")
    run("check", "--ignore", "PC101, person-cause")
    run("check", "--select", "PC101", "--select", "omission,PC", "--min-confidence", "0.5", "--profile", "editor")
    assert len(hand) == 2
    assert hand[0] == Settings(ignore=frozenset({"PC101", "PC104", "person-cause"}), judge=False)
    assert hand[1] == Settings(select=frozenset({"PC101", "omission", "PC"}), min_confidence=0.5, profile="editor", judge=False)


# Printing


@pytest.mark.usefixtures("hand")
def test_output_goes_to_a_file() -> None:
    write("john.md", JOHN)
    result = run("check", "john.md", "--format", "json", "--output", "findings.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(Path("findings.json").read_bytes())["summary"]["findings"] == 1
    assert run("check", "john.md", "--output", "gone/findings.json").exit_code == 2


@pytest.mark.usefixtures("hand")
def test_no_input_is_written_over() -> None:
    write("reviews/a.md", JOHN)
    Path("link.md").symlink_to("reviews/a.md")
    for arguments in (("reviews/a.md", "--output", "reviews/../reviews/a.md"), ("reviews", "--output", "link.md")):
        result = run("check", *arguments)
        assert (result.exit_code, "is an input" in result.stderr) == (2, True)
        assert Path("reviews/a.md").read_text(encoding="utf-8") == JOHN


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rule > /dev/full", "<stdout>: no space left on device"),
        ("check --output /dev/full", "/dev/full: no space left on device"),
        ("--help > /dev/full", "[Errno 28] No space left on device"),
        ("rule >&-", "standard output is closed"),
        ("check - <&-", "<stdin>: standard input is closed"),
        ("check --diff - <&-", "--diff -: standard input is closed"),
    ],
)
def test_what_can_not_be_read_or_written_is_told_in_a_line(typed: str, told: str) -> None:
    write("blamelint.toml", "judge = false\n")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    shell = ["sh", "-c", f"'{sys.executable}' -m linter.cli {typed}"]
    result = subprocess.run(shell, capture_output=True, text=True, env=env, check=False)
    assert (result.returncode, result.stderr.removeprefix("blamelint: no documents found\n")) == (2, f"blamelint: {told}\n")


@pytest.mark.usefixtures("hand")
@pytest.mark.parametrize("error", [OSError(6, "No such device or address", "/dev/tty"), EOFError()])
def test_a_fix_without_a_terminal_says_so(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def getchar(echo: bool = False) -> str:
        raise error

    monkeypatch.setattr("click.getchar", getchar)
    write("john.md", JOHN)
    result = run("fix", "john.md")
    assert (result.exit_code, result.stderr) == (2, "blamelint: there is no terminal to ask on, or it has ended; use --write\n")


def test_a_diff_can_be_applied_whatever_is_in_a_line() -> None:
    before = "one\x0ctwo\u2028three\x85\rfour\r\nfive\nsix\rseven"
    after = before.replace("two", "2").replace("seven", "7")
    write("a.md", before)
    subprocess.run(["git", "apply", "-p0"], input="".join(_diff(before, after, "a.md")).encode(), check=True)
    assert Path("a.md").read_bytes() == after.encode()


@pytest.mark.usefixtures("hand")
@pytest.mark.parametrize(
    ("arguments", "env", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(arguments: list[str], env: dict[str, str], colored: bool) -> None:
    write("john.md", JOHN)
    assert ("\x1b[" in run("check", "john.md", *arguments, env=env).stdout) is colored


@pytest.mark.usefixtures("hand")
def test_findings_are_explained_on_request() -> None:
    write("john.md", JOHN)
    assert "Why: agent “John” (person)" in run("check", "john.md", "--explain-findings").stdout
    assert '"evidence"' in run("check", "john.md", "--explain-findings", "--format", "jsonl").stdout
    assert '"evidence"' not in run("check", "john.md", "--format", "jsonl").stdout


def test_a_broken_pipe_is_quiet() -> None:
    for n in range(300):
        write(f"{n:03}.md", CLEAN * 20)
    with subprocess.Popen(
        [sys.executable, "-m", "linter.cli", "check", "--format", "jsonl", "--isolated"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 0


# Other commands


def test_the_version_names_tool_and_model() -> None:
    shown = run("--version").stdout
    assert shown.startswith(f"blamelint {about.VERSION} (")
    assert (about.tool().model or "no model installed") in shown


@pytest.mark.parametrize("layout", ["meta.json", "language/meta.json"])
def test_the_model_is_read_from_its_meta_file(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "models" / layout, '{"name": "en_incident", "version": "0.3"}')
    monkeypatch.setattr(about, "_MODELS", (tmp_path / "none", tmp_path / "models"))
    assert about.tool().model == "en_incident 0.3"


def test_rules_are_listed_and_explained() -> None:
    table = run("rule").stdout.splitlines()
    assert [line.split()[:2] for line in table] == [[rule.code, rule.name] for rule in all_rules()]
    rule = all_rules()[0]
    explained = run("rule", rule.name).stdout
    assert explained == run("rule", rule.code.lower()).stdout
    for part in (rule.code, rule.name, rule.category, str(rule.severity), rule.flags[0].strip().splitlines()[0], f"ignore[{rule.name}]"):
        assert part in explained
    assert rule.why.split()[:5] == explained[explained.index("Why: ") :].split()[1:6]


@pytest.mark.parametrize(("selector", "codes"), [("AT7", ["AT701", "AT702", "AT703", "AT704"]), ("BQ", ["BQ500", "BQ501"])])
def test_rules_are_listed_by_what_they_have_in_common(selector: str, codes: list[str]) -> None:
    assert [line.split()[0] for line in run("rule", selector).stdout.splitlines()] == codes


def test_a_comment_names_any_rule_that_bore_witness_and_one_that_names_none_is_told() -> None:
    write("a.md", "# Review\n\n## Root cause\n\n<!-- blamelint: ignore[omission] -->\nDevi forgot to renew the certificate.\n")
    assert "No findings" in run("check", "a.md").stdout
    write("b.md", "# Review\n\n<!-- blamelint: ignore[omision] -->\nDevi went home.\n")
    assert "suppresses nothing; no rule, name or category is called 'omision'" in run("check", "b.md").stdout


def test_no_quotation_of_another_line_is_written_into_a_document() -> None:
    write(
        "a.md", "## Root cause\n\nNobody in the platform team bothered to read the runbook.\n\nThe runbook did not mention lock levels.\n"
    )
    assert "(line 5)" in run("check", "a.md").stdout
    run("fix", "--write", "a.md")
    assert "(line 5)" not in Path("a.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "called"),
    [("The network team broke the link.", "the network team"), ("It was Jonas who dropped the table.", "Jonas"), ("Ops broke it.", "ops")],
)
def test_messages_call_people_as_their_sentence_does(text: str, called: str) -> None:
    write("a.md", f"## Root cause\n\n{text}\n")
    assert f"Reads as if {called} were the cause." in run("check", "a.md").stdout


def test_an_empty_selection_is_a_mistake() -> None:
    assert "names no rule" in run("check", "--select", "", "a.md").stderr


def test_rules_as_json() -> None:
    assert [each["code"] for each in json.loads(run("rule", "--format", "json").stdout)] == [rule.code for rule in all_rules()]
    assert json.loads(run("rule", "PC101", "--format", "json").stdout)["name"] == "person-as-cause"


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    result = run("rule", "person-as-cuase")
    assert result.exit_code == 2
    assert "did you mean 'person-as-cause'?" in result.stderr


def test_configuration_is_shown_with_its_origins() -> None:
    write("blamelint.toml", "judge = false\n")
    write("ops/blamelint.toml", "profile = 'editor'\n")
    shown = run("config", "--show", "ops").stdout.splitlines()
    assert f'profile = "editor"  # {Path("ops/blamelint.toml")}' in shown
    assert "judge = false  # blamelint.toml" in shown
    assert 'fail-on = "error"  # default' in shown
    assert run("config", "ops/a.md").stdout.splitlines() == shown
    assert 'profile = "ci"  # default' in run("config").stdout
    assert "judge = true  # default" in run("config", "--config", "ops/blamelint.toml").stdout


def test_the_schema_of_the_configuration_is_printed() -> None:
    assert json.loads(run("config", "--schema").stdout) == schema.load("config-1")
    assert run("config", "--schema", "--show").exit_code == 2


HEAVY = ("spacy", "numpy", "sklearn", "onnxruntime", "thinc")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["check", "--help"], ["rule", "--help"], ["check", "--format", "nope"], ["chekc"], ["check", "--nope"]],
)
def test_help_version_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    script = f"""
import atexit, sys
atexit.register(lambda: print("loaded", *({HEAVY} & sys.modules.keys())))
from linter.cli import main
sys.argv[1:] = {arguments}
main()
""".replace(f"({HEAVY} &", f"(set({HEAVY}) &")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False)
    assert result.stdout.splitlines()[-1] == "loaded"
    assert result.returncode == (2 if set(arguments) & {"nope", "chekc", "--nope"} else 0)


# With the real engine


def test_the_example_of_the_contract() -> None:
    write("a.md", JOHN)
    result = process("check", "a.md", "--format", "json", "--explain-findings")
    assert result.stderr == b""
    assert result.returncode == 1
    value = json.loads(result.stdout)
    jsonschema.Draft202012Validator(schema.load("findings-1")).validate(value)
    found = next(each for each in value["documents"][0]["findings"] if each["rule"]["code"] == "PC101")
    assert found["rule"] == {"code": "PC101", "name": "person-as-cause", "category": "person-cause"}
    assert (found["severity"], found["section"], found["line"]) == ("error", "causes", 3)
    assert JOHN[found["start"] : found["end"]] == found["excerpt"]
    assert found["evidence"]["agent"] == "John"
    assert value["summary"]["by_category"]["person-cause"] == 1


def test_the_example_as_text_and_from_standard_input() -> None:
    result = run("check", "-", "--stdin-filename", "a.md", stdin=JOHN)
    assert result.exit_code == 1
    assert "error  PC101 person-as-cause" in result.stdout
    assert "^^^^" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("1 finding in 1 document: 1 error.")


def test_a_systemic_text_has_no_findings() -> None:
    write("a.md", CLEAN)
    result = run("check", "a.md")
    assert (result.exit_code, result.stdout) == (0, "No findings in 1 document.\n")


def test_an_ignored_rule_stays_silent() -> None:
    write("a.md", JOHN)
    assert run("check", "a.md", "--ignore", "person-cause").exit_code == 0
    write("blamelint.toml", "per-file-ignores = {'a.md' = ['person-cause']}\n")
    assert run("check", "a.md").exit_code == 0
    assert run("check", "a.md", "--isolated").exit_code == 1
