"""A name in front of a past tense is its subject: "Sam stupidly committed a key", where a parser sees names as parts of what follows.

Treebanks have few sentences of this kind, and reviews have many. Only the attachment of the name, the adverbs behind it and the verb is
mended; everything else stays as the parser left it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linter.lexicons import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_ADVERBS = frozenset({"again", "also", "first", "just", "later", "never", "not", "once", "simply", "still", "then", "twice"})


def mend_subjects(doc: Doc) -> Doc:
    """The pipeline component: makes the name that opens a sentence the subject of the past tense right behind it."""
    name = _name(doc)
    verb = _verb(doc, name) if name else None
    if verb is None or (doc[name - 1].head == verb and doc[name - 1].dep_ in _SUBJECTS):
        return doc
    root = next(token for token in doc if token.dep_ == "ROOT")
    if root.i < verb.i:  # the name or an adverb took the verb's place
        for child in [child for child in root.children if child.i > verb.i]:
            child.head = verb
        verb.head, verb.dep_ = verb, "ROOT"
    elif verb != root:
        return doc
    for token in doc[: name - 1]:
        token.head, token.dep_ = doc[name - 1], "flat"
    for token, relation in ((doc[name - 1], "nsubj"), *((adverb, "advmod") for adverb in doc[name : verb.i])):
        token.head, token.dep_ = verb, relation
    if verb.tag_ != "VBD":
        verb.tag_, verb.pos_ = "VBD", "VERB"
    return doc


def _name(doc: Doc) -> int:
    """How many words at the start are a person's name."""
    ends = next((entity.end for entity in doc.ents if entity.start == 0 and entity.label_ == "PERSON"), 0)
    if not ends and len(doc) and doc[0].lower_ in lexicon("given_names") and doc[0].lower_ not in lexicon("common_words"):
        ends = 1
    named = all(word.text[0].isupper() and word.is_alpha and word.lower_ not in lexicon("software") for word in doc[:ends])
    return ends if named else 0


def _verb(doc: Doc, start: int) -> Token | None:
    """The past tense behind a name and adverbs."""
    for token in doc[start:]:
        misread = token.lower_.endswith("ed") and (token.dep_ == "ROOT" or (token.i > start and token.tag_ in ("VBN", "JJ")))
        if token.tag_ == "VBD" or misread:
            others = any(child.i > token.i and child.dep_ in _SUBJECTS for child in token.children)
            return None if others or token.lemma_ == "be" else token
        if token.lower_ not in _ADVERBS and not (token.lower_.endswith("ly") and token.is_alpha):
            return None
    return None
