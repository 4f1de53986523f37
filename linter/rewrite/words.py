"""Inflection and the small grammar of English that rewrites need. Forms come from lemminflect."""

from __future__ import annotations

import gzip
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Token

_AN_SOUND = re.compile(r"(?i:[aeio]|u(?!ni|se|sa|ti))|(?i:hour|honest)|[AEFHILMNORSX](?=[A-Z\d]*\b)(?<![a-z])")
_PLURAL_PRONOUNS = frozenset({"they", "we", "you", "these", "those"})
_SUBJECT_OF = {
    "them": "they",
    "me": "",
    "us": "",
    "him": "",
    "her": "",
    "you": "",
    "himself": "",
    "herself": "",
    "themselves": "",
    "myself": "",
    "ourselves": "",
    "yourself": "",
    "itself": "",
}


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def listed(name: str) -> frozenset[str]:
    """A word list of `words.toml`."""
    return frozenset(_lists()[name].split())


class _Table:
    """A table of lemminflect of which only the lines that are asked for are parsed: reading it whole takes it 0.4 seconds."""

    def __init__(
        self, file: str, parsed: Callable[[str], dict[str, tuple[str, ...]]], fixed: dict[str, dict[str, tuple[str, ...]]]
    ) -> None:
        self._text = f"\n{gzip.decompress(Path(file).read_bytes()).decode().strip()}\n"
        self._parsed = parsed
        self._fixed = fixed

    def get(self, word: str, default: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """What `dict.get` of the whole table would give."""
        if word in self._fixed:
            return self._fixed[word]
        found: dict[str, tuple[str, ...]] = {}
        at = bisect_left(range(len(self._text) - 1), word, key=self._word)
        while self._text.startswith(f"\n{word},", at):
            end = self._text.index("\n", at + 1)
            found |= self._parsed(self._text[at + 1 : end])
            at = end
        return found or default

    def _word(self, at: int) -> str:
        """The word of the line in which a character stands, or which begins behind it; the lines are sorted by it."""
        start = self._text.rfind("\n", 0, at + 1) + 1
        return self._text[start : self._text.index(",", start)]


@cache
def _library() -> tuple[Any, Any]:
    """The inflections and the lemmatizer of lemminflect."""
    from lemminflect import Inflections, Lemmatizer
    from lemminflect.codecs.InflectionLUCodec import InflectionLUCodec
    from lemminflect.codecs.LemmaLUCodec import LemmaLUCodec
    from lemminflect.core.LexicalUtils import categoryToUPos

    def lemmas(line: str) -> dict[str, tuple[str, ...]]:
        _, category, found = LemmaLUCodec.fromString(line)
        return {categoryToUPos(category): found}

    inflections, lemmatizer = Inflections(), Lemmatizer()
    fixed = InflectionLUCodec.updateForAuxMod({})
    inflections.infl_dict = _Table(inflections.infl_lu_fn, lambda line: InflectionLUCodec.fromString(line)[2], fixed)
    lemmatizer.lemma_dict = _Table(lemmatizer.lemma_lu_fn, lemmas, {})
    return inflections, lemmatizer


@cache
def inflected(lemma: str, tag: str) -> str:
    """A form of a verb by its Penn tag ("VBD", "VBN", "VBG", "VBZ"); regular where the verb is unknown."""
    forms = _library()[0].getInflection(lemma, tag)
    # The table writes some verbs in two words ("proof read").
    return str(forms[0]) if forms and forms[0].count(" ") == lemma.count(" ") else lemma


def participle(verb: Token) -> str:
    """The past participle, in the author's own spelling where it stands on the page ("cancelled")."""
    if verb.lemma_.lower() == "wonder":
        return "asked"  # no thing is wondered
    if verb.tag_ == "VBN" or (verb.lower_.endswith("ed") and verb.tag_ == "VBD"):
        return verb.lower_
    return inflected(base(verb), "VBN")


def base(verb: Token) -> str:
    """The infinitive."""
    # No infinitive is joined to a past form: "came and sank".
    past = verb.tag_ in ("VB", "VBP") and verb.dep_ == "conj" and verb.head.tag_ == "VBD"
    found = _library()[1].getLemma(verb.lower_, upos="VERB") if past or verb.tag_ not in ("VB", "VBP") else ()
    return str(found[0]) if found else verb.lower_ if verb.tag_ in ("VB", "VBP") else str(verb.lemma_.lower())


def is_plural(noun: Token) -> bool:
    """Whether a noun phrase takes "were"."""
    if any(child.dep_ == "conj" and any(c.lower_ in ("and",) for c in child.children) for child in noun.children):
        return True
    if noun.lower_ in ("most", "all", "some") and any(c.lower_ == "it" or c.tag_ == "NN" for c in noun.children if c.dep_ == "nmod"):
        return False
    return (
        noun.tag_ in ("NNS", "NNPS")
        or noun.lower_ in _PLURAL_PRONOUNS
        or noun.lower_ == "them"
        or noun.lower_ in ("both", "several", "many", "all", "most", "some", "few")
    )


def article(word: str) -> str:
    """ "a" or "an"."""
    return "an" if _AN_SOUND.match(word) else "a"


def as_subject(pronoun: str) -> str | None:
    """The subject form of an object pronoun; None for one that can't be the subject of an event without its person."""
    return _SUBJECT_OF.get(pronoun.lower(), pronoun) or None


def with_article(text: str, at: int) -> str:
    """The text with the article that ends at `at` made to fit the word behind it."""
    before, word = text[:at].rstrip(), text[at:].lstrip()
    found = re.search(r"\b(an?)$", before, re.IGNORECASE)
    if not found or not word:
        return text
    fit = article(word)
    return f"{before[: found.start()]}{fit.capitalize() if found[1][0] == 'A' else fit} {word}"


def capital(text: str) -> str:
    """A capital at the start, unless the first word is an identifier."""
    first = text.split(" ", 1)[0] if text else ""
    if not first or not first[0].islower() or re.search(r"[\d_./]", first.rstrip(".,;:")) or first[1:] != first[1:].lower():
        return text
    return text[0].upper() + text[1:]


_EVERY = re.compile(
    r"\b(each|every|all(?! (?:day|night|week|morning|along|the while|this time)\b))( (?:[\w'’-]+ ){1,6}?had) not (?:yet )?been\b",
    re.IGNORECASE,
)


def _not_every(found: re.Match[str]) -> str:
    told = "not all" if found[1].lower() == "all" else "not every"
    return f"{capital(told) if found[1][0].isupper() else told}{found[2]} been"


def tidy(text: str) -> str:
    """Spaces and commas as they are written, and what is denied of all of some as not being so of every one."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:!?)\]’])", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", text)
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r",(?:\s*,)+", ",", text)
    text = _EVERY.sub(_not_every, text)
    text = re.sub(r"[,;:]\s*([.;!?])", r"\1", text)
    return text.strip(" ,;")


def sentence(text: str, end: str = ".") -> str:
    """A finished sentence."""
    text = tidy(text).rstrip(".!?…:,; ")
    return capital(text) + (end if text else "")
