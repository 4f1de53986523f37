from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import click
import jsonschema
import pytest
from handmade import BLAME, document, finding, report, with_notes
from hypothesis import given
from hypothesis import strategies as st

from linter import formats, schema
from linter.about import Tool
from linter.finding import Severity, Span, Suggestion
from linter.formats import Options
from linter.formats.json import document_object, report_object, rule_object
from linter.formats.text import _underline
from linter.report import Report

TOOL = Tool(version="1.2.3", model="en_incident 0.3")


def rendered(name: str, *reports: Report, **options: object) -> str:
    return "".join(formats.load(name).render(reports, options=Options(tool=TOOL, **options)))  # type: ignore[arg-type]


def text_of(source: str, excerpt: str, **options: object) -> list[str]:
    return rendered("text", report(source, excerpts=(excerpt,)), **options).splitlines()


def test_formats_are_found_under_the_names_that_they_give_themselves() -> None:
    assert {"text", "json", "jsonl"} <= set(formats.names())
    assert [formats.load(name).NAME for name in formats.names()] == list(formats.names())
    with pytest.raises(ValueError, match=r"no format is called 'nope'; there are .*json"):
        formats.load("nope")


@pytest.mark.parametrize("name", formats.names())
def test_every_format_takes_no_reports_and_reports_with_everything(name: str) -> None:
    assert isinstance(rendered(name), str)
    assert rendered(name, report(), with_notes(), explain=True, color=True)


@pytest.mark.parametrize("name", ["text", "json", "jsonl"])
def test_formats_write_a_document_before_they_ask_for_the_next(name: str) -> None:
    asked = []

    def reports() -> Iterator[Report]:
        for path in ("a.md", "b.md"):
            asked.append(path)
            yield report(path=path)

    for piece in formats.load(name).render(reports(), options=Options()):
        if "a.md" in piece:
            break
    assert asked == ["a.md"]


# JSON


def valid(text: str) -> dict[str, object]:
    value: dict[str, object] = json.loads(text)
    jsonschema.Draft202012Validator(schema.load("findings-1")).validate(value)
    return value


def test_the_schemas_are_schemas() -> None:
    for name in ("findings-1", "config-1"):
        jsonschema.Draft202012Validator.check_schema(schema.load(name))


def test_json_is_the_contract() -> None:
    source = f"# Causes\n\nThe outage: {BLAME}\n"
    start = source.index(BLAME)
    assert valid(rendered("json", report(source))) == {
        "schema_version": "1",
        "tool": {"name": "blamelint", "version": "1.2.3", "model": "en_incident 0.3"},
        "documents": [
            {
                "path": "a.md",
                "words": 8,
                "findings": [
                    {
                        "rule": {"code": "PC101", "name": "person-as-cause", "category": "person-cause"},
                        "severity": "error",
                        "confidence": 0.97,
                        "section": "causes",
                        "start": start,
                        "end": start + 21,
                        "line": 3,
                        "column": 13,
                        "end_line": 3,
                        "end_column": 34,
                        "excerpt": BLAME,
                        "sentence": {"start": start, "end": start + 21},
                        "message": "Reads as John being the cause.",
                        "question": "What let the change through?",
                        "suggestions": [
                            {
                                "kind": "rewrite",
                                "text": "The deploy path accepted ⟨the change⟩.",
                                "start": start,
                                "end": start + 21,
                                "slots": ["the change"],
                            }
                        ],
                        "fingerprint": finding(source).fingerprint,
                    }
                ],
            }
        ],
        "summary": {"documents": 1, "findings": 1, "by_category": {"person-cause": 1}, "by_severity": {"error": 1}},
    }


def test_json_of_nothing_and_of_several_is_valid() -> None:
    assert valid(rendered("json"))["summary"] == {"documents": 0, "findings": 0, "by_category": {}, "by_severity": {}}
    several = valid(rendered("json", report(path='ä "b".md'), report("Fine.", excerpts=()), with_notes(), explain=True))
    assert [each["path"] for each in several["documents"]] == ['ä "b".md', "a.md", "a.md"]  # type: ignore[attr-defined]


