"""The language server as three editors see it, each with another unit for columns, and what it tells them of a report."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the extra [lsp] is not installed")
pytest.importorskip("pytest_lsp", reason="pytest-lsp is not installed")

import pytest_lsp
from handmade import finding, report
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from service import ROOT, RULES_ALONE

from linter.document import Document, prose
from linter.engine import Linter
from linter.lsp.allow import REASON, allowing
from linter.lsp.features import diagnostics
from linter.lsp.places import Places, length
from linter.readers import read_text
from linter.settings import Settings

BLAME = "John forgot to renew the certificate."
TEXT = f"# Root cause\n\nIt was fine 😀 ä. {BLAME}\n\n# Actions\n\n- Sarah needs to be more careful.\n"
WAIT = 400
"""Seconds after which a test gives up."""
EDITORS = (
    ("visual-studio-code", types.PositionEncodingKind.Utf16),
    ("neovim@v0.11.0", types.PositionEncodingKind.Utf8),
    ("emacs", types.PositionEncodingKind.Utf32),
)


@pytest_lsp.fixture(
    scope="module",
    params=EDITORS,
    ids=[name for name, _ in EDITORS],
    config=ClientServerConfig(server_command=[sys.executable, "-m", "linter.cli", "lsp", "--stdio"], server_env={"PYTHONPATH": str(ROOT)}),
)
async def editor(
    request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    name, encoding = request.param
    capabilities = client_capabilities(name)
    capabilities.general = capabilities.general or types.GeneralClientCapabilities()
    capabilities.general.position_encodings = [encoding]

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def register(params: types.RegistrationParams) -> None:
        assert {each.method for each in params.registrations} == {types.WORKSPACE_DID_CHANGE_WATCHED_FILES}

    # The client's own keeps the last one that a test waits for, and loses others.
    lsp_client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    published = lsp_client.published = dict[str, types.PublishDiagnosticsParams]()

    @lsp_client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def publish(params: types.PublishDiagnosticsParams) -> None:
        published[params.uri] = params

    lsp_client.folder = tmp_path_factory.mktemp("reviews")
    (lsp_client.folder / "blamelint.toml").write_text(RULES_ALONE)
    started = await lsp_client.initialize_session(types.InitializeParams(capabilities=capabilities, root_uri=lsp_client.folder.as_uri()))
    assert started.capabilities.position_encoding == encoding
    lsp_client.encoding = encoding.value
    lsp_client.count = 0
    yield
    await lsp_client.shutdown_session()


module_loop = pytest.mark.asyncio(loop_scope="module")


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that has to become true."""
    async with asyncio.timeout(WAIT):
        while not true():
            await asyncio.sleep(0.02)


class Review:
    """A review open in an editor."""

    def __init__(self, client: Any, text: str, name: str = "", language: str = "markdown") -> None:
        client.count += 1
        self.client, self.text, self.version = client, text, 1
        self.uri = (client.folder / (name or f"review-{client.count}.md")).as_uri()
        client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri, language, 1, text)))

    def type(self, text: str) -> None:
        self.text, self.version = text, self.version + 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    async def marked(self) -> list[types.Diagnostic]:
        """The diagnostics of the text as it is, once they are there."""
        seen = self.client.published
        await until(lambda: self.uri in seen and seen[self.uri].version == self.version)
        return list(seen.pop(self.uri).diagnostics)

    def offset(self, position: types.Position) -> int:
        """A code point, counted as an editor counts: not with the code under test."""
        line = self.text.split("\n")[position.line]
        width = {"utf-8": lambda c: len(c.encode()), "utf-16": lambda c: len(c.encode("utf-16-le")) // 2, "utf-32": len}[
            self.client.encoding
        ]
        units = [sum(map(width, line[:i])) for i in range(len(line) + 1)]
        return sum(len(before) + 1 for before in self.text.split("\n")[: position.line]) + units.index(position.character)

    def words(self, place: types.Range) -> str:
        return self.text[self.offset(place.start) : self.offset(place.end)]

    async def actions(self, place: types.Range, only: list[str] | None = None) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=only)  # type: ignore[arg-type]
        params = types.CodeActionParams(types.TextDocumentIdentifier(self.uri), place, context)
        return await self.client.text_document_code_action_async(params) or []

    def after(self, action: types.CodeAction) -> str:
        """The text with an action applied."""
        assert action.edit is not None
        if action.edit.document_changes:
            (change,) = action.edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert (change.text_document.uri, change.text_document.version) == (self.uri, self.version)
            edits: Any = change.edits
        else:
            assert action.edit.changes is not None
            edits = action.edit.changes[self.uri]
        (edit,) = edits
        return self.text[: self.offset(edit.range.start)] + edit.new_text + self.text[self.offset(edit.range.end) :]


