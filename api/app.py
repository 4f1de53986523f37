"""The application: routes, and how errors answer. `create_app` needs no network and no configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from api import languagetool, pages, tasks
from api.engines import Busy, Engines, NotReady, Task, TooSlow
from api.guard import FILES, Guard
from api.languagetool import Complaint
from api.metrics import CONTENT_TYPE, Metrics
from api.problems import problem
from api.schemas import Info, LintIn, Path, Problem, RewriteIn, components
from api.service import Service
from api.tasks import Refused, Text
from linter import about
from linter.formats.json import dumps, rule_object, tool_object
from linter.readers import known_extensions, readers
from linter.rules import Rule, all_rules

_NEAR = 64
_ABOUT = "Finds blame in incident reviews, says why it stops the learning, and offers systemic rewrites. No text leaves this service."
_WHAT = {
    400: "The body can't be read.",
    401: "No API key, or a wrong one.",
    404: "There is no such rule.",
    408: "The body did not arrive in time.",
    413: "More bytes or characters than allowed.",
    422: "Mistakes in the request, or a text that takes too long.",
    503: "Too many requests at once, or the models are not loaded yet. Retry-After says when to try again.",
}


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _WHAT[status], "content": content} for status in (401, *statuses)}


def _ok(schema: Mapping[str, Any], description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {"application/json": {"schema": schema}}}}


def _component(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_WORK = _errors(400, 408, 413, 422, 503)


class _Json(Response):
    media_type = "application/json"


def create_app(service: Service | None = None) -> FastAPI:
    """The service as an ASGI application. Its engine processes start with its lifespan and end with it."""
    service = service or Service()
    limits = service.limits
    engines = Engines(service.workers, service.config, limits)
    metrics = Metrics(waiting=lambda: engines.waiting, busy=lambda: engines.busy)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with engines.running():
            yield

    app = FastAPI(
        title=about.NAME,
        version=about.VERSION,
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(Guard, service=service, metrics=metrics)
    if service.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Authorization", "Content-Type", "X-API-Key", "X-Request-ID"),
            expose_headers=("X-Request-ID", "Retry-After"),
        )

    async def work(request: Request, near: str, task: Task, *arguments: Any) -> Response:
        done = await engines.run(task, *arguments, near=near[:_NEAR], gone=request.is_disconnected)
        metrics.linted(done)
        return _Json(done.body)

    @app.post(
        "/v1/lint",
        summary="Lint one or many texts",
        tags=["lint"],
        responses=_ok(_component("Findings"), "The findings of each text, and a summary.") | _WORK,
    )
    async def lint(request: Request, body: LintIn) -> Response:
        """Offsets are code points into each text, half open: `text[start:end] == excerpt`. Lines and columns start at 1."""
        if len(body.documents) > limits.documents:
            raise Refused(f"a request has at most {limits.documents} documents")
        texts = [Text(each.path, each.text, each.format) for each in body.documents]
        _measure(sum(len(each.text) for each in texts), limits.characters)
        near = texts[0].path + texts[0].text
        return await work(request, near, tasks.lint, texts, body.options.overrides(), body.explain)

    @app.post(
        "/v1/rewrite",
        summary="Rewrite a sentence or a passage",
        tags=["lint"],
        responses=_ok(_component("Rewritten"), "What reads as blame, and the text with the first rewrites in it.") | _WORK,
    )
    async def rewrite(request: Request, body: RewriteIn) -> Response:
        """Suggestions keep every fact. In `⟨…⟩` stands what only the authors can fill in."""
        _measure(len(body.text), limits.characters)
        text = Text("text", body.text, body.format)
        return await work(request, body.text, tasks.rewrite, text, body.section, body.options.overrides())

    @app.post(
        FILES,
        summary="The text of a file",
        tags=["lint"],
        responses=_ok(_component("Text"), "The text, and the format to lint it in.") | _errors(408, 413, 422, 503),
        openapi_extra={
            "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        },
    )
    async def text(request: Request, path: Path) -> Response:
        """For files that are no text by themselves, such as Word documents. The extension of `path` says what the bytes are."""
        return await work(request, path, tasks.text, await request.body(), path)

    rules_schema = {"type": "array", "items": _component("Rule")}

    @app.get("/v1/rules", summary="All rules", tags=["rules"], responses=_ok(rules_schema, "The rules, by code.") | _errors())
    async def rules() -> Response:
        """What each rule looks for, why, what to ask instead, and examples of what it finds and leaves alone."""
        return _Json(dumps(list(map(rule_object, all_rules()))))

    @app.get(
        "/v1/rules/{rule}",
        summary="A rule, by code or name",
        tags=["rules"],
        responses=_ok(_component("Rule"), "The rule.") | _errors(404, 422),
    )
    async def one_rule(rule: str) -> Response:
        """The rule called `rule`: `PC101` or `person-as-cause`."""
        return _Json(dumps(rule_object(_rule(rule))))

    @app.get("/v1/info", summary="Tool, formats, limits", tags=["service"], responses=_errors())
    async def info() -> Info:
        """What this service is, what it reads, and what a request may ask for."""
        return Info(
            tool=tool_object(about.tool()),
            formats=list(readers()),
            extensions=known_extensions(),
            limits={
                "characters": limits.characters,
                "documents": limits.documents,
                "seconds": limits.seconds,
                "body": limits.body,
                "file": limits.file,
            },
        )

    @app.get("/healthz", summary="Whether the service runs", tags=["service"])
    async def healthz() -> dict[str, str]:
        """Answers as long as the service can answer anything."""
        return {"status": "ok"}

    @app.get("/readyz", summary="Whether the models are loaded", tags=["service"], responses={503: {"description": "Not yet, and why."}})
    async def readyz() -> Response:
        """200 when an engine is there to lint, else 503."""
        if engines.ready:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "reason": engines.failure or "the models are being loaded"}, 503, {"Retry-After": "1"})

    @app.get("/metrics", summary="Counters for Prometheus", tags=["service"], response_class=PlainTextResponse, responses=_errors())
    async def counters() -> Response:
        """Requests, times, findings by rule, and the queue. No text, no names."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @app.api_route("/v2/check", methods=["GET", "POST"], include_in_schema=False)
    async def check(request: Request) -> Response:
        values = languagetool.parameters(request.scope["query_string"], await request.body())
        wanted = languagetool.check_request(values, limits.characters)
        return await work(request, wanted.text, languagetool.check, wanted, str(request.base_url).rstrip("/"))

    @app.get("/v2/languages", include_in_schema=False)
    async def languages() -> Response:
        return JSONResponse(languagetool.languages())

    @app.get("/v2/healthcheck", include_in_schema=False)
    async def healthcheck() -> Response:
        return PlainTextResponse("OK") if engines.ready else PlainTextResponse("Error: The models are not loaded", 503)

    @app.get("/v2/maxtextlength", include_in_schema=False)
    async def max_text_length() -> Response:
        return PlainTextResponse(str(limits.characters))

    @app.get("/v2/info", include_in_schema=False)
    async def software() -> Response:
        return JSONResponse(languagetool.info())

    @app.get("/v2/configinfo", include_in_schema=False)
    async def configinfo() -> Response:
        return JSONResponse(languagetool.configinfo(limits.characters))

    @app.api_route("/v2/words{rest:path}", methods=["GET", "POST"], include_in_schema=False)
    async def words(rest: str) -> Response:
        raise Complaint(400, "This end point needs a user id")

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return HTMLResponse(pages.asset("index.html"))

    @app.get("/rules", include_in_schema=False)
    async def rules_page() -> Response:
        return HTMLResponse(pages.rules_page())

    @app.get("/rules/{rule}", include_in_schema=False)
    async def rule_page(rule: str) -> Response:
        return HTMLResponse(pages.rule_page(_rule(rule)))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(pages.api_page(app.openapi()))

    @app.get("/{name}", include_in_schema=False)
    async def asset(name: str) -> Response:
        if name not in pages.TYPES:
            raise HTTPException(404)
        return Response(pages.asset(name), media_type=pages.TYPES[name])

    _handle_errors(app, metrics, service)
    _describe(app)
    return app


