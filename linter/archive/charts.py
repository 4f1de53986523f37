"""The charts of the report: Vega-Lite, drawn as SVG by vl-convert. Colours are variables of the page, so dark mode holds here too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linter.archive.trends import UNDATED, Group, Trends
from linter.outline import TIERS
from linter.rules import CATEGORIES

WIDTH = 620
MOST = 20
MONTHS = 60
"""Beyond so many months the charts over time count by year."""

Row = dict[str, Any]
Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_CONFIG: Spec = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    },
    "legend": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "orient": "bottom",
        "columns": 4,
        "columnPadding": 28,
    },
}
_TIERS = (*TIERS, "unclear")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with the numbers that it shows. `svg` is "" where there is nothing to draw."""

    title: str
    note: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def charts(total: Trends) -> list[Chart]:
    """The charts of an archive. Needs vl-convert."""
    times = _by_time(total.months)
    families = [name for name in CATEGORIES if total.all.families[name]]
    order = [time for time, _ in times]
    return [
        _chart(
            "Reviews with blame",
            "How many reviews there are, and in how many of them something reads as blame.",
            [
                {"when": time, "reviews": count, "what": what}
                for time, group in times
                for what, count in (("with blame", group.blamed_reviews), ("without", group.reviews - group.blamed_reviews))
            ],
            _bars("when", "reviews", "what", domain=("with blame", "without"), order=order),
            ("when", "reviews", "with blame", "share"),
            [(time, group.reviews, group.blamed_reviews, percent(group.share)) for time, group in times],
        ),
        _chart(
            "Findings by family",
            "",
            [{"when": time, "findings": group.families[name], "family": name} for time, group in times for name in families],
            _bars("when", "findings", "family", domain=families, order=order),
            ("when", *families),
            [(time, *(group.families[name] for name in families)) for time, group in times],
        ),
        _chart(
            "Where in a review",
            "Findings by section of the review that they stand in.",
            [
                {"section": name, "findings": counts[family], "family": family}
                for name, counts in _most(total.sections)
                for family in families
            ],
            _bars("section", "findings", "family", domain=families, order=[name for name, _ in _most(total.sections)], flat=True),
            ("section", *families),
            [(name, *(counts[family] for family in families)) for name, counts in _most(total.sections)],
        ),
        _chart(
            "Rules",
            f"The {MOST} that found most." if len(total.rules) > MOST else "",
            [{"rule": _rule_names().get(code, code), "findings": count} for code, count in total.rules.most_common(MOST)],
            _bars("rule", "findings", "", order=[_rule_names().get(code, code) for code, _ in total.rules.most_common(MOST)], flat=True),
            ("rule", "findings", "documents"),
            [(_rule_names().get(code, code), count, total.rule_documents[code]) for code, count in total.rules.most_common()],
        ),
        _chart(
            "Action strength",
            "Actions by tier of the RCA2 hierarchy: stronger ones change the system, weaker ones remind people.",
            [{"when": time, "actions": group.tiers[tier], "tier": tier} for time, group in times for tier in _TIERS],
            _bars("when", "actions", "tier", domain=_TIERS, order=order, share=True),
            ("when", *_TIERS),
            [(time, *(group.tiers[tier] for tier in _TIERS)) for time, group in times],
        ),
        _chart(
            "Sources",
            "What the scan was given. Sources differ in what is written down there, so their shares can't be compared.",
            [
                {"source": name, "documents": count, "what": what}
                for name, group in total.sources.items()
                for what, count in (("with blame", group.with_blame), ("without", group.documents - group.with_blame))
            ]
            if len(total.sources) > 1
            else [],
            _bars("source", "documents", "what", domain=("with blame", "without"), order=list(total.sources), flat=True),
            ("source", "documents", "reviews", "reviews with blame", "share"),
            [(name, group.documents, group.reviews, group.blamed_reviews, percent(group.share)) for name, group in total.sources.items()],
        ),
    ]


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _rule_names() -> dict[str, str]:
    from linter.rules import all_rules

    return {rule.code: f"{rule.code} {rule.name}" for rule in all_rules()}


def _by_time(months: Mapping[str, Group]) -> list[tuple[str, Group]]:
    """The months, or years where those are too many."""
    if len(months) <= MONTHS:
        return list(months.items())
    years: dict[str, Group] = {}
    for month, group in months.items():
        year = years.setdefault(month if month == UNDATED else month[:4], Group())
        year.merge(group)
    return list(years.items())


def _most(sections: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int]]]:
    return sorted(sections.items(), key=lambda item: (-sum(item[1].values()), item[0]))


def _bars(
    name: str,
    count: str,
    color: str,
    *,
    domain: Sequence[str] = (),
    order: Sequence[str],
    flat: bool = False,
    share: bool = False,
) -> Spec:
    """Stacked bars, upright or `flat`; with `share` all of one length."""
    along: Spec = {"field": name, "type": "nominal", "sort": list(order), "title": None}
    length: Spec = {
        "field": count,
        "type": "quantitative",
        "title": count,
        "axis": {"tickMinStep": 1, "labelOverlap": "greedy", "labelSeparation": 12},
    }
    if share:
        length |= {"stack": "normalize", "axis": {"format": ".0%", "tickCount": 5}, "title": f"share of {count}"}
    if not flat:
        along |= {"axis": {"labelOverlap": True, "labelAngle": -45 if len(order) > 6 else 0}}
    encoding: Spec = {"x": length, "y": along} if flat else {"x": along, "y": length}
    if color:
        colors = {"domain": list(domain), "range": [f"var(--{_variable(each)})" for each in domain]}
        encoding |= {"color": {"field": color, "type": "nominal", "scale": colors, "title": None}}
        encoding |= {"order": {"field": "rank", "type": "quantitative"}}
    size: Spec = {"width": WIDTH, "height": {"step": 22}} if flat else {"width": WIDTH, "height": 220}
    mark = {"type": "bar", "color": "var(--accent)", "stroke": "var(--back)", "strokeWidth": 0.5}
    return {**size, "mark": mark, "encoding": encoding}


def _variable(name: str) -> str:
    return name.replace(" ", "-")


def _chart(title: str, note: str, values: Iterable[Row], spec: Spec, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Chart:
    import vl_convert

    values = list(values)
    names = spec["encoding"].get("color", {}).get("scale", {}).get("domain", [])
    field = spec["encoding"].get("color", {}).get("field", "")
    for value in values:
        if field:
            value["rank"] = names.index(value[field])
    svg = ""
    if values:
        svg = vl_convert.vegalite_to_svg(json.dumps({"$schema": _SCHEMA, "config": _CONFIG, "data": {"values": values}, **spec}))
        # It fills the width that the page gives it.
        svg = re.sub(r'^<svg([^>]*?) width="[\d.]+" height="[\d.]+"', r"<svg\1", svg)
    return Chart(title, note, svg, columns, tuple(rows))
