"""The shipped models are those that their cards speak of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from linter import artifacts
from linter.artifacts import ModelError, folder, verified
from linter.engine import Linter
from linter.model import LABELS, classifier, context, introduced
from linter.pipeline.sentence import sentences
from linter.readers import read_text
from linter.training.data import read_reviews
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
    encoded = encoder.encode(found, [frozenset()] * len(found))
    every = np.ones(len(encoded), dtype=bool)
    _, together = encoder.logits(encoded, 0.0, every)
    alone = [encoder.logits([each], 0.0, every[:1])[1][0] for each in encoded]
    assert np.array_equal(together, alone)
    assert np.array_equal(encoder.screen(encoded), [encoder.screen([each])[0] for each in encoded])


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
