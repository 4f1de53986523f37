from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.document import REMOVED, Block, Document, Kind, prose
from linter.readers import ReadError, decode, known_extensions, read_document, read_text, readers
from linter.readers._assemble import plain_text

DEV = Path(__file__).parents[2] / "shared" / "evaluation" / "dev"
DEV_FILES = sorted(DEV.glob("*.md")) if DEV.is_dir() else []


def markdown(source: str) -> Document:
    return read_text(source, "review.md")


def plain(source: str) -> Document:
    return read_text(source, "review.txt")


def seen(document: Document) -> list[tuple[str, str]]:
    """The kind and prose of every block."""
    return [(block.kind.value, prose(document, block)[0]) for block in document.blocks]


def texts(document: Document, kind: Kind | None = None) -> list[str]:
    return [prose(document, block)[0] for block in document.blocks if kind in (None, block.kind)]


def only(document: Document) -> Block:
    (block,) = document.blocks
    return block


# What must hold for every document of every reader


def check(document: Document) -> None:
    source, mask = document.source, document.mask
    assert len(mask) == len(source)
    entity = re.compile(r"&#?\w{1,32};")
    inside_entity = {at for match in entity.finditer(source) for at in range(*match.span())}
    for at, (shown, written) in enumerate(zip(mask, source, strict=True)):
        # A tag such as <br> leaves one line end, so that the words around it stay apart.
        assert shown in (REMOVED, "x", written) or at in inside_entity or (shown == "\n" and written == "<"), (at, shown, written)
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(source)
        text, offsets = prose(document, block)
        assert text
        assert text == plain_text(mask, block.start, block.end)
        assert len(offsets) == len(text) + 1
        assert all(a < b for a, b in pairwise(offsets))
        assert all(block.start <= at < block.end for at in offsets[:-1])
        for char, at in zip(text, offsets, strict=False):
            assert char in (mask[at], " ")
    for before, after in pairwise(document.blocks):
        assert before.end <= after.start
    for suppression in document.suppressions:
        assert 0 <= suppression.at < len(source)
        assert 0 <= suppression.start <= suppression.end <= len(source)