def _measure(characters: int, limit: int) -> None:
    if characters > limit:
        raise HTTPException(413, f"The texts have {characters} characters, and {limit} are allowed.")


def _rule(name: str) -> Rule:
    for rule in all_rules():
        if name in (rule.code, rule.name):
            return rule
    raise HTTPException(404, "No rule has this code or name.")


def _handle_errors(app: FastAPI, metrics: Metrics, service: Service) -> None:
    def respond(request: Request, status: int, **more: Any) -> Response:
        return problem(status, path=request.url.path, request_id=request.state.request_id, **more)

    @app.exception_handler(Complaint)
    async def complaint(request: Request, error: Complaint) -> Response:
        return respond(request, error.status, detail=error.text)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return respond(request, 400 if request.url.path.startswith("/v2/") else 422, detail=str(error))

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> Response:
        detail = "There are currently too many parallel requests. Please try again later."
        return respond(request, 503, kind="busy", detail=detail, headers={"Retry-After": "1"})

    @app.exception_handler(TooSlow)
    async def too_slow(request: Request, error: TooSlow) -> Response:
        metrics.cut_off()
        seconds = f"{service.limits.seconds:g} seconds"
        detail = f"Checking took longer than {seconds}, which is this server's limit. Please consider submitting a shorter text."
        return respond(request, 422, kind="too-slow", detail=detail)

    @app.exception_handler(NotReady)
    async def not_ready(request: Request, error: NotReady) -> Response:
        return respond(request, 503, kind="not-ready", detail="The models are not loaded.", headers={"Retry-After": "5"})

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        # Only where and what: pydantic also has the input, which is the text.
        if any(each["type"] == "json_invalid" for each in error.errors()):
            return respond(request, 400, detail="The body is not JSON.")
        errors = [{"pointer": _pointer(each["loc"]), "detail": each["msg"]} for each in error.errors()]
        return respond(request, 422, detail="The body does not fit the schema.", errors=errors)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and request.url.path.startswith("/v2/"):
            action = request.url.path.removeprefix("/v2/")
            return respond(request, 404, detail=f"Unsupported action: '{action[:40]}'. Please see {request.base_url}docs")
        return respond(request, error.status_code, detail=error.detail, headers=error.headers)


def _pointer(location: tuple[int | str, ...]) -> str:
    """A JSON pointer into the body."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in location[1:])


def _describe(app: FastAPI) -> None:
    """Put the schema of the findings, which is not written in pydantic, into the OpenAPI description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = description.setdefault("components", {}).setdefault("schemas", {})
            schemas |= components() | {"Problem": own}
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = description
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
