"""The LanguageTool facade: editors that know LanguageTool's HTTP API work with the address of this service.

Requests are read from the raw body and the query, whatever the content type, as LanguageTool's server does: editors send all kinds. Errors
are plain text that starts with "Error: ", since clients take any JSON for findings. Offsets count UTF-16 code units.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from api.tasks import Answer, Bench, answer
from linter import about
from linter.document import REMOVED, Block, Document
from linter.finding import Finding, Span, Suggestion
from linter.pipeline.sentence import sentences
from linter.readers import read_text, readers
from linter.report import Report
from linter.rules import CATEGORIES, Rule, all_rules
from linter.settings import Settings

LANGUAGES = {
    "en": "English",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-GB": "English (GB)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (US)",
    "en-ZA": "English (South African)",
}
_AROUND = 40
_COMPACT_REPLACEMENTS = 5
# LibreOffice 7.4 sends "text=" and the text as it is, "&" and "%" included. An encoded form has no blanks and no bytes above ASCII.
_UNESCAPED = re.compile(rb"\Atext=(?P<text>.*)&language=(?P<language>[^&]*)(?P<rest>.*)\Z", re.DOTALL)
_RAW = re.compile(rb"[^\x21-\x7e]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9-]+)?")
_ISSUE = "style"


class Complaint(Exception):
    """A request that can't be answered: the status and the text behind "Error: "."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an annotated text. Markup is not checked; `reads` is what it stands for ("\\n\\n" for a paragraph's end)."""

    text: str
    markup: bool = False
    reads: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A request to check. `options` are keys of a configuration file; `nothing` says that no rule of ours is asked for."""

    segments: tuple[Segment, ...]
    language: str
    options: Mapping[str, Any]
    format: str | None
    compact: bool
    nothing: bool

    @property
    def text(self) -> str:
        """What offsets are about: text and markup as they were sent."""
        return "".join(segment.text for segment in self.segments)


def parameters(query: bytes, body: bytes) -> dict[str, str]:
    """The parameters of a request. The query wins; pairs without "=" and parameters without a value are left out."""
    unescaped = _UNESCAPED.match(body) if _RAW.search(body) else None
    found: dict[str, str] = {}
    if unescaped:
        found["text"] = _clean(unescaped["text"].decode("utf-8", "replace"))
        body = b"language=" + unescaped["language"] + unescaped["rest"]
    for pair in (*body.split(b"&"), *query.split(b"&")):
        name, equals, value = pair.partition(b"=")
        if equals:
            found[_decoded(name)] = _decoded(value)
    return {name: value for name, value in found.items() if value or name in ("text", "data")}


def check_request(values: Mapping[str, str], limit: int) -> Check:
    """The request that parameters make. Raises Complaint as LanguageTool does; unknown parameters and unknown rules are left out."""
    segments = _segments(values)
    length = sum(map(utf16_length, (segment.text for segment in segments)))
    if length > limit:
        raise Complaint(413, f"Your text exceeds the limit of {limit} characters (it's {length} characters). Please submit a shorter text.")
    language = values.get("language")
    if language is None:
        raise Complaint(400, "Missing 'language' parameter, e.g. 'language=en-US' for American English or 'language=fr' for French")
    if "preferredVariants" in values and language != "auto" and not _yes(values, "multilingual"):
        raise Complaint(400, "You specified 'preferredVariants' but you didn't specify 'language=auto'")
    if values.get("level", "default") not in ("default", "picky"):
        raise Complaint(400, "If 'level' is set, it must be set to 'default' or 'picky'")
    if "format" in values and values["format"] not in readers():
        raise Complaint(400, f"'format' is one of {', '.join(readers())}")
    only = _yes(values, "enabledOnly")
    enabled = {*_listed(values, "enabledRules"), *_listed(values, "enabledCategories")}
    disabled = {*_listed(values, "disabledRules"), *_listed(values, "disabledCategories")}
    if only and disabled:
        raise Complaint(400, "You cannot specify disabled rules or categories using enabledOnly=true")
    if only and not enabled:
        raise Complaint(400, "You must specify enabled rules or categories when using enabledOnly=true")
    on, off = _known(enabled), _known(disabled)
    options: dict[str, Any] = {"select" if only else "extend-select": on} if on else {}
    if off:
        options["extend-ignore"] = off
    if values.get("level") == "picky":
        options["profile"] = "editor"
    return Check(
        segments=segments,
        language=_language(language),
        options=options,
        format=values.get("format"),
        compact=values.get("c") == "1",
        nothing=(only and not on) or values.get("mode") == "textLevelOnly",
    )


def check(bench: Bench, request: Check, site: str) -> Answer:
    """The answer to a request, in an engine. `site` is the address of the service, for the links to its rules."""
    linter = bench.linter(dict(request.options))
    found = document(request)
    report = Report(found, ()) if request.nothing else linter.lint(found)
    return answer(response(report, request, linter.settings, site), [report])


