"""Pages for people: the one to paste a review into, one for each rule, and one that lists the API. Nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from linter.rules import Rule, all_rules

_FOLDER = Path(__file__).parent / "page"
TYPES = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"}


@cache
def asset(name: str) -> bytes:
    """A file of the page: "index.html" or one of TYPES."""
    return (_FOLDER / name).read_bytes()


def rule_page(rule: Rule) -> str:
    """What a rule looks for, why, what to ask, with examples."""
    return _page(
        f"{rule.name} ({rule.code})",
        [
            f"<p class=kind>{rule.code} · {rule.category} · {rule.severity}</p>",
            f"<p>{escape(rule.message.replace('{', '⟨').replace('}', '⟩'))}</p>",
            f"<h2>Why it stops the learning</h2><p>{escape(rule.why)}</p>",
            f"<h2>Ask instead</h2><p>{escape(rule.question)}</p>",
            *_listed("It finds", rule.flags),
            *_listed("It leaves alone", rule.passes),
            "<h2>See</h2><ul>" + "".join(f"<li>{escape(source)}</li>" for source in rule.see) + "</ul>",
            f"<h2>To allow a sentence</h2><pre>&lt;!-- blamelint: ignore[{rule.name}] the reason --&gt;</pre>",
        ],
    )


def rules_page() -> str:
    """All rules."""
    items = (
        f'<li><a href="/rules/{rule.name}">{rule.code} {rule.name}</a> <span class=kind>{rule.category}, {rule.severity}</span></li>'
        for rule in all_rules()
    )
    return _page("Rules", ["<ul>", *items, "</ul>"])


def api_page(openapi: Mapping[str, Any]) -> str:
    """The API, from its OpenAPI description."""
    parts = [f"<p>{escape(openapi['info']['description'])}</p><p><a href='/openapi.json'>openapi.json</a></p>"]
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            parts.append(f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(operation.get('summary', ''))}</p>")
            parts.append(f"<p>{escape(operation.get('description', ''))}</p>")
            parts.extend(f"<pre>{escape(text)}</pre>" for text in _examples(operation, openapi))
            codes = (f"<li>{code}: {escape(response['description'])}</li>" for code, response in operation["responses"].items())
            parts.append("<ul>" + "".join(codes) + "</ul>")
    return _page("API", parts)


def _examples(operation: Mapping[str, Any], openapi: Mapping[str, Any]) -> Iterator[str]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = openapi["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for example in schema.get("examples", ()):
            yield example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)


def _listed(title: str, texts: Iterable[str]) -> Iterator[str]:
    yield f"<h2>{title}</h2>"
    yield from (f"<pre>{escape(text.strip())}</pre>" for text in texts)


def _page(title: str, parts: Iterable[str]) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} – blamelint</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css">'
        '<link rel="icon" href="/icon.svg"></head>'
        '<body class="text"><header><p><a href="/">blamelint</a> · <a href="/rules">rules</a></p></header>'
        f"<main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>"
    )
