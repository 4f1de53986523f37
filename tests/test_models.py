"""The shipped models are those that their cards speak of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from linter import artifacts
from linter.artifacts import ModelError, folder, verified
from linter.engine import Linter
from linter.model import LABELS, classifier, context, in_their_place, introduced, logits
from linter.pipeline.sentence import sentences
from linter.readers import read_text
from linter.training import judge
from linter.training.data import read_reviews
from linter.training.examples import Labelled, labelled
from linter.training.measure import in_split, score

ROOT = Path(__file__).parent.parent
DATA = ROOT / "training_data"


def test_metrics_are_those_of_the_model() -> None:
    """On another processor int8 sums may round otherwise, hence the tolerance."""
    said = json.loads((folder("judge") / "metrics.json").read_text("utf-8"))["test"]
    found = score(in_split(read_reviews(DATA), "test"), Linter())
    assert said["sentences"] == found.sentences
    assert {label: count.f1 for label, count in found.labels.items()} == pytest.approx(
        {label: row["F1"] for label, row in said["labels"].items()}, abs=0.02
    )
    assert found.pairs_right == pytest.approx(said["pairs_right"], abs=0.03)


def test_cards_give_the_numbers_of_the_metrics_and_the_hashes_of_the_files() -> None:
    card = (folder("judge") / "README.md").read_text("utf-8")
    said = json.loads((folder("judge") / "metrics.json").read_text("utf-8"))["test"]
    for label in LABELS:
        assert f"| {label} | {said['labels'][label]['P']:.3f} | {said['labels'][label]['R']:.3f} |" in card
    for name in ("language", "judge"):
        text = (folder(name) / "README.md").read_text("utf-8")
        for path in folder(name).rglob("*"):
            if path.is_file() and path.name != "README.md" and path.stat().st_size > 50_000:
                assert artifacts.digest(path)[:16] in text, path


def test_models_stay_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "models").rglob("*") if path.is_file()) < 60e6


def test_the_manifest_names_every_file_that_is_loaded() -> None:
    manifest = json.loads((folder("judge") / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {"high.onnx", "judge.joblib", "low.onnx", "screen.onnx", "tokenizer.json"}
    for name in manifest:
        assert verified(folder("judge") / name)


def test_a_changed_file_is_not_loaded(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder("judge"), tmp_path / "judge"))
    with (copy / "judge.joblib").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match=r"judge\.joblib: not the file that its manifest names"):
        verified(copy / "judge.joblib")


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(artifacts, "_PLACES", (tmp_path,))
    with pytest.raises(ModelError, match=r"no model 'other'"):
        artifacts.folder("other")


def test_the_encoder_reads_a_sentence_in_its_place() -> None:
    found = sentences(read_text("# Outage at noon\n\nIt broke.\n\n## Root cause\n\nTrigger: Ana ran it.\n", "a.md"), {})
    assert [context(found[1]), context(found[-1])] == ["other outage at noon", "causes trigger"]


def test_the_encoder_is_told_of_names_that_are_those_of_machines() -> None:
    assert introduced("Edda slept through two calls, as Otis's log says.", frozenset({"edda", "otis"})) == (
        "Edda (machine) slept through two calls, as Otis's log says."
    )


def test_what_is_thought_of_a_sentence_does_not_depend_on_its_batch() -> None:
    source = "# Root cause\n\nJohn ran DROP TABLE in production. The disk of the replica was full. Sarah needs to be more careful.\n"
    encoder = classifier().encoder
    found = sentences(read_text(source, "a.md"), {})
    machines = [frozenset[str]()] * len(found)
    together = encoder.readings(found, machines)
    alone = [encoder.readings([sentence], machines[:1])[0] for sentence in found]
    assert np.array_equal(logits(together), logits(alone))
    assert [(each.screen(), each.early()) for each in together] == [(each.screen(), each.early()) for each in alone]


def test_a_step_of_the_cascade_lets_more_through_where_there_is_blame() -> None:
    doubtful = np.array([-1.0], dtype=np.float32)
    calm, drafty = (in_their_place(np.append(doubtful, np.full(30, others, dtype=np.float32)), 31)[0] for others in (-6.0, 3.0))
    assert calm < doubtful[0] < drafty


def test_sentences_of_no_document_say_nothing_of_each_other() -> None:
    shipped = classifier()
    calm = " ".join(f"The disk of replica {number} was full at noon." for number in range(40))
    found = sentences(read_text(f"{calm} Somebody was careless with the replica.\n", "a.md"), {})
    readings = shipped.encoder.readings(found, [frozenset()] * len(found))
    never = [False] * len(found)
    apart = shipped.survivors(readings, never)
    assert len(found) - 1 in apart
    assert apart == [i for i, reading in enumerate(readings) if shipped.survivors([reading], [False])]
    assert set(shipped.survivors(readings, never, among=len(found))) <= set(apart)
    assert shipped.survivors(readings, [True] * len(found)) == list(range(len(found)))


def test_what_a_reading_forgets_it_reads_again() -> None:
    (sentence,) = sentences(read_text("John ran DROP TABLE in production.\n", "a.md"), {})
    first, second = classifier().encoder.readings([sentence, sentence], [frozenset()] * 2)
    first.early()
    first.leave()
    assert np.array_equal(first.late(), second.late())


def test_what_one_label_does_not_need_of_the_budget_goes_to_the_others() -> None:
    assert judge.shared(60, [50, 20, 1, 50], [20, 10, 10, 10]) == [30, 14, 1, 15]
    assert judge.shared(200, [50, 20, 1, 50], [20, 10, 10, 10]) == [50, 20, 1, 50]


def test_a_network_is_kept_when_it_is_done_and_other_work_is_done_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def fit(items: Sequence[Labelled], held_out: Sequence[Labelled], epochs: int, seed: int, report: Callable[..., None]) -> str:
        made.append(seed)
        if made == [7, 0, 1]:
            raise KeyboardInterrupt
        return f"network {seed}"

    monkeypatch.setattr(judge, "_fit", fit)
    reviews = read_reviews(DATA)[:40]
    parts = {"train": list(labelled(reviews[:30])), "dev": list(labelled(reviews[30:]))}
    folds = judge.halves(parts["train"])

    beside: list[str] = []

    def networks(epochs: int) -> object:
        tasks = [lambda: beside.append("pipeline")]
        return judge.fit_networks(parts, folds, epochs=epochs, workers=1, keep=tmp_path, beside=tasks, report=print)

    with pytest.raises(KeyboardInterrupt):
        networks(4)
    assert networks(4) == ["network 7", "network 0", "network 1"]
    assert made == [7, 0, 1, 1]
    networks(5)
    assert made == [7, 0, 1, 1, 7, 0, 1]
    assert beside == ["pipeline"] * 3


def test_the_strings_that_are_written_are_all_that_a_parse_needs(tmp_path: Path) -> None:
    import spacy

    from linter.training.language import write_strings

    text = "Priya's teammates weren't told that two nodes' disks had been wiped by the youngest operator, who forgot it."
    copy = tmp_path / "language"
    shutil.copytree(folder("language"), copy)
    shipped = spacy.load(copy)
    write_strings(shipped, copy)
    assert len(spacy.load(copy).vocab.strings) < 10_000
    one, other = (
        [(token.tag_, token.pos_, token.lemma_, token.dep_, str(token.morph), token.ent_type_) for token in nlp(text)]
        for nlp in (shipped, spacy.load(copy))
    )
    assert one == other
