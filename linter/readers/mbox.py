"""Mail: mailboxes (mbox) and single messages. The subject is the title; plain text is read as such, HTML where there is none.

What a message quotes of others ("> …") is a quote. Attachments and signatures are left out. Parsed by the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from linter.document import Document
from linter.readers._content import ReadError
from linter.readers._fields import inner
from linter.readers._prose import View
from linter.readers._tags import html
from linter.readers._text import plain

if TYPE_CHECKING:
    from email.message import EmailMessage

FORMAT = "mbox"
EXTENSIONS = (".mbox", ".eml")

_FROM = re.compile(rb"(?:\A|(?<=\n))From [^\n]*\d\d:\d\d[^\n]*\n(?=[A-Za-z-]+:)")
_HEADER = re.compile(rb"\s*[A-Za-z][A-Za-z0-9-]*:")
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)
_ATTRIBUTION = re.compile(r"^(?:On|Am|Le) [^\n]{5,200}:[ \t]*\r?\n(?=\s*>)", re.MULTILINE)


def recognises(content: Any) -> bool:
    return isinstance(content, bytes)


def documents(content: bytes, path: str) -> Iterator[Document]:
    """One document for each message; a place is its subject or its body."""
    import email.policy

    starts = [match.end() for match in _FROM.finditer(content)]
    ends = [*(match.start() for match in _FROM.finditer(content)), len(content)][1:]
    spans = list(zip(starts, ends, strict=True)) if starts else [(0, len(content))]
    if not all(_HEADER.match(content, start) for start, _ in spans):
        raise ReadError(f"{path}: no mail: it has no headers")
    taken: set[str] = set()
    for number, (start, end) in enumerate(spans, 1):
        # Cut out one at a time: a mailbox may be large.
        message = email.message_from_bytes(content[start:end].lstrip(), policy=email.policy.default)
        subject, problems = _subject(message)
        view = View()
        view.place(f"message {number}, subject")
        view.heading(1, re.sub(r"^(?:(?:re|fwd?|aw|wg):\s*)+", "", subject, flags=re.IGNORECASE))
        view.place(f"message {number}")
        body = _body(message)
        if body is None:
            problems += ("the message has no text",)
        elif body[0] == "html":
            html(view, body[1])
        else:
            written = _SIGNATURE.split(body[1].replace("\r\n", "\n"), maxsplit=1)[0]
            plain(view, _ESCAPED.sub(r"\1", _ATTRIBUTION.sub("", written)) if starts else _ATTRIBUTION.sub("", written))
        yield view.document(inner(path, subject or f"message {number}", taken), FORMAT, problems=problems)


def _subject(message: EmailMessage) -> tuple[str, tuple[str, ...]]:
    try:
        return " ".join(str(message["subject"] or "").split()), ()
    except (ValueError, IndexError, LookupError):
        # The standard library trips over some headers that are no such thing.
        return "", ("the subject can't be read",)


def _body(message: EmailMessage) -> tuple[str, str] | None:
    """The subtype and the text of what a person reads."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return None
    try:
        return part.get_content_subtype(), str(part.get_content())
    except (LookupError, ValueError):
        payload = part.get_payload(decode=True)
        return part.get_content_subtype(), payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