WORDS = st.sampled_from(
    ["John", "pushed", "the", "it's", "é", "😀", "e\u0301", "a_b", "10:41", "Cause:", "x", "https://a.b/c_d)", "&amp;", "&nbsp;"]
)
SIGNS = [
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~",
    "[",
    "](u)",
    "](<u v> 't')",
    "![",
    "<b>",
    "</b>",
    "<br>",
    "<!--",
    "-->",
    "\\",
    "|",
    "{{ a }}",
    "{% a %}",
]
SIGNS += [
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n> ",
    "\n# ",
    "\n---\n",
    "\n===\n",
    "\n```\n",
    "\n    ",
    "\t",
    "  \n",
    "- [ ] ",
]
SIGNS += [
    "| a | b |\n|---|---|\n| ",
    "[^1]",
    "\n[^1]: ",
    "\n[r]: u\n",
    "[r]",
    "<div>",
    "</div>",
    "<pre>",
    "</pre>",
    "<li>",
    "<blockquote>",
    "• ",
    "\0",
]
SIGNS += [
    "<!-- blamelint: ignore[a] b -->",
    "<!-- blamelint: disable -->",
    "# blamelint: ignore",
    "---\na: b\n---\n",
    "<https://a.b>",
    "\u00a0",
    "<code>",
    "\ud800",
]
PIECES = st.lists(st.one_of(WORDS, st.sampled_from(SIGNS), st.sampled_from([" ", "\n"])), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(source=PIECES)
def test_invariants_hold_for_generated_markdown(source: str) -> None:
    check(markdown(source))


@settings(max_examples=300, deadline=None)
@given(source=PIECES)
def test_invariants_hold_for_generated_plain_text(source: str) -> None:
    check(plain(source))


@settings(max_examples=200, deadline=None)
@given(source=st.text(max_size=200))
def test_invariants_hold_for_any_text(source: str) -> None:
    check(markdown(source))
    check(plain(source))


@settings(max_examples=150, deadline=None)
@given(before=PIECES, after=PIECES)
def test_code_never_reaches_the_prose_of_other_blocks(before: str, after: str) -> None:
    before = before.replace("`", "").replace("<", "")  # what opens before the fence may swallow it
    document = markdown(f"{before}\n\n```\nSECRETCODE\n```\n\n{after}")
    for block in document.blocks:
        assert block.kind is Kind.CODE or "SECRETCODE" not in prose(document, block)[0]


@pytest.mark.skipif(not DEV_FILES, reason="../shared/evaluation/dev is not there")
@pytest.mark.parametrize("path", DEV_FILES, ids=lambda path: path.stem)
def test_invariants_hold_for_real_reports(path: Path) -> None:
    document = read_document(path.read_bytes(), str(path))
    check(document)
    assert document.words > 20
    assert not document.problems
    check(read_text(document.source, "as.txt"))


# Bytes


@pytest.mark.parametrize(
    "data",
    ["# é😀\n".encode(), b"\xef\xbb\xbf" + "# é😀\n".encode(), "\ufeff# é😀\n".encode("utf-16-le"), "\ufeff# é😀\n".encode("utf-16-be")],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"],
)
def test_text_is_decoded_and_the_byte_order_mark_is_no_part_of_it(data: bytes) -> None:
    document = read_document(data, "a.md")
    assert document.source == "# é😀\n"
    assert seen(document) == [("heading", "é😀")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"fine \xff\xfe", "offset 5"),
        (b"\xef\xbb\xbfab\xc3", "offset 5"),
        (b"\xff\xfea\0\x00\xd8", "offset 4"),
        (b"PNG\0\0", "NUL at byte offset 3"),
        (b"\xff\xfea\0\0\0", "NUL at byte offset 4"),
    ],
)
def test_what_is_no_text_is_refused_with_path_offset_and_reason(data: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=r"dir/a\.md: ") as caught:
        read_document(data, "dir/a.md")
    assert said in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("source", ["", " ", "\n\n\t\r\n", "\u00a0\n", "---\na: b\n---", "<!-- nothing -->", "***\n"])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_document_can_have_no_prose(source: str, name: str) -> None:
    if name.endswith("txt") and source[:1] in ("-", "<"):
        pytest.skip("prose in plain text")
    document = read_text(source, name)
    assert document.blocks == ()
    assert document.words == 0
    assert document.source == source


# Choosing a reader


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("---\n" + "# " * 400 + "\n!\n", "a.md"),
        ("#+begin_x\n" * 3000, "a.org"),
        ("\n".join("_" * length for length in range(4, 700)), "a.adoc"),
    ],
)
def test_marks_that_open_and_never_close_are_read(source: str, name: str) -> None:
    assert read_text(source, name).source == source


def test_the_format_follows_from_the_extension() -> None:
    assert known_extensions()[".md"] == "markdown"
    assert known_extensions()[".txt"] == "plain"
    assert read_document(b"*a*", "A.MD").format == "markdown"
    assert read_document(b"*a*", "a.TXT").format == "plain"
    assert read_document(b"*a*", "no-extension").format == "markdown"
    assert read_document(b"*a*", "a.unknown").format == "markdown"
    assert read_document(b"*a*", "a.md", format="plain").format == "plain"
    assert decode(b"a", "a") == "a"


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'word'.*markdown, org, plain"):
        read_text("a", "a.md", format="word")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", readers())
def test_the_marks_of_a_conflict_are_no_prose_and_no_markup(name: str, end: str) -> None:
    lines = ("<<<<<<< ours", "The cache was full.", "||||||| base", "The cache was hot.", "=======", "The pool ran out.", ">>>>>>> theirs")
    source = end.join(lines)
    document = read_text(source, "review", format=name)
    assert document.source == source
    check(document)
    assert " ".join(texts(document)) == " ".join(lines[1::2])
    assert not any(block.headings or block.kind is Kind.HEADING for block in document.blocks)


def test_a_line_under_a_heading_is_no_mark_of_a_conflict() -> None:
    assert seen(markdown("Outages\n=======\n\nThree.\n")) == [("heading", "Outages"), ("paragraph", "Three.")]


def test_every_reader_says_its_extensions() -> None:
    extensions = [extension for reader in readers().values() for extension in reader.EXTENSIONS]
    assert len(set(extensions)) == len(extensions)
    assert all(re.fullmatch(r"\.[a-z0-9]+", extension) for extension in extensions)


