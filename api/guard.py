"""What stands in front of every request: its id, its size, its key, headers for safety, the log and the counters."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.engines import Broken, where
from api.metrics import Metrics
from api.problems import problem
from api.service import Service

_LOG = logging.getLogger("blamelint")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BEARER = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)

_GUARDED = ("/v1/", "/v2/", "/metrics")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics", "/v2/healthcheck"})
FILES = "/v1/text"
_OPEN = frozenset({"/v2/healthcheck"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class _TooLarge(Exception):
    pass


class Guard:
    """ASGI middleware around the application. The body is here before the application is asked, and never larger than allowed.

    The log has method, route, status, time and request id. Neither it nor the counters have addresses with their queries, since an
    editor may send its text there. Probes are logged only for debugging.
    """

    def __init__(self, app: ASGIApp, *, service: Service, metrics: Metrics) -> None:
        self._app = app
        self._service = service
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. Errors that nobody expected become a 500 that says nothing of the text."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = scope.setdefault("state", {})["request_id"] = given if _ID.fullmatch(given) else uuid4().hex
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
            await send(message)

        try:
            refusal = await self._pass(scope, headers, receive, answer, request_id)
            if refusal is not None:
                await refusal(scope, receive, answer)
        except asyncio.CancelledError:
            # The client is gone, and with it the reason to answer.
            status = status or 499
        except Exception as error:
            _LOG.error("%s failed: %s", request_id, str(error) if isinstance(error, Broken) else where(error))
            if not status:
                await problem(500, path=scope["path"], request_id=request_id)(scope, receive, answer)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in ("GET", "POST", "HEAD", "OPTIONS") else "other"
            self._metrics.answered(method, route, status, seconds)
            _LOG.log(
                logging.DEBUG if route in _PROBES else logging.INFO,
                "%s %s %d %.1f ms %s",
                method,
                route,
                status,
                1000 * seconds,
                request_id,
            )

    async def _pass(self, scope: Scope, headers: Headers, receive: Receive, send: Send, request_id: str) -> Response | None:
        """Hand the request on, or give the response that refuses it."""
        path: str = scope["path"]
        if self._service.keys and path.startswith(_GUARDED) and path not in _OPEN and not self._service.admits(_key(headers)):
            detail = "Send the key as 'Authorization: Bearer …' or 'X-API-Key: …'."
            return problem(401, path=path, detail=detail, request_id=request_id, headers={"WWW-Authenticate": "Bearer"})
        limits = self._service.limits
        limit = limits.file if path == FILES else limits.body
        try:
            async with asyncio.timeout(limits.upload):
                body = await _body(headers, receive, limit)
        except TimeoutError:
            return problem(408, path=path, kind="upload-timeout", request_id=request_id, headers={"Connection": "close"})
        except _TooLarge:
            # LanguageTool's words, which its clients show.
            detail = f"Your text's length exceeds this server's hard limit of {limit} characters."
            return problem(413, path=path, detail=detail, request_id=request_id, headers={"Connection": "close"})
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)
        return None


async def _body(headers: Headers, receive: Receive, limit: int) -> bytes:
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise _TooLarge
    parts = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise _TooLarge
        if not message.get("more_body"):
            return b"".join(parts)


def _key(headers: Headers) -> str:
    bearer = _BEARER.fullmatch(headers.get("authorization", ""))
    return bearer[1] if bearer else headers.get("x-api-key", "")