@module_loop
async def test_findings_are_marked_as_the_library_finds_them(editor: LanguageClient) -> None:
    review = Review(editor, TEXT)
    found = await review.marked()
    document = read_text(TEXT, "review.md")
    expected = Linter(Settings(judge=False)).lint(document).findings
    assert [(each.code, review.words(each.range)) for each in found] == [(each.name, each.excerpt) for each in expected]
    assert {"person-cause", "individual-action"} <= {each.category for each in expected}
    assert all(each.source == "blamelint" and "?" in each.message for each in found)


@module_loop
async def test_the_last_of_many_keystrokes_is_what_is_marked(editor: LanguageClient) -> None:
    review = Review(editor, "")
    for end in range(1, len(TEXT), 7):
        review.type(TEXT[:end])
    review.type(TEXT)
    assert any(review.words(each.range) in BLAME for each in await review.marked())
    review.type("The deploy path had no check.\n")
    assert await review.marked() == []


@module_loop
async def test_suggestions_and_the_comment_that_allows_a_sentence(editor: LanguageClient) -> None:
    review = Review(editor, TEXT)
    first = (await review.marked())[0]
    actions = await review.actions(first.range)
    assert actions
    for action in actions:
        assert action.kind == types.CodeActionKind.QuickFix
        assert action.diagnostics is not None
        assert action.diagnostics[0].code == first.code
        assert review.after(action) != TEXT
    rewrites = [review.after(each) for each in actions if each.title.startswith("Rewrite")]
    assert all(BLAME not in text and "- Sarah needs" in text for text in rewrites)
    (allow,) = [each for each in actions if each.title.startswith("Allow")]
    review.type(review.after(allow))
    assert f"ignore[{first.code}] {REASON}" in review.text
    assert first.code not in [each.code for each in await review.marked()]
    assert await review.actions(types.Range(types.Position(0, 0), types.Position(0, 0))) == []
    assert await review.actions(first.range, only=["refactor"]) == []


@module_loop
async def test_hovers_say_why(editor: LanguageClient) -> None:
    review = Review(editor, TEXT)
    first = (await review.marked())[0]
    hover = await editor.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(review.uri), first.range.start))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert str(first.code) in hover.contents.value
    assert "Ask:" in hover.contents.value
    assert hover.range is not None
    assert review.words(first.range) in review.words(hover.range)
    nowhere = types.HoverParams(types.TextDocumentIdentifier(review.uri), types.Position(0, 0))
    assert await editor.text_document_hover_async(nowhere) is None


@module_loop
async def test_an_unused_comment_is_marked_and_closing_clears(editor: LanguageClient) -> None:
    review = Review(editor, "The queue grew. <!-- blamelint: ignore[omission] once it was blame -->\n")
    (note,) = await review.marked()
    assert note.code == "unused-suppression"
    assert list(note.tags or ()) == [types.DiagnosticTag.Unnecessary]
    editor.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(review.uri)))
    await until(lambda: review.uri in editor.published)
    assert not editor.published[review.uri].diagnostics


