"""One HTML file that holds all: charts, what comes back, and every document with its findings. It loads nothing from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from linter import about
from linter.archive.charts import Chart, charts, percent
from linter.archive.store import Store
from linter.archive.tables import written
from linter.archive.themes import Theme, themes
from linter.archive.trends import TEAMS_CAVEAT, Reviewed, Trends, documents, trends
from linter.finding import Severity
from linter.formats._shared import count
from linter.formats.json import dumps

SUGGESTIONS = 4
"""Of each finding, so many suggestions are in the report."""
PLACES = 200
"""Of each theme, so many places."""

_SLOT = re.compile(r"<!--(\w+)-->")


def write_html(store: Store, folder: Path, *, by_team: bool = False) -> Iterator[Path]:
    """The report of the last scan. Needs scikit-learn and vl-convert. Documents are written one at a time."""
    total = trends(documents(store), by_team=by_team)
    conditions, actions = (themes(_read(store), kind) for kind in ("factors", "actions"))
    page = files(__name__.rpartition(".")[0]).joinpath("page")
    parts = {
        "style": page.joinpath("page.css").read_text("utf-8"),
        "script": page.joinpath("page.js").read_text("utf-8"),
        "made": escape(f"Made by {about.NAME} {about.VERSION}"),
        "glance": _glance(total, conditions, actions),
        "problems": _problems(total),
        "charts": "\n".join(_figure(chart) for chart in charts(total) if chart.svg),
        "teams": _teams(total) if by_team else "",
    }
    path = folder / "report.html"
    with written(path) as file:
        for i, part in enumerate(_SLOT.split(page.joinpath("index.html").read_text("utf-8"))):
            if i % 2 and part == "data":
                _write_data(file, store, total, conditions, actions)
            else:
                file.write(parts[part] if i % 2 else part)
    yield path


def _read(store: Store) -> Iterator[Reviewed]:
    return (each for each in documents(store) if isinstance(each, Reviewed))


def _write_data(file: IO[str], store: Store, total: Trends, conditions: Iterable[Theme], actions: Iterable[Theme]) -> None:
    from linter.rules import all_rules

    texts: dict[str, int] = {}
    sources = {name: number for number, name in enumerate(total.sources)}

    def known(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def finding(value: dict[str, Any], sentence: str) -> list[Any]:
        suggestions = [[each["kind"], known(each["text"]), each.get("tier", "")] for each in value["suggestions"][:SUGGESTIONS]]
        severity, section = Severity[value["severity"].upper()], known(value["section"])
        said = (known(value["message"]), known(value["question"]))
        where = known(value.get("place") or f"line {value['line']}")
        return [value["rule"]["code"], int(severity), section, where, sentence, *said, suggestions]

    file.write('{"documents":[')
    for each in _read(store):
        findings = [finding(*both) for both in zip(each.findings, each.record["sentences"], strict=True)]
        day = each.day.isoformat() if each.day else ""
        row = [each.path, sources[each.origin], day, each.record["title"], each.record["document"]["words"], findings]
        file.write(("," if each.number else "") + _safe(row))
    file.write("]")
    rest = {
        "texts": list(texts),
        "sources": list(sources),
        "rules": {rule.code: {"name": rule.name, "category": rule.category, "why": rule.why} for rule in all_rules()},
        "conditions": [_theme(each) for each in conditions],
        "actions": [_theme(each) for each in actions],
    }
    for name, value in rest.items():
        file.write(f",{_safe(name)}:{_safe(value)}")
    file.write("}")


def _safe(value: object) -> str:
    """JSON that can't end the script that it stands in."""
    return dumps(value).replace("<", "\\u003c")


def _theme(theme: Theme) -> list[Any]:
    note = ", ".join(filter(None, (*theme.tiers, f"{theme.open} not marked as done" if theme.open else "")))
    return [theme.text, theme.reviews, [[place.document, place.where] for place in theme.places[:PLACES]], note]


def _glance(total: Trends, conditions: Sequence[Theme], actions: Sequence[Theme]) -> str:
    numbers = {
        "documents": f"{total.all.documents:,}",
        "of them reviews": f"{total.all.reviews:,}",
        "words": f"{total.words:,}",
        "reviews with blame": percent(total.all.share),
        "findings": f"{total.all.families.total():,}",
        "conditions that come back": f"{len(conditions):,}",
        "actions that come back": f"{len(actions):,}",
        "could not be read": f"{len(total.problems):,}",
    }
    return "".join(f"<div><dt>{name}</dt><dd>{number}</dd></div>" for name, number in numbers.items())


def _problems(total: Trends) -> str:
    if not total.problems:
        return ""
    items = "".join(f"<li>{escape(each.name)}: {escape(each.problem)}</li>" for each in total.problems)
    title = f"{count(len(total.problems), 'source')} could not be read"
    return f'<details class="problems"><summary>{title}</summary><ul>{items}</ul></details>'


def _figure(chart: Chart) -> str:
    note = f'<p class="soft">{escape(chart.note)}</p>' if chart.note else ""
    numbers = f"<details><summary>Numbers</summary>{_table(chart.columns, chart.rows)}</details>"
    drawn = chart.svg.replace("<svg", f'<svg aria-label="{escape(chart.title)}" role="img"', 1)
    return f"<figure><figcaption><h3>{escape(chart.title)}</h3>{note}</figcaption>{drawn}{numbers}</figure>"


def _teams(total: Trends) -> str:
    rows = sorted(total.teams.items(), key=lambda item: (-(item[1].share or 0), item[0]))
    table = _table(
        ("team", "documents", "reviews", "reviews with blame", "share"),
        [(name, group.documents, group.reviews, group.blamed_reviews, percent(group.share)) for name, group in rows],
    )
    return f'<h3>By team</h3><p class="caveat">{escape(TEAMS_CAVEAT)}</p>{table}'


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
