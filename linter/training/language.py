"""Train the language pipeline (tagger, morphologizer, lemmatizer, parser) from the treebank, deterministically."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from faker import Faker
from spacy.cli._util import setup_gpu
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop
from spacy.util import load_config, load_model_from_config
from spacy.vocab import Vocab

from linter.training.treebank import Sentence, in_field_words, read_conllu, to_doc, without_subject

CONFIG = Path(__file__).with_name("language.cfg")
# Given names of these locales are used in training: every region of the world, Latin script.
LOCALES = (
    "en_US", "en_IN", "en_NG", "en_KE", "es_MX", "es_ES", "pt_BR", "fr_FR", "de_DE", "it_IT", "nl_NL", "sv_SE", "no_NO",
    "da_DK", "fi_FI", "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "hr_HR", "sl_SI", "lt_LT", "lv_LV", "et_EE", "tr_TR",
    "vi_VN", "id_ID", "fil_PH", "zu_ZA", "tw_GH", "yo_NG", "ga_IE", "az_AZ", "uz_UZ", "es_CO", "ne_NP",
)  # fmt: skip


def given_names(locales: tuple[str, ...] = LOCALES) -> list[str]:
    """Single-word given names in Latin script, the same number from every locale, sorted."""
    names: set[str] = set()
    for locale in locales:
        source = Faker(locale)
        source.seed_instance(7)
        drawn = sorted({source.first_name() for _ in range(400)})
        names.update(name for name in drawn if name.isalpha() and name[0].isupper())
    return sorted(names)


def corpus(documents: list[list[Sentence]], vocab: Vocab, seed: int | None) -> DocBin:
    """Docs of one to four consecutive sentences; with a seed, varied copies are added (training only)."""
    rng = random.Random(seed)
    names = given_names() if seed is not None else []
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
                out.add(to_doc(vocab, [in_field_words(sentence, rng, names) for sentence in group]))
            for sentence in group:
                short = without_subject(sentence)
                if short:
                    out.add(to_doc(vocab, [in_field_words(short, rng, names, 0.3)]))
    return out


def train(treebank: Path, out: Path) -> Language:
    """Train on `treebank` (a folder with en_ewt-{train,dev}.conllu.gz), write the pipeline to `out`."""
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
    return nlp


if __name__ == "__main__":
    import sys

    train(Path(sys.argv[1]), Path(sys.argv[2]))