@module_loop
async def test_the_configuration_is_that_of_the_folder_and_is_read_again(editor: LanguageClient) -> None:
    folder: Path = editor.folder  # type: ignore[attr-defined]
    review = Review(editor, TEXT)
    before = {each.code for each in await review.marked()}
    file = folder / "blamelint.toml"
    kept = file.read_text()
    changed = types.DidChangeWatchedFilesParams([types.FileEvent(file.as_uri(), types.FileChangeType.Changed)])
    try:
        file.write_text(kept + 'extend-ignore = ["person-cause"]\n')
        editor.workspace_did_change_watched_files(changed)
        assert {each.code for each in await review.marked()} < before
        file.write_text("profil = 'ci'\n")
        editor.workspace_did_change_watched_files(changed)
        await until(lambda: any("blamelint.toml:1:" in each.message for each in editor.messages))
    finally:
        file.write_text(kept)
        editor.workspace_did_change_watched_files(changed)
    assert {each.code for each in await review.marked()} == before


@module_loop
async def test_uris_with_escapes_are_those_of_the_editor(editor: LanguageClient) -> None:
    review = Review(editor, TEXT, f"an outage ü {editor.encoding}.md")  # type: ignore[attr-defined]
    assert "%20" in review.uri
    before = {each.code for each in await review.marked()}
    assert before
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
    assert {each.code for each in await review.marked()} == before


ENCODINGS = [each.value for each in types.PositionEncodingKind]


@given(st.text(st.sampled_from("aä😀\n\r\u2028\x0b\ud83d"), max_size=20), st.sampled_from(ENCODINGS))
def test_offsets_are_positions_and_back(text: str, encoding: str) -> None:
    document = Document("a", text, text, ())
    places = Places(document, encoding)
    breaks = {i for i, char in enumerate(text) if char in "\r\n"}
    for offset in range(len(text) + 1):
        position = places.position(offset)
        start = document.line_starts[position.line]
        assert position.character == length(text[start:offset], encoding)
        # Inside of "\r\n" is no place for an editor.
        assert places.offset(position) == offset or offset - 1 in breaks
    assert places.offset(types.Position(99, 0)) == len(text)
    assert places.offset(types.Position(0, 999)) == min([*breaks, len(text)])


def test_lengths() -> None:
    assert [length("aä😀", encoding) for encoding in ("utf-8", "utf-16", "utf-32")] == [7, 4, 3]


JOHN = "John pushed bad code."
PLACES = [
    ("a.md", JOHN),
    ("a.md", f"One.\n\n**{JOHN}** Two.\n"),
    ("a.md", f"- one\n  - {JOHN}\n- two\n"),
    ("a.md", f"| a | b |\n| --- | --- |\n| x | {JOHN} |\n| y | z |\n"),
    ("a.md", "One sentence\nover lines. John pushed\nbad code. Two.\n"),
    ("a.md", f"# {JOHN}\n\nText.\n"),
    ("a.md", f"One.\r\n\r\n{JOHN}\r\n"),
    ("a.txt", f"One.\n\n{JOHN}\n\nTwo.\n"),
    ("a.txt", f"One line.\n  * {JOHN}\n"),
]


@pytest.mark.parametrize(("path", "source"), PLACES)
def test_the_comment_covers_the_finding_and_leaves_the_prose(path: str, source: str) -> None:
    document = read_text(source, path)
    start = source.index("John")
    end = source.index("code.") + len("code.")
    found = finding(source, source[start:end])
    insertion = allowing(document, found)
    assert insertion is not None
    written = source[: insertion.at] + insertion.text + source[insertion.at :]
    after = read_text(written, path)
    moved = written.index("John")
    assert any(each.start < moved + end - start and moved < each.end and each.rules == (found.name,) for each in after.suppressions)
    assert [prose(after, block)[0].rstrip() for block in after.blocks] == [prose(document, block)[0] for block in document.blocks]


def test_diagnostics_know_severities() -> None:
    source = f"{JOHN}\n"
    (found,) = diagnostics(report(source), "utf-16")
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.range == types.Range(types.Position(0, 0), types.Position(0, len(JOHN)))