def test_json_tells_notes_only_where_there_are_some() -> None:
    assert "notes" not in document_object(report())
    assert document_object(with_notes())["notes"] == [
        {"kind": "unused-suppression", "message": "this suppression of fault suppresses nothing", "start": 6, "line": 2, "column": 1},
        {"kind": "problem", "message": "a comment has no end"},
    ]


def test_json_explains_on_request() -> None:
    explained = valid(rendered("json", report(), explain=True))
    assert explained["documents"][0]["findings"][0]["evidence"] == {  # type: ignore[index]
        "agent": "John",
        "actor": "person",
        "predicate": "push",
        "matcher": "clause",
        "witnesses": ["PC101", "judge"],
    }


def test_json_names_dropped_facts_and_the_tier_of_options() -> None:
    source = BLAME
    span = Span(0, len(source))
    suggestions = (Suggestion("delete", "", span, dropped=("10:02",)), Suggestion("option", "Add a gate.", span, tier="stronger"))
    made = Report(document(source), (finding(source, suggestions=suggestions),))
    delete, option = valid(rendered("json", made))["documents"][0]["findings"][0]["suggestions"]  # type: ignore[index]
    assert (delete["dropped"], "tier" in delete) == (["10:02"], False)
    assert (option["tier"], "dropped" in option) == ("stronger", False)


def test_json_as_a_value_is_json_as_text() -> None:
    reports = [report(), with_notes()]
    assert report_object(reports, tool=TOOL, explain=True) == json.loads(rendered("json", *reports, explain=True))


def test_jsonl_has_the_documents_of_json_a_line_each() -> None:
    reports = [report("The outage:\u2028 " + BLAME), with_notes()]
    lines = rendered("jsonl", *reports).removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == json.loads(rendered("json", *reports))["documents"]


def test_a_rule_says_all_about_itself_but_its_matchers() -> None:
    from linter.rules import all_rules

    fields = {field.name for field in dataclasses.fields(all_rules()[0])} - {"matchers", "whole"}
    assert set(rule_object(all_rules()[0])) == fields
    json.dumps([rule_object(rule) for rule in all_rules()])


# Text


def test_text_shows_where_what_and_a_way_forward() -> None:
    assert rendered("text", report("# Causes\n\nThe outage: John pushed bad code.\n")) == (
        "a.md:3:13  error  PC101 person-as-cause\n"
        "  3 | The outage: John pushed bad code.\n"
        "    |             ^^^^^^^^^^^^^^^^^^^^^\n"
        "  Reads as John being the cause.\n"
        "  Ask: What let the change through?\n"
        "  Instead: The deploy path accepted ⟨the change⟩.\n"
        "\n"
        "1 finding in 1 document: 1 error. Each is a place to ask what made it possible.\n"
    )


def test_text_explains_on_request() -> None:
    why = "  Why: agent “John” (person); predicate “push”; section causes; matcher clause; witnesses PC101, judge; confidence 0.97"
    assert why in rendered("text", report(), explain=True).splitlines()


def test_text_lists_a_few_options_and_says_what_a_suggestion_leaves_out() -> None:
    span = Span(0, len(BLAME))
    options = tuple(Suggestion("option", f"Option {n}.", span, tier="stronger") for n in range(5))
    delete = Suggestion("delete", "", span, dropped=("10:02", "`db-1`"))
    lines = rendered("text", Report(document(BLAME), (finding(BLAME, suggestions=(*options, delete)),))).splitlines()
    at = lines.index("  Instead: leave it out.")
    assert lines[at + 1 : at + 7] == [
        "  This leaves out: 10:02, `db-1`",
        "  Options:",
        "    - Option 0. (stronger)",
        "    - Option 1. (stronger)",
        "    - Option 2. (stronger)",
        "",
    ]