def test_finding_a_reader_loads_no_parser() -> None:
    code = "import sys, linter.readers; assert 'linter.readers.markdown' not in sys.modules; "
    code += "linter.readers.known_extensions(); assert 'pyromark' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])


# Markdown: markup and offsets


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**John**'s fix", "John's fix"),
        ("un*frigging*believable, 2*3*4", "unfriggingbelievable, 234"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("***both*** ~~gone~~ __u__", "both gone u"),
        ("[John *B*](http://x.y/(a)b 'a \"title\"') pushed", "John B pushed"),
        ("[John][r], [r][], [r] and [none]\n\n[r]: <u v>\n  (title)\n", "John, r, r and [none]"),
        ("see `a|b` and `` c`d ``.", "see xxx and xxxxx."),
        ("<https://a.b> www.a.b, (https://a.b/(c)) https://a.b.", "xxxxxxxxxxx xxxxxxx, (xxxxxxxxxxxxxxx) xxxxxxxxxxx."),
        ("![an **alt** text](i.png) fell over", "xxxxxxxxxxxxxxx fell over"),
        ("R&amp;D &lt; &#65;&copy; &nbsp;&unknown; & co", "R&D < A© &unknown; & co"),
        (r"\*no emphasis\* a\_b 1\. \\", r"*no emphasis* a_b 1. \ ".strip()),
        ("a  \nb\\\nc\nd", "a b c d"),
        ("a <b class='x>y'>bold</b> <!-- hidden\nstill --> b<br/>c", "a bold b c"),
        ("press <kbd>ctrl x</kbd> now", "press xxxxxx now"),
        ("{{ name }} did {% if a %}it{% endif %} <%= b %>", "xxxxxxxxxx did it xxxxxxxx"),
        ("e\u0301 😀 *ü*’s\ttab", "e\u0301 😀 ü’s tab"),
        ("text[^1]", "text[^1]"),
    ],
)
def test_markup_is_gone_and_the_words_stay(source: str, text: str) -> None:
    document = markdown(source)
    check(document)
    assert texts(document)[0] == text


def test_every_character_of_prose_knows_its_place() -> None:
    document = markdown("é **Jo**hn's [fix *it*](u 't') 😀 ok")
    text, offsets = prose(document, only(document))
    assert text == "é John's fix it 😀 ok"
    assert "".join(document.source[at] for char, at in zip(text, offsets, strict=False) if char != " ") == text.replace(" ", "")
    assert document.source[offsets[text.index("fix")] :].startswith("fix *it*")


def test_headings_give_the_titles_above_outermost_first() -> None:
    document = markdown("# The *Outage* #\n\nRoot cause\n---\n\na\n\n### Deep ###\n\nb\n\n## Next\n\nc\n\n#\n\nd\n")
    assert seen(document) == [
        ("heading", "The Outage"),
        ("heading", "Root cause"),
        ("paragraph", "a"),
        ("heading", "Deep"),
        ("paragraph", "b"),
        ("heading", "Next"),
        ("paragraph", "c"),
        ("paragraph", "d"),
    ]
    assert [block.headings for block in document.blocks] == [
        (),
        ("The Outage",),
        ("The Outage", "Root cause"),
        ("The Outage", "Root cause"),
        ("The Outage", "Root cause", "Deep"),
        ("The Outage",),
        ("The Outage", "Next"),
        (),
    ]
    assert [block.level for block in document.blocks if block.kind is Kind.HEADING] == [1, 2, 3, 2]


@pytest.mark.parametrize("title", ["**Root cause**", "__Root cause__", "**Root cause:**", "**Root cause**:", "***Root cause***"])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_bold_line_with_content_under_it_is_a_heading(title: str, gap: str) -> None:
    document = markdown(f"# A\n\n{title}{gap}John did it.\n\n**Next**\n\nmore\n\n# B\n\nend")
    assert [(b.kind.value, b.level, b.headings) for b in document.blocks][1:4] == [
        ("heading", 7, ("A",)),
        ("paragraph", 0, ("A", texts(document)[1])),
        ("heading", 7, ("A",)),
    ]
    assert document.blocks[-1].headings == ("B",)


