"""Wordings from a language model behind an OpenAI-compatible address. Off unless the user names one; every answer passes the checks that
all wordings pass, and a stricter one: it may use no word that the sentence does not have, slots aside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from linter.rewrite.context import Candidate, Context

Rewriter = Callable[[Context], Iterator[Candidate]]
"""Proposes wordings for a flagged sentence, best first."""

ANSWERS = 2
_ASKED = """You edit incident reviews. Rewrite the sentence so that it says what happened instead of who is to blame.
Keep every time, number, identifier, command and quoted string. Name no person. Add nothing that the sentence does not say: no control, no
cause, no motive. Where something is missing, write ⟨a question⟩ in these brackets. Answer with the new sentence alone."""


class RewriterError(RuntimeError):
    """The model's server can't be used; the message names it and the reason, and no text of the review."""


def openai(base_url: str, *, model: str = "default", key: str = "", timeout: float = 30.0) -> Rewriter:
    """A rewriter that asks `{base_url}/chat/completions`. Raises ValueError for an address that is not http(s).

    The rewriter raises RewriterError when the server doesn't answer or answers something else.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{base_url!r} is no http address")
    address = f"{base_url.rstrip('/')}/chat/completions"
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def propose(context: Context) -> Iterator[Candidate]:
        messages = [{"role": "system", "content": _ASKED}, {"role": "user", "content": context.source}]
        body = {"model": model, "temperature": 0, "n": ANSWERS, "messages": messages}
        for text in _answers(_post(address, body, headers, timeout))[:ANSWERS]:
            yield Candidate(text, dropped=tuple(token.text for token in context.analysis.humans), foreign=True)

    return propose


def _post(address: str, body: Mapping[str, Any], headers: Mapping[str, str], timeout: float) -> Any:
    request = Request(address, json.dumps(body).encode())
    for name, value in headers.items():
        request.add_unredirected_header(name, value)  # The key is for this address alone.
    try:
        with urlopen(request, timeout=timeout) as response:
            return json.load(response)
    except (URLError, OSError, ValueError, HTTPException) as error:
        raise RewriterError(f"{address}: {getattr(error, 'reason', None) or error}") from error


def _answers(response: Any) -> list[str]:
    try:
        texts = [str(choice["message"]["content"]) for choice in response["choices"]]
    except (KeyError, TypeError) as error:
        raise RewriterError("the rewriter's answer has no choices with a message") from error
    return [" ".join(text.split()) for text in texts if text.strip()]
