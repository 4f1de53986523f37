"""GitHub's REST and GraphQL interfaces, with patience: what passes by itself is tried again, what doesn't is an error in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from linter import about

TRIES = 4
LONGEST = 60.0
"""Seconds that are waited at most before another try; where the server asks for more, there is none."""
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class ApiError(Exception):
    """A request that can't be answered. `status` is 0 where there was no answer; `unsure` says that it may have had its effect."""

    def __init__(self, message: str, *, status: int = 0, unsure: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.unsure = unsure


class Api:
    """The interfaces of a server under a token. `rest` and `graphql` are their addresses."""

    def __init__(
        self,
        *,
        rest: str,
        graphql: str,
        token: str,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": f"{about.NAME}/{about.VERSION}",
        }
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, transport=transport, follow_redirects=True)
        self._rest, self._graphql, self._sleep = rest.rstrip("/"), graphql, sleep

    def request(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, again: bool = True) -> Any:
        """The answer to a REST request, as JSON. Raises ApiError.

        `again` says that the request may be repeated although its first try may have had its effect.
        """
        return self._send(method, f"{self._rest}{path}", body, again=again)

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        """The `data` of a GraphQL query or mutation. Raises ApiError, also for a part of it that the token may not see or do."""
        answer = self._send("POST", self._graphql, {"query": text, "variables": variables}, again=True)
        if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict) or answer.get("errors"):
            errors = answer.get("errors") if isinstance(answer, dict) else None
            raise ApiError(_first(errors) or "GraphQL gave no data", status=200)
        data: dict[str, Any] = answer["data"]
        return data

    def pause(self, seconds: float) -> None:
        self._sleep(seconds)

    def _send(self, method: str, url: str, body: Mapping[str, Any] | None, *, again: bool) -> Any:
        waits = _waits()
        while True:
            try:
                response = self._client.request(method, url, json=body)
            except httpx.TransportError as error:
                # Before a connection there is, nothing was asked.
                unsure = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                failure = ApiError(f"{method} {url}: no answer ({type(error).__name__})", unsure=unsure)
                wait: float | None = next(waits, None)
            else:
                if response.is_success:
                    return _json(method, url, response)
                failure, wait = _failure(method, url, response), _wait(response, waits)
            if wait is None or wait > LONGEST or (failure.unsure and not again):
                raise failure
            self._sleep(wait)


def _waits() -> Iterator[float]:
    return (2.0**n for n in range(TRIES - 1))


def _wait(response: httpx.Response, waits: Iterator[float]) -> float | None:
    """How long to wait before the same request can be answered; None where it never will."""
    limited = response.status_code == 429 or (
        response.status_code == 403 and ("retry-after" in response.headers or response.headers.get("x-ratelimit-remaining") == "0")
    )
    if not limited and response.status_code < 500:
        return None
    planned = next(waits, None)
    if planned is None:
        return None
    after, reset = (response.headers.get(header, "") for header in ("retry-after", "x-ratelimit-reset"))
    if after.isdigit():
        return float(after)
    if limited and reset.isdigit():
        return max(float(reset) - time.time(), 0.0)
    return planned


def _json(method: str, url: str, response: httpx.Response) -> Any:
    try:
        return response.json() if response.content else None
    except ValueError as error:
        raise ApiError(f"{method} {url}: the answer is no JSON", status=response.status_code) from error


def _failure(method: str, url: str, response: httpx.Response) -> ApiError:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    said = answer.get("message", "") if isinstance(answer, dict) else ""
    more = _first(answer.get("errors")) if isinstance(answer, dict) else ""
    words = ": ".join(filter(None, (f"{method} {url}: {response.status_code} {response.reason_phrase}".rstrip(), said, more)))
    return ApiError(words, status=response.status_code, unsure=response.status_code >= 500)


def _first(errors: Any) -> str:
    """The first of the errors that an answer lists, which are texts or objects."""
    error = errors[0] if isinstance(errors, list) and errors else ""
    return str(error.get("message") or error.get("code") or "") if isinstance(error, dict) else str(error)