@pytest.mark.parametrize(
    "source", ["**John broke it.**\n\nmore", "**Root cause**", "**Root** cause\n\nmore", "**a**\n\n# b", "- **a**\n- b", "**a\nb** c"]
)
def test_other_bold_text_is_no_heading(source: str) -> None:
    assert Kind.HEADING not in {block.kind for block in markdown(source).blocks if block.level == 7}


def test_a_bold_item_heads_what_is_under_it_and_nothing_else() -> None:
    document = markdown("- **Impact**: none\n- **Context:**\n  - 10:00 a\n- **Resolution**:\n\n  rolled back\n- plain\n")
    assert [(b.kind.value, b.headings) for b in document.blocks] == [
        ("item", ()),
        ("heading", ()),
        ("item", ("Context:",)),
        ("heading", ()),
        ("paragraph", ("Resolution:",)),
        ("item", ()),
    ]


def test_items_end_with_their_first_paragraph() -> None:
    document = markdown("1. one\n   wrapped\n\n   more\n   - [x] nested\n     - deep\n2. two\n\n   ```\n   code\n   ```\n* other\n")
    assert seen(document) == [
        ("item", "one wrapped"),
        ("paragraph", "more"),
        ("task", "nested"),
        ("item", "deep"),
        ("item", "two"),
        ("code", "code"),
        ("item", "other"),
    ]
    assert [block.level for block in document.blocks if block.kind in (Kind.ITEM, Kind.TASK)] == [1, 2, 3, 1, 1]


def test_items_know_the_paragraph_that_introduces_their_list() -> None:
    document = markdown("To fix this we **will**:\n\n- train:\n  - John\n- remind\n\nDone.\n\n- a\n\n1. b\n")
    leads = {prose(document, block)[0]: block.lead for block in document.blocks}
    assert leads["train:"] == leads["remind"] == "To fix this we will:"
    assert leads["John"] == "train:"
    assert leads["a"] == leads["b"] == leads["Done."] == ""


def test_cells_know_their_column_and_row() -> None:
    document = markdown("# T\n\n| Who | *What* | Due |\n|---|:-:|--:|\n| J \\| B | `a\\|b` **c** | |\n| only\n")
    assert seen(document)[1:] == [("cell", "J | B"), ("cell", "xxxx c"), ("cell", "only")]
    first, second, third = document.blocks[1:]
    assert (first.column, second.column, third.column) == ("Who", "What", "Who")
    assert first.columns == second.columns == third.columns == ("Who", "What", "Due")
    assert first.row == second.row == ("J | B", "xxxx c", "")
    assert third.row == ("only", "", "")
    assert first.headings == ("T",)


def test_a_line_broken_by_hand_in_a_cell_starts_a_block() -> None:
    document = markdown("| A | B |\n|---|---|\n| 1 | Restart<br>Tell John<br>about it |\n")
    assert texts(document) == ["1", "Restart", "Tell John about it"]
    assert {block.column for block in document.blocks[1:]} == {"B"}


def test_a_quote_is_one_block_with_all_that_is_in_it() -> None:
    document = markdown("> # a\n> b\n>\n> > c\n>\n> - d\n>\n> | x |\n> |---|\n> | e |\n>\n> ```\n> code\n> ```\nafter\n\n- > in item\n")
    assert seen(document) == [("quote", "a b c d x e"), ("paragraph", "after"), ("quote", "in item")]


def test_an_alert_is_the_author_speaking() -> None:
    assert seen(markdown("> [!NOTE]\n> John did it.\n")) == [("paragraph", "John did it.")]


def test_code_is_its_own_kind() -> None:
    document = markdown("a\n\n    indented\n\n    more\n\n~~~py\nfenced\n~~~\n\n<pre>\nin <b>pre</b>\n\nx</pre>\n\n```\nunclosed")
    assert [kind for kind, _ in seen(document)] == ["paragraph", "code", "code", "code", "code"]
    assert texts(document, Kind.CODE) == ["indented more", "fenced", "in <b>pre</b> x", "unclosed"]


def test_html_blocks_give_their_text() -> None:
    document = markdown(
        "<p>John <em>did</em> it &amp; left</p>\n<!-- gone\n-->\n"
        "<ul><li>one<li>two</ul><style>p {}</style><table><tr><td>cell</td></tr></table>\n"
    )
    assert seen(document) == [("paragraph", "John did it & left"), ("item", "one"), ("item", "two"), ("cell", "cell")]


