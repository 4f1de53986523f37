"""What `blamelint train` and `blamelint evaluate` do."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from linter.about import VERSION
from linter.engine import Linter
from linter.finding import Span
from linter.readers import read_document
from linter.settings import Settings
from linter.training.agreement import Agreement, agreement, read_agreement
from linter.training.corpus import SPLITS, Gold, split
from linter.training.data import Line, Review, check, leaks, read_reviews, summary
from linter.training.evaluate import Score
from linter.training.measure import in_split, measure, score

Say = Callable[[str], None]
DRAWN = 150
"""How many findings with their suggestions are drawn for a person to read."""


def check_data(data: Path, say: Say) -> bool:
    """Print the counts and the problems of the labelled reviews; True when there are none.

    Raises DataError for a line that can't be read.
    """
    reviews = read_reviews(data)
    say(summary(reviews))
    problems = check(reviews) + [f"{name} is only ever blamed" for name in leaks(reviews)]
    for problem in problems:
        say(problem)
    return not problems


def train_language(data: Path, treebank: Path, models: Path, say: Say) -> None:
    """Train the language pipeline from the treebank and the reviews of the train split; writes `models/language`."""
    import tempfile

    from linter.training import language

    reviews = read_reviews(data)
    with tempfile.TemporaryDirectory() as folder:
        nlp = language.train(treebank, Path(folder))
        say("names …")
        nlp = language.add_names(nlp, treebank, in_split(reviews, "train"))
    language.ship(nlp, models / "language", language.evaluate(nlp, treebank, in_split(reviews, "test")))


def train_judge(
    data: Path, models: Path, say: Say, *, beside: Sequence[Callable[[], None]], epochs: int, workers: int, keep: Path | None
) -> None:
    """Train the judge on the reviews with the language pipeline of `models`; writes `models/judge`. `keep` is a folder for the networks,
    and what is to be done `beside` their training is done before the pipeline is used."""
    from linter.training import judge

    judge.train(
        read_reviews(data),
        models / "judge",
        epochs=epochs,
        workers=workers,
        keep=keep,
        beside=beside,
        report=lambda *words, **_: say(" ".join(map(str, words))),
    )


def write_comparison(data: Path, models: Path) -> None:
    """Compare the features that the judge could have; writes `comparison.json` into its folder."""
    from linter.training.compare import compare
    from linter.training.judge import parts_of

    parts = parts_of(read_reviews(data))
    rows = compare(parts["train"], parts["dev"])
    (models / "judge" / "comparison.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def write_metrics(data: Path, models: Path, real: tuple[Path, Path] | None) -> None:
    """Measure the shipped judge on the test split, and on labelled real reports (gold file, folder) if given; writes metrics and cards."""
    from linter.training import judge
    from linter.training.card import write_cards

    reviews = read_reviews(data)
    held_out = in_split(reviews, "test")
    metrics: dict[str, Any] = {
        "test": measure(held_out),
        "test, editor": _summary(score(held_out, Linter(Settings(profile="editor")))),
    }
    if real is not None:
        metrics["real reports"] = {profile: _summary(score_gold(*real, Linter(Settings(profile=profile)))) for profile in ("ci", "editor")}
    folder = models / "judge"
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    (folder / "meta.json").write_text(json.dumps(_meta(metrics), indent=1) + "\n", "utf-8")
    judge.write_manifest(folder)
    write_cards(models, agreed(data), counts(reviews))


def agreed(data: Path) -> list[Agreement]:
    """The agreement of the two readers of `agreement.jsonl`."""
    return agreement(*read_agreement(data / "agreement.jsonl"))


def counts(reviews: Sequence[Review]) -> dict[str, tuple[int, int, int]]:
    """(reviews, sentences, labelled sentences) of each split."""
    where = split(reviews)
    out = {}
    for name in SPLITS:
        inside = [review for review in reviews if where[review.id] == name]
        lines = [line for review in inside for line in review.lines if not line.mark.startswith("#")]
        out[name] = (len(inside), len(lines), sum(bool(line.labels) for line in lines))
    return out


def score_gold(gold: Path, texts: Path, linter: Linter) -> Score:
    """Findings on files against a gold file: document -> {"file", "spans": [[start, end]], "marks": {index: {"labels", "borderline"}}}."""
    total = Score()
    for entry in json.loads(gold.read_text("utf-8")).values():
        path = texts / Path(entry["file"]).name
        document = read_document(path.read_bytes(), str(path))
        items = []
        for i, (start, end) in enumerate(entry["spans"]):
            mark = entry["marks"].get(str(i), {"labels": [], "borderline": []})
            text = " ".join(document.source[start:end].split())
            line = Line("", text, frozenset(mark["labels"]), frozenset(mark["borderline"]), pair=entry.get("pair") or "", where=path.name)
            items.append(Gold(Span(start, end), line))
        total.add(document.source, items, linter.lint(document).findings)
    return total


def evaluate(data: Path, name: str, settings: Settings, say: Say, *, errors: int) -> None:
    """Print the scores of a split of the labelled reviews."""
    _show(score(in_split(read_reviews(data), name), Linter(settings)), say, errors)


def evaluate_gold(gold: Path, texts: Path, settings: Settings, say: Say, *, errors: int) -> None:
    """Print the scores on files with a gold file."""
    _show(score_gold(gold, texts, Linter(settings)), say, errors)


def evaluate_rewrites(data: Path, name: str, folder: Path | None, settings: Settings, say: Say, *, drawn: Path | None, seed: int) -> None:
    """Print how good the suggestions are for the findings in a split of the labelled reviews and in all reports of a folder, each by
    itself; write 150 of the findings with their suggestions to `drawn`, for a person to read."""
    from linter.training import rewrites

    linter = Linter(settings)
    sets = [(f"{name} split", rewrites.labelled(in_split(read_reviews(data), name)))]
    if folder is not None:
        sets.append((str(folder), rewrites.reports(folder)))
    everything = rewrites.Survey()
    for title, documents in sets:
        found = rewrites.survey(documents, linter)
        say(f"{title}: {found.table()}")
        everything.found += found.found
    if drawn is not None:
        drawn.write_text("\n".join(rewrites.reading(everything.sample(DRAWN, seed))) + "\n", "utf-8")


def _show(total: Score, say: Say, errors: int) -> None:
    say(total.table())
    for code, hits in sorted(total.rules.items()):
        say(f"{code}  " + "  ".join(f"{kind} {count}" for kind, count in sorted(hits.items())))
    for error in total.errors[:errors]:
        say(" | ".join(error))


def _summary(total: Score) -> dict[str, Any]:
    return {
        "labels": {
            label: {"P": round(c.precision, 4), "R": round(c.recall, 4), "F1": round(c.f1, 4)}
            for label, c in total.labels.items()
            if c.tp + c.fn
        },
        "macro_f1": round(total.macro_f1, 4),
        "false_alarms_per_1000_words": round(total.alarms_per_1000_words, 3),
        "words": total.words,
    }


def _meta(metrics: dict[str, Any]) -> dict[str, Any]:
    from linter.model import PRIOR, STRENGTH
    from linter.training.judge import ALARMS

    versions = {name: importlib.metadata.version(name) for name in ("scikit-learn", "onnxruntime", "tokenizers", "spacy", "numpy")}
    real = "Not measured."
    if "real reports" in metrics:
        real = "On real public reports that were never trained on:\n\n" + "\n".join(
            f"- profile `{profile}`: "
            + ", ".join(f"{label} F1 {row['F1']:.3f}" for label, row in found["labels"].items())
            + f"; {found['false_alarms_per_1000_words']} false alarms per 1,000 words ({found['words']:,} words)"
            for profile, found in metrics["real reports"].items()
        )
    return {
        "name": "blamelint_judge",
        "version": VERSION,
        "description": "Which of five kinds of blame a sentence of an incident review carries, with a probability for each.",
        "license": "Apache-2.0",
        "versions": versions,
        "prevalence": "the reviews have a label on 20 % of the sentences, real reports on 1 to 3 %. "
        "So, unless a rule bears witness, the log odds of a sentence are moved to the share of blame that the rest of its document shows, "
        f"which counts as {STRENGTH:.0f} sentences with a share of {PRIOR:.0%} before any is read. "
        "Without a rule's witness, a sentence is reported only above "
        f"the probability at which the reviews written like published reports get {ALARMS['ci']} (profile ci) or "
        f"{ALARMS['editor']} (profile editor) false alarms per 1,000 words out of fold, each half judged by networks "
        "that saw only reviews of other files.",
        "real": real,
    }
