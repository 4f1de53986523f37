"""Options for actions. An action is a decision of its authors, so it is never rewritten as if it had been decided otherwise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from linter.lexicons import lexicon
from linter.outline.fields import WHEN
from linter.rewrite.asked import asked, by_machine, impersonal, seconded_thing, taught
from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import facts
from linter.rewrite.failure import GENERAL, FailureClass, classes, failure_class, leading_class
from linter.rewrite.matter import told
from linter.rewrite.words import listed

_KEPT = re.compile(
    rf"(?P<owner>\b(?:owner|assignee|dri|responsible): ?[@\w][\w. -]*?(?=[,;).]|$))|(?P<when>\b{WHEN}(?: to \d[\d:.]*\d)?)"
    rf"|(?P<id>\b[A-Z][A-Z]+-\d+\b|#\d+\b)",
    re.IGNORECASE,
)

# A month is looked for by its first letters, which other words have as well ("on decimal entry"); "next" stands before anything.
_NO_DUE_DATE = re.compile(
    r"^(?:until|till|from|for|since|during)\b|\b(?!(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november"
    r"|december)\b)(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]+"
    r"|\b(?:the|our|last) (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\bnext (?!(?:week|month|quarter|year|sprint|release|review|shift|retro|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:warn|remind|tell|told|train|retrain|coach|talk|speak|spoke|inform|remove|drop|ask|educate|teach"
    r"|learn|formal|meeting|read|look)\w*",
    re.IGNORECASE,
)
_LEARN_TO = re.compile(r"\b(?:learns?|taught|trained|teach(?:es)?(?: \w+){0,3}) (?:how )?to \w+ \w+", re.IGNORECASE)
_CARE = re.compile(r"\b(?:care|carefully|closely|properly|thoroughly|attention|diligently|attentively|conscientiously)\b", re.IGNORECASE)
_HEED = re.compile(
    r"\b(?:care|careful|carefully|caution|cautious|attention|attentive|eyes? on|serious|seriously|discipline|diligen\w+|train\w*"
    r"|retrain\w*|course|refresher|lessons?|instruct\w*|taught|teach|coach\w*|word with|talking-to"
    r"|talk(?:s|ed)? (?:to|with)|sp(?:eak|oke|oken) (?:to|with)|remind\w*|brief\w*|educat\w+)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:loses? (?:\w+ ){1,3}(?:role|rights?|access|authority|licen[cs]e|title|keys?|badge|bonus)|answers? (?:for|to the)|letter of \w+"
    r"|(?:write|writes|written|writing) (?:[\w'’-]+ ){0,4}up|(?:is|are) off the"
    r"|(?:keep|kept|keeps|stays?)\b[^,;.]{0,30} away from|reliev\w+ [^,;.]{1,30} of|leaves? the [^,;.]{0,20}(?:rota|list|roster)"
    r"|under (?:close |closer )?(?:watch|observation)|taken aside|spoken to|probation|admonish\w*|disciplinary \w+|punish\w*"
    r"|(?:stern|quiet|serious) words?"
    r"|answerable|personal file|hands? in (?:his|her|their))\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:word|chat|talk|conversation|meeting|appointment|speak|spoke|sit(?:s|ting)? down)\b.*\bwith\b"
    r"|\b(?:conversation|interview|(?:speaks?|talks?) to|meets me)\b",
    re.IGNORECASE,
)
_LESSON = (
    r"(?:course|(?:re)?train\w*|refresher|workshop|session|lesson|module|brief\w*|coach\w*|instruct\w*|drill\w*|test\w*|educat\w*|remind\w*"
    r"|attention|talk|talking-to|word|spoken|speak)"
)
_AHEAD = (
    rf"\b(?:about|regarding|concerning|{_LESSON} (?:[\w'’-]+ ){{0,5}}?on|care(?:ful|fully)? (?:with|of|around)|cautious(?:ly)? with"
    r"|attent(?:ion|ive) (?:\w+ )?to|serious about|courses? (?:in|of)|lessons? in"
    r"|(?:(?:re)?train(?:ed|ing)?|instruct(?:ed|ion)|taught) (?:[\w-]+ ){0,3}?in)"
)
_CAREFUL = re.compile(
    r"^be (?:\w+ ){0,3}?(?:careful|cautious|attentive|vigilant|alert|mindful|diligent|thorough|precise)"
    r" (?P<when>(?:when|while|before|after)\b.+)$"
)
"""Care that is asked for at a moment of the work: the moment says what the tool could do."""
_ENSURED = re.compile(r"\b(?:(?:make|makes|making|be) sure|ensur\w+|see to it|take care|verif\w+|confirm\w*|check\w*)\b", re.IGNORECASE)
"""Who is to see to something that a tool could see to; what people are merely told may be a saying."""
_UNCLEAR = (GENERAL, "knowledge")
_DOCUMENTS = frozenset({"documentation", "docs", "document", "law", "manual", "guide", "instructions", "agreement", "notes"})
_RULEBOOKS = (lexicon("rulebooks") | _DOCUMENTS) - {"plan", "agreement", "freeze", "process", "processes", "standard", "convention"}
_OF_PEOPLE = lexicon("care_nouns", "virtues", "conduct", "trainings") | listed("wits")
_PLACED = re.compile(r"\d|\b(?:before|after|when|while|without)\b")
"""What ties a way to behave to a moment of the work."""
_MACHINE = frozenset({"check", "verify", "confirm", "compare", "inspect", "count", "test", "validate"})
_LOOKING = _MACHINE | {"watch", "open", "review", "repeat", "sign", "look", "proofread", "examine", "approve", "monitor"}
TIERS = ("stronger", "intermediate", "weaker")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an action asks of people; `options` are (tier, action), strongest first, `appeals` are set phrases, a group what is put in."""

    words: frozenset[str]
    options: tuple[tuple[str, str], ...]
    appeals: tuple[re.Pattern[str], ...]