def test_text_tells_notes_after_the_findings() -> None:
    lines = rendered("text", with_notes()).splitlines()
    assert lines == [
        "a.md:2:1  note  this suppression of fault suppresses nothing",
        "a.md  note  a comment has no end",
        "",
        "No findings in 1 document.",
    ]


def test_text_sums_up() -> None:
    assert rendered("text") == "No findings in 0 documents.\n"
    hint = Report(document(BLAME), (finding(BLAME, severity=Severity.HINT), finding(BLAME, severity=Severity.INFO), finding(BLAME)))
    last = rendered("text", hint, with_notes(), hint).splitlines()[-1]
    assert last.startswith("6 findings in 2 of 3 documents: 2 errors, 2 info, 2 hints. ")


def test_text_has_colour_only_on_request() -> None:
    plain, colored = rendered("text", report()), rendered("text", report(), color=True)
    assert "\x1b" not in plain
    assert "\x1b[" in colored
    assert click.unstyle(colored) == plain


def test_text_shows_every_line_of_a_long_finding_but_not_too_many() -> None:
    assert text_of("It was John\n  who did\nthis.", "John\n  who did\nthis")[1:7] == [
        "  1 | It was John",
        "    |        ^^^^",
        "  2 |   who did",
        "    |   ^^^^^^^",
        "  3 | this.",
        "    | ^^^^",
    ]
    excerpt = "\n".join("abcdefgh")
    lines = text_of(excerpt, excerpt)
    assert lines[7:10] == ["  4 | d", "    | ^", "  … |"]


def test_text_aligns_carets_under_wide_characters_tabs_and_marks() -> None:
    assert text_of("\t障害: John did", "John")[1:3] == ["  1 |     障害: John did", "    |           ^^^^"]
    assert text_of("ab\tJohn", "John")[1:3] == ["  1 | ab  John", "    |     ^^^^"]
    assert text_of("Jose\u0301 did", "did")[1:3] == ["  1 | Jose\u0301 did", "    |      ^^^"]
    assert text_of("👩‍🚒 did", "did")[2] == "    |    ^^^"


def test_text_cuts_long_lines_around_the_finding() -> None:
    source = "x" * 300 + " John " + "y" * 300
    line, carets = text_of(source, "John", width=60)[1:3]
    assert line[6] == line[-1] == "…"
    assert len(line) <= 60
    assert line[carets.index("^") :].startswith("John")
    assert carets.count("^") == 4


def test_text_cuts_findings_that_are_longer_than_a_line() -> None:
    source = "Then " + "障" * 200
    line, carets = text_of(source, "障" * 200, width=60)[1:3]
    assert line.endswith("障…")
    assert carets.count("^") == 2 * line.count("障")


def test_text_lets_no_document_write_on_the_terminal() -> None:
    made = report("a \x1b[2J\u202e John pushed bad code.\x07\n", path="a\x1b]0;.md")
    made = dataclasses.replace(made, findings=(dataclasses.replace(made.findings[0], message="\x1b[31m is\nred"),))
    shown = rendered("text", made)
    assert not set("\x1b\u202e\x07") & set(shown)
    assert "  \ufffd[31m is red\n" in shown


LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=120)


@given(line=LINES, start=st.integers(-3, 130), length=st.integers(1, 60), width=st.integers(20, 60))
def test_no_line_breaks_the_excerpt(line: str, start: int, length: int, width: int) -> None:
    text, carets = _underline(line, start, start + length, width=width)
    assert "\n" not in text
    assert set(carets) <= {" ", "^"}
    assert len(carets) <= width


@given(line=st.text("abc ", min_size=1, max_size=200), data=st.data())
def test_carets_stand_under_the_words_of_the_span(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    text, carets = _underline(line, start, end, width=50)
    marked = "".join(char for char, caret in zip(text, carets, strict=False) if caret == "^")
    assert line[start:end].lstrip().startswith(marked)
