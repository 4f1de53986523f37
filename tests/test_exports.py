"""Readers of formats besides Markdown and plain text: what is prose, what is code, and that every finding lies where it says."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.document import REMOVED, Document, Kind, prose
from linter.engine import Linter
from linter.readers import ReadError, exports, read_document, read_documents, read_text
from linter.settings import Settings

SAMPLES = Path(__file__).parent / "samples"
CONFLUENCE = Path(__file__).parents[2] / "shared" / "samples" / "confluence"
CAUSE = "John ran DROP TABLE in production."
CARE = "Sarah needs to be more careful."
CODE = "rm -rf / # John pushed bad code."
QUOTE = "Ivan was careless."


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def blocks(document: Document, *kinds: Kind) -> list[str]:
    return [prose(document, block)[0] for block in document.blocks if not kinds or block.kind in kinds]


def written(document: Document) -> list[str]:
    """All prose that is linted."""
    return [prose(document, block)[0] for block in document.blocks if block.kind not in (Kind.CODE, Kind.QUOTE)]


def check(document: Document, *, decoded: bool = False) -> None:
    """What must hold for every document; `decoded` where the source writes characters as entities."""
    source, mask = document.source, document.mask
    assert len(source) == len(mask)
    for shown, original in zip(mask, source, strict=True):
        assert decoded or shown in (REMOVED, "x", original) or (shown == "\n" and original == "\r"), (shown, original)
    for block in document.blocks:
        text, offsets = prose(document, block)
        assert text
        assert all(a < b for a, b in pairwise(offsets))
    for before, after in pairwise(document.blocks):
        assert before.end <= after.start
    assert list(document.places) == sorted(document.places, key=lambda place: place[0])


def findings(document: Document) -> list[tuple[str, str]]:
    """The excerpts of the findings and their places, each checked against the source."""
    report = Linter(Settings(judge=False, select=frozenset({"person-cause", "individual-action"}))).lint(document)
    for finding in report.findings:
        assert document.source[finding.span.start : finding.span.end] == finding.excerpt
    return [(finding.excerpt, document.place(finding.span.start)) for finding in report.findings]


def documents(data: bytes | str | object, name: str) -> list[Document]:
    raw = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    found = list(read_documents(raw, name))
    for document in found:
        check(document)
        assert document.path.startswith(name)
    return found


def one(data: bytes | str | object, name: str) -> Document:
    (document,) = documents(data, name)
    return document


# Formats with offsets into the file

TEXTS = {
    "review.html": f"""<!doctype html><html><head><title>no</title><style>p {{}}</style></head><body><nav><a>menu</a></nav>
<h1>Outage of the <em>ledger</em></h1><h2>Root&nbsp;cause</h2>
<p>{CAUSE} R&amp;D saw <code>kubectl &lt;x&gt;</code>.<br>It went on.</p>
<pre><code>{CODE}</code></pre><blockquote><p>{QUOTE}</p><p>Really.</p></blockquote>
<script>var x = "<p>{CARE}</p>"</script>
<h2>Actions</h2><p>We will:</p><ul><li><p>Add a check.</p></li><li>{CARE}<ul><li>Below</li></ul></li></ul>
<table><thead><tr><th>When</th><th>What</th></tr></thead><tbody><tr><td>10:41</td><td>Paged<br>Ana</td></tr></tbody></table></body></html>""",
    "review.rst": f"""======================
Outage of the *ledger*
======================

:Date: 2024-05-02

Root cause
----------

{CAUSE} R&D saw ``kubectl x``. See `the
runbook <https://x.y>`_ and :ref:`it <a>`. Like this::

    {CODE}

.. code-block:: sh

   {CODE}

.. {CARE}

Actions
-------

We will:

- Add a check.
- {CARE}

  - Below

+-------+-----------+
| When  | What      |
+=======+===========+
| 10:41 | Paged Ana |
+-------+-----------+

He said:

    {QUOTE}
""",
    "review.adoc": f"""= Outage of the _ledger_
:toc:

== Root cause
// {CARE}
{CAUSE} R&D saw `kubectl x`. See https://x.y[the runbook] and <<a,it>>.

[source,sh]
----
{CODE}
----

[quote]
____
{QUOTE}
____

== Actions

We will:

* Add a check.
* {CARE}
** Below

