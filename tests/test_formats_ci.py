"""The formats for services and editors, each read by its schema or by a program that others made for it.

SARIF Multitool (@microsoft/sarif-multitool) and @actions/core are looked for in a `node_modules` that NODE_MODULES names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from handmade import BLAME, document, finding, report, with_notes
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from linter import formats
from linter.about import Tool
from linter.archive import CHECKED, rebuilt
from linter.finding import Severity, Span, Suggestion, fingerprint
from linter.formats import Options, github, markdown, sarif
from linter.formats.json import document_object
from linter.report import Report
from linter.rewrite.edit import edited

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT.parent / "shared" / "schemas"
MODULES = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules")).absolute()
MULTITOOL = MODULES / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"

needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here")
needs_multitool = pytest.mark.skipif(not MULTITOOL.is_file(), reason="@microsoft/sarif-multitool is not installed")
needs_core = pytest.mark.skipif(
    not ((MODULES / "@actions" / "core").is_dir() and shutil.which("node")), reason="@actions/core or node is not installed"
)
needs_ale = pytest.mark.skipif(not (shutil.which("vim") and Path("/usr/share/vim-ale").is_dir()), reason="Vim with ALE is not installed")
needs_flycheck = pytest.mark.skipif(
    not (shutil.which("emacs") and list(Path("/usr/share/emacs").glob("site-lisp/elpa-src/flycheck-*"))),
    reason="Emacs with Flycheck is not installed",
)

SERVICES = ("checkstyle", "github", "gitlab", "junit", "markdown", "rdjson", "rdjsonl", "sarif", "vale")
NASTY = "Größe 🔥🔥: <b>`John`</b>\tdid|it @team #12 https://x.example :: ##[error] 100%, \x1b[31m & more.\r\nJohn did the rest of it."


def rendered(name: str, *reports: Report) -> str:
    return "".join(formats.load(name).render(reports, options=Options(tool=Tool(version="1.2.3", model="en_incident 0.3"))))


def nasty(path: str = "a b/c%20ü,:.md") -> Report:
    """Findings of every severity, over lines and behind characters outside of the basic plane, with every kind of suggestion."""
    first, _, second = NASTY.partition("\r\n")
    cut = finding(NASTY, "it @team", severity=Severity.HINT, suggestions=(), question="", code="HB301", name="should-have")
    message = f"Reads\nas {first}"
    over = finding(NASTY, "more.\r\nJohn did", severity=Severity.INFO, message=message, code="PC104", name="omission", suggestions=())
    whole = Span(NASTY.index(second), len(NASTY))
    suggestions = (
        Suggestion("rewrite", "It ⟨was⟩ 🔥 done.", whole, ("was",)),
        Suggestion("option", "Add a gate.", whole, tier="stronger"),
        Suggestion("delete", "", whole, dropped=("rest",)),
    )
    last = finding(NASTY, second, severity=Severity.WARNING, suggestions=suggestions)
    error = finding(NASTY, "<b>`John`</b>", category="judgement", code="JL401", name="verdict")
    return Report(document(NASTY, path), (error, cut, over, last))


def many(number: int) -> Report:
    """So many findings in one document, every third of them an error."""
    source = "".join(f"John did {i}.\n" for i in range(number))
    levels = (Severity.WARNING, Severity.INFO, Severity.ERROR)
    one = finding(source, "John", suggestions=())
    found = []
    for i, match in enumerate(re.finditer("John.*", source)):
        span = Span(*match.span())
        name = fingerprint(one.code, match[0], 1)
        found.append(replace(one, span=span, sentence=span, excerpt=match[0], severity=levels[i % 3], fingerprint=name))
    return Report(document(source), tuple(found))


def test_every_format_of_a_service_is_there() -> None:
    assert set(SERVICES) <= set(formats.names())


@pytest.mark.parametrize("name", ["checkstyle", "gitlab", "junit", "rdjson", "rdjsonl", "vale"])
def test_formats_write_a_document_before_they_ask_for_the_next(name: str) -> None:
    asked = []

    def reports() -> Iterator[Report]:
        for path in ("first.md", "second.md"):
            asked.append(path)
            yield report(path=path)

    for piece in formats.load(name).render(reports(), options=Options()):
        if "first.md" in piece:
            break
    assert asked == ["first.md"]


# Positions: what a format points at is what the finding is about.


def cut(source: str, at: tuple[int, int, int, int], encoding: str, unit: int) -> str:
    """The text between two places, counted in units of an encoding."""
    lines = source.splitlines(keepends=True) or [""]
    lines = [*lines, ""]
    (line, column, end_line, end_column), parts = at, [text.encode(encoding) for text in lines]
    start, end = (column - 1) * unit, (end_column - 1) * unit
    if line == end_line:
        return parts[line - 1][start:end].decode(encoding)
    return b"".join((parts[line - 1][start:], *parts[line : end_line - 1], parts[end_line - 1][:end])).decode(encoding)


def sarif_region(region: dict[str, int]) -> tuple[int, int, int, int]:
    return region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]


def rd_range(value: dict[str, dict[str, int]]) -> tuple[int, int, int, int]:
    return value["start"]["line"], value["start"]["column"], value["end"]["line"], value["end"]["column"]


def drawn(source: str, start: int, end: int) -> Report:
    span = Span(start, end)
    made = replace(finding(BLAME, suggestions=()), span=span, sentence=span, excerpt=source[start:end])
    return Report(document(source), (made,))


@settings(deadline=None)
@given(parts=st.lists(st.sampled_from(["a", "é", "障", "🔥", "e\u0301", "\t", " ", "\n", "\r\n"]), min_size=1, max_size=30), data=st.data())
def test_places_in_units_of_each_format(parts: list[str], data: st.DataObject) -> None:
    edges = [sum(map(len, parts[:i])) for i in range(len(parts) + 1)]
    start = data.draw(st.sampled_from(edges[:-1]))
    end = data.draw(st.sampled_from([edge for edge in edges if edge > start]))
    source = "".join(parts)
    made = drawn(source, start, end)
    (result,) = json.loads(rendered("sarif", made))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert cut(source, sarif_region(region), "utf-16-le", 2) == region["snippet"]["text"] == source[start:end]
    diagnostic = json.loads(rendered("rdjsonl", made))
    assert cut(source, rd_range(diagnostic["location"]["range"]), "utf-8", 1) == source[start:end]
    (alert,) = json.loads(rendered("vale", made))["a.md"]
    first, last = alert["Span"]
    line = [*source.splitlines(keepends=True), ""][alert["Line"] - 1]
    assert line[first - 1 : last] == (alert["Match"] or line[first - 1 : first])
    assert source[start:end].startswith(alert["Match"])


def rebuilt_again(made: Report) -> Report:
    """The report as `blamelint scan` makes it from what it keeps."""
    return rebuilt.report(*json.loads(json.dumps([document_object(made), rebuilt.lines(made)])))


@settings(deadline=None)
@given(parts=st.lists(st.sampled_from(["a", "é", "障", "🔥", "- ", " ", "\n", "\r\n", "\r"]), min_size=1, max_size=30), data=st.data())
def test_places_are_those_of_the_source_where_only_lines_were_kept(parts: list[str], data: st.DataObject) -> None:
    source = "".join(parts)
    edges = st.integers(0, len(source))
    spans = [Span(*sorted(pair)) for pair in data.draw(st.lists(st.tuples(edges, edges), max_size=3))]
    one = finding(BLAME)
    left_out = [(Suggestion("delete", "", span),) for span in spans]
    found = (replace(one, span=span, sentence=span, suggestions=each) for span, each in zip(spans, left_out, strict=True))
    made = Report(document(source), tuple(found))
    again = rebuilt_again(made)
    assert not set(again.document.source) & set("a障🔥")
    for name in ("rdjsonl", "sarif", "vale"):
        assert rendered(name, again) == rendered(name, made)


@pytest.mark.parametrize("name", SERVICES)
def test_a_scan_writes_what_a_check_writes(name: str) -> None:
    assert tuple(sorted(CHECKED)) == SERVICES
    made = (nasty(), report(path="s3://bucket/a//b.md"), report(places=((0, "page 1"), (5, "page 2"))), many(30))
    assert rendered(name, *map(rebuilt_again, made)) == rendered(name, *made)


def applied(source: str, at: tuple[int, int, int, int], text: str, encoding: str, unit: int) -> str:
    before = cut(source, (1, 1, at[0], at[1]), encoding, unit)
    return before + text + source[len(before) + len(cut(source, at, encoding, unit)) :]


def test_suggestions_applied_elsewhere_do_what_fix_does() -> None:
    made = nasty()
    wanted = [edited(NASTY, [suggestion]) for each in made.findings for suggestion in each.suggestions]
    assert len(wanted) == 4
    fixes = [fix for result in json.loads(rendered("sarif", made))["runs"][0]["results"] for fix in result.get("fixes", ())]
    (replacements,) = zip(*(change["replacements"] for fix in fixes for change in fix["artifactChanges"]), strict=True)
    assert [
        applied(NASTY, sarif_region(each["deletedRegion"]), each["insertedContent"]["text"], "utf-16-le", 2) for each in replacements
    ] == wanted
    suggestions = [each for one in json.loads(rendered("rdjson", made))["diagnostics"] for each in one.get("suggestions", ())]
    assert [applied(NASTY, rd_range(each["range"]), each["text"], "utf-8", 1) for each in suggestions] == wanted
    assert [fix["description"]["text"] for fix in fixes[1:]] == ["Rewrite; fill in ⟨was⟩.", "Option, stronger.", "Leave it out."]


# SARIF


def run_of(*reports: Report) -> dict[str, Any]:
    (run,) = json.loads(rendered("sarif", *reports))["runs"]
    assert isinstance(run, dict)
    return run


@needs_schemas
@pytest.mark.parametrize(
    "reports", [[], [report()], [nasty(), with_notes(), report(path="/root/ä.md"), report(path="caf\udce9.md")], [many(30)]]
)
def test_sarif_is_valid(reports: list[Report]) -> None:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(rendered("sarif", *reports)))


@needs_multitool
def test_sarif_multitool_has_no_objection(tmp_path: Path) -> None:
    log, said = tmp_path / "log.sarif", tmp_path / "said.sarif"
    log.write_text(rendered("sarif", nasty(), with_notes(), many(30)), encoding="utf-8")
    # Its exit status is always 0.
    command = [MULTITOOL, "validate", log, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", said]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    results = json.loads(said.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    # This project has no site yet that `informationUri` could name.
    assert [each for each in results if each["message"].get("id") != "Warning_ProvideToolnformationUri"] == []


def test_sarif_tools_reads_it(tmp_path: Path) -> None:
    loader = pytest.importorskip("sarif.loader")
    from sarif.operations import codeclimate_op

    (tmp_path / "log.sarif").write_text(rendered("sarif", nasty(), report()), encoding="utf-8")
    log = loader.load_sarif_files(str(tmp_path / "log.sarif"))
    counts = log.get_report()
    assert [counts.get_issue_count_for_severity(severity) for severity in ("error", "warning", "note")] == [2, 1, 2]
    codeclimate_op.generate(log, str(tmp_path / "issues.json"), False)
    theirs, ours = json.loads((tmp_path / "issues.json").read_text(encoding="utf-8")), json.loads(rendered("gitlab", nasty(), report()))

    def told(issue: dict[str, Any]) -> tuple[str, str, int]:
        return issue["severity"], issue["location"]["path"], issue["location"]["lines"]["begin"]

    # It takes the path of a SARIF log's URI as it is.
    assert sorted(map(told, ours)) == sorted((level, unquote(path), line) for level, path, line in map(told, theirs))


def test_sarif_says_of_every_rule_what_help_there_is() -> None:
    run = run_of(report())
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], rule["name"], result["ruleId"]) == ("PC101", "PersonAsCause", "PC101")
    assert rule["defaultConfiguration"] == {"level": "warning", "enabled": True}
    assert rule["properties"]["tags"] == ["person-cause"]
    assert "{" not in rule["shortDescription"]["text"]
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        assert rule["fullDescription"]["text"] in text
        assert "Ask:" in text
    assert [(item.type, item.nesting) for item in MarkdownIt().parse(rule["help"]["markdown"]) if item.type == "html_block"] == []


def test_sarif_fingerprints_survive_moves() -> None:
    moved = Report(document("New.\n\n" + BLAME, "b.md"), (finding("New.\n\n" + BLAME),))
    before, after = (run_of(each)["results"][0]["partialFingerprints"] for each in (Report(document(BLAME), (finding(BLAME),)), moved))
    assert before == after == {"blamelint/v1": finding(BLAME).fingerprint}


def test_sarif_keeps_what_github_keeps_and_says_what_it_left_out() -> None:
    run = run_of(many(9_000))
    levels = [result["level"] for result in run["results"]]
    assert (len(levels), levels.count("error"), levels.count("warning")) == (sarif.MAX_RESULTS, 3_000, 2_000)
    lines = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"]]
    assert lines == sorted(lines)
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note == {"level": "warning", "message": {"text": "4000 results left out: only the 5000 most severe are here."}}
    assert run_of(many(3))["invocations"][0]["toolExecutionNotifications"] == []


def test_sarif_tells_notes() -> None:
    notes = run_of(with_notes())["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"] for note in notes] == ["This suppression of fault suppresses nothing", "A comment has no end"]
    assert notes[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}


@pytest.mark.parametrize(
    ("path", "uri"),
    [("./a b/ü%.md", "a%20b/%C3%BC%25.md"), ("../a.md", "../a.md"), ("/r/a b.md", "file:///r/a%20b.md"), ("a:b.md", "a%3Ab.md")],
)
def test_sarif_paths_are_uris(path: str, uri: str) -> None:
    artifact = run_of(report(path=path))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) is not uri.startswith("file:")


# GitHub


@needs_core
def test_github_commands_are_those_of_actions_core() -> None:
    made = [nasty(), report(path="x\ny.md")]
    calls = []
    for each in made:
        for one in sorted(each.findings, key=lambda one: -one.severity):
            start, end = each.document.position(one.span.start), each.document.position(one.span.end)
            properties: dict[str, Any] = {"title": f"{one.code} {one.name}", "file": each.path, "startLine": start[0], "endLine": end[0]}
            if start[0] == end[0]:
                properties |= {"startColumn": start[1], "endColumn": end[1]}
            calls.append([github.COMMANDS[one.severity], "\n".join(formats._shared.advice(one)), properties])
    script = (
        f"import {{error, warning, notice}} from {json.dumps((MODULES / '@actions/core/lib/core.js').as_uri())};"
        "const say = {error, warning, notice};"
        "for (const [level, text, properties] of JSON.parse(process.argv[1])) say[level](text, properties);"
    )
    node = ["node", "--input-type=module", "-e", script, "--", json.dumps(calls)]
    core = subprocess.run(node, capture_output=True, check=True, encoding="utf-8", timeout=60).stdout
    ours = rendered("github", *made)
    assert sorted(ours.splitlines()) == sorted(core.splitlines())
    assert len(core.splitlines()) == 5


def test_github_shows_the_most_severe_first_and_the_rest_in_the_log() -> None:
    made = many(40)
    severe = Report(made.document, tuple(reversed(made.findings)))
    hints = Report(document(BLAME), (finding(BLAME, severity=Severity.HINT),) * 4 + (finding(BLAME, severity=Severity.INFO, code="PC107"),))
    lines = rendered("github", severe, hints).splitlines()
    assert [line.split()[0] for line in lines[:30]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[30] == "15 more findings, beyond the 10 of each kind that GitHub shows for a step:"
    assert len(lines) == 31 + 15
    infos = rendered("github", hints).splitlines()
    assert "PC107" in infos[0]


def test_github_log_lines_are_no_commands() -> None:
    one = finding(BLAME, message="\n::error::x ##[error]")
    made = Report(document(BLAME, "::set-output.md"), (one,) * 12)
    plain = rendered("github", made, with_notes()).splitlines()[11:]
    assert len(plain) == 4
    assert all(line.startswith("- ") and "##[" not in line for line in plain)
    assert plain[-2:] == ["- a.md:2:1: this suppression of fault suppresses nothing", "- a.md: a comment has no end"]


# GitLab


def test_gitlab_is_what_its_documentation_asks_for() -> None:
    issues = json.loads(rendered("gitlab", nasty("./docs/a b.md"), report(), report(path="copy.md")))
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert issues[0]["location"] == {"path": "docs/a b.md", "lines": {"begin": 1, "end": 1}}
    assert [issue["severity"] for issue in issues] == ["major", "info", "info", "minor", "major", "major"]
    assert json.loads(rendered("gitlab")) == []


def test_gitlab_fingerprints_are_of_one_finding_each_and_stay() -> None:
    one = report()
    first, second = json.loads(rendered("gitlab", one, report(path="copy.md")))
    assert first["fingerprint"] == one.findings[0].fingerprint != second["fingerprint"]
    assert json.loads(rendered("gitlab", report(path="renamed.md"), report(path="s.md")))[1]["fingerprint"] == second["fingerprint"]


# JUnit and Checkstyle


def test_junitparser_reads_it() -> None:
    junitparser = pytest.importorskip("junitparser")
    text = rendered("junit", nasty(), report("Fine.", excerpts=()), report())
    suites = list(junitparser.JUnitXml.fromstring(text.encode()))
    assert [(suite.name, suite.tests, suite.failures) for suite in suites] == [("a b/c%20ü,:.md", 4, 4), ("a.md", 1, 0), ("a.md", 1, 1)]
    (passed,) = suites[1]
    assert passed.is_passed
    (failed,) = suites[2]
    (failure,) = failed.result
    assert (failure.type, failure.message) == ("error", "Reads as John being the cause.")
    assert failure.text == f"a.md:1:13\n{BLAME}\nReads as John being the cause.\nAsk: What let the change through?\n" + (
        "Instead: The deploy path accepted ⟨the change⟩."
    )
    names = [case.name for case in suites[0]]
    assert len(set(names)) == 4


def test_checkstyle_is_xml_with_a_file_for_each_document() -> None:
    tree = ElementTree.fromstring(rendered("checkstyle", nasty(), report("Fine.", excerpts=())).encode())
    assert [(file.get("name"), len(file)) for file in tree] == [("a b/c%20ü,:.md", 4), ("a.md", 0)]
    assert tree[0][2].attrib == {
        "line": "1",
        "column": str(NASTY.index("more.") + 1),
        "severity": "info",
        "message": "Reads as "
        + " ".join(NASTY.partition("\r\n")[0].replace("\x1b", "\ufffd").split())
        + " Ask: What let the change through?",
        "source": "blamelint.person-cause.omission",
    }


@needs_flycheck
def test_flycheck_reads_checkstyle(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(rendered("checkstyle", nasty(), report()), encoding="utf-8")
    script = """
    (package-initialize) (require 'flycheck)
    (with-temp-buffer
      (insert-file-contents "report.xml")
      (dolist (each (flycheck-parse-checkstyle (buffer-string) 'blamelint (current-buffer)))
        (princ (format "%s|%d|%d|%s|%s\\n" (flycheck-error-filename each) (flycheck-error-line each) (flycheck-error-column each)
                       (flycheck-error-level each) (flycheck-error-id each)))))
    """
    (tmp_path / "read.el").write_text(script, encoding="utf-8")
    env = os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["emacs", "-q", "--batch", "-l", "read.el"], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.splitlines() == [
        f"{each.path}|{each.document.position(one.span.start)[0]}|{each.document.position(one.span.start)[1]}|"
        f"{'info' if one.severity < Severity.WARNING else one.severity}|blamelint.{one.category}.{one.name}"
        for each in (nasty(), report())
        for one in each.findings
    ], done.stderr


# Reviewdog


def reviewdog(name: str) -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads((SCHEMAS / f"rd-{name}.json").read_text(encoding="utf-8")))


@needs_schemas
@pytest.mark.parametrize("reports", [[], [report()], [nasty(), with_notes(), report("Fine.", excerpts=())], [many(30)]])
def test_rdjson_is_valid(reports: list[Report]) -> None:
    whole = json.loads(rendered("rdjson", *reports))
    reviewdog("DiagnosticResult").validate(whole)
    lines = [json.loads(line) for line in rendered("rdjsonl", *reports).splitlines()]
    for line in lines:
        reviewdog("Diagnostic").validate(line)
    assert lines == whole["diagnostics"]


# Vale


def test_vale_alerts_have_the_fields_of_vale() -> None:
    whole = Span(0, len(BLAME))
    same = finding(BLAME, suggestions=(Suggestion("rewrite", "A.", whole), Suggestion("option", "B.", whole)))
    (alert,) = json.loads(rendered("vale", Report(document(BLAME), (same,)), report("Fine.", "b.md", excerpts=())))["a.md"]
    assert alert == {
        "Action": {"Name": "replace", "Params": ["A."]},
        "Span": [1, 21],
        "Check": "blamelint.person-as-cause",
        "Description": "What let the change through?",
        "Link": "",
        "Message": "Reads as John being the cause. Ask: What let the change through? Instead: A.",
        "Severity": "error",
        "Match": BLAME,
        "Line": 1,
    }
    severities = [alert["Severity"] for alert in json.loads(rendered("vale", nasty()))["a b/c%20ü,:.md"]]
    assert severities == ["error", "suggestion", "suggestion", "warning"]
    assert json.loads(rendered("vale")) == {}


@needs_ale
def test_ale_reads_vale(tmp_path: Path) -> None:
    (tmp_path / "alerts.json").write_text(rendered("vale", nasty()), encoding="utf-8")
    script = "set rtp+=/usr/share/vim-ale\nlet found = ale#handlers#vale#Handle(1, readfile('alerts.json'))\n"
    script += "call writefile([json_encode(found)], 'read.json')\nqa!\n"
    (tmp_path / "read.vim").write_text(script, encoding="utf-8")
    subprocess.run(["vim", "-es", "-u", "NONE", "-N", "-S", "read.vim"], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    read = json.loads((tmp_path / "read.json").read_text(encoding="utf-8"))
    assert [(each["lnum"], each["type"], each["code"]) for each in read] == [
        (1, "E", "blamelint.verdict"),
        (1, "I", "blamelint.should-have"),
        (1, "I", "blamelint.omission"),
        (2, "W", "blamelint.person-as-cause"),
    ]
    assert read[0]["col"] == NASTY.index("<b>") + 1
    assert read[0]["end_col"] == NASTY.index("</b>") + 4


# Markdown


def shown(text: str) -> tuple[str, list[str]]:
    """The text of Markdown as a reader sees it, and the names of all that it is made of."""
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(text)
    parts = [part for token in tokens for part in (token.children or [token])]
    return "\n".join("".join(part.content for part in token.children) for token in tokens if token.children), [part.type for part in parts]


def test_markdown_counts_and_lists() -> None:
    text = rendered("markdown", report(), report("Fine.", "b.md", excerpts=()), with_notes())
    assert text == (
        "## blamelint: 1 finding in 1 of 3 documents\n"
        "\n"
        "| kind | error |\n"
        "| --- | ---: |\n"
        "| person-cause | 1 |\n"
        "\n"
        "### `a.md`\n"
        "\n"
        "- **Line 1**, error, `PC101` person-as-cause: Reads as John being the cause.\n"
        f"  - `{BLAME}`\n"
        "  - Ask: What let the change through?\n"
        "  - Instead: The deploy path accepted ⟨the change⟩.\n"
        "\n"
        "### `a.md`\n"
        "\n"
        "- **Line 2**, note: this suppression of fault suppresses nothing\n"
        "- Note: a comment has no end\n"
    )
    assert rendered("markdown") == "## blamelint: no findings in 0 documents\n"


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_missing_has_a_place_and_no_words(name: str) -> None:
    nothing = replace(finding(BLAME, suggestions=()), span=Span(3, 3), sentence=Span(3, 3), excerpt="")
    text = rendered(name, Report(document(BLAME), (nothing,)))
    assert nothing.message in text
    assert "``" not in text.replace("```", "")


def test_markdown_shows_what_documents_say_as_it_is() -> None:
    seen, kinds = shown(rendered("markdown", nasty("a `b` ``c``.md")))
    assert not {"html_block", "html_inline", "link_open", "em_open", "image", "fence", "code_block"} & set(kinds)
    assert "<b>`John`</b>" in seen
    assert "a `b` ``c``.md" in seen
    first = " ".join(NASTY.partition("\r\n")[0].split())
    assert f"Reads as {first}" in seen.replace("\u200b", "")
    assert not re.search(r"@\w|#\d|https://", re.sub(r"`+.*?`+", "", rendered("markdown", nasty())))


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_markdown_escapes_all_text(text: str) -> None:
    seen, kinds = shown(f"- Ask: {markdown.escaped(text)}")
    assert not set(kinds) - {
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
        "paragraph_open",
        "paragraph_close",
        "text",
        "text_special",
    }
    assert seen.replace("\u200b", "") == f"Ask: {' '.join(text.split())}".rstrip().replace("\u200b", "")


def test_markdown_fits_into_a_job_summary_and_says_what_it_left_out() -> None:
    text = rendered("markdown", many(20_000), report(path="b.md"))
    left_out = re.search(r"Left out, because a summary has room for 1,000,000 bytes: (\d+) items\.\n$", text)
    assert left_out
    assert int(left_out[1]) + text.count("- **Line") == 20_001
    assert len(text.encode()) < 1024 * 1024
    assert text.startswith("## blamelint: 20001 findings in 2 documents\n")


@pytest.mark.parametrize("name", SERVICES)
def test_every_format_tells_what_and_what_to_ask(name: str) -> None:
    (one,) = report().findings
    assert one.message in rendered(name, report())
    assert one.question in rendered(name, report())
