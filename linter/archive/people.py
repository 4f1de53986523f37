"""Personal names of a review, and roles in their place.

Names are wanted all, so every witness counts alone: the roster, verbs that only people do, given names, fields for people and owners,
handles, the agents of findings and, where a parser is asked, the names that it sees. A word too many is no harm here: it costs a report
one word, while a name that stays costs somebody their peace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from linter.engine import roster
from linter.lexicons import lexicon
from linter.pipeline.sentence import Sentence
from linter.settings import Settings

MARK = "\x1f"
"""Stands in a text where something starts or ends. It belongs to no word."""

_WORD = r"[A-ZÀ-ÞĀ-Ž][\w’'-]*[\w]"
_CAPITAL = re.compile(rf"(?<![\w@.-]){_WORD}")
_HANDLE = re.compile(r"(?<![\w./])@[A-Za-z][\w-]*(?:\.\w[\w-]*)*|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPEAKER = re.compile(r"(?:^|[\])]\s?|\d\s)[<‹]@?([\w.-]{2,24})[>›]")
"""Who speaks in a chat: "[14:05] <jae> …"."""
_TEAM = re.compile(r"(?:[\w-]+ )?teams?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_BETWEEN = re.compile(r"[ .-](?:(?:de|da|di|dos|van|von|der|den|la|bin|al|el) )*")
_PATH_WORD = re.compile(r"[^\W\d_]+")
_OPENING = re.compile(rf"(?:^|[.!?:]\s+|\n\s*|[|“\"]\s*){MARK}?$")
_ALSO_WORDS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber"
    r"|art|bill|bug|chase|data|grace|hope|mark|page|will"
)
"""Names that reports use as other words; they count as names where another witness than the list of given names says so."""
_FIXED = frozenset({"rule", "fingerprint", "severity", "section", "kind", "tier", "day", "ruleId", "level", "partialFingerprints", "uri"})
"""Keys of records whose values are the linter's own words or numbers."""


def names(sentences: Sequence[Sentence], settings: Settings, *, fields: Iterable[str] = (), agents: Iterable[str] = ()) -> set[str]:
    """The words of personal names in a document, as written. `fields` are values of fields for people, `agents` are of findings."""
    settled = roster(sentences, settings)
    places = [each for each in sentences if (each.section == "people" or each.place == "owner") and not _TEAM.fullmatch(each.field)]
    stated = [*fields, *agents, *(each.text for each in places)]
    found = {word for text in stated for word in _words(text) if _may_be(word, settings)}
    for sentence in sentences:
        for start, word in _placed(sentence.text):
            lower = word.lower()
            # The first word of a sentence has a capital anyhow: "Add an alert", "Line 4 is wrong".
            given = lower in lexicon("given_names") and not _ALSO_WORDS.fullmatch(lower) and (start > 0 or not _is_english(lower))
            if lower in settled.people or (given and _may_be(word, settings)):
                found.add(word)
        found.update(match[0] for match in _HANDLE.finditer(sentence.text))
        found.update(match[1] for match in _SPEAKER.finditer(sentence.text))
    found.update(match[0] for text in stated for match in _HANDLE.finditer(text))
    found |= {word for name in settings.people for word in _words(name.title())}
    return found | set(_surnames([*stated, *(each.text for each in sentences)], found, settings))


def _surnames(texts: Iterable[str], found: set[str], settings: Settings) -> Iterator[str]:
    """The capitalised words behind words of names: "Priya Nair", "Ana de Souza"."""
    for text in texts:
        last, at = "", 0
        for match in _CAPITAL.finditer(text):
            word = _POSSESSIVE.sub("", match[0])
            behind = last in found and _BETWEEN.fullmatch(text, at, match.start())
            if behind and word not in found and _may_be(word, settings) and not _ALSO_WORDS.fullmatch(word.lower()):
                yield word
            last, at = word, match.end()


def read_names(sentences: Sequence[Sentence], settings: Settings) -> set[str]:
    """The words of the names that the parser sees. It reads every sentence with a capital letter, so it takes its time."""
    from linter.pipeline.run import analyse, tag_names

    found: set[str] = set()
    for analysis in analyse([each for each in sentences if _CAPITAL.search(each.text)], roster(sentences, settings)):
        for token in tag_names(analysis.doc):
            named = token._.actor == "person" and token.pos_ in ("PROPN", "NOUN", "X")
            if (named or token.ent_type_ == "PERSON") and token.text[:1].isupper() and _may_be(token.text, settings):
                found.add(token.text)
    return found


@cache
def _is_english(word: str) -> bool:
    """Whether a word is one of the language; those that are only names are not."""
    from lemminflect import getAllLemmas

    return bool(getAllLemmas(word))


