"""What a wording must pass before it is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
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
_AS_RULED = re.compile(
    r"\b(?:not|no|nothing|never)\b[^.;:]*, as (?:[\w'’-]+ ){1,4}(?:promis|requir|demand|prescrib|say|said|ask|stat|tell|told|order)\w*",
    re.IGNORECASE,
)
"""What a rule asks for, behind what was not done: "no wizard had been asked, as the oath promises"."""
_ODD = re.compile(
    r"\b(?:by (?:eye|voice|mouth|phone|telephone|radio|torch)|in person|on foot|afresh|anew|aloud|need to (?:look|listen|watch|think)"
    r"|(?:initial|sign) (?:the|each|every))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"one|two|three|first|second|third", re.IGNORECASE)
_ITS = re.compile(r"\b(?:when|after|before|while|as) it \w+|\bto (?:itself|themselves)\b", re.IGNORECASE)
_IT_DOES = re.compile(r"\b(?:when|after|before|while) it (?!is\b|was\b)\w+", re.IGNORECASE)
_IMAGINED = re.compile(r"\bwould (?:(?:never|not|still|also|probably) )?(?:have|be|live)\b")
_MOMENT = re.compile(r"(?:when|after|before|while|until|as) (?:he|she|they|i|we)\b|without \w+ing\b", re.IGNORECASE)
_OWN = re.compile(r"(?<!\bon )\b(?:his|her|their|its|my|our) own\b(?! (?:initiative|way|accord|time|sake|admission)\b)", re.IGNORECASE)
_KIN = re.compile(
    r"\b(?:his|her|their)(?: \w+)? (?:brother|sister|wife|husband|friend|cousin|uncle|aunt|father|mother|son|daughter"
    r"|nephew|niece)\b",
    re.IGNORECASE,
)
_ACT_TOLD = re.compile(
    r"\b(?:in|by|when|while) (?!being\b|doing\b)[a-z]+ing\b|\b(?:so|too|that) (?:hard|difficult|much)\b.*\bto \w+", re.IGNORECASE
)
_BEFORE = re.compile(
    r"\b(?i:when|after|before|while|until) (?i:he|she|they|i|we|[A-Z]\w+) (?P<act>\w+)"
    r"|\b(?:days?|hours?|weeks?|minutes?) in (?P<time>which)\b"
)
_LET_IT = re.compile(r"\blet (?:it|them|him|her) \w+", re.IGNORECASE)
_WHO = re.compile(r", (?:who|whose) ((?:[\w'’-]+ ){1,2}[\w'’-]+)")
_WANTED = re.compile(
    r"(?:and |so |but )?who (?:on earth |even |actually |ever )*"
    r"(?:looked|checked|reviewed|tested|verified|asked|read|watched|thought|told)\b",
    re.IGNORECASE,
)
_SPLICED = re.compile(r"⟨?What (?:made it (?:look|the sensible)|would have made it easier) [^?]*, [^?]*\?")
"""A learning question with a comma: what stands behind it is seldom part of what was done."""
_GROUPS_OWN = re.compile(r"\b(?:its|itself|they|them|theirs?|themselves)\b", re.IGNORECASE)
_WORDS = re.compile(r"[\w-]+")
_HYPHENED = re.compile(r"\b\w+(?:-\w+)+\b")
_CHOSEN = re.compile(r"\b(?:reasonable|sensible step at that time) to (\w+)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|`[^`]*`")
_STEM = 4
_MOST_UNTOLD = 6
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


@dataclass(frozen=True)
class _Wording:
    """A candidate as it would be shown."""

    context: Context
    candidate: Candidate

    @cached_property
    def shown(self) -> str:
        return self.context.shown(self.candidate.text)

    @cached_property
    def says(self) -> str:
        """What it states: all but the slots."""
        return without_slots(self.shown)

    @cached_property
    def own(self) -> str:
        """All but what is quoted."""
        return _QUOTED.sub("", self.shown)

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """The facts of the sentence that are neither shown nor dropped on purpose."""
        return lost(self.context, self.shown, self.candidate.dropped if self.candidate.kind == "rewrite" else ())


def problem(context: Context, candidate: Candidate) -> str:
    """Why a candidate must not be shown, in a word or two; "" for one that may be if it lints clean."""
    wording = _Wording(context, candidate)
    return next((reason for reason, fails in _CHECKS[candidate.kind] if fails(wording)), "")


def _states_facts(wording: _Wording) -> bool:
    return any(not _ORDINAL.fullmatch(fact) for fact in wording.lost)


def _is_the_same(wording: _Wording) -> bool:
    return " ".join(wording.shown.split()).casefold() == " ".join(wording.context.source.split()).casefold()


def _is_torn(wording: _Wording) -> bool:
    return not is_well_formed(wording.shown, ends=wording.context.text.rstrip(')"”').endswith((".", "!", "?", "…")))


def _loses_identifier(wording: _Wording) -> bool:
    return any(_IDENTIFIER.search(fact) for fact in wording.lost)


def _cuts_a_word(wording: _Wording) -> bool:
    """Whether of a word with hyphens only the beginning is left."""
    words = _WORDS.findall(wording.shown)
    return any(
        word not in wording.shown and word.split("-")[0] in words
        for word in _HYPHENED.findall(wording.context.source)
        if not _is_role(word)
    )


def _adds_words(wording: _Wording) -> bool:
    return wording.candidate.foreign and bool(foreign_words(wording.context.source, wording.shown))


def _tells_apart(wording: _Wording) -> bool:
    """Whether what was said together would be told one by one, or what somebody let happen as if it had come by itself."""
    if _LET_IT.search(wording.context.text) and not _LET_IT.search(wording.own):
        return True
    if _EASIER.search(wording.own) and _goes_on(wording.context) and _DENIED.search(wording.context.text):
        return True
    goes_on = wording.says.strip() and _goes_on(wording.context) and not _DENIED.search(wording.says)
    return ";" in wording.context.text or bool(goes_on) or _SPLICED.search(wording.own) is not None


def _leaves_people(wording: _Wording) -> bool:
    if _ITS.search(wording.says) or _group_left(wording.context, wording.says):
        return True
    named = _names_a_person(wording.context, wording.says) or _PERSONAL.search(_QUOTED.sub("", wording.says))
    return bool(named) and not wording.context.records


def _turns_round(wording: _Wording) -> bool:
    """Whether a question asks for the contrary: what would have made easier what was done, or led to what was not."""
    if _EASIER.search(wording.own) and not _CONTRARY.search(wording.context.text):
        return True
    chosen = _DENIED.search(wording.context.text) and _CHOSEN.search(wording.own)
    return bool(chosen) and not _DENIED.search(wording.own)


def _loses_the_moment(wording: _Wording) -> bool:
    """Whether it leaves out when somebody did it, what they did not do in doing it, or the time that they had for what they could have."""
    before = _BEFORE.search(wording.context.text) if wording.context.rule.category == "hindsight" else None
    if before is not None and (before["act"] or before["time"])[:_STEM] not in wording.shown:
        return True
    return wording.context.rule.category == "person-cause" and any(map(_MOMENT.match, wording.candidate.dropped))


def _asks_of_another_act(wording: _Wording) -> bool:
    """Whether a question what would have made an act easier is about another one than that which should or could have been done."""
    asked = re.search(rf"{_EASIER.pattern}(?:not )?(\w+)", wording.own)
    expected = [c for c in wording.context.analysis.clauses if c.modality in ("should-have", "could-have")]
    return asked is not None and bool(expected) and not any(asked[1][:_STEM] == each.lemma[:_STEM] for each in expected)


def _asks_of_what_was_wanted(wording: _Wording) -> bool:
    """Whether a question takes it for done what its sentence says nobody did: "Who looked at these weights?"."""
    return _WANTED.match(wording.context.text) is not None


def _loses_how_many(wording: _Wording) -> bool:
    """Whether several acted, or each of some, and it no longer says so."""
    for clause in wording.context.analysis.clauses:
        if clause.human and clause.agent is not None:
            for child in clause.agent.children:
                counted = child.dep_ == "nummod" and child.lower_ not in ("one", "1")
                if (counted or child.lower_ in ("every", "each")) and not re.search(
                    rf"\b{re.escape(child.text)}\b", wording.shown, re.IGNORECASE
                ):
                    return True
    return False


def _loses_what_they_were(wording: _Wording) -> bool:
    """Whether what is told of somebody who could have been asked is gone ("who was asking for work")."""
    told = _WHO.search(wording.context.text) if wording.context.rule.category == "hindsight" else None
    return told is not None and told[1] not in wording.shown


def _loses_whose(wording: _Wording) -> bool:
    """Whether it no longer says whose a thing is where that matters: "approved their own pictures", "from his brother-in-law"."""
    kin = _KIN.search(wording.context.text)
    return (_OWN.search(wording.context.text) is not None and " own" not in wording.shown) or (
        kin is not None and kin[0] not in wording.shown
    )


def _loses_an_act(wording: _Wording) -> bool:
    """Whether a verdict that would be left out tells on what: "lazy in coming up to the desk"."""
    return _ACT_TOLD.search(wording.context.text) is not None


def _asks_why_it_looked_right(wording: _Wording) -> bool:
    """Whether a question takes for a choice what was told as a verdict on people."""
    return wording.context.rule.code in ("JL400", "PC108") and "What made this look right" in wording.own


def _says_it_of_a_rule(wording: _Wording) -> bool:
    """Whether no action is recorded on what one keeps to: who ignores a limit goes beyond it."""
    return re.search(r"\bNo action on [^.]*\b(?:limit|rule|policy|ban|freeze|cap|threshold)s?\b", wording.says) is not None


def _imagines(wording: _Wording) -> bool:
    return not wording.own.endswith("?") and _IMAGINED.search(without_slots(wording.own)) is not None


def _still_judges(wording: _Wording) -> bool:
    if not _scorn().isdisjoint(word.casefold() for word in _WORDS.findall(without_slots(wording.own))):
        return True
    return any(judged_ranges(wording.own)) or refused("blame").search(wording.own) is not None or _asks_for_a_slip(wording.own)


def _is_role(word: str) -> bool:
    return word.casefold() in lexicon("roles", "groups")


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
    return lexicon("contempt_adjectives", "contempt_adverbs", "contempt_nouns")


@cache
def _no_choice() -> frozenset[str]:
    return listed("no_choice").union(*map(lexicon, ("verbs_slip", "verbs_omission", "verbs_harm")))


def _loses_matter(wording: _Wording) -> bool:
    """Whether a suggestion leaves out more of what its sentence tells than it may: an option speaks of what could be done instead, but a
    question put in the place of a statement has to name all that it is about."""
    context, says = wording.context, wording.says.strip()
    if wording.candidate.kind == "option":
        return len(untold(context, wording.shown)) > _MOST_UNTOLD
    asks_only = not re.search(r"\w", says) or says.endswith("?")
    verdict = wording.candidate.kind == "delete" and context.rule.category in ("judgement", "blame-question")
    return len(untold(context, wording.shown, closely=asks_only)) > verdict


def in_place(context: Context, candidate: Candidate) -> list[Sentence]:
    """The sentences of a candidate in the place of the flagged one."""
    sentence = context.analysis.sentence
    text = context.read(candidate.text)
    return [replace(sentence, text=text[start:end], offsets=range(end - start + 1)) for start, end in split(text)]


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
        and text.count('"') % 2 == 0
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


_CHECKS: dict[str, tuple[tuple[str, Callable[[_Wording], bool]], ...]] = {
    "delete": (("matter lost", _loses_matter), ("matter lost", _loses_an_act), ("facts lost", _states_facts)),
    "option": (
        ("matter lost", _loses_matter),
        ("same", _is_the_same),
        ("grammar", _is_torn),
        ("odd", lambda wording: _ODD.search(wording.shown) is not None or _IT_DOES.search(wording.shown) is not None),
        ("facts lost", _loses_identifier),
        ("facts lost", _cuts_a_word),
    ),
    "rewrite": (
        ("matter lost", _loses_matter),
        ("same", _is_the_same),
        ("grammar", _is_torn),
        ("facts lost", _cuts_a_word),
        ("facts lost", lambda wording: bool(wording.lost)),
        ("facts lost", _loses_the_moment),
        ("facts lost", _loses_how_many),
        ("facts lost", _loses_whose),
        ("facts lost", _loses_what_they_were),
        ("facts added", lambda wording: bool(added(wording.context.source, _entailed_removed(wording.shown)))),
        ("words added", _adds_words),
        ("control invented", lambda wording: _new_controls(wording.context.source, wording.shown)),
        ("vague", lambda wording: is_vague(wording.says.strip())),
        ("several clauses", _tells_apart),
        ("person left", _leaves_people),
        ("grammar", lambda wording: _act_left(wording.context, wording.says)),
        ("turned round", _turns_round),
        ("turned round", _asks_of_another_act),
        ("turned round", _asks_of_what_was_wanted),
        ("turned round", _asks_why_it_looked_right),
        ("turned round", _says_it_of_a_rule),
        ("turned round", lambda wording: _AS_RULED.search(wording.says) is not None),
        ("imagined", _imagines),
        ("judgement left", _still_judges),
    ),
}
"""By kind of suggestion the reasons to withhold one; the first that holds is told."""
