"""What an engine process does: texts in, JSON bodies out. Functions here run beside the models, never in the event loop."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from linter import about
from linter.cache import CachingLinter
from linter.config import ConfigError, Configuration
from linter.document import Document
from linter.finding import Finding
from linter.formats.json import dumps, finding_object, report_object, tool_object
from linter.pipeline.section import KINDS
from linter.readers import DEFAULT_FORMAT, ReadError, read_documents, read_text, readers
from linter.report import Report
from linter.rewrite.edit import edited, is_cited
from linter.settings import Settings

LINTERS = 8
"""How many sets of options an engine keeps a linter for."""

_STANDS_IN = "what stands in {}"
"""A heading for each kind of section, which no document has."""

WARM = "# Root cause\n\nKim pushed a change. It should have been noticed.\n"


class Refused(ValueError):
    """A request that names something that does not exist. The message is for the client."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task gives back: a JSON body, how often each rule was found, and how many words were read."""

    body: bytes
    rules: Counter[str] = field(default_factory=Counter)
    words: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a client sends it. Without a format the extension of the path decides."""

    path: str
    text: str
    format: str | None = None


class Bench:
    """The linters of an engine process, one for each set of options in use. Used by one thread."""

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._linters: OrderedDict[str, CachingLinter] = OrderedDict()
        self.tool = about.tool()

    def warm(self) -> None:
        """Load the models. Raises ModelError where one is missing and ConfigError for a mistake in the configuration file."""
        self.linter({}).lint(read_text(WARM, "warm.md"))

    def linter(self, options: dict[str, Any]) -> CachingLinter:
        """The linter for options, which are keys of a configuration file and win over the service's own. Raises Refused for wrong ones."""
        key = json.dumps(options, sort_keys=True)
        if key not in self._linters:
            try:
                settings = self._settings(options)
            except ConfigError as error:
                if not options:
                    raise
                raise Refused(str(error)) from error
            self._linters[key] = CachingLinter(settings)
            if len(self._linters) > LINTERS:
                self._linters.popitem(last=False)
        self._linters.move_to_end(key)
        return self._linters[key]

    def _settings(self, options: dict[str, Any]) -> Settings:
        configuration = Configuration(overrides=options, file=self._config, isolated=self._config is None)
        settings = configuration.settings(Path("review.md"))
        return replace(settings, sections={**settings.sections, **{_STANDS_IN.format(kind): kind for kind in KINDS}})


def answer(value: object, reports: Iterable[Report]) -> Answer:
    """The answer with a value as its body, counted over the reports that it was made of."""
    reports = tuple(reports)
    rules = Counter(finding.code for report in reports for finding in report.findings)
    return Answer(dumps(value).encode(), rules, sum(report.document.words for report in reports))


def read(text: Text) -> Document:
    """The document of a text. Raises Refused for a format that no reader has."""
    try:
        return read_text(text.text.removeprefix("\ufeff"), text.path, format=text.format)
    except ValueError as error:
        raise Refused(str(error)) from error


def lint(bench: Bench, texts: Sequence[Text], options: dict[str, Any], explain: bool) -> Answer:
    """The findings of texts, as in `linter/schema/findings-1.json`."""
    linter = bench.linter(options)
    reports = [linter.lint(read(text)) for text in texts]
    return answer(report_object(reports, tool=bench.tool, explain=explain), reports)


def text(_bench: Bench, data: bytes, path: str) -> Answer:
    """The text of a file that is none by itself, such as a Word document: {"path", "format", "text"}, where the format says how to read it.

    Raises Refused for a file that no reader knows, and for an export with several documents.
    """
    try:
        found = list(islice(read_documents(data, path), 2))
    except ReadError as error:
        raise Refused(str(error)) from error
    if len(found) != 1:
        raise Refused(f"{path}: {'several documents' if found else 'no document'} in it, where one is expected")
    (document,) = found
    # A text view has Markdown's signs.
    written = document.format if document.format in readers() else DEFAULT_FORMAT
    return answer({"path": path, "format": written, "text": document.source}, [])


def rewrite(bench: Bench, text: Text, section: str | None, options: dict[str, Any]) -> Answer:
    """The findings of a passage with their suggestions, and the passage with the first rewrite of each put in.

    `section` is the kind of section that the passage stands in; the body is {"tool", "findings", "rewritten"}.
    """
    document = read(text)
    if section is not None:
        heading = _STANDS_IN.format(section)
        document = replace(document, blocks=tuple(replace(block, headings=(*block.headings, heading)) for block in document.blocks))
    report = bench.linter(options).lint(document)
    value = {
        "tool": tool_object(bench.tool),
        "findings": [finding_object(finding, document) for finding in report.findings],
        "rewritten": rewritten(document.source, report.findings),
    }
    return answer(value, [report])


def rewritten(source: str, findings: Iterable[Finding]) -> str:
    """The source with the first rewrite of each finding in it, where rewrites don't overlap."""
    rewrites = ([each for each in finding.suggestions if each.kind == "rewrite" and not is_cited(each)] for finding in findings)
    return edited(source, [first for first, *_ in filter(None, rewrites)])