def test_a_summary_heads_its_details_only() -> None:
    document = markdown("# A\n\n<details>\n<summary>Time<b>line</b></summary>\n\nin\n\n</details>\n\nout\n")
    assert [(prose(document, b)[0], b.headings) for b in document.blocks] == [
        ("A", ()),
        ("Timeline", ("A",)),
        ("in", ("A", "Timeline")),
        ("out", ("A",)),
    ]


def test_an_html_quote_goes_on_over_blank_lines() -> None:
    assert [k for k, _ in seen(markdown("<blockquote>\n\nsaid\n\n</blockquote>\n\nmeant\n"))] == ["quote", "paragraph"]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: x\n\n# c\n---\n",
        "---\r\ntitle: x\r\n...\r\n",
        "+++\ntitle = 1\n+++\n",
        "---\n# c\ntitle: x\n---",
        "---\nincident owner: x\n---",
    ],
)
def test_front_matter_is_no_prose(front: str) -> None:
    document = markdown(front + "\n# T\n\n---\n\nafter\n\n---\nb: c\n---\n")
    assert texts(document) == ["T", "after", "b: c"]


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    assert texts(markdown("---\nJohn did it.\n---\n\nmore")) == ["John did it.", "more"]


def test_footnotes_are_paragraphs_and_their_marks_are_gone() -> None:
    assert texts(markdown("a[^n].\n\n[^n]: The *note*\n    goes on\n")) == ["a.", "The note goes on"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read_alike(end: str) -> None:
    source = "# T\n\na\nb\n\n- c\n  d\n\n| e |\n|---|\n| f |\n\n> g\n> h\n\n**L:** 1\n**M:** 2\n"
    document = markdown(source.replace("\n", end))
    check(document)
    assert seen(document) == seen(markdown(source))
    assert seen(plain("A B\n===\n\na\nb\n\n- c\n".replace("\n", end))) == [("heading", "A B"), ("paragraph", "a b"), ("item", "c")]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("Duration: 10 min\nRoot cause: John\nwrapped\nImpact: all", ["Duration: 10 min", "Root cause: John wrapped", "Impact: all"]),
        ("10:41 John a\nmore\n10:45 Mary b", ["10:41 John a more", "10:45 Mary b"]),
        ("[5:06 PM] a\n[5:07 PM] b", ["[5:06 PM] a", "[5:07 PM] b"]),
        ("2020-01-02 10:00 a\n2020-01-02T10:01 b\n2020-01-03: c", ["2020-01-02 10:00 a", "2020-01-02T10:01 b", "2020-01-03: c"]),
        ("Log of the day\n10:41 a\n10:42 b", ["Log of the day", "10:41 a", "10:42 b"]),
        ("It was down at\n10:41 and then up", ["It was down at 10:41 and then up"]),
        ("We saw that\nCause: unknown\nwas shown", ["We saw that Cause: unknown was shown"]),
    ],
)
def test_entries_are_blocks_and_wrapped_lines_are_not(source: str, parts: list[str], name: str) -> None:
    document = read_text(source, name)
    assert seen(document) == [("paragraph", part) for part in parts]


def test_bold_labels_and_hard_breaks_part_entries() -> None:
    document = markdown("**Duration:** 10 min  \n**Cause**: John<br>**Seen by:** us\n\n• one\n• two\n")
    assert seen(document) == [
        ("paragraph", "Duration: 10 min"),
        ("paragraph", "Cause: John"),
        ("paragraph", "Seen by: us"),
        ("item", "one"),
        ("item", "two"),
    ]


# Plain text


def test_plain_titles_of_every_shape() -> None:
    document = plain(
        "Incident of May\n===============\n\n1. Summary\n\nIt broke.\n\n1.1 Scope\n\nAll.\n\n2. Root cause\n\nJohn.\n\n"
        "LESSONS LEARNED\nMany.\n\nAction items:\n- one\n\n## Hashes\nx\n"
    )
    assert [(prose(document, b)[0], b.level, b.headings) for b in document.blocks if b.kind is Kind.HEADING] == [
        ("Incident of May", 1, ()),
        ("Summary", 4, ("Incident of May",)),
        ("Scope", 5, ("Incident of May", "Summary")),
        ("Root cause", 4, ("Incident of May",)),
        ("LESSONS LEARNED", 3, ("Incident of May",)),
        ("Action items:", 7, ("Incident of May", "LESSONS LEARNED")),
        ("Hashes", 2, ("Incident of May",)),
    ]


