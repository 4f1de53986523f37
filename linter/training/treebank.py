"""Read the Universal Dependencies treebank and vary it towards incident prose.

The trees are UD English EWT (CC BY-SA 4.0); `training_data/README.md` names the public source and the checksums.
Web text has few deploys, rollbacks and on-call engineers, and few terse notes without a subject, so training adds
copies of gold trees with the field's words substituted (the tree stays true) and with a leading "I" or "we" dropped.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word of a CoNLL-U sentence; `head` is an index into the sentence, its own for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space: bool


Sentence = tuple[Word, ...]


def _lines(name: str) -> list[str]:
    return [line for line in Path(__file__).with_name(name).read_text("utf-8").splitlines() if not line.startswith("#")]


NOUNS = tuple(_lines("field_nouns.txt"))
VERBS = tuple(tuple(line.split()) for line in _lines("field_verbs.txt"))
_VERB_FORM = {"VB": 0, "VBP": 0, "VBD": 1, "VBN": 2, "VBG": 3, "VBZ": 4}


def read_conllu(path: Path) -> Iterator[list[Sentence]]:
    """Yield the documents of a (gzipped) CoNLL-U file as lists of sentences."""
    opener = gzip.open if path.suffix == ".gz" else open
    document: list[Sentence] = []
    rows: list[list[str]] = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("# newdoc") and document:
                yield document
                document = []
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
            elif not line and rows:
                document.append(_sentence(rows))
                rows = []
    if rows:
        document.append(_sentence(rows))
    if document:
        yield document


def _sentence(rows: Sequence[Sequence[str]]) -> Sentence:
    """Join the word rows of one sentence; multiword tokens ("don't") give their own spacing, empty nodes are left out."""
    inside: dict[int, bool] = {}  # word id within a multiword token -> whether a space follows it
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            inside.update(dict.fromkeys(range(first, last), False))
            inside[last] = "SpaceAfter=No" not in row[9]
    words = []
    for row in rows:
        if not row[0].isdigit():
            continue
        number, head = int(row[0]), int(row[6])
        words.append(
            Word(
                form=row[1],
                lemma=row[2],
                upos=row[3],
                xpos=row[4],
                feats="" if row[5] == "_" else row[5],
                head=(head or number) - 1,
                deprel="ROOT" if head == 0 else row[7],
                space=inside.get(number, "SpaceAfter=No" not in row[9]),
            )
        )
    return tuple(words)


def to_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Build one annotated Doc from consecutive sentences."""
    words = [word for sentence in sentences for word in sentence]
    starts: list[bool | int | None] = [i == 0 for sentence in sentences for i in range(len(sentence))]
    heads: list[int] = []
    offset = 0
    for sentence in sentences:
        heads.extend(offset + word.head for word in sentence)
        offset += len(sentence)
    spaces = [word.space for word in words]
    last = -1
    for sentence in sentences:  # sentences of a treebank stand on lines of their own
        last += len(sentence)
        spaces[last] = True
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=spaces,
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=[word.deprel for word in words],
        sent_starts=starts,
    )


def in_field_words(sentence: Sentence, rng: random.Random, names: Sequence[str], share: float = 0.4) -> Sentence:
    """A copy of the tree with some nouns, transitive verbs and personal names replaced by words of the field."""
    objects = {word.head for word in sentence if word.deprel in ("obj", "nsubj:pass")}
    out = []
    for i, original in enumerate(sentence):
        word = original
        if rng.random() < share:
            if word.xpos in ("NN", "NNS") and word.form.islower():
                noun = rng.choice(NOUNS)
                form = noun if word.xpos == "NN" else _plural(noun)
                word = replace(word, form=form, lemma=noun)
            elif word.xpos in _VERB_FORM and word.upos == "VERB" and i in objects and word.form.islower():
                verb = rng.choice(VERBS)
                word = replace(word, form=verb[_VERB_FORM[word.xpos]], lemma=verb[0])
            elif word.xpos == "NNP" and word.deprel in ("nsubj", "obl", "obj", "nsubj:pass", "ROOT") and word.form.istitle():
                name = rng.choice(names)
                word = replace(word, form=name, lemma=name)
        out.append(word)
    return _articles(out)


def without_subject(sentence: Sentence) -> Sentence | None:
    """ "We rolled back at 10:02." -> "Rolled back at 10:02.", or None where the sentence does not start that way."""
    if len(sentence) < 4 or sentence[0].form not in ("I", "We") or sentence[0].deprel != "nsubj":
        return None
    if any(word.head == 0 for word in sentence[1:]) or sentence[1].xpos not in ("VBD", "VBP") or not sentence[1].form.isalpha():
        return None
    first = replace(sentence[1], form=sentence[1].form.capitalize())
    rest = (first, *sentence[2:])
    return tuple(replace(word, head=word.head - 1) for word in rest)


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _articles(words: list[Word]) -> Sentence:
    """Mend "a"/"an" after a substitution."""
    out = list(words)
    for i in range(len(out) - 1):
        if out[i].form.lower() in ("a", "an") and out[i].xpos == "DT":
            form = "an" if out[i + 1].form[:1].lower() in "aeio" else "a"
            out[i] = replace(out[i], form=form.capitalize() if out[i].form[0].isupper() else form)
    return tuple(out)