@cache
def _nobody() -> frozenset[str]:
    lists = ("software", "roles", "groups", "things", "artefacts", "common_words")
    return frozenset(entry.lower() for name in lists for entry in lexicon(name))


def _may_be(word: str, settings: Settings) -> bool:
    """Whether a word can be of a name at all: no role, group or thing, nothing that the user calls a team or service, no acronym."""
    lower = word.lower()
    others = {part for name in (*settings.teams, *settings.services) for part in name.lower().split()}
    acronym = word.isupper() and len(word) > 1
    known = others | _nobody()
    return not (acronym or lower in known or lower.rstrip("s") in known or any(map(str.isdigit, word)))


def _placed(text: str) -> Iterator[tuple[int, str]]:
    for match in _CAPITAL.finditer(text):
        yield match.start(), _POSSESSIVE.sub("", match[0])


def _words(text: str) -> Iterator[str]:
    return (word for _, word in _placed(text))


@dataclass(frozen=True)
class Cast:
    """Who is in a review, and what to call them: the role that the review gives them, else "participant A", "participant B", …

    Words that stand side by side ("Priya", "Nair") are one person's, and so are all names that share a word.
    """

    words: frozenset[str]
    texts: tuple[str, ...]

    @cached_property
    def _run(self) -> re.Pattern[str]:
        """One name: a word of it and those behind it."""
        known = "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
        return re.compile(rf"(?<![\w@.-])(?:{known})(?:{_BETWEEN.pattern}(?:{known}))*(?![\w-])")

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Each word of a name with what its bearer is called."""
        person: dict[str, set[str]] = {}
        for text in self.texts:
            for match in self._run.finditer(text):
                together = {part for part in re.split(r"[ .-]", match[0]) if part} if match[0] not in self.words else {match[0]}
                everyone = set().union(together, *(person.get(word, set()) for word in together))
                person.update(dict.fromkeys(everyone, everyone))
        labels: dict[str, str] = {}
        taken: set[str] = set()
        for word, everyone in person.items():
            if word in labels:
                continue
            role = next((role for text in self.texts for role in _roles(text, everyone)), "")
            label = f"the {role}"
            if not role or label in taken:
                label = f"participant {_letters(len(taken))}"
            taken.add(label)
            labels.update(dict.fromkeys(everyone, label))
        return labels

    def hidden(self, text: str) -> str:
        """A text with labels in the place of names."""
        if not self.words:
            return text

        def label(match: re.Match[str]) -> str:
            parts = [match[0], *re.split(r"[ .-]", match[0])]
            name = next((self._labels[part] for part in parts if part in self._labels), "a participant")
            return name[0].upper() + name[1:] if _OPENING.search(match.string[: match.start()]) else name

        return self._run.sub(label, text)

    def masked(self, text: str) -> str:
        """A text with "someone" in the place of every name, which makes sentences about different people alike."""
        return self._run.sub("someone", text) if self.words else text


def hidden(value: Any, cast: Cast) -> Any:
    """A record without names: every text in it but the linter's own terms."""
    if isinstance(value, str):
        return cast.hidden(value)
    if isinstance(value, list):
        return [hidden(each, cast) for each in value]
    if isinstance(value, dict):
        return {key: each if key in _FIXED else hidden(each, cast) for key, each in value.items()}
    return value


def hidden_path(path: str, settings: Settings, words: Iterable[str] = ()) -> str:
    """A path or URL without given names, names of the roster and the `words` of names."""
    known = {word.lower() for word in words} | {part for name in settings.people for part in name.lower().split()}

    def label(match: re.Match[str]) -> str:
        lower = match[0].lower()
        given = lower in lexicon("given_names") and not _is_english(lower) and not _ALSO_WORDS.fullmatch(lower) and lower not in _nobody()
        return "participant" if lower in known or given else match[0]

    return _PATH_WORD.sub(label, path)


def _roles(text: str, person: set[str]) -> Iterator[str]:
    """Roles that a text gives a person: "Priya, the on-call engineer", "Priya (DBA)", "the release manager, Priya"."""
    name = "|".join(map(re.escape, sorted(person, key=len, reverse=True)))
    if not re.search(name, text):
        return
    role = rf"(?P<role>(?:[\w-]+ ){{0,2}}(?:{_role_words()}))\b"
    behind = rf"\b(?:{name})(?:, (?:the|our|an?) | \((?:the |our |an? )?){role}(?=[,.;)]|$)"
    for pattern in (behind, rf"\b(?:the|our) {role},? (?:{name})\b"):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield match["role"].lower()


@cache
def _role_words() -> str:
    return "|".join(map(re.escape, sorted(lexicon("roles"), key=len, reverse=True)))


def _letters(number: int) -> str:
    """A, B, …, Z, AA, AB, …"""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
