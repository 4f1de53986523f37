from __future__ import annotations

import re

import pytest

from linter.document import Document, Suppression
from linter.readers import read_text


def covered(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    """What each suppression covers, as source text without white space at its ends, and its rules."""
    return [(document.source[s.start : s.end].strip(), s.rules) for s in document.suppressions]


def one(source: str, path: str = "a.md") -> Suppression:
    document = read_text(source, path)
    assert document.problems == ()
    (suppression,) = document.suppressions
    return suppression


def test_a_comment_has_rules_a_reason_and_a_place() -> None:
    suppression = one("ok\n\n<!-- blamelint: ignore[person-as-cause, PC104] a quote from the vendor -->\n\nJohn broke it.\n")
    assert suppression.rules == ("person-as-cause", "PC104")
    assert suppression.reason == "a quote from the vendor"
    assert suppression.at == 4


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- blamelint: ignore -->",
        "<!--blamelint:ignore-->",
        "<!--\n  blamelint: ignore\n-->",
        "[//]: # (blamelint: ignore)\n",
        '[//]: # "blamelint: ignore"\n',
        "[//]: <> (blamelint: ignore)\n",
    ],
)
def test_a_comment_alone_covers_the_next_block(comment: str) -> None:
    document = read_text(f"before\n\n{comment}\nJohn broke\nit.\n\nafter", "a.md")
    assert covered(document) == [("John broke\nit.", ())]


@pytest.mark.parametrize("sign", ["#", "%", "//", "..", "  #", "##"])
def test_line_comments_of_other_formats(sign: str) -> None:
    document = read_text(f"before\n\n{sign} blamelint: ignore[PC101] why\nJohn broke it.\n\nafter", "a.txt")
    assert covered(document) == [("John broke it.", ("PC101",))]
    assert [document.source[b.start : b.end] for b in document.blocks] == ["before", "John broke it.", "after"]


@pytest.mark.parametrize("line", ["# blamelint: ignore", "% blamelint: ignore", "// blamelint: ignore", ".. blamelint: ignore"])
def test_line_comments_are_no_comments_in_markdown(line: str) -> None:
    document = read_text(f"{line}\n\nJohn broke it.", "a.md")
    assert document.suppressions == ()
    assert document.problems == ()


def test_line_comments_must_start_the_line() -> None:
    assert read_text("John broke it. # blamelint: ignore\n", "a.txt").suppressions == ()


def test_html_comments_work_in_plain_text() -> None:
    document = read_text("John <!-- blamelint: ignore[a] --> broke it.\nmore", "a.txt")
    assert covered(document)[0][0].startswith("John <!--")
    assert "blamelint" not in document.mask


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("John broke it. {}", "\n\n"),
        ("- John broke it. {}", "\n"),
        ("  1. {} John broke it.", "\n"),
        ("## John broke it {}", "\n"),
        ("> John broke it {}", "\n\n"),
        ("<p>John broke it {}</p>", "\n\n"),
        ("John\tbroke it {}", "\r\n"),
        ("John broke it {}", "\r"),
    ],
)
def test_a_comment_with_company_covers_its_line(line: str, end: str) -> None:
    written = line.format("<!-- blamelint: ignore[PC101] r -->")
    document = read_text(f"one{end}{end}{written}{end}three", "a.md")
    assert covered(document) == [(written.strip(), ("PC101",))]


def test_a_comment_in_a_table_row_covers_the_row() -> None:
    document = read_text("| a | b |\n|---|---|\n| x | John <!-- blamelint: ignore[PC101] --> |\n| y | z |\n", "a.md")
    assert covered(document) == [("| x | John <!-- blamelint: ignore[PC101] --> |", ("PC101",))]


def test_a_row_with_nothing_but_a_comment_covers_the_next_row() -> None:
    document = read_text("| a | b |\n|---|---|\n| <!-- blamelint: ignore --> | |\n| x | y |\n| z | z |\n", "a.md")
    assert covered(document) == [("x | y |", ())]


def test_a_comment_before_a_table_covers_the_table() -> None:
    document = read_text("<!-- blamelint: ignore -->\n\n| a |\n|---|\n| x |\n| y |\n\n| a |\n|---|\n| z |\n", "a.md")
    assert covered(document) == [("x |\n| y", ())]


