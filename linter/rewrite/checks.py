"""What a wording must pass before it is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from linter.lexicons import lexicon
from linter.pipeline.sentence import Sentence, split
from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import added, missing, without_slots
from linter.rewrite.failure import classes
from linter.rewrite.matter import untold
from linter.rewrite.telling import judged_ranges
from linter.rewrite.words import listed
from linter.rules.cs602_vague_agentless import is_vague

if TYPE_CHECKING:
    from spacy.tokens import Token

Value = TypeVar("Value")
Checked = Generator[Sequence[Sequence[Sentence]], Sequence[bool], Value]
"""Work that asks of wordings, each as sentences in the place they carry, whether they are free of findings, and goes on with the answers:
parsing is cheap in batches, so the wordings for many matches are checked together."""

_CONTROL = re.compile(
    r"\b(check|validat|guard|safeguard|approv|review|test|alert|monitor|canar|limit|polic|rollback|automat"
    r"|pipeline|backup|permission|training|process|"
    r"document|runbook|procedure|tooling|oversight|staging|dashboard|alarm)\w*",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z][\w-]*-\d|_|`|[\"“]|[a-z][A-Z]")
_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|nobody|none|never|not|without|neither)\b|n['’]t\b", re.IGNORECASE)
_EASIER = re.compile(r"\bwould have made it easier to\b")
_CONTRARY = re.compile(
    r"\b(?:should|could|would|might|ought|had|if|no|nobody|none|never|not|nor|without|neither|failed?|forgot|forget\w*|neglect\w*|miss\w*"
    r"|overlook\w*|omit\w*|left|hard|only|one|single|simple|any\w*)\b|n['’]t\b|['’]d\b",
    re.IGNORECASE,
)
_ODD = re.compile(r"\b(?:by eye|afresh|anew|aloud)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"one|two|three|first|second|third", re.IGNORECASE)
_ITS = re.compile(r"\b(?:when|after|before|while|as) it \w+|\bto (?:itself|themselves)\b", re.IGNORECASE)
_IMAGINED = re.compile(r"\bwould (?:(?:never|not|still|also|probably) )?(?:have|be|live)\b")
_SPLICED = re.compile(r"⟨?What (?:made it (?:look|the sensible)|would have made it easier) [^?]*, [^?]*\?")
"""A learning question with a comma: what stands behind it is seldom part of what was done."""
_GROUPS_OWN = re.compile(r"\b(?:its|itself|they|them|theirs?|themselves)\b", re.IGNORECASE)
_WORDS = re.compile(r"[\w-]+")
_HYPHENED = re.compile(r"\b\w+(?:-\w+)+\b")
_CHOSEN = re.compile(r"\b(?:reasonable|sensible step at that time) to (\w+)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`")
_STEM = 4
_SLOT = re.compile(r"⟨[^⟩]*⟩")
_BRACKETS = str.maketrans("⟨⟩", "  ")
_LONG = re.compile(r"[^\W\d_]{4,}")
_START = re.compile(r"[A-Z0-9⟨`\[\"“(@#/~]|\S*[\d_./-]|[a-z]+[A-Z]")


@cache
def refusals() -> dict[str, dict[str, dict[str, str]]]:
    """The wordings that are never shown: kind -> name -> its pattern and an example."""
    return tomllib.loads(files(__package__).joinpath("refused.toml").read_text("utf-8"))


@cache
def refused(kind: str) -> re.Pattern[str]:
    """What no wording of a kind may have."""
    return re.compile("|".join(each["pattern"] for each in refusals()[kind].values()), re.IGNORECASE)


def problem(context: Context, candidate: Candidate) -> str:
    """Why a candidate must not be shown, in a word or two; "" for one that may be if it lints clean."""
    shown = context.shown(candidate.text)
    if _loses_matter(context, candidate, shown):
        return "matter lost"
    if candidate.kind == "delete":
        stated = [fact for fact in lost(context, "", ()) if not _ORDINAL.fullmatch(fact)]
        return "facts lost" if stated else ""
    if " ".join(shown.split()).casefold() == " ".join(context.source.split()).casefold():
        return "same"
    if not is_well_formed(shown, ends=context.text.rstrip(')"”').endswith((".", "!", "?", "…"))):
        return "grammar"
    if candidate.kind == "option" and _ODD.search(shown):
        return "odd"
    if candidate.kind == "option" and any(_IDENTIFIER.search(fact) for fact in lost(context, shown, ())):
        return "facts lost"
    if any(
        word not in shown and word.split("-")[0] in _WORDS.findall(shown)
        for word in _HYPHENED.findall(context.source)
        if not _is_role(word)
    ):
        return "facts lost"
    if candidate.kind == "rewrite":
        if lost(context, shown, candidate.dropped):
            return "facts lost"
        if added(context.source, _entailed_removed(shown)):
            return "facts added"
        if candidate.foreign and foreign_words(context.source, shown):
            return "words added"
        if _new_controls(context.source, shown):
            return "control invented"
        if is_vague(without_slots(shown).strip()):
            return "vague"
        bare = _QUOTED.sub("", shown)
        says = without_slots(shown)
        if ";" in context.text or (says.strip() and _goes_on(context) and not _DENIED.search(says)):
            return "several clauses"
        if _ITS.search(says) or _group_left(context, says):
            return "person left"
        if _act_left(context, says):
            return "grammar"
        if not context.records and (_names_a_person(context, says) or _PERSONAL.search(_QUOTED.sub("", says))):
            return "person left"
        if _EASIER.search(bare) and not _CONTRARY.search(context.text):
            return "turned round"
        if _DENIED.search(context.text) and _CHOSEN.search(bare) and not _DENIED.search(bare):
            return "turned round"
        if _SPLICED.search(bare):
            return "several clauses"
        if not bare.endswith("?") and _IMAGINED.search(without_slots(bare)):
            return "imagined"
        if not _scorn().isdisjoint(word.casefold() for word in _WORDS.findall(without_slots(bare))):
            return "judgement left"
        if any(judged_ranges(bare)) or refused("blame").search(bare) or _asks_for_a_slip(bare):
            return "judgement left"
    return ""


def _is_role(word: str) -> bool:
    return word.casefold() in lexicon("roles") | lexicon("groups")


def _asks_for_a_slip(text: str) -> bool:
    """Whether a question asks what made a slip look right: nobody chooses one."""
    return any(match[1].casefold() in _no_choice() for match in _CHOSEN.finditer(text))


def _goes_on(context: Context) -> bool:
    """Whether a person does several things in a sentence: told one by one, they read as if nobody had done them together."""
    finite = ("VBD", "VBZ", "VBP")
    return any(
        t.dep_ == "conj" and t.tag_ in finite and t.head.dep_ == "ROOT" and not any(c.dep_.startswith("nsubj") for c in t.children)
        for t in context.analysis.doc
    )


def _dropped_agents(context: Context, says: str) -> Iterator[Token]:
    """The people who act in the sentence and are not named in the wording."""
    for clause in context.analysis.clauses:
        agent = clause.agent if clause.human and clause.actor in ("person", "role", "group") else None
        if agent is not None and not re.search(rf"\b{re.escape(agent.text)}\b", says):
            yield agent


def _group_left(context: Context, says: str) -> bool:
    """Whether a wording speaks on of those whom it no longer names ("the change was not entered, as is its habit")."""
    agents = {agent.i for agent in _dropped_agents(context, says)}
    return bool(agents) and any(
        _GROUPS_OWN.fullmatch(token.text) and min(agents) < token.i and re.search(rf"\b{token.text}\b", says, re.IGNORECASE)
        for token in context.analysis.doc
    )


def _act_left(context: Context, says: str) -> bool:
    """Whether a wording tells what somebody did without saying who: a verb of theirs stands in it as it stood in the sentence.

    A past tense without a subject of its own is taken for one of theirs, whatever the parser hangs it on.
    """
    return any(_dropped_agents(context, says)) and any(
        token.tag_ == "VBD"
        and token.pos_ == "VERB"
        and not any(child.dep_.startswith(("nsubj", "csubj", "expl", "aux")) for child in token.children)
        and re.search(rf"(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bhad )\b{re.escape(token.text)}\b", says)
        for token in context.analysis.doc
    )


@cache
def _scorn() -> frozenset[str]:
    return lexicon("contempt_adjectives") | lexicon("contempt_adverbs") | lexicon("contempt_nouns")


@cache
def _no_choice() -> frozenset[str]:
    return listed("no_choice").union(*map(lexicon, ("verbs_slip", "verbs_omission", "verbs_harm")))


def _loses_matter(context: Context, candidate: Candidate, shown: str) -> bool:
    """Whether a suggestion leaves out more of what its sentence tells than it may: an option speaks of what could be done instead, but a
    question put in the place of a statement has to name all that it is about."""
    if candidate.kind == "option":
        return len(untold(context, shown)) > 6
    says = without_slots(shown).strip()
    asks_only = not re.search(r"\w", says) or says.endswith("?")
    return len(untold(context, shown, closely=asks_only)) > (
        candidate.kind == "delete" and context.rule.category in ("judgement", "blame-question")
    )


def in_place(context: Context, candidate: Candidate) -> list[Sentence]:
    """The sentences of a candidate in the place of the flagged one."""
    sentence = context.analysis.sentence
    text = context.read(candidate.text)
    return [replace(sentence, text=text[start:end], offsets=tuple(range(end - start + 1))) for start, end in split(text)]


def lost(context: Context, shown: str, dropped: Iterable[str]) -> tuple[str, ...]:
    """The facts that a suggestion leaves out, names of people aside. To have dropped the whole sentence excuses none."""
    parts = [part for part in dropped if part != context.source]
    return tuple(fact for fact in missing(context.source, shown, parts) if not context.is_name(fact))


def foreign_words(original: str, suggestion: str) -> tuple[str, ...]:
    """The words of a suggestion, its slots aside, that are in another form neither in the original nor among the plain words of telling."""
    known = {word[:_STEM] for word in _LONG.findall(original.casefold())} | listed("plain")
    return tuple(word for word in _LONG.findall(without_slots(suggestion).casefold()) if word not in known and word[:_STEM] not in known)


def is_well_formed(text: str, *, ends: bool) -> bool:
    """Structure only: a capital or an identifier first, an end where the original has one, balanced marks, no torn phrase."""
    bare = _SLOT.sub("○", text)
    asked = " ".join(("○", *text.translate(_BRACKETS).split()))
    return bool(
        _START.match(text)
        and not refused("torn").search(re.sub(r"\s+", " ", bare))
        and not refused("torn").search(asked)
        and (not ends or text.endswith((".", "?", "!", "⟩", ")", "”", '"')))
        and all(text.count(left) == text.count(right) for left, right in ("⟨⟩", "()", "[]", "“”"))
        and (re.search(r"\w", bare) or "⟨" in text)
    )


def _entailed_removed(text: str) -> str:
    """The text less the fixed sentences that an act which took effect entails."""
    for each in classes().values():
        if each.accepted:
            text = text.replace(each.accepted, "")
    return text


def _names_a_person(context: Context, shown: str) -> bool:
    return any(t._.actor == "person" and re.search(rf"\b{re.escape(t.text)}\b", shown) for t in context.analysis.humans)


def _new_controls(original: str, suggestion: str) -> bool:
    had = original.casefold()
    return any(match[1].casefold() not in had for match in _CONTROL.finditer(without_slots(_entailed_removed(suggestion))))
