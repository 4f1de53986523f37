"""Errors as clients see them: problem details (RFC 9457) under `/v1` and elsewhere, plain text under `/v2`. None quotes a text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

TITLES = {
    "bad-request": "The request can't be read",
    "unauthorized": "An API key is needed",
    "not-found": "There is nothing here",
    "method-not-allowed": "The method does not fit",
    "upload-timeout": "The body did not arrive in time",
    "too-large": "The request is too large",
    "invalid": "The request has mistakes",
    "too-slow": "The text takes too long",
    "busy": "Too many requests at once",
    "not-ready": "The models are not loaded",
    "internal": "The service failed",
}
"""Kinds of problem. The type of a problem is `/problems/` and its kind."""

_KINDS = {400: "bad-request", 401: "unauthorized", 404: "not-found", 405: "method-not-allowed", 413: "too-large", 422: "invalid"}


def problem(
    status: int,
    *,
    path: str,
    kind: str = "",
    detail: str = "",
    request_id: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for an error in a request to `path`. `errors` are mistakes in a body: {"pointer", "detail"}."""
    kind = kind or _KINDS.get(status, "bad-request" if status < 500 else "internal")
    if path.startswith("/v2/"):
        return Response(f"Error: {detail or TITLES[kind]}", status, dict(headers or {}), "text/plain; charset=utf-8")
    value = {
        "type": f"/problems/{kind}",
        "title": TITLES[kind],
        "status": status,
        "detail": detail or HTTPStatus(status).phrase,
        "instance": request_id,
    }
    if errors:
        value["errors"] = list(errors)
    return Response(json.dumps(value), status, dict(headers or {}), MEDIA_TYPE)
