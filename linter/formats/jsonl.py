"""One JSON object a line, one line a document: the `documents` of the JSON format, for streams and `jq`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linter.formats import Options
from linter.formats.json import document_object, dumps
from linter.report import Report

NAME = "jsonl"


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A line as soon as its document is there."""
    for report in reports:
        yield dumps(document_object(report, explain=options.explain)) + "\n"