@cache
def _kinds() -> dict[str, _Kind]:
    data = tomllib.loads(files(__package__).joinpath("action_kinds.toml").read_text("utf-8"))
    return {
        name: _Kind(
            frozenset(row["words"].split()),
            tuple((tier, row[tier]) for tier in TIERS),
            tuple(re.compile(appeal, re.IGNORECASE) for appeal in row.get("appeals", ())),
        )
        for name, row in data.items()
    }


def options(context: Context) -> Iterator[Candidate]:
    """Two or three options, the stronger first, with the owner, date and ticket of the original."""
    sentence = context.analysis.sentence
    past = any(token.tag_ == "VBD" for token in context.analysis.doc)
    found = [match for match in _KEPT.finditer(context.text) if not (match["when"] and (past or not _is_due(context.text, match)))]
    personnel = context.rule.code == "IA203" or _OFFICE.search(context.text) is not None  # its date is none of another action
    kept = dict.fromkeys(_lowered(match.group().strip(" .")) for match in found if not personnel)
    end = "." if sentence.text.rstrip().endswith((".", "!", "?")) else ""
    if not kept and context.analysis.section != "actions" and _is_appeal(context):
        yield Candidate("", "delete", (context.source,))
    for tier, action in _actions(context):
        left = ", ".join(each for each in kept if each not in action)
        yield Candidate(f"{action} ({left}){end}" if left else action + end, "option", (sentence.text,), tier)


def _is_due(text: str, match: re.Match[str]) -> bool:
    """Whether it is a date: not "before 1,900 people"."""
    return not _NO_DUE_DATE.search(match["when"]) and not re.match(r"[,.]?\d", text[match.end() :])


def _lowered(words: str) -> str:
    """A preposition that stood first in its sentence."""
    return words[0].lower() + words[1:] if re.match(r"(?:By|Until|Before|Due|From|As|On|No) ", words) else words


def _actions(context: Context) -> Iterator[tuple[str, str]]:
    """By what the sentence asks, in its own words; else by the kind of failure that it or its document is clear about. What comes later
    is for the tiers that have nothing yet."""
    kinds = _kinds()
    doc = context.analysis.doc
    words = {token.lower_ for token in doc if token.lower_ != "train" or token.pos_ == "VERB"}
    text = _CORRECTION.sub("", context.text)
    own = failure_class(text)
    learning = not words.isdisjoint(kinds["learn"].words | lexicon("trainings")) and not _LEARN_TO.search(context.text)
    personnel = context.rule.code == "IA203" or not words.isdisjoint(kinds["person"].words) or _OFFICE.search(context.text) is not None
    said = [] if personnel else list(_in_its_words(context, learning=learning)) or list(islice(_appealed(context), 1))
    for kind, put_in in said:
        yield from ((tier, _filled(action, put_in)) for tier, action in kinds[kind].options)
    no_matter = kinds["person"].words | kinds["learn"].words | lexicon("trainings") | listed("vague")
    if personnel:
        no_matter |= listed("personnel_forms")
    matter = [token for token in told(context) if no_matter.isdisjoint((token.lower_, token.lemma_.lower()))]
    if said:
        return
    if (personnel and len(matter) < 3) or (not matter and not learning and _about_somebody(context)):
        yield from kinds["person"].options
    elif own.count(text) > 1 and own.name not in _UNCLEAR:
        yield from own.options
    elif learning and not matter:
        yield from kinds["learn"].options
    elif not matter and (near := around(context)) is not None:
        yield from near.options  # what stands around says what a sentence without a thing is about ("slow down")
    if not matter:
        yield from classes()[GENERAL].options