def test_a_comment_before_an_item_or_a_heading_covers_that_only() -> None:
    document = read_text("- a\n<!-- blamelint: ignore -->\n- b\n- c\n\n<!-- blamelint: ignore -->\n# d\n\ne", "a.md")
    assert covered(document) == [("b", ()), ("d", ())]


def test_a_comment_inside_a_block_of_html_covers_the_rest_of_it() -> None:
    assert covered(read_text("<p>\nfirst\n<!-- blamelint: ignore -->\nsecond\n</p>\n\nother", "a.md")) == [("second", ())]


def test_a_comment_before_nothing_covers_nothing() -> None:
    suppression = one("text\n\n<!-- blamelint: ignore -->\n")
    assert suppression.start == suppression.end


def test_disable_holds_until_enable() -> None:
    document = read_text(
        "a\n\n<!-- blamelint: disable[x, y] why -->\n\nb\n\n<!-- blamelint: enable[x] -->\n\nc\n\n<!-- blamelint: enable -->\n\nd", "a.md"
    )
    assert [re.findall(r"^\w$", text, re.MULTILINE) for text, _ in covered(document)] == [["b"], ["b", "c"]]
    assert [rules for _, rules in covered(document)] == [("x",), ("y",)]
    assert {s.reason for s in document.suppressions} == {"why"}


def test_disable_without_enable_holds_to_the_end() -> None:
    suppression = one("a\n\n<!-- blamelint: disable -->\n\nb\n\nc\n")
    assert (suppression.rules, suppression.end) == ((), len("a\n\n<!-- blamelint: disable -->\n\nb\n\nc\n"))


def test_rules_disabled_together_that_end_together_are_one() -> None:
    document = read_text("<!-- blamelint: disable[a, b] -->\n\nx\n\n<!-- blamelint: enable[b, a] -->\n\ny", "a.md")
    assert covered(document) == [("x", ("a", "b"))]


def test_ignore_file_covers_the_file_from_anywhere() -> None:
    source = "a\n\nb <!-- blamelint: ignore-file[document] a draft -->\n"
    suppression = one(source)
    assert (suppression.start, suppression.end, suppression.rules, suppression.reason) == (0, len(source), ("document",), "a draft")


@pytest.mark.parametrize(
    "source",
    [
        "```\n<!-- blamelint: ignore -->\n```\n\nx",
        "    <!-- blamelint: ignore -->\n\nx",
        "Write `<!-- blamelint: ignore -->` there.",
        r"\<!-- blamelint: ignore -->",
        "<pre>\n<!-- blamelint: ignore -->\n</pre>\n",
        "<!-- blamelint is a tool -->\n\nx",
        "> ```\n> <!-- blamelint: nonsense\n> ```\n",
    ],
)
def test_comments_in_code_are_code(source: str) -> None:
    document = read_text(source, "a.md")
    assert document.suppressions == ()
    assert document.problems == ()


def test_fenced_comments_in_plain_text_are_code() -> None:
    document = read_text("```\n# blamelint: ignore\n```\nJohn", "a.txt")
    assert document.suppressions == ()
    assert [document.source[b.start : b.end].strip() for b in document.blocks] == ["# blamelint: ignore", "John"]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("blamelint: ignroe[x]", "can't read the comment 'blamelint: ignroe[x]'"),
        ("blamelint:", "can't read the comment 'blamelint:'"),
        ("blamelint ignore", "can't read the comment 'blamelint ignore'"),
        ("blamelint-disable x", "can't read the comment 'blamelint-disable x'"),
        ("blamelint: ignore[x", "the bracket in 'blamelint: ignore[x' is not closed"),
        ("blamelint: ignore[]", "'' in 'blamelint: ignore[]' is no name of a rule"),
        ("blamelint: ignore[a b]", "'a b' in"),
        ("blamelint: enable[x]", "'enable[x]' has no 'disable' before it"),
        ("blamelint: enable", "'enable' has no 'disable' before it"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_line(comment: str, said: str) -> None:
    document = read_text(f"one\n\n<!-- {comment} -->\n\nJohn", "a.md")
    assert document.suppressions == ()
    (problem,) = document.problems
    assert problem.startswith("line 3: ")
    assert said in problem


def test_problems_come_in_the_order_of_their_lines() -> None:
    document = read_text("<!-- blamelint: enable -->\n<!-- blamelint: x -->\n\n<!-- blamelint: enable[a] -->\n", "a.md")
    assert [problem.split(":")[0] for problem in document.problems] == ["line 1", "line 2", "line 4"]
