"""Loading the pipeline and running it over sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import add
from pathlib import Path
from threading import RLock
from typing import Any

from linter.artifacts import folder
from linter.pipeline import Analysis
from linter.pipeline._spacy import Doc, Language, Token, Tokenizer, Vocab, load_config, load_model_from_config, read_msgpack, registry
from linter.pipeline.actor import Roster, antecedent, mark_actors
from linter.pipeline.clause import mark_clauses
from linter.pipeline.quotation import mark_quotation
from linter.pipeline.sentence import Sentence
from linter.pipeline.subject import mend_subjects

# An extension that a Matcher looks at must default to "", never to None.
Token.set_extension("actor", default="", force=True)
Token.set_extension("quoted", default=False, force=True)
Doc.set_extension("clauses", default=(), force=True)
Doc.set_extension("roster", default=Roster(), force=True)
Doc.set_extension("they", default="", force=True)
for _flag in ("meta", "denied", "reported"):
    Doc.set_extension(_flag, default=False, force=True)

Language.component("subject", func=mend_subjects, requires=["token.dep", "token.tag"])
Language.component("actor", func=mark_actors, requires=["token.dep", "token.tag"])
Language.component("quotation", func=mark_quotation)
Language.component("clause", func=mark_clauses, requires=["token.dep", "token.tag", "token.lemma"])

_LOCK = RLock()
BATCH = 64


class _Tokenizer(Tokenizer):  # type: ignore[misc]
    """Makes a special case ("don't", "a.m.") when a text first has it: English has 1,300, a review a few of them."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__(vocab)
        self._later: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        """By their first two characters, so that most need not be looked for."""

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> _Tokenizer:
        super().from_disk(path, exclude=[*exclude, "exceptions"])
        for word, tokens in read_msgpack(path)["exceptions"].items():
            if len(word) > 1:
                self._later[word[:2]][word] = tokens
            else:
                self.add_special_case(word, tokens)
        return self

    def __call__(self, text: str) -> Doc:
        for start in self._later.keys() & set(map(add, text, text[1:])):
            for word in [word for word in self._later[start] if word in text]:
                self.add_special_case(word, self._later[start].pop(word))
        doc: Doc = super().__call__(text)
        return doc


@registry.tokenizers("blamelint.Tokenizer.v1")  # type: ignore[untyped-decorator]
def _tokenizer() -> Callable[[Language], Any]:
    """A tokenizer without rules: spaCy's own makes all of English's, and then reads the model's in their place."""
    return lambda nlp: _Tokenizer(nlp.vocab)


@cache
def pipeline() -> Language:
    """The pipeline, loaded once. As `spacy.load` does it, but for the check of a configuration that is our own, a quarter of the time."""
    path, tokenizer = folder("language"), {"nlp.tokenizer.@tokenizers": "blamelint.Tokenizer.v1"}
    nlp = load_model_from_config(load_config(path / "config.cfg", overrides=tokenizer), disable=["ner"], validate=False)
    nlp.from_disk(path, overrides=tokenizer)
    for word in ("on-call", "On-call", "On-Call", "on-calls", "on-caller"):
        nlp.tokenizer.add_special_case(word, [{"ORTH": word, "NORM": "on-call"}])  # type: ignore[union-attr]
    for name in ("subject", "actor", "quotation", "clause"):
        nlp.add_pipe(name, validate=False)
    return nlp


def analyse(sentences: Sequence[Sentence], roster: Roster) -> list[Analysis]:
    """Parse sentences in batches and mark actors, quotations and clauses. One thread at a time: the vocabulary is shared."""
    with _LOCK:
        nlp = pipeline()
        docs = [_doc(nlp, sentence, roster) for sentence in sentences]
        for start in range(0, len(docs), BATCH):
            _run(nlp, docs[start : start + BATCH])
    return [Analysis(*each) for each in zip(sentences, docs, strict=True)]


def _doc(nlp: Language, sentence: Sentence, roster: Roster) -> Doc:
    doc = nlp.make_doc(sentence.text)
    doc._.roster, doc._.they = roster, antecedent(sentence.before)
    return doc


def _run(nlp: Language, docs: Sequence[Doc]) -> None:
    """As `nlp.pipe`, whose generators, one in the other, are a fourteenth of the time of batches as small as those of a review."""
    component: Any
    for _, component in nlp.pipeline:
        if hasattr(component, "predict"):
            component.set_annotations(docs, component.predict(docs))
        else:
            for doc in docs:
                component(doc)


def tag_names(doc: Doc) -> Doc:
    """A document with its names tagged. Their tagger reads it anew, which a fifth of a parse takes, so it waits until it is asked."""
    with _LOCK:
        return doc if doc.has_annotation("ENT_IOB") else pipeline().get_pipe("ner")(doc)


Doc.set_extension("tag_names", method=tag_names, force=True)