@pytest.mark.parametrize(
    "source",
    ["1. Restart it\n\n2. Check it\n\nthen", "1. Restart it\n2. Check it", "10:00 UTC", "John did it.", "Who was there?", "Cause: John"],
)
def test_plain_lines_that_are_no_titles(source: str) -> None:
    assert texts(plain(source), Kind.HEADING) == []


def test_plain_items_with_continuations_and_leads() -> None:
    document = plain(
        "In the next weeks we will:\n- train John\n  on SQL\n  * nested\n• glyph\n(a) letter\n- [ ] task\n\n1. numbered\n2) paren\n"
    )
    assert seen(document)[1:] == [
        ("item", "train John on SQL"),
        ("item", "nested"),
        ("item", "glyph"),
        ("item", "letter"),
        ("task", "task"),
        ("item", "numbered"),
        ("item", "paren"),
    ]
    assert document.blocks[1].lead == document.blocks[3].lead == "In the next weeks we will:"


def test_plain_quotes_code_and_paragraphs() -> None:
    document = plain(
        "> said\n> more\nmine\nwrapped\n\n    kubectl get pods\n    foo\n\n    only indented prose here\n\n```\nfenced\n```\nuse `a b`, see https://a.b."
    )
    assert seen(document) == [
        ("quote", "said more"),
        ("paragraph", "mine wrapped"),
        ("code", "kubectl get pods foo"),
        ("paragraph", "only indented prose here"),
        ("code", "fenced"),
        ("paragraph", "use xxx, see xxxxxxxxxxx."),
    ]


# Time must grow with the length only: one that grows with its square needs hours for a megabyte


MEGA = 1_000_000


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "source",
    [
        "John pushed it *again* with `code`. " * (MEGA // 36),
        "a" * MEGA,
        "*" * MEGA,
        "[" * (MEGA // 2),
        "<a '" * (MEGA // 8),
        '<div><a "' * (MEGA // 18),
        "<!-- blamelint: ignore[a] " * (MEGA // 26),
        "{{ a " * (MEGA // 5),
        "http://" * (MEGA // 7),
        "**a:** b\n" * (MEGA // 18),
        "A " * (MEGA // 2) + ":",
        "1.\n\n" * (MEGA // 20),
    ],
    ids=lambda source: repr(source[:9]),
)
def test_a_megabyte_on_one_line_is_read(source: str, name: str) -> None:
    document = read_text(source, name)
    assert len(document.mask) == len(source)


def test_half_an_emoji_is_no_prose() -> None:
    (block,) = read_text("John \ud83d pushed bad code.", "a.md").blocks
    assert prose(read_text("John \ud83d pushed bad code.", "a.md"), block)[0].split() == ["John", "pushed", "bad", "code."]


@pytest.mark.parametrize(
    "source",
    [
        "<html><head><title>Review</title><body><p>John pushed bad code.</p>",
        "<p><svg class='i'/></p><p>John pushed bad code.</p>",
    ],
)
def test_html_goes_on_behind_what_is_left_open(source: str) -> None:
    document = read_text(source, "a.html")
    assert [document.source[block.start : block.end] for block in document.blocks] == ["John pushed bad code."]


def test_a_table_of_labels_and_texts_has_no_header() -> None:
    source = "| Root cause | Ana forgot to renew it. |\n| --- | --- |\n| Impact | 40 minutes |\n"
    blocks = read_text(source, "a.md").blocks
    assert [source[block.start : block.end].strip() for block in blocks] == [
        "Root cause",
        "Ana forgot to renew it.",
        "Impact",
        "40 minutes",
    ]
    assert blocks[1].row == ("Root cause", "Ana forgot to renew it.")
    named = read_text("| Time | What happened |\n| --- | --- |\n| 10:02 | It fell over. |\n", "a.md").blocks
    assert [block.column for block in named] == ["Time", "What happened"]