def _is_appeal(context: Context) -> bool:
    """Whether a sentence outside a list of actions asks for nothing that could be done in its stead ("slow is smooth")."""
    words = {token.lower_ for token in context.analysis.doc}
    kinds = _kinds()
    personnel = context.rule.code in ("IA202", "IA203") or not words.isdisjoint(kinds["person"].words | kinds["learn"].words)
    return not personnel and not _about_somebody(context) and not any(_in_its_words(context, learning=False)) and not facts(context.source)


def _is_about(context: Context, thing: str) -> bool:
    """Whether a thing stands where a sentence says what it is about ("careful with the lock", "a refresher on routes")."""
    start = context.read(thing).removeprefix("the ").split()[0]
    return re.search(rf"{_AHEAD} (?:the |a |an )?{re.escape(start)}", context.text, re.IGNORECASE) is not None


def _about_somebody(context: Context) -> bool:
    """Whether something is to be done with a person ("will be replaced", "have a word with")."""
    done_to = any(t.dep_ in ("nsubj:pass", "obj", "iobj") and t._.actor in ("person", "role", "group") for t in context.analysis.humans)
    return done_to or _TALK.search(context.text) is not None


def _filled(action: str, put_in: dict[str, str]) -> str:
    for mark, words in put_in.items():
        action = action.replace(f"{{{mark}}}", words)
    return action


def _in_its_words(context: Context, *, learning: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """(a kind of options, what is put into them), the closest first; nothing where the sentence names no matter of its own."""
    ask = asked(context)
    seconded = seconded_thing(context)
    if seconded:
        yield "check", {"v": f"check {seconded}", "t": seconded}
    elif ask.held and _ENSURED.search(context.text):
        yield "told", {"s": ask.held}
    elif careful := _CAREFUL.match(ask.phrase):
        yield "care", {"v": careful["when"]}
        return
    elif ask.noun in _RULEBOOKS and (not ask.phrase or ask.lemma in listed("obeying")):
        yield "rule", {"t": ask.about}
    elif ask.forbidden and ask.phrase and ask.lemma not in listed("unneeded") | {"be"}:
        yield "forbidden", {"v": ask.phrase}
    elif (
        ask.about
        and not learning
        and ask.about.removeprefix("the ") not in listed("too_general")
        and ((context.rule.code == "IA204" and not ask.told) or (ask.direct and (ask.lemma in _LOOKING or _CARE.search(ask.phrase))))
    ):
        phrase = by_machine(ask.phrase)
        yield "check", {"v": phrase if ask.lemma in _MACHINE and ask.about in phrase else f"check {ask.about}", "t": ask.about}
    elif (
        ask.phrase
        and not learning
        and ask.lemma not in listed("attitude") | listed("unneeded")
        and "," not in ask.phrase
        and _OF_PEOPLE.isdisjoint(ask.phrase.casefold().split())
        and (ask.direct or _PLACED.search(ask.phrase))
    ):
        yield "conduct", {"v": ask.phrase}
    if ask.about and ask.noun in _RULEBOOKS and not learning:
        yield "matter", {"t": ask.about}
    elif (
        learning
        and (topic := taught(context, ask.about, ask.noun))
        and (topic != ask.about or _is_about(context, topic))
        and _OF_PEOPLE.isdisjoint(topic.split())
    ):
        yield "matter", {"t": topic}
    elif not learning and ask.about and _HEED.search(context.text) and _is_about(context, ask.about):
        yield "matter", {"t": ask.about}


def _appealed(context: Context) -> Iterator[tuple[str, dict[str, str]]]:
    """As `_in_its_words`, by the set phrases of appeals ("think twice before …")."""
    for name, kind in _kinds().items():
        for appeal in kind.appeals:
            found = appeal.search(context.text)
            words = impersonal(context, *found.span(found.lastgroup)) if found and found.lastgroup else ""
            if found and found.lastgroup and words and (_OF_PEOPLE | listed("vague")).isdisjoint(words.casefold().split()):
                yield name, {"v": f"check {words}", found.lastgroup: words}


def around(context: Context) -> FailureClass | None:
    """What the whole document speaks of, where the neighbours of the sentence or the title agree."""
    sentence = context.analysis.sentence
    title = context.document.source.lstrip().partition("\n")[0]
    near = _CORRECTION.sub("", f"{sentence.before} {sentence.after} {title.replace(context.source, '')}")
    found = leading_class(context.document.source)
    return found if found is not None and found == failure_class(near) and found.name not in _UNCLEAR else None