def document(request: Check) -> Document:
    """The document that a request is about: as its reader reads it, less what the client calls markup."""
    annotated = any(segment.markup for segment in request.segments)
    name = request.format or ("markdown" if annotated else "plain")
    # Not `tasks.read`: offsets are about every character that was sent, a byte order mark included.
    found = read_text(request.text, "text", format=name)
    return _without_markup(found, request.segments) if annotated else found


def response(report: Report, request: Check, settings: Settings, site: str) -> dict[str, Any]:
    """The whole answer as LanguageTool's server gives it, or the compact one."""
    source = report.document.source
    units = Units(source)
    matches = [_match(finding, source, units, request.compact, site) for finding in report.findings]
    language: dict[str, Any] = {"name": LANGUAGES[request.language], "code": request.language}
    value: dict[str, Any] = {
        "warnings": {"incompleteResults": False},
        "language": language | {"detectedLanguage": language | {"confidence": 1.0, "source": "fixed"}},
        "matches": matches,
    }
    if request.compact:
        return value
    ranges = [[units.at(each.span.start), units.at(each.span.end)] for each in sentences(report.document, settings.sections)]
    whole = {"from": 0, "to": units.at(len(source)), "detectedLanguages": [{"language": request.language, "rate": 1.0}]}
    return {"software": software()} | value | {"sentenceRanges": ranges, "extendedSentenceRanges": [whole]}


def languages() -> list[dict[str, str]]:
    """`/v2/languages`."""
    return [{"name": name, "code": code.partition("-")[0], "longCode": code} for code, name in LANGUAGES.items()]


def software() -> dict[str, Any]:
    """The `software` of every answer."""
    built = datetime.fromtimestamp(Path(about.__file__).stat().st_mtime, UTC)
    return {
        "name": about.NAME,
        "version": about.VERSION,
        "buildDate": f"{built:%Y-%m-%d %H:%M:%S} +0000",
        "apiVersion": 1,
        "premium": False,
        "status": "",
    }


def info() -> dict[str, Any]:
    """`/v2/info`."""
    return {"software": software() | {"commit": ""}}


def configinfo(limit: int) -> dict[str, Any]:
    """`/v2/configinfo`."""
    rules = [
        {
            "ruleId": rule.code,
            "description": _title(rule.name),
            "categoryId": category_id(rule.category),
            "categoryName": _title(rule.category),
            "locQualityIssueType": _ISSUE,
        }
        | ({} if rule.default else {"isDefaultOff": "yes"})
        for rule in all_rules()
    ]
    return {"software": software(), "parameter": {"maxTextLength": limit}, "rules": rules}


def category_id(category: str) -> str:
    """A category as LanguageTool spells them: "PERSON_CAUSE"."""
    return category.upper().replace("-", "_")


