"""A summary for people who review: counts, then every finding with its words, its question and a way forward.

It fits into a job summary of GitHub Actions, which takes 1 MiB and rejects more, and says what it left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from linter.document import Document
from linter.finding import Finding, Severity
from linter.formats import Options
from linter.formats._shared import advice, count, line, path_of, place, utf8
from linter.formats.json import Summary, note_objects
from linter.report import Report

NAME = "markdown"

MAX_BYTES = 1_000_000
# All that CommonMark or GitHub's dialect could take for markup or a link.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+!|~&$]")
_MENTION = re.compile(r"([@#])(?=\w)|(?<=www)\.|(?<=\w):(?=//)")


def render(reports: Iterable[Report], *, options: Options) -> Iterator[str]:
    """A heading, a table of counts by category and severity, and a list for each document with findings."""
    total = Summary()
    table: Counter[tuple[str, Severity]] = Counter()
    details: list[str] = []
    room, left_out = MAX_BYTES, 0
    for report in reports:
        total.add(report)
        table.update((finding.category, finding.severity) for finding in report.findings)
        items = [_item(finding, report.document) for finding in report.findings]
        items += [_note(note["message"], note.get("line")) for note in note_objects(report)]
        above = f"\n### {code(path_of(report.document))}\n\n"
        for item in items:
            room -= utf8(above + item)
            if room < 0:
                left_out += 1
                continue
            details.append(above + item)
            above = ""
    yield f"## {options.tool.name}: {_headline(total)}\n"
    if table:
        yield "\n" + "".join(_table(table))
    yield from details
    if left_out:
        yield f"\nLeft out, because a summary has room for {MAX_BYTES:,} bytes: {count(left_out, 'item')}.\n"


def escaped(text: str) -> str:
    """A text on one line of Markdown that shows as it is: no markup, no link, nobody is notified."""
    text = _MARKUP.sub(lambda match: f"\\{match[0]}", line(text))
    return _MENTION.sub(lambda match: f"{match[0]}\u200b", text)


def code(text: str) -> str:
    """A text as inline code."""
    text = line(text)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _headline(total: Summary) -> str:
    documents = count(total.documents, "document")
    if not total.findings:
        return f"no findings in {documents}"
    return f"{count(total.findings, 'finding')} in " + (
        documents if total.with_findings == total.documents else f"{total.with_findings} of {documents}"
    )


def _table(counts: Counter[tuple[str, Severity]]) -> Iterator[str]:
    severities = sorted({severity for _, severity in counts}, reverse=True)
    yield f"| kind | {' | '.join(map(str, severities))} |\n"
    yield f"| --- |{' ---: |' * len(severities)}\n"
    for category in sorted({category for category, _ in counts}):
        yield f"| {category} | {' | '.join(str(counts[category, severity]) for severity in severities)} |\n"


def _item(finding: Finding, document: Document) -> str:
    at = place(document, finding.span)
    message, *more = advice(finding)
    first = f"- **Line {at.line}**, {finding.severity}, `{finding.code}` {finding.name}: {escaped(message)}"
    # What is missing from a document has no words.
    words = [code(finding.excerpt)] if finding.excerpt.strip() else []
    return "\n  - ".join((first, *words, *map(escaped, more))) + "\n"


def _note(message: str, at: int | None) -> str:
    return f"- {f'**Line {at}**, note' if at else 'Note'}: {escaped(message)}\n"
