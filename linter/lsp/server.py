"""The server: keeps the reports of open documents, one lint at a time, and never of a text that is no longer there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path, PurePath
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from linter import about
from linter.artifacts import ModelError
from linter.cache import CachingLinter
from linter.config import ConfigError, Configuration
from linter.lsp import features
from linter.readers import known_extensions, read_text, readers
from linter.report import Report

_UNNAMED = "review.md"
_LANGUAGES = {"plaintext": "plain", "text": "plain", "restructuredtext": "rst", "tex": "latex"}
"""What editors call formats, where their name is another."""
_CONFIGURATIONS = ("blamelint.toml", "pyproject.toml")


class Desk:
    """The reports of open documents under the configuration of their folders.

    `configure` reads the configuration; it is asked again after `reload`. The linters remember sentences, so that after a keystroke one of
    them is read.
    """

    def __init__(self, configure: Callable[[], Configuration]) -> None:
        self._configure = configure
        self._configuration: Configuration | None = None
        self._linters: dict[int, CachingLinter] = {}
        self._reports: dict[str, tuple[int | None, Report]] = {}
        self._lock = asyncio.Lock()

    async def reload(self) -> None:
        """Forget the configuration and all that was made under it."""
        async with self._lock:
            self._configuration = None
            self._linters.clear()
            self._reports.clear()

    def forget(self, uri: str) -> None:
        """Forget a document that was closed."""
        self._reports.pop(uri, None)

    async def report(self, document: TextDocument) -> Report | None:
        """The report of a document as it is now; None where it changed while it waited, as then a newer one is on its way.

        Raises ConfigError and ModelError.
        """
        version = document.version
        async with self._lock:
            known = self._reports.get(document.uri)
            if document.version == version and (known is None or known[0] != version):
                report = await asyncio.to_thread(self._lint, document.uri, document.source, document.language_id or "")
                known = self._reports[document.uri] = (version, report)
        return known[1] if known is not None and known[0] == document.version else None

    def _lint(self, uri: str, source: str, language: str) -> Report:
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if self._configuration is None:
            self._configuration = self._configure()
        settings = self._configuration.settings(Path(path or _UNNAMED))
        # By identity, as equal configurations share one object.
        linter = self._linters.setdefault(id(settings), CachingLinter(settings))
        name = path or _UNNAMED
        spoken = _LANGUAGES.get(language, language)
        unknown = path is None or PurePath(name).suffix.lower() not in known_extensions()
        return linter.lint(read_text(source, name, format=spoken if unknown and spoken in readers() else None))


def create_server(configure: Callable[[], Configuration]) -> LanguageServer:
    """A server that is ready for `start_io`. `configure` reads the configuration, now and after its files have changed."""
    # Its errors quote what the editor sent.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    # Whole texts: a review is short, and no two programs agree on all line ends.
    server = LanguageServer(about.NAME, about.VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    desk = Desk(configure)
    told: set[str] = set()

    def encoding() -> str:
        return str(getattr(server.workspace.position_encoding, "value", server.workspace.position_encoding))

    async def report(uri: str) -> Report | None:
        try:
            return await desk.report(server.workspace.get_text_document(uri))
        except (ConfigError, ModelError) as error:
            if str(error) not in told:
                told.add(str(error))
                server.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"{about.NAME}: {error}"))
            return None

    async def publish(uri: str) -> None:
        found = await report(uri)
        # The workspace has its documents by unquoted URIs; editors know them by their own.
        document = server.workspace.text_documents.get(unquote(uri))
        if found is not None and document is not None:
            items = features.diagnostics(found, encoding())
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, items, document.version))

    async def reload() -> None:
        await desk.reload()
        told.clear()
        for document in tuple(server.workspace.text_documents.values()):
            await publish(document.uri)

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace and workspace.did_change_watched_files
        if watching and watching.dynamic_registration:
            files = [types.FileSystemWatcher(f"**/{name}") for name in _CONFIGURATIONS]
            watch = types.Registration(
                "configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesRegistrationOptions(files)
            )
            await server.client_register_capability_async(types.RegistrationParams([watch]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        desk.forget(params.text_document.uri)
        await publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        # For editors that watch no files.
        if PurePath(params.text_document.uri).name in _CONFIGURATIONS:
            await reload()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        desk.forget(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(_params: types.DidChangeWatchedFilesParams) -> None:
        await reload()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration_changed(_params: types.DidChangeConfigurationParams) -> None:
        await reload()

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        wanted = params.context.only
        if wanted and types.CodeActionKind.QuickFix not in wanted and types.CodeActionKind.Empty not in wanted:
            return []
        uri = params.text_document.uri
        found = await report(uri)
        if found is None:
            return []
        workspace = server.client_capabilities.workspace
        versioned = bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)
        version = server.workspace.get_text_document(uri).version
        return await asyncio.to_thread(features.actions, found, uri, version, params.range, encoding(), versioned=versioned)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        found = await report(params.text_document.uri)
        if found is None:
            return None
        document = server.client_capabilities.text_document
        formats = (document and document.hover and document.hover.content_format) or ()
        return features.hover(found, params.position, encoding(), markdown=types.MarkupKind.Markdown in formats)

    return server