class Units:
    """Code points of a text as UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, char in enumerate(text) if char > "\uffff"] if not text.isascii() else []

    def at(self, offset: int) -> int:
        """The UTF-16 offset of a code point."""
        return offset + bisect_left(self._wide, offset)


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + sum(char > "\uffff" for char in text)


def _segments(values: Mapping[str, str]) -> tuple[Segment, ...]:
    if "text" in values and "data" in values:
        raise Complaint(400, "Set only 'text' or 'data' parameter, not both")
    if "text" in values:
        return (Segment(values["text"]),)
    if "data" not in values:
        raise Complaint(400, "Missing 'text' or 'data' parameter")
    try:
        data = json.loads(values["data"])
    except (ValueError, RecursionError) as error:
        raise Complaint(400, "Could not parse JSON from 'data' parameter") from error
    if not isinstance(data, dict) or not ("text" in data or "annotation" in data):
        raise Complaint(400, "'data' key in JSON requires 'text' or 'annotation' key")
    if isinstance(data.get("text"), str):
        return (Segment(_clean(data["text"])),)
    if not isinstance(data.get("annotation"), list):
        raise Complaint(400, "'text' must be a string and 'annotation' a list in 'data' parameter")
    return tuple(map(_segment, data["annotation"]))


def _segment(node: Any) -> Segment:
    if not isinstance(node, dict) or ("text" in node) == ("markup" in node):
        raise Complaint(400, "Only either 'text' or 'markup' are supported in an object in 'annotation' list")
    value, reads = node.get("text", node.get("markup")), node.get("interpretAs") or ""
    if not isinstance(value, str) or not isinstance(reads, str):
        raise Complaint(400, "'text', 'markup' and 'interpretAs' are strings in 'annotation' list")
    if "text" in node and reads:
        raise Complaint(400, "'interpretAs' cannot be used with 'text' in 'annotation' list")
    return Segment(_clean(value), "markup" in node, reads)


def _without_markup(found: Document, segments: Sequence[Segment]) -> Document:
    """The document with the client's markup out of its prose, and with blocks that end where markup ends a paragraph.

    The reader saw all that was sent, so headings and lists are known although the client calls their signs markup.
    """
    mask = list(found.mask)
    breaks = []
    at = 0
    for segment in segments:
        end = at + len(segment.text)
        if segment.markup:
            if "\n\n" in segment.reads:
                breaks.append(end)
            for i in range(at, end):
                # What the reader has put in place of inline code stays: the sentence needs its noun.
                if mask[i] == found.source[i] and not mask[i].isspace():
                    mask[i] = "x" if segment.reads.strip() else REMOVED
                elif mask[i].isspace() and segment.text.strip() and not segment.reads.isspace():
                    mask[i] = REMOVED
        at = end
    blocks = tuple(part for block in found.blocks for part in _split(block, breaks))
    return replace(found, mask="".join(mask), blocks=blocks)


def _split(block: Block, breaks: Iterable[int]) -> Iterator[Block]:
    start = block.start
    for at in breaks:
        if start < at < block.end:
            yield replace(block, start=start, end=at)
            start = at
    yield replace(block, start=start)


def _match(finding: Finding, source: str, units: Units, compact: bool, site: str) -> dict[str, Any]:
    # A client puts a replacement in the place of the match, so the match is wide enough for all of them.
    span = _hull(finding.span, (suggestion.span for suggestion in finding.suggestions))
    offset = units.at(span.start)
    value: dict[str, Any] = {
        "message": f"{finding.message} {finding.question}".strip(),
        "shortMessage": _title(finding.name),
        "replacements": _replacements(finding.suggestions, span, source)[: _COMPACT_REPLACEMENTS if compact else None],
        "offset": offset,
        "length": units.at(span.end) - offset,
    }
    if not compact:
        value["context"] = _context(span, source)
        value["sentence"] = source[finding.sentence.start : finding.sentence.end]
    return value | {
        "type": {"typeName": "Hint"},
        "rule": {
            "id": finding.code,
            "subId": "1",
            "description": _title(finding.name),
            "issueType": _ISSUE,
            "urls": [{"value": f"{site}/rules/{finding.name}"}],
            "category": {"id": category_id(finding.category), "name": _title(finding.category)},
            "isPremium": False,
            "confidence": finding.confidence,
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _hull(span: Span, others: Iterable[Span]) -> Span:
    spans = (span, *others)
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def _replacements(suggestions: Iterable[Suggestion], span: Span, source: str) -> list[dict[str, str]]:
    """Rewrites first, then options, then leaving it out; each as the whole text of the match."""
    order = {"rewrite": 0, "option": 1, "delete": 2}
    return [
        {
            "value": source[span.start : each.span.start] + each.text + source[each.span.end : span.end],
            "shortDescription": f"{each.kind}, {each.tier}" if each.tier else each.kind,
        }
        for each in sorted(suggestions, key=lambda each: order.get(each.kind, 3))
    ]


def _context(span: Span, source: str) -> dict[str, Any]:
    start, end = max(0, span.start - _AROUND), min(len(source), span.end + _AROUND)
    before, after = "..." if start else "", "..." if end < len(source) else ""
    text = before + re.sub(r"\r\n|[\r\n]", lambda match: " " * len(match[0]), source[start:end]) + after
    offset = len(before) + utf16_length(source[start : span.start])
    return {"text": text, "offset": offset, "length": utf16_length(source[span.start : span.end])}


def _language(code: str) -> str:
    """The language that a request is checked in. Raises Complaint for one that is not English.

    "auto" and what is no language code at all (TeXstudio sends "<none>" without a dictionary) are English.
    """
    if code == "auto" or not _LANGUAGE.fullmatch(code):
        return "en-US"
    known = {name.lower(): name for name in LANGUAGES}
    own = known.get(code.replace("_", "-").lower())
    if own is None and code[:2].lower() != "en":
        raise Complaint(
            400, f"'{code}' is not a language code known to {about.NAME}. Supported language codes are: {', '.join(LANGUAGES)}."
        )
    return own or "en"


def _known(selectors: Iterable[str]) -> list[str]:
    """Those that name rules or categories of ours, in our spelling. Editors send rules of LanguageTool's, too."""
    categories = {category_id(category): category for category in CATEGORIES}
    rules = all_rules()
    return sorted(name for name in {categories.get(each, each) for each in selectors} if any(_answers(rule, name) for rule in rules))


def _answers(rule: Rule, name: str) -> bool:
    return name in (rule.code, rule.name, rule.category)


def _listed(values: Mapping[str, str], name: str) -> Iterator[str]:
    return filter(None, map(str.strip, values.get(name, "").split(",")))


def _yes(values: Mapping[str, str], name: str) -> bool:
    return values.get(name, "").lower() in ("true", "yes")


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _decoded(value: bytes) -> str:
    return _clean(unquote_plus(value.decode("utf-8", "replace")))


def _clean(text: str) -> str:
    """Without lone surrogates, which are no text; a pair of them is the character that it stands for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