|===
|When |What

|10:41 |Paged Ana
|===
""",
    "review.org": f"""#+TITLE: no
* Outage of the /ledger/
** TODO Root cause :db:
:PROPERTIES:
:ID: {CARE}
:END:
# {CARE}
{CAUSE} R&D saw =kubectl x=. See [[https://x.y][the runbook]].
#+BEGIN_SRC sh
{CODE}
#+END_SRC
#+BEGIN_QUOTE
{QUOTE}
#+END_QUOTE
** Actions
We will:
- [ ] Add a check.
- {CARE}
  - Below
| When  | What      |
|-------+-----------|
| 10:41 | Paged Ana |
""",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_format_is_read_with_offsets_into_the_file(name: str) -> None:
    document = read_text(TEXTS[name], name)
    check(document, decoded=True)
    assert document.source == TEXTS[name]
    assert document.places == ()
    titles = [block for block in document.blocks if block.kind is Kind.HEADING]
    assert [prose(document, title)[0] for title in titles] == ["Outage of the ledger", "Root cause", "Actions"]
    assert [title.headings for title in titles][1:] == [("Outage of the ledger",)] * 2
    assert [excerpt for excerpt, _ in findings(document)] == ["John ran DROP TABLE in production", "be more careful"]
    assert all(CODE not in text and QUOTE not in text for text in written(document))
    assert any(QUOTE in text for text in blocks(document, Kind.QUOTE))
    assert any("rm -rf" in text for text in blocks(document, Kind.CODE))
    (cause,) = [text for text in written(document) if text.startswith(CAUSE)]
    assert "R&D saw xxx" in cause
    assert "kubectl" not in cause
    items = [block for block in document.blocks if block.kind in (Kind.ITEM, Kind.TASK)]
    assert [(prose(document, item)[0], item.lead) for item in items[:2]] == [("Add a check.", "We will:"), (CARE, "We will:")]
    assert items[2].level > items[1].level
    cells = [block for block in document.blocks if block.kind is Kind.CELL]
    assert [cell.column for cell in cells][:2] == ["When", "What"]
    assert cells[0].row[0] == "10:41"


SIGNS = [
    "\n",
    "\n\n",
    "  ",
    "* ",
    "** ",
    "- ",
    "= ",
    "=====",
    "-----",
    "::",
    ".. note:: ",
    "|",
    "||",
    "|===\n",
    "`",
    "``",
    "*",
    "_",
    "----\n",
    "\r\n",
]
SIGNS += [
    "<p>",
    "</p>",
    "<td>",
    "<table>",
    "</table>",
    "<tr>",
    "<th>",
    "<li>",
    "<ul>",
    "</ul>",
    "<b>",
    "</b>",
    "<pre>",
    "</pre>",
    "<blockquote>",
    "<br>",
]
SIGNS += [
    "</blockquote>",
    "<code>",
    "</code>",
    "<script>",
    "&amp;",
    "&",
    "<",
    "#+BEGIN_SRC\n",
    "#+END_SRC\n",
    "[[a][b]]",
    "John",
    "broke",
    "it.",
    "é",
    "😀",
    "1. ",
]
SIGNS += [
    "<!-- blamelint: ignore -->",
    "# blamelint: ignore\n",
    "....\n",
    "____\n",
    "+---+\n",
    "h1. ",
    "{code}",
    "{quote}\n",
    "\0",
    "<h2>",
    "</h2>",
    ":a: ",
    "https://a.b/c",
]


@settings(max_examples=250, deadline=None)
@given(source=st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_no_text_breaks_a_reader_or_its_offsets(source: str) -> None:
    for name in TEXTS:
        check(read_text(source, name), decoded=True)
    wiki = {"key": "A-1", "fields": {"summary": source, "description": source}}
    check(next(read_documents(json.dumps(wiki).encode(), "a.json")))
    page = {"title": source, "body": source, "number": 1}
    check(next(read_documents(json.dumps(page).encode(), "a.json")), decoded=True)


def test_docutils_finds_the_same_prose_in_restructured_text() -> None:
    docutils_core = pytest.importorskip("docutils.core")
    nodes = pytest.importorskip("docutils.nodes")
    source = TEXTS["review.rst"].replace(":ref:`it <a>`", "it")
    tree = docutils_core.publish_doctree(
        source, settings_overrides={"report_level": 5, "raw_enabled": False, "file_insertion_enabled": False}
    )
    theirs = [
        " ".join(node.astext().split())
        for node in tree.findall(lambda node: isinstance(node, nodes.paragraph | nodes.title | nodes.subtitle))
        if not isinstance(node.parent, nodes.field_body | nodes.entry)
    ]
    document = read_text(source, "a.rst")
    ours = [text for text in blocks(document, Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE) if not text.startswith("Date:")]
    assert [text.replace("xxxxxxxxx", "kubectl x") for text in ours] == theirs


# Formats with a text view


def word() -> bytes:
    import docx

    review = docx.Document()
    review.add_heading("Outage of the ledger", 1)
    review.add_heading("Root cause", 2)
    paragraph = review.add_paragraph()
    paragraph.add_run("John").bold = True
    paragraph.add_run(" ran DROP TABLE in production.")
    code = review.add_paragraph().add_run(CODE)
    code.font.name = "Courier New"
    review.add_paragraph(QUOTE, style="Quote")
    review.add_heading("Actions", 2)
    review.add_paragraph("We will:")
    review.add_paragraph("Add a check.", style="List Bullet")
    review.add_paragraph(CARE, style="List Bullet")
    table = review.add_table(rows=2, cols=2)
    for number, text in enumerate(("When", "What", "10:41", "Paged Ana")):
        table.rows[number // 2].cells[number % 2].text = text
    file = io.BytesIO()
    review.save(file)
    return file.getvalue()


def test_word_documents_have_paragraphs_as_places() -> None:
    document = one(word(), "review.docx")
    assert "## Root cause\n\nJohn ran DROP TABLE in production.\n\n```\nrm -rf" in document.source
    assert [place for _, place in findings(document)] == ["paragraph 3", "paragraph 9"]
    assert blocks(document, Kind.CODE) == [CODE]
    assert blocks(document, Kind.QUOTE) == [QUOTE]
    assert [block.lead for block in document.blocks if block.kind is Kind.ITEM] == ["We will:", "We will:"]
    cells = [block for block in document.blocks if block.kind is Kind.CELL]
    assert [(cell.column, document.place(cell.start)) for cell in cells] == [
        ("When", "table 1, row 2, column 1"),
        ("What", "table 1, row 2, column 2"),
    ]


def test_deleted_words_are_not_read_and_inserted_ones_are() -> None:
    source = io.BytesIO(word())
    with zipfile.ZipFile(source) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"]
    assert isinstance(body, bytes)
    run = b"<w:r><w:t>Add a check.</w:t></w:r>"
    assert run in body
    changed = (
        b"<w:ins w:id='1'><w:r><w:t>Add an alert.</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:delText>Blame Ivan.</w:delText></w:r></w:del>"
    )
    members["word/document.xml"] = body.replace(run, changed)
    items = blocks(one(zipped(members), "review.docx"), Kind.ITEM)
    assert items[0] == "Add an alert."


def test_pdf_pages_are_places_and_large_letters_headings() -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    file = io.BytesIO()
    page = canvas.Canvas(file)
    for number, (title, lines) in enumerate(
        [
            ("Outage of the ledger", ["It was down for an hour because of the night batch and its lock on the ta-", "ble of accounts."]),
            ("Root cause", [CAUSE]),
            ("Actions", [CARE]),
        ],
        1,
    ):
        page.setFont("Helvetica", 9)
        page.drawString(60, 800, f"Acme internal, page {number}")
        page.setFont("Helvetica-Bold", 18)
        page.drawString(60, 740, title)
        page.setFont("Helvetica", 11)
        for at, line in enumerate(lines):
            page.drawString(60, 700 - 13 * at, line)
        page.setFont("Courier", 11)
        page.drawString(60, 600, CODE)
        page.showPage()
    page.save()
    document = one(file.getvalue(), "review.pdf")
    assert [
        (text, document.place(block.start))
        for block in document.blocks
        if block.kind is Kind.HEADING
        for text in [prose(document, block)[0]]
    ] == [
        ("Outage of the ledger", "page 1"),
        ("Root cause", "page 2"),
        ("Actions", "page 3"),
    ]
    assert "the lock on" not in document.source
    assert "lock on the table of accounts." in document.source
    assert "internal" not in document.source
    assert [place for _, place in findings(document)] == ["page 2", "page 3"]
    assert all("rm -rf" not in text for text in written(document))


def test_notebook_cells_are_places_and_code_stays_code() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Outage\n", "## Root cause\n"]},
        {"cell_type": "code", "source": f"# {CARE}\ndrop()", "outputs": [{"text": [CARE]}]},
        {"cell_type": "markdown", "source": CAUSE},
        {"cell_type": "raw", "source": CARE},
        {"cell_type": "markdown", "source": "```\nnever closed"},
        {"cell_type": "markdown", "source": "After it."},
    ]
    document = one({"cells": cells, "nbformat": 4, "metadata": {}}, "a.ipynb")
    assert [place for _, place in findings(document)] == ["cell 3"]
    assert [block.headings for block in document.blocks if prose(document, block)[0] == CAUSE] == [("Outage", "Root cause")]
    assert written(document)[-1] == "After it."


STORAGE = f"""<h2>Root&nbsp;cause</h2><p><ac:link><ri:user ri:account-id="5b1" /></ac:link> ran DROP TABLE in production.
R&amp;D &mdash; so.</p>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">sh</ac:parameter>
<ac:plain-text-body><![CDATA[{CODE}]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="info"><ac:parameter ac:name="title">Note</ac:parameter>
<ac:rich-text-body><p>{CARE}</p></ac:rich-text-body></ac:structured-macro>
<h2>Actions</h2><ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>
<ac:task-body>Add a check by <time datetime="2024-06-01" /></ac:task-body></ac:task></ac:task-list>
<p><ac:link><ri:page ri:content-title="Runbook" /></ac:link> <ac:image><ri:attachment ri:filename="a.png" /></ac:image></p>
<table><tbody><tr><th>When</th><th>What</th></tr><tr><td>10:41</td><td><p>Paged</p><p>Ana</p></td></tr></tbody></table>"""


def space() -> str:
    def page(number: int, title: str, more: str = "", kind: str = "Page") -> str:
        named = f'<property name="title"><![CDATA[{title}]]></property>'
        return f'<object class="{kind}" package="x"><id name="id">{number}</id>{named}{more}</object>'

    def body(number: int, owner: int, text: str) -> str:
        split = text.replace("]]>", "]] >")
        return (
            f'<object class="BodyContent"><id name="id">{number}</id><property name="body"><![CDATA[{split}]]></property>'
            f'<property name="bodyType">2</property><property name="content" class="Page"><id name="id">{owner}</id></property></object>'
        )

    old = '<property name="originalVersion" class="Page"><id name="id">1</id></property>'
    on = '<property name="containerContent" class="Page"><id name="id">1</id></property>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><hibernate-generic datetime="2024">'
        + page(1, "Outage of the ledger", '<property name="contentStatus">current</property>')
        + page(2, "Outage of the ledger", old)
        + page(3, "Draft", '<property name="contentStatus">draft</property>')
        + page(4, "", on, kind="Comment")
        + body(11, 1, STORAGE)
        + body(12, 2, f"<p>{CARE}</p>")
        + body(13, 3, f"<p>{CARE}</p>")
        + body(14, 4, f"<p>{CARE}</p>")
        + '<object class="ConfluenceUserImpl"><id name="key">5b1</id><property name="name">John</property></object></hibernate-generic>'
    )


def test_a_confluence_space_has_current_pages_with_macros_tasks_and_users() -> None:
    data = zipped({"entities.xml": space(), "exportDescriptor.properties": "exportType=space"})
    document = one(data, "space.zip")
    assert document.path == "space.zip#Outage of the ledger"
    assert [place for _, place in findings(document)] == ["page 1", "page 1", "comment 4"]
    assert findings(document)[0][0].startswith("John ran DROP TABLE")
    assert blocks(document, Kind.CODE) == [CODE]
    assert blocks(document, Kind.TASK) == ["Add a check by 2024-06-01"]
    assert "R&D — so." in document.source
    assert "Runbook" in document.source
    assert "a.png" not in document.source
    assert [block.column for block in document.blocks if block.kind is Kind.CELL] == ["When", "What", "What"]
    assert documents(space(), "entities.xml")[0].source == document.source


def test_a_page_in_storage_format_is_read_and_a_broken_one_as_far_as_it_goes() -> None:
    assert blocks(one(STORAGE, "page.xml"), Kind.CODE) == [CODE]
    broken = one("<p>Fine.</p><ac:structured-macro ac:name='info'><p>Open &foo; & so", "page.xml")
    assert "Fine." in written(broken)
    assert broken.problems


@pytest.mark.skipif(not CONFLUENCE.is_dir(), reason="../shared/samples is not there")
def test_real_space_exports_are_read() -> None:
    pages = {path.parent.name: documents(path.read_bytes(), "entities.xml") for path in sorted(CONFLUENCE.glob("*/entities.xml"))}
    assert [document.path for document in pages["blogs"]] == ["entities.xml#Blog post", "entities.xml#SpaceA Home"]
    assert len(pages["confluence8.5.6"]) == 3
    assert "Comment from Admin" in pages["confluence8.5.6"][2].source
    assert all(document.words and not document.problems for found in pages.values() for document in found)


WIKI = f"""h2. Root cause
*{CAUSE}* See {{{{kubectl x}}}} and [the runbook|https://x.y], says [~john].
{{code:sh}}
{CODE}
{{code}}
bq. {QUOTE}
h2. Actions
We will:
* Add a check.
** Below
# {CARE}
||When||What||
|10:41|Paged Ana|
"""


def test_wiki_markup_quotes_in_one_line() -> None:
    issue = {"key": "A-1", "fields": {"summary": "Outage", "description": f"{{quote}}{QUOTE}{{quote}}\n{QUOTE}"}}
    document = next(read_documents(json.dumps(issue).encode(), "a.json"))
    assert blocks(document, Kind.QUOTE) == blocks(document, Kind.PARAGRAPH) == [QUOTE]


def adf(*content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    inside = [{"type": "text", "text": each} if isinstance(each, str) else each for each in content]
    return {"type": kind, "content": inside} | ({"attrs": attrs} if attrs else {})


ADF = adf(
    node("heading", "Root cause", level=2),
    node("paragraph", {"type": "mention", "attrs": {"id": "1", "text": "@John"}}, " ran ", "DROP TABLE", " in production."),
    node("codeBlock", CODE, language="sh"),
    node("blockquote", node("paragraph", QUOTE)),
    node("heading", "Actions", level=2),
    node("panel", node("paragraph", "We will:"), panelType="info"),
    node(
        "bulletList",
        node("listItem", node("paragraph", "Add a check."), node("bulletList", node("listItem", node("paragraph", "Below")))),
        node("listItem", node("paragraph", CARE)),
    ),
    node(
        "table",
        node("tableRow", node("tableHeader", node("paragraph", "When")), node("tableHeader", node("paragraph", "What"))),
        node("tableRow", node("tableCell", node("paragraph", "10:41")), node("tableCell", node("paragraph", "Paged Ana"))),
    ),
)


@pytest.mark.parametrize("description", [WIKI, ADF], ids=["wiki markup", "ADF"])
def test_jira_issues_have_fields_and_comments_as_places(description: object) -> None:
    issue = {
        "key": "OPS-12",
        "fields": {
            "summary": "Outage of the ledger",
            "description": description,
            "customfield_10010": "The lock was never released by the batch.",
            "customfield_10011": "0|i0001:",
            "comment": {
                "comments": [
                    {"author": {"displayName": "Ana"}, "body": CARE if isinstance(description, str) else adf(node("paragraph", CARE))}
                ]
            },
        },
    }
    document = one({"issues": [issue], "names": {"customfield_10010": "Contributing factors", "customfield_10011": "Rank"}}, "search.json")
    assert document.path == "search.json#OPS-12"
    assert [place for _, place in findings(document)] == ["OPS-12 description", "OPS-12 description", "OPS-12 comment 1"]
    assert findings(document)[0][0].startswith("John ran DROP TABLE")
    assert blocks(document, Kind.CODE) == [CODE]
    assert blocks(document, Kind.QUOTE) == [QUOTE]
    assert blocks(document, Kind.ITEM)[:2] == ["Add a check.", "Below"]
    assert [cell.column for cell in document.blocks if cell.kind is Kind.CELL] == ["When", "What"]
    assert "Contributing factors" in blocks(document, Kind.HEADING)
    assert "i0001" not in document.source


def test_jira_csv_has_many_comment_columns() -> None:
    table = f'Issue key,Summary,Description,Comment,Comment\nOPS-1,Outage,"h2. Root cause\n{CAUSE}",'
    table += f'"02/May/24 10:00 AM;ana;{CARE}",\nOPS-2,Other,,,\n'
    first, second = documents(table, "export.csv")
    assert (first.path, second.path) == ("export.csv#OPS-1", "export.csv#OPS-2")
    assert [place for _, place in findings(first)] == ["OPS-1 Description", "OPS-1 Comment 1"]
    assert "10:00 AM" not in first.source


def slack_export() -> bytes:
    users = [{"id": "U1", "name": "ana", "profile": {"real_name": "Ana Silva"}}]
    channels = [{"id": "C1", "name": "inc-7", "topic": {"value": "Root cause: " + CAUSE}, "purpose": {"value": ""}}]
    day = [
        {"type": "message", "user": "U1", "ts": "1714640460.000100", "text": f"{QUOTE} <@U1> see <https://x.y|the graph> &amp; wait"},
        {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1714640400.0", "text": "<@U1> has joined"},
    ]
    return zipped({"users.json": json.dumps(users), "channels.json": json.dumps(channels), "inc-7/2024-05-02.json": json.dumps(day)})


def test_slack_messages_are_quotes() -> None:
    document = one(slack_export(), "slack.zip")
    assert document.path == "slack.zip#inc-7"
    assert blocks(document, Kind.QUOTE) == [f"2024-05-02 09:01:00 Ana Silva: {QUOTE} Ana Silva see the graph & wait"]
    assert [place for _, place in findings(document)] == ["channel"]
    alone = one([{"type": "message", "user": "U1", "ts": "1714640460.1", "text": QUOTE}], "inc.json")
    assert findings(alone) == []
    assert alone.place(alone.blocks[0].start) == "message of 2024-05-02 09:01:00"


BODY = f"## Root cause\n\n{CAUSE}\n\n```sh\n{CODE}\n```\n"

EXPORTS: list[tuple[str, object, str, list[str]]] = [
    (
        "github",
        [{"number": 7, "title": "Outage", "body": BODY, "user": {"login": "a"}, "comments": [{"body": CARE}]}],
        "7",
        ["#7 body", "#7 comment 1"],
    ),
    (
        "github",
        {"action": "created", "issue": {"number": 7, "title": "Outage", "body": BODY}, "comment": {"body": CARE}},
        "7",
        ["#7 body", "#7 comment 1"],
    ),
    (
        "gitlab",
        [
            {
                "iid": 7,
                "title": "Outage",
                "description": BODY,
                "notes": [{"body": "closed", "system": True}, {"body": CARE, "system": False}],
            }
        ],
        "7",
        ["#7 description", "#7 note 1"],
    ),
    (
        "pagerduty",
        {
            "incidents": [
                {
                    "incident_number": 7,
                    "title": "Outage",
                    "notes": [{"content": f"Root cause: {CAUSE}", "created_at": "2024"}],
                    "status_updates": [{"message": CARE, "created_at": "2024"}],
                }
            ]
        },
        "7",
        ["incident 7 note 1", "incident 7 status update 1"],
    ),
    (
        "pagerduty",
        {"postmortem": {"message": f"<h2>Root cause</h2><p>{CAUSE}</p><pre>{CODE}</pre><p>{CARE}</p>", "reported_at": "2024"}},
        "incident",
        ["postmortem"] * 2,
    ),
    (
        "opsgenie",
        {"data": {"postmortemId": "p1", "title": "Outage", "executiveSummary": adf(node("paragraph", CARE)), "content": ADF}},
        "p1",
        ["executive summary", "content", "content"],
    ),
    (
        "statuspage",
        {
            "page": {},
            "incidents": [
                {
                    "id": "i1",
                    "name": "Outage",
                    "incident_updates": [
                        {"status": "resolved", "body": "Done.", "created_at": "2024-02"},
                        {"status": "identified", "body": "Seen.", "created_at": "2024-01"},
                    ],
                    "postmortem_body": f"{BODY}\n\n{CARE}",
                }
            ],
        },
        "i1",
        ["postmortem"] * 2,
    ),
    (
        "incident.io",
        {
            "incidents": [
                {
                    "id": "01",
                    "reference": "INC-7",
                    "name": "Outage",
                    "summary": BODY,
                    "incident_updates": [{"message": "Seen.", "created_at": "2"}],
                    "follow_ups": [{"title": CARE, "assignee": {"name": "Ana"}}],
                }
            ]
        },
        "INC-7",
        ["INC-7 summary", "INC-7 follow-up 1"],
    ),
    (
        "incident.io",
        {
            "incident_updates": [
                {"id": "1", "incident_id": "01", "new_incident_status": {"name": "Open"}, "created_at": "1"},
                {"id": "2", "incident_id": "01", "new_incident_status": {"name": "Closed"}, "created_at": "2", "message": CARE},
            ]
        },
        "01",
        ["01 update 2"],
    ),
    (
        "rootly",
        {
            "data": [
                {
                    "id": "r1",
                    "type": "incident_post_mortems",
                    "attributes": {
                        "title": "Outage",
                        "content": f"<h2>Root cause</h2><p>{CAUSE}</p><pre>{CODE}</pre><ul><li>{CARE}</li></ul>",
                    },
                }
            ]
        },
        "r1",
        ["content", "content"],
    ),
    (
        "firehydrant",
        {"data": [{"id": "f1", "name": "Outage", "summary": BODY, "questions": [{"title": "What next?", "body": CARE}]}]},
        "f1",
        ["summary", "question 1"],
    ),
    (
        "firehydrant",
        {
            "id": "f2",
            "name": "Outage",
            "incident_id": "i2",
            "incident": {"number": 7, "summary": BODY},
            "questions": {"id": "q", "title": "What next?", "body": CARE, "kind": "text"},
            "additional_details": [f"Root cause: {CAUSE}"],
        },
        "f2",
        ["summary", "question 1", "additional details"],
    ),
    (
        "firehydrant",
        {
            "data": [
                {
                    "id": "f3",
                    "name": "Outage",
                    "is_hidden": False,
                    "fields": [
                        {"label": "Root cause", "type": "markdown_text", "value": CAUSE},
                        {"label": "Actions", "type": "text", "value": CARE},
                        {"label": "Kind", "type": "single_select", "value": "Sarah must be more careful."},
                    ],
                }
            ]
        },
        "f3",
        ["Root cause", "Actions"],
    ),
]


@pytest.mark.parametrize(("format", "value", "name", "places"), EXPORTS, ids=[f"{each[0]} {number}" for number, each in enumerate(EXPORTS)])
def test_an_export_is_recognised_and_its_fields_are_places(format: str, value: object, name: str, places: list[str]) -> None:
    document = one(value, "export.json")
    assert document.format == format
    assert document.path == f"export.json#{name}"
    assert [place for _, place in findings(document)] == places
    assert all("rm -rf" not in text for text in written(document))


@pytest.mark.parametrize(
    ("format", "value"),
    [
        ("incident.io", {"markdown": f"{BODY}\n\n{CARE}"}),
        ("statuspage", {"preview_key": "k", "body": f"{BODY}\n\n{CARE}", "body_draft": None}),
    ],
)
def test_a_postmortem_by_itself_is_one_document(format: str, value: object) -> None:
    document = one(value, "review.json")
    assert (document.format, document.path) == (format, "review.json")
    assert [place for _, place in findings(document)] == ["postmortem"] * 2


def test_pages_of_a_list_can_follow_each_other() -> None:
    issue = {"title": "a", "body": None, "number": 1}
    assert [each.path for each in documents(json.dumps([issue]) + json.dumps([{**issue, "number": 2}]), "a.json")] == [
        "a.json#1",
        "a.json#2",
    ]


def test_a_notion_export_has_a_document_for_each_page() -> None:
    identity = "0123456789abcdef0123456789abcdef"
    inside = zipped({f"Reviews {identity}/Outage {identity}.md": BODY, f"Reviews {identity}.csv": "Name\nOutage\n"})
    for data in (inside, zipped({"Export-1-Part-1.zip": inside})):
        document = one(data, "notion.zip")
        assert (document.path, document.source) == ("notion.zip#Outage", BODY)
        assert [place for _, place in findings(document)] == [f"Reviews {identity}/Outage {identity}.md"]


def test_mail_is_read_without_what_it_quotes_and_its_signature() -> None:
    message = EmailMessage()
    message["Subject"] = "Re: Postmortem: ledger"
    message["From"] = "ana@example.com"
    message.set_content(f"Root cause\n----------\n\n{CAUSE}\n\nOn Monday Ivan wrote:\n> {CARE}\n\n-- \nAna, careless since 1999\n")
    page = EmailMessage()
    page["Subject"] = "In HTML"
    page.set_content(f"<h2>Root cause</h2><p>{CAUSE}</p>", subtype="html")
    page.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    box = b"".join(b"From a@b.c Thu May  2 10:41:00 2024\n" + each.as_bytes() + b"\n" for each in (message, page))
    first, second = documents(box, "list.mbox")
    assert first.path == "list.mbox#Re: Postmortem: ledger"
    assert blocks(first, Kind.HEADING)[0] == "Postmortem: ledger"
    assert [place for _, place in findings(first)] == ["message 1"]
    assert blocks(first, Kind.QUOTE) == [CARE]
    assert "1999" not in first.source
    assert [place for _, place in findings(second)] == ["message 2"]
    assert findings(one(message.as_bytes(), "a.eml"))


# What is damaged, and what is made to do harm

BOMB = zipped({"a/entities.xml": b"0" * 50_000_000})
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><hibernate-generic>&c;</hibernate-generic>'


def linked() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("entities.xml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"no", "not a zip archive"),
        ("a.docx", zipped({"a": "b"}), "no word/document.xml"),
        ("a.docx", zipped({"word/document.xml": "<a>"}), "not a Word document"),
        ("a.docx", zipped({"word/document.xml": ENTITIES}), "declares entities"),
        ("a.pdf", b"no", "does not begin with"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj <<", "damaged PDF"),
        ("a.ipynb", b"{", "not JSON"),
        ("a.ipynb", b"[]", "no export that is known"),
        ("a.ipynb", b'{"cells": 3}', "no export that is known"),
        ("a.json", b"[" * 100_000, "nested too deep"),
        ("a.json", b'{"a": 1}', "no export that is known; files with this extension can be firehydrant, github"),
        ("a.xml", b"<a/>", "no export that is known"),
        ("a.xml", ENTITIES.encode(), "document type or entities"),
        ("a.xml", b"<hibernate-generic><object>", "damaged export"),
        ("a.csv", b'Issue key,Summary\nA-1,"x\n', "damaged CSV"),
        ("a.zip", b"PK", "not a zip archive"),
        ("a.zip", BOMB, "unpacks from"),
        ("a.zip", zipped({"../entities.xml": "x"}), "leads out of the archive"),
        ("a.zip", zipped({"/etc/entities.xml": "x"}), "leads out of the archive"),
        ("a.zip", linked(), "is a link"),
        ("a.zip", zipped({"inc/2024-05-02.json": "{"}), "not JSON"),
        ("a.zip", zipped({"a" + " 0123456789abcdef0123456789abcdef.md": b"\xff"}), "not UTF-8"),
        ("a.eml", b"<html>", "no headers"),
    ],
)
def test_what_can_t_be_read_is_refused_with_path_and_reason(name: str, data: bytes, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_documents(data, f"dir/{name}"))
    assert str(caught.value).startswith(f"dir/{name}")
    assert said in str(caught.value)


def test_a_damaged_member_is_told() -> None:
    data = bytearray(zipped({"entities.xml": "x" * 100, "b": "c"}))
    at = data.index(b"entities.xml") + len("entities.xml")
    data[at : at + 3] = b"\xff\xff\xff"
    with pytest.raises(ReadError, match="can't be unpacked"):
        list(read_documents(bytes(data), "a.zip"))


def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pdfminer.pdfdocument", None)
    with pytest.raises(ReadError, match=r"a\.pdf: pdf needs the package pdfminer.*blamelint\[archive\]"):
        list(read_documents(b"%PDF-1.7", "a.pdf"))


def test_a_text_view_is_nothing_to_work_on() -> None:
    with pytest.raises(ReadError, match=r"a\.docx: it is no text"):
        read_document(word(), "a.docx")


def test_every_reader_says_what_it_is() -> None:
    for name, export in exports().items():
        assert name == export.FORMAT
        assert all(extension.startswith(".") for extension in export.EXTENSIONS)
        assert export.__doc__
