"""Tell a sentence again with what happened as the subject: the acts of people become events, what was left undone becomes the state
that existed. Judgements and motives are dropped and listed. Nothing is said that the sentence does not entail.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Context
from linter.rewrite.facts import facts
from linter.rewrite.words import article, as_subject, base, inflected, is_plural, listed, participle, sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from linter.pipeline.clause import Clause

    Pieces = list[Token | str]


SEVERAL = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:vs|no)\.)(?<!\b(?:etc|Nos)\.) (?=[a-z@])")
"""Between two sentences that stand as one, as the second starts with a handle or a service; not behind initials."""


class Untellable(ValueError):
    """A sentence that can't be told as an event without losing or inventing something; the message says why."""


INITIALS = re.compile(r"(?:[A-Z]\.-?){2,3}")
"""Who signs with initials, which the pipeline takes for the name of a service."""


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence without its full stop. `acted`: an act took effect; `undone`: something was left undone. `verbs` are those of the
    acts, `question` what their wording asks."""

    text: str
    dropped: tuple[str, ...]
    acted: bool
    undone: bool
    verbs: frozenset[str]
    question: str


_CALLED = ("vocative", "advmod", "dislocated", "obl:unmarked", "obl:npmod", "nmod")
_MISREAD = ("acl", "appos", "parataxis", "conj", "list")


def _is_person(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and (token._.actor in HUMAN or INITIALS.fullmatch(token.text) is not None)


def misread(context: Context) -> Clause | None:
    """The act of a sentence in which the parser took the verb for a participle: "the call taker picked a line"."""
    root = next((t for t in context.analysis.doc if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    called = next((c for c in root.children if c.left_edge.i == 0 and c.dep_ in _CALLED and _is_person(c)), None)
    clause = context.clauses.get(root.i)
    if clause is not None and clause.agent is None and called is not None and root.tag_ == "VBD" and clause.voice == "active":
        return replace(clause, agent=called, actor="person")
    if root.pos_ not in ("NOUN", "PROPN") or any(c.dep_ == "cop" or c.dep_.startswith("nsubj") for c in root.children):
        return None
    unknown = root._.actor == "unknown" and not {root.lower_, root.lemma_.lower()} & lexicon("things", "artefacts")
    if root._.actor not in HUMAN and not (unknown and context.rule.category == "person-cause"):
        return None
    verb = next((c for c in root.children if c.dep_ in _MISREAD and c.i > root.i and c.tag_ in ("VBD", "VBN")), None)
    clause = context.clauses.get(verb.i) if verb is not None else None
    if verb is not None and any(t.pos_ == "VERB" and not t.dep_.endswith("relcl") and t.i < verb.i for t in root.subtree):
        return None  # another act stands before it
    if verb is None or clause is None or not (verb.tag_ == "VBD" or any(c.dep_ == "obj" for c in verb.children)):
        return None
    own = any(c.dep_.startswith(("nsubj", "mark")) or c.lower_ in ("being", "been") for c in verb.children)
    return None if own else replace(clause, agent=root, actor="role", voice="active", obj=None)


def told(context: Context) -> Told:
    """The sentence told as events. Raises Untellable."""
    teller = _Teller(context)
    roots = [token for token in context.analysis.doc if token.dep_ == "ROOT"]
    if len(roots) != 1:
        raise Untellable("more than one sentence")
    act = misread(context)
    if act is not None:
        return teller.finished(teller.event(act), context.analysis.doc)
    if roots[0].pos_ in ("NOUN", "PROPN") and not any(c.dep_ == "cop" or c.dep_.startswith("nsubj") for c in roots[0].children):
        raise Untellable("a label, no event")
    pieces = teller.text(roots[0])
    if not teller.changed:
        raise Untellable("nobody acts in it")
    return teller.finished(pieces, context.analysis.doc)


_PERSONAL = listed("personal")
_MARKS = listed("marks")
_EXTENT = listed("extent")
_AVERTING = listed("averting")
_RULES = listed("rules")
_PLACING = listed("placing")
_ATTACHED = listed("attached")
_ASKING = listed("asking")
_JOINING = _ASKING - {"if", "who", "whom"} | {"that"}
_LAPSES = listed("lapses")
_POSSESSIVE = frozenset({"his", "her", "their"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BODY = listed("body")
_AS_IT_WAS = listed("as_it_was")
_TIMES = listed("times")
_PLACES = listed("places")
_CONTENT = listed("content")
_FRAME = listed("frame")
UNINTENDED = re.compile(
    r"\b(?:by (?:accident|mistake)|in error|(?:his|her|their|our|my) own mistake|mistakenly|accidentally|inadvertently|unintentionally"
    r"|erroneously|unwittingly)\b",
    re.IGNORECASE,
)
_NO_PASSIVE = listed("no_passive")
_IDIOMS = listed("idioms")
_STATES = listed("states")
_WITH = listed("with")
_WITHIN = frozenset({"with", "without", "after", "before", "during", "despite"})
_NOBODY = frozenset({"nobody", "noone", "none", "nothing"})
_TORN = re.compile(r"\b(?:was|were|been) \w+ (?:whose|paid)\b|\w \w+ nothing was\b")
_NAMES_ONE = re.compile(
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)"
    r"[A-Z][^\W\d_]*(?:[ '’-][^\W\d_]+)*"
)
"""A fact behind a person that says no more than who it is."""
_PERCEIVING = frozenset({"see", "watch", "hear", "feel", "make"})
NEGATED = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|nor|hardly|without|unnoticed|left out|differ|outside)\b|n['’]t\b", re.IGNORECASE
)
_OURS = frozenset({"us", "our", "its", "their", "my"})
_OWING = frozenset({"thanks", "due", "because", "owing"})
_OF_WHOM = frozenset({"of", "in", "at", "from", "on"})
_HERE = frozenset({"in", "on", "at"})
_SINCE = frozenset({"since", "until", "past", "during", "within", "despite"})
_AT_HAND = frozenset({"in", "on", "under", "behind", "beside", "above", "below", "open", "within", "inside"})
_GROUP_PRONOUNS = frozenset({"they", "their", "them", "themselves"})
_GLARING = frozenset(("obvious", "glaring", "blatant", "so-called"))
_FOLLOWS = listed("follows")
_CIRCUMSTANCES = listed("circumstances")
_INTENTS = listed("intents")
_BAD = listed("bad")
_TELLING = listed("telling")
_UNTHINKING = listed("unthinking")
_ACTS = listed("acts")
_TIME_UNITS = listed("time_units")
_OMITTING = listed("omitting")
_ONLY_NEGATED = listed("only_negated")
_SERIAL = listed("serial")
_BELIEF = listed("belief")
_CAUSING = listed("causing")
_SPEECH = listed("speech")
SLIPPED = listed("slipped")
_FILLERS = listed("fillers")
_MOTIVE = listed("motive")
_ASIDES = listed("asides")
_JUDGED = ("verdict_adjectives", "contempt_adjectives", "care_adjectives", "novices")
_JUDGED_ADVERBS = ("verdict_adverbs", "contempt_adverbs", "verdict_adverbs_of_people")
_PREPOSITIONAL = listed("prepositional")
_NAMED_OTHERWISE = ("obj", "iobj", "nsubj:pass", "ccomp", "xcomp")
_NOUNS = {
    "react": "reaction", "respond": "response", "escalate": "escalation", "reply": "reply", "answer": "answer", "ask": "question",
    "intervene": "intervention", "return": "return", "communicate": "communication", "test": "test", "check": "check",
    "object": "objection", "speak": "word", "act": "action", "warn": "warning", "call": "call", "push": "push", "deploy": "deployment",
    "rollback": "rollback", "rehearse": "rehearsal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """How a verb is told: `text`, and `led` where an earlier event leads to it."""

    text: str
    led: str
    question: str


@cache
def wordings() -> dict[tuple[str, bool], Wording]:
    """(verb, negated) -> wording."""
    out = {}
    for row in tomllib.loads(files(__package__).joinpath("verbs.toml").read_text("utf-8"))["wording"]:
        wording = Wording(row["text"], row.get("led", row["text"]), row.get("question", ""))
        out.update({(verb, negated): wording for negated, key in ((False, "verbs"), (True, "negated")) for verb in row.get(key, ())})
    return out


_PHRASES = re.compile(
    r"(?:(?:not|without wanting) to point (?:any )?fingers|naming no names|without naming names|no "
    r"offen[cs]e|with (?:all )?(?:due )?respect(?: (?:to|for) [^,]+)?|to be (?:perfectly |brutally "
    r")?honest(?=,)|"
    r"quite frankly|frankly|needless to say|of course|obviously|clearly|sadly|unfortunately|unsurprisingly"
    r"|predictably|naturally|typically|incredibly|unbelievably|amazingly|"
    r"surely|on a whim|of all people|all the same|for a laugh|out of (?:laziness|comfort|spite|boredom|vanity)|in (?:his|her|their) wisdom|"
    r"at the (?:very )?latest|by (?:his|her|their) own admission|"
    r"without mercy|with (?:his|her|their|our|my) usual \w+|in (?:our|my) (?:\w+ )?(?:view|opinion)|"
    r"in (?:hindsight|retrospect)|with hindsight|looking back|as usual|as always|as ever|once again"
    r"|yet again|true to form|not for the first time|for whatever reason|in the first place|"
    r"for no (?:good )?reason|by (?:accident|mistake|(?:his|her|their|our|my) own mistake)|in error|like "
    r"(?:a )?cowboys?|like (?:an )?amateurs?|seriously|honestly|somehow|all on (?:his|her|their) "
    r"own)\b,?(?: (?:but|and)\b)?",
    re.IGNORECASE,
)


def judged_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Character ranges of set phrases that judge and tell nothing."""
    return (match.span() for match in _PHRASES.finditer(text))


def is_judgement(token: Token) -> bool:
    """A word of verdict, contempt or seniority that says nothing about what happened."""
    if token.dep_ == "advmod" or token.pos_ == "ADV":
        return token.lower_ in _FILLERS | SLIPPED or any(token.lower_ in lexicon(name) for name in _JUDGED_ADVERBS)
    return token.dep_ == "amod" and (token.lower_ in _GLARING or any(token.lower_ in lexicon(name) for name in _JUDGED))


def opening(head: Token) -> list[Token]:
    """The opening quotation mark in front of a phrase that has the closing one: the parser hangs it on the verb."""
    first = head.left_edge
    before = first.nbor(-1) if first.i else first
    closing = {'"': '"', "“": "”", "'": "'", "‘": "’"}.get(before.text)
    inside = [t.text for t in head.subtree]
    return [before] if closing is not None and inside.count(closing) == 1 and not before.whitespace_ else []


def _placed(noun: Token) -> bool:
    """Whether a noun behind a verb says when, where or how often."""
    return (
        noun.lemma_.lower() in _TIME_UNITS
        or noun.lower_ in ("time", "times", "morning", "evening", "today")
        or any(c.dep_ in ("case", "mark") for c in noun.children)
    )


def _is_torn(noun: Token) -> bool:
    """Whether words behind a noun belong elsewhere, as far as their kind tells: they can't go in front of a verb with it."""
    behind = [t for t in noun.subtree if t.i > noun.i]

    def has_no_gap(verb: Token) -> bool:  # "the crew that the panel has two tables"
        return verb.left_edge.lower_ == "that" and {"nsubj", "obj"} <= {c.dep_ for c in verb.children if c != verb.left_edge}

    return noun.tag_ in ("RB", "RP") or any(  # "the valve open overnight"
        (t.tag_ in _FINITE and t.dep_ == "conj" and t.head.tag_ not in _FINITE)  # "ten trailers and saw nothing odd"
        or (t.head == noun and t.dep_ == "amod" and t.pos_ in ("ADJ", "VERB") and not any(c.i > t.i for c in t.children))
        or (t.tag_ in ("RB", "RP") and t.dep_ in ("nmod", "case", "advmod", "flat") and t.head.i < t.i)  # "the routes before"
        or (t.tag_ == "NN" and t.dep_ == "acl")  # "the two papers side by side"
        or (t.dep_ == "case" and t.lower_ in _SINCE)  # "the missing region since noon"
        or (t.dep_ == "case" and t.lower_ not in ("of", "per") and t.head.head == noun and noun.head.lemma_.lower() in _PLACING)
        or (t.dep_ == "acl:relcl" and t.left_edge.tag_ == "WRB")  # "the list where it lay"
        or (t.dep_.startswith("acl") and has_no_gap(t))
        for t in behind
    )


def _is_manner(word: Token) -> bool:
    """An adverb that no noun takes ("react differently")."""
    return word.dep_ == "advmod" and word.i > word.head.i and word.lower_.endswith("ly") and not is_judgement(word)


def _negative(subject: Pieces) -> tuple[Pieces, str]:
    """The subject and the verb of what was not done: "any test" -> "no test had been"."""
    first = subject[0] if isinstance(subject[0], str) else subject[0].lower_
    if first in ("a", "one") and len(subject) > 1 and not isinstance(subject[1], str) and subject[1].lower_ == "single":
        return ["no", *subject[2:]], "had been"
    for word, other in (
        ("anything", "nothing"),
        ("any", "no"),
        ("both", "neither"),
        ("anybody", "nobody"),
        ("anyone", "no one"),
        ("a", "no"),
        ("an", "no"),
        ("one", "no"),
    ):
        if first == word:
            return [other, *subject[1:]], "had been"
    return subject, "had not been"


def acts(context: Context, clause: Clause) -> bool:
    """Whether a person acts in a clause. A noun that the pipeline does not know counts as one where the sentence blames somebody: told
    without it, what was done stays true whoever did it."""
    agent = clause.agent
    if clause.human or agent is None:
        return clause.human
    if INITIALS.fullmatch(agent.text):
        return True
    return (
        context.rule.category == "person-cause"
        and clause.actor in ("unknown", "")
        and clause.predicate.dep_ in ("ROOT", "conj")
        and agent.i < clause.predicate.i
        and not context.is_inline(agent.idx)
        and not SEVERAL.search(context.text)
        and (
            (agent.pos_ == "PROPN" and agent.text[0].isupper())
            or (agent.pos_ == "NUM" and any(c.lower_ in ("them", "us") or c._.actor in HUMAN for c in agent.children))
            or (
                agent.pos_ in ("NOUN", "ADJ")
                and clause.predicate.tag_ not in ("VBZ", "VBP")
                and any(c.dep_ == "obj" for verb in (clause.predicate, agent.head) for c in verb.children)
            )
        )
        and not {agent.lower_, agent.lemma_.lower()} & lexicon("things", "artefacts", "software")
    )


class _Teller:
    """One walk over a parse; collects on its way what it drops."""

    def __init__(self, context: Context, apart: frozenset[int] = frozenset()) -> None:
        self.context = context
        self.apart = apart
        self.dropped: list[str] = []
        self.changed = self.acted = self.undone = self.others = self.modal = False
        self.question = ""
        self.behind: Pieces = []
        self.left: Token | None = None
        self.placed: Token | None = None
        self.raised: set[int] = set()
        self.used: set[int] = set()
        self.verbs: set[str] = set()
        self.judged = {token.i for start, end in judged_ranges(context.text) for token in context.analysis.doc if start <= token.idx < end}

    def finished(self, pieces: Pieces, tokens: Sequence[Token] | Doc) -> Told:
        """The wording, when no word of the tokens got lost on the way and no pronoun is left without its person."""
        said = {piece.i for piece in pieces if not isinstance(piece, str)} | self.used
        lost = [t for t in tokens if t.i not in said and t.i not in self.judged and t.pos_ in _CONTENT and t.lower_ not in _MARKS | _FRAME]
        if lost:
            raise Untellable(f"no place for {lost[0].text!r}")
        if not self.context.records and any(
            not isinstance(p, str)
            and (
                (p._.actor == "person" and p.dep_.startswith("nsubj"))
                or (p._.actor in ("role", "group", "someone") and p.dep_ == "nsubj" and p.head.tag_ in ("VBD", "VBZ", "VBP"))
            )
            for p in pieces
        ):
            raise Untellable("a person still acts in it")
        pieces = [
            piece.lower_
            if at
            and not isinstance(piece, str)
            and piece.i == 0
            and piece.pos_ in ("DET", "PRON", "ADP", "ADV", "SCONJ")
            and piece.lower_ != "i"
            else piece
            for at, piece in enumerate(pieces)
        ]
        text = self.context.join(pieces)
        if not self.modal and any(t.lower_ in ("not", "n't", "n’t", "never") for t in tokens) and not NEGATED.search(text):
            raise Untellable("what was not done would be told as done")
        if _TORN.search(text):
            raise Untellable("what is said of a person would be said of a thing")
        if any(word.strip(",.;") in _PERSONAL - ({"who"} if self.others else set()) for word in text.lower().split()):
            raise Untellable("a pronoun stands for the person")
        if self.left is not None and self.left.lower_ not in ("they", "we", "i") and self.of_the_left(text):
            raise Untellable("a pronoun stands for the people")
        text = re.sub(r"\bthe own\b", "the", text)
        if self.dropped:
            text = re.sub(r"\b([Aa])n (?=[bcdfgjklmnpqrstvwxz])", r"\1 ", re.sub(r"\b([Aa]) (?=[aei])", r"\1n ", text))
        if self.undone:
            text = re.sub(r" first(?=[.!]*$)", " beforehand", text)
        if self.acted and UNINTENDED.search(self.context.text):
            text = text.rstrip(".!") + ", which was not intended"
        return Told(text, tuple(self.dropped), self.acted, self.undone, frozenset(self.verbs), self.question)

    def of_the_left(self, text: str) -> bool:
        """Whether a "they" may stand for the people that are left out: nothing else in the wording is plural."""
        words = text.lower().split()
        if not _GROUP_PRONOUNS.intersection(words):
            return False
        own = [t for t in self.context.analysis.doc if t.lower_ in _GROUP_PRONOUNS]
        if all(t.lower_ == "them" and t.dep_ in ("obj", "iobj") for t in own):
            return False  # the object of an act is not who did it
        return not any(t.tag_ in ("NNS", "NNPS") and t._.actor not in HUMAN and t.lower_ in words for t in self.context.analysis.doc)

    # --- what stays as it is, with acts of people inside told as events

    def text(self, head: Token) -> Pieces:
        out: Pieces
        if head.i in self.raised or head.i in self.apart:
            return []
        if head.i in self.judged and all(token.i in self.judged or token.is_punct for token in head.subtree):
            self.drop(head)
            return []
        clause = self.context.clauses.get(head.i)
        if clause is not None and self.personal(clause) and head.dep_.endswith("relcl") and not self.of_others(head, clause):
            return self.done_to(head, clause)
        if (
            clause is not None
            and head.dep_ == "acl"
            and clause.voice == "passive"
            and clause.agent is not None
            and clause.agent in head.children
            and self.personal(clause)
        ):
            self.leave_agent(clause, [])
            self.changed = self.acted = True
            return [
                p
                for c in sorted((head, *head.children), key=lambda t: t.i)
                if c != clause.agent
                for p in ([c] if c == head else self.text(c))
            ]
        if clause is not None and self.personal(clause) and not self.of_others(head, clause):
            start = min((c.i for c in head.children if c.dep_ not in ("punct", "cc", "mark")), default=head.i)
            joints: Pieces = (
                [
                    c
                    for c in head.children
                    if (c.dep_ in ("punct", "cc", "mark") and c.i < min(start, head.i)) or (c.lower_ in ("where", "when") and c.i < head.i)
                ]
                if head.dep_ != "ROOT"
                else []
            )
            if head.dep_ == "conj" and not any(not isinstance(c, str) and c.dep_ == "cc" for c in joints):
                first = next((t for t in head.subtree if not t.is_punct), head)
                joints = [*joints, first] if first.dep_ == "cc" else joints  # the parser hangs "and" on the subject
            before = self.acted, self.undone
            self.acted = self.undone = False
            event = self.event(clause)
            if self.acted and not self.undone:
                joints = ["after" if not isinstance(c, str) and c.lower_ == "because" else c for c in joints]
            self.acted, self.undone = self.acted or before[0], self.undone or before[1]
            return [*joints, *event]
        if head.dep_ in ("amod", "advmod") and is_judgement(head):
            self.drop(head)
            return []
        if self.comments(head):
            self.drop(head)
            self.changed = True
            return []
        if self.blames(head):
            self.drop(head)
            self.changed = self.acted = True
            self.question = "What made it possible, and what would have shown it earlier?"
            return []
        if head.dep_ == "nmod" and head.head.lemma_.lower() in _LAPSES and head._.actor in HUMAN:
            raise Untellable("a lapse has no other name")
        if (
            head.dep_ in ("nmod", "obl", "obl:agent")
            and (head._.actor in HUMAN or self.unnamed(head))
            and (head.dep_ == "nmod" or head.head.tag_ == "VBN")
            and any(c.dep_ == "case" and c.lower_ == "by" for c in head.children)
        ):
            if any(
                (c.dep_ == "acl" and c.i > head.i)
                or (c.dep_ == "conj" and c._.actor not in HUMAN)
                or (
                    c.dep_ == "nmod"
                    and c.i > head.i
                    and (c.left_edge.lower_ not in _OF_WHOM or any(t.dep_.endswith("relcl") for t in c.subtree))
                )
                for c in head.children
            ):
                raise Untellable("a circumstance hangs on the person")
            self.drop(head)
            self.changed = self.acted = True
            return []
        if head.pos_ in ("NOUN", "PROPN") and any(c.dep_ == "conj" and c.pos_ in ("VERB", "AUX") for c in head.children):
            raise Untellable("an act hangs on a noun")
        if head.pos_ in ("NOUN", "PROPN") and any(
            c.tag_ == "VBG" and c.dep_ in ("acl", "advcl") and c.i > head.i and "," in (c.left_edge.text, c.left_edge.nbor(-1).text)
            for c in head.children
        ):
            raise Untellable("a participle would lose its subject")
        if head.dep_ == "amod" and head.lower_ in _BAD and head.head.dep_ == "compound":
            self.drop(head)  # "a bad config file": the defect is the file's
            return []
        parts = (head, *(c for c in head.children if c.dep_ == "compound"))
        bad = next((c for part in parts for c in part.children if c.dep_ == "amod" and c.lower_ in _BAD), None)
        if bad is not None and head.pos_ in ("NOUN", "PROPN") and head.dep_ != "compound":
            if bad.head == head:
                self.drop(bad)
            out = [
                p
                for c in sorted((head, *head.children), key=lambda t: t.i)
                if c != bad and c.i <= head.i
                for p in ([c] if c == head else self.text(c))
            ]
            return [*out, "with ⟨which defect⟩", *(p for c in head.children if c.i > head.i for p in self.text(c))]
        wrong = next((c for c in head.children if c.dep_ == "amod" and c.lower_ in ("wrong", "incorrect")), None)
        if wrong is not None and head.lower_ in ("one", "ones", "way", "order", "time"):
            raise Untellable("no name for what was wrong")
        if wrong is not None and head.pos_ in ("NOUN", "PROPN"):
            return self.unintended(head, wrong)
        out = []
        for token in sorted((head, *head.children), key=lambda t: t.i):
            if token != head:
                out += self.text(token)
            elif token.lower_ in _POSSESSIVE and self.changed:
                if token.head.i < token.i or token.nbor(1).lower_ == "to" or token.head.lemma_.lower() in _BODY:
                    raise Untellable("a pronoun stands for the person")
                self.used.add(token.i)
                out.append("the")
            else:
                out.append(token)
        if all(not isinstance(piece, str) for piece in out):
            out.sort(key=lambda piece: piece.i)  # type: ignore[union-attr]
        return out

    def of_others(self, verb: Token, clause: Clause) -> bool:
        """Whether a clause says which people an act was about ("the one who had to keep it"): they stay in."""
        agent = clause.agent
        others = (
            verb.dep_.endswith("relcl")
            and agent is not None
            and agent.lower_ == "who"
            and verb.head._.actor in ("role", "group", "someone", "outsider", "unknown", "")
            and verb.head.dep_ in ("obj", "iobj", "obl", "conj", "nmod")
            and not clause.negated
            and verb.left_edge.nbor(-1).text != ","
        )
        self.others |= others
        return others

    def comments(self, head: Token) -> bool:
        """Whether a clause comments on what happened and tells nothing (", which is quick even for him")."""
        words = list(head.subtree)
        if (
            head.pos_ not in ("ADJ", "NOUN")
            or not any(c.lower_ == "which" and c.dep_ == "nsubj" for c in head.children)
            or not any(c.dep_ == "cop" for c in head.children)
            or "," not in (words[0].text, words[0].nbor(-1).text if words[0].i else "")
            or facts(self.context.words(words[0].idx, words[-1].idx + len(words[-1])))
        ):
            return False
        named = {form for t in words for form in (t.lower_, t.lemma_.lower())}
        judged = any(not named.isdisjoint(lexicon(name)) for name in ("verdict_adjectives", "contempt_adjectives", "verdict_nouns"))
        ours = any(t.lower_ in _PERSONAL | _OURS or t.tag_ in ("JJS", "RBS") for t in words)
        return (judged or ours) and named.isdisjoint(lexicon("things", "artefacts"))

    def blames(self, head: Token) -> bool:
        """Whether a phrase gives nothing but a person or a fault as the cause ("thanks to Yael", "due to incompetence in the office")."""
        words = list(head.subtree)
        if not head.dep_.startswith(("obl", "advcl", "nmod")) or words[0].lower_ not in _OWING or any(t.pos_ == "VERB" for t in words[1:]):
            return False
        charged = lexicon("nouns_lapse", "verdict_nouns", "mishaps")
        blamed = any(t._.actor in HUMAN or charged & {t.lower_, t.lemma_.lower()} for t in words)
        told = [fact for fact in facts(self.context.words(words[0].idx, words[-1].idx + len(words[-1]))) if not self.context.is_name(fact)]
        known = lexicon("things", "artefacts")
        return blamed and not told and not any(known & {t.lower_, t.lemma_.lower()} for t in words)

    def unnamed(self, noun: Token) -> bool:
        """Whether a noun that the pipeline does not know must be the person that a sentence blames: it names nobody else."""
        return (
            self.context.rule.category == "person-cause"
            and (noun._.actor == "unknown" or re.fullmatch(r"[A-Z]\.", noun.text) is not None)
            and not self.context.analysis.humans
            and not self.context.is_inline(noun.idx)
            and not {noun.lower_, noun.lemma_.lower()} & lexicon("things", "artefacts", "software")
            and noun.pos_ in ("NOUN", "PROPN")
        )

    def done_to(self, verb: Token, clause: Clause) -> Pieces:
        """ "(a window) that she had dragged behind another" -> "that had been dragged behind another"."""
        agent = clause.agent
        noun = verb.head
        named = next((c for c in verb.children if c.dep_ == "obj"), None)
        relative = named if named is not None and named.lower_ in ("that", "which") else None
        if (
            agent is None
            or agent.head != verb
            or agent.lower_ in ("who", "that", "which")
            or len(list(agent.subtree)) > 3
            or noun.pos_ not in ("NOUN", "PROPN")
            or noun._.actor in HUMAN
            or (named is not None and relative is None)
            or clause.modality
            or clause.voice == "passive"
            or verb.lemma_.lower() in _NO_PASSIVE | _SPEECH
            or (verb.lemma_.lower(), clause.negated) in wordings()
            or any(c.dep_ in ("conj", "xcomp", "ccomp", "iobj") for c in verb.children)
        ):
            raise Untellable("told of a person")
        self.changed = True
        left_out = {agent.i, verb.i, *(t.i for t in agent.subtree), *([relative.i] if relative is not None else [])}
        self.used.update(left_out)
        perfect = any(c.lower_ in ("had", "'d") and c.dep_ == "aux" for c in verb.children)
        be = "had been" if perfect else "were" if is_plural(noun) else "was"
        rest = [p for c in verb.children if c.i > verb.i and c.i not in left_out for p in self.text(c)]
        never = any(c.lower_ == "never" for c in verb.children)
        if clause.negated:
            be = "had never been" if never else f"{be.split(maxsplit=1)[0]} not{' been' if perfect else ''}"
        return [relative.text if relative is not None else "that", be, participle(verb), *rest]

    def unintended(self, noun: Token, wrong: Token) -> Pieces:
        """ "the wrong host" -> "a host other than the intended one"."""
        if any(c.dep_ == "cop" or c.dep_.startswith("nsubj") for c in noun.children):
            raise Untellable("a person was there")
        self.drop(wrong)
        self.changed = True
        before = [c for c in noun.children if c.i < noun.i and c != wrong and c.dep_ not in ("det", "case", "punct", "nmod:poss")]
        cases = [c for c in noun.children if c.i < noun.i and c.dep_ in ("case", "cc")]
        named = [piece for child in before for piece in self.text(child)] + [noun]
        plural = is_plural(noun)
        lead = "" if plural else article(self.context.join(named))
        other = "other than the intended " + ("ones" if plural else "one")
        behind = [c for c in noun.children if c.i > noun.i]
        of = [c for c in behind if any(t.dep_ == "case" and t.lower_ == "of" for t in c.children)]
        return [
            *cases,
            lead,
            *named,
            *(p for c in of for p in self.text(c)),
            other,
            *(p for c in behind if c not in of for p in self.text(c)),
        ]

    def drop(self, head: Token) -> None:
        tokens = without(head, self.apart)
        self.used.update(token.i for token in tokens)
        self.dropped.append(self.context.shown(self.context.words(tokens[0].idx, tokens[-1].idx + len(tokens[-1]))))

    # --- acts

    def personal(self, clause: Clause) -> bool:
        """Whether a clause is an act of a person that is told as an event."""
        verb = clause.predicate
        if (
            not acts(self.context, clause)
            or clause.quoted
            or verb.pos_ not in ("VERB", "AUX")
            or any(c.lower_ in ("which", "that") and c.dep_ == "nsubj" for c in verb.children)
        ):
            return False
        if verb.dep_ == "acl" and clause.agent == verb.head:
            return False
        own = any(c.dep_.startswith(("nsubj", "csubj")) for c in verb.children)
        if verb.dep_ not in ("ROOT", "conj", "parataxis") and not own and clause.voice == "active":
            return False
        lemma = self.lemma(clause)
        charged = (
            clause.negated or clause.modality.endswith("-have") or (lemma, False) in wordings() or lemma in _OMITTING or self.slipped(verb)
        )
        if clause.actor in ("we", "i") and not charged:
            return False
        return charged or lemma not in _SPEECH

    def slipped(self, verb: Token) -> bool:
        return any(c.lower_ in SLIPPED for c in verb.children)

    def prefix(self, verb: Token) -> str:
        """The first part of a verb with a hyphen, which the tokenizer cuts off ("rubber-stamped")."""
        if verb.i < 2 or verb.nbor(-1).text != "-" or verb.nbor(-1).whitespace_ or verb.nbor(-2).whitespace_:
            return ""
        self.used.update((verb.i - 1, verb.i - 2))
        return f"{verb.nbor(-2).lower_}-"

    def lemma(self, clause: Clause) -> str:
        verb = clause.predicate
        particle = next((c for c in verb.children if c.dep_ == "compound:prt"), None)
        lemma = self.prefix(verb) + verb.lemma_.lower()
        return f"{lemma} {particle.lower_}" if particle is not None else lemma

    def event(self, clause: Clause) -> Pieces:
        """An act as an event, with its circumstances and the acts joined to it."""
        self.changed = True
        verb = clause.predicate
        self.used.add(verb.i)
        if clause.modality.endswith("-have") and verb.lemma_.lower() in _AVERTING:
            raise Untellable("an effect, not an act")
        if clause.modality.endswith("-have") and any(c.tag_ in ("JJR", "RBR") and c.i > verb.i for c in verb.subtree if c.dep_ == "advmod"):
            raise Untellable("a matter of degree")
        if clause.modality.endswith("-have") and any(self.hypothetical(c) for c in verb.children):
            raise Untellable("told under a condition")
        if clause.agent is not None and clause.agent.lower_ in ("who", "whom", "whoever") and not verb.dep_.endswith("relcl"):
            raise Untellable("asks for a person")
        if (
            verb.lemma_.lower() in ("ask", "wonder")
            and not clause.negated
            and verb.i + 1 < len(verb.doc)
            and verb.nbor(1).lower_ in _ASKING
        ):
            raise Untellable("a question inside")
        nobody = (
            clause.agent is not None
            and not clause.negated
            and clause.agent.left_edge.lower_ in ("not", "no", "none", "neither", "hardly", "few")
            and clause.agent.head == verb
        )
        undone = (clause.negated or nobody) != clause.modality.endswith("-have")
        self.modal |= bool(clause.modality)
        if any(c.tag_ == "VB" and c.dep_ in ("xcomp", "ccomp") and verb.lemma_.lower() in _PERCEIVING for c in verb.children):
            raise Untellable("what was seen is an act itself")
        if clause.modality in ("must-have", "might-have") or (clause.modality and not clause.modality.endswith("-have")):
            raise Untellable(f"not told as done: {clause.modality}")
        asides = [c for c in verb.children if c.dep_ in _ASIDES and c.i not in self.apart]
        core = verb
        inner = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.pos_ == "VERB"), None)
        lemma = self.lemma(clause)
        if inner is not None and lemma in _OMITTING and not any(c.dep_ == "nsubj" for c in inner.children):
            if lemma in _ONLY_NEGATED and not undone:
                raise Untellable("a state of mind")
            core, undone = inner, (lemma in _ONLY_NEGATED) or not undone
        elif inner is not None and ((lemma in _SERIAL and inner.dep_ == "xcomp") or (lemma == "keep" and inner.tag_ == "VBG")):
            core = inner
        if core != verb:
            asides = [c for c in asides if c != core] + [c for c in core.children if c.dep_ in _ASIDES and c.i not in self.apart]
        self.leave_agent(clause, asides)
        if clause.actor == "implied":
            for name in [c for c in asides if c.i < verb.i and c.pos_ == "PROPN" and c.left_edge.i == 0 and c._.actor == "person"]:
                asides.remove(name)
                self.drop(name)
        if lemma in _STATES and not undone:
            following = next((self.context.clauses.get(c.i) for c in verb.children if c.dep_ == "conj"), None)
            if following is None or asides or not self.personal(following):
                raise Untellable("a state of mind")
            self.used.update(c.i for c in following.predicate.children if c.dep_ == "cc")
            self.dropped.append(verb.text)
            return self.event(following)
        silent = self.silence(verb) if clause.voice == "active" and core == verb and not undone else ""
        if silent:
            rest = [p for c in asides if c.dep_ != "ccomp" and c.i not in self.used for p in [*self.comma(c), *self.aside(c)]]
            self.undone = True
            return self.joined(verb, core, [silent, *rest])
        if lemma in _CAUSING and clause.voice == "passive" and clause.agent is not None and not undone:
            return self.caused(clause, verb)
        if lemma in _BELIEF and not undone and inner is not None and core == verb:
            return self.belief(verb, inner, asides)
        if lemma in _BELIEF and not undone:
            raise Untellable("a belief without its own clause")
        if lemma == "let" and inner is not None and not undone:
            return self.let(verb, inner, asides)
        return self.joined(verb, core, self.core(clause, core, asides, undone=undone))

    def silence(self, verb: Token) -> str:
        """What did not take place where nobody was told or asked, and nothing was done; "" elsewhere."""
        lemma = verb.lemma_.lower()
        if lemma == "keep" and any(c.lower_ in ("himself", "herself", "themselves") for c in verb.children):
            self.used.update(t.i for c in verb.children if c.lower_.endswith(("self", "selves")) or c.lower_ == "it" for t in c.subtree)
            return "no notice was given"
        none = next((c for c in verb.children if c.i > verb.i and c.lower_ in _NOBODY), None)
        none = none or next((c for c in verb.children if c.i > verb.i and c.lower_ == "one" and c.left_edge.lower_ == "no"), None)
        if none is None:
            return ""
        more = [c for c in verb.children if c.dep_ in ("obj", "iobj", "ccomp", "xcomp") and c != none and c.i > verb.i]
        person = none.lower_ != "nothing"
        if lemma == "keep":
            return ""
        if any(c.dep_ == "acl" or c.dep_.endswith("relcl") or (c.dep_ == "conj") for c in none.children):
            return ""
        said = ""
        if person and lemma in _TELLING - {"ask"} | {"say", "speak", "report"} and not more:
            said = "no notice was given"
        elif person and lemma == "ask" and not [c for c in more if c.dep_ != "ccomp"]:
            held = [c for c in verb.children if c.dep_ in ("ccomp", "advcl") and any(t.lower_ in ("if", "whether") for t in c.children)]
            said = "no question was asked" if not held and not more else ""
        elif not person and lemma == "do" and not more:
            said = "no action was taken"
        elif not person and lemma == "say" and not more:
            said = "no word was said"
        if said:
            self.used.update((verb.i, *(t.i for t in none.subtree)))
            self.question = "What would have prompted it at that moment?"
        return said

    def hypothetical(self, aside: Token) -> bool:
        """ "if they had used it", "had we used it"."""
        return aside.dep_ == "advcl" and any(
            (c.dep_ == "mark" and c.lower_ in ("if", "unless")) or (c.lower_ == "had" and c.i == aside.left_edge.i) for c in aside.children
        )

    def leave_agent(self, clause: Clause, asides: list[Token]) -> None:
        """Take the person out: from the subject, or the by-phrase of a passive."""
        agent = clause.agent
        verb = clause.predicate
        if agent is None or (agent.head not in (verb, *verb.children) and agent != verb.head):
            return
        if agent in asides:
            asides.remove(agent)
        words = [t for t in without(agent, self.apart) if agent != verb.head or (t != verb and not verb.is_ancestor(t))]
        self.used.update(token.i for token in words)
        text = self.context.words(words[0].idx, words[-1].idx + len(words[-1]))
        more = [
            c
            for c in agent.children
            if c != verb
            and c.i not in self.apart
            and c.dep_ in ("acl:relcl", "acl", "conj", "parataxis", "nmod")
            and (c.dep_ != "conj" or c._.actor not in HUMAN)
        ]
        if any(
            c.dep_ == "conj"
            or (c.dep_ == "nmod" and c.left_edge.lower_ not in _HERE and any(t.dep_.endswith("relcl") for t in c.subtree))
            or (
                len(list(c.subtree)) > 2
                and not self.is_place(c)
                and any(
                    not _NAMES_ONE.fullmatch(fact)
                    for fact in facts(self.context.words(c.left_edge.idx, c.right_edge.idx + len(c.right_edge)))
                )
            )
            for c in more
        ):
            raise Untellable("more is said of the person than a name")
        self.placed = next((c for c in more if self.is_place(c)), None)
        if any(
            c.dep_ == "nmod"
            and c != self.placed
            and (
                c.left_edge.lower_ in ("against", "for", "to", "through", "by")
                or any(t.dep_ == "case" and t.lower_ in _WITHIN for t in c.subtree)
                or (agent._.actor not in ("person", "role", "group") and c.pos_ == "NOUN" and c._.actor not in HUMAN)
            )
            for c in agent.children
        ):
            raise Untellable("a circumstance hangs on the person")
        self.left = agent
        if agent._.actor not in ("we", "i", "nobody", "someone") or len(words) > 1:
            self.dropped.append(self.context.shown(text))

    def is_place(self, noun: Token) -> bool:
        """Whether what hangs on a person tells where something took place ("nobody in the warehouse", "the nurse on station 5")."""
        words = list(noun.subtree)
        return (
            noun.dep_ == "nmod"
            and words[0].lower_ in _HERE
            and not any(t.lower_ in _POSSESSIVE or t._.actor in HUMAN for t in words)
            and (noun.head._.actor == "nobody" or any(t.text[0].isdigit() for t in words))
        )

    def core(self, clause: Clause, verb: Token, asides: list[Token], *, undone: bool) -> Pieces:
        """The event itself between the circumstances in front and behind."""
        lead: Pieces = []
        front: Pieces = []
        rest: Pieces = []
        partly = False
        self.used.add(verb.i)
        subject_at = clause.agent.i if clause.agent is not None and clause.agent.i < clause.predicate.i else clause.predicate.i
        for noun in (c for c in verb.children if c.dep_ == "obj"):
            # The parser hangs "without thinking about locks" on the object.
            for act in (
                c for c in noun.children if c.dep_ == "acl" and c.tag_ == "VBG" and any(t.lower_ in _CIRCUMSTANCES for t in c.children)
            ):
                self.raised.add(act.i)
                asides.append(act)
            for act in (
                c
                for c in noun.children
                if c.dep_ == "acl" and any(t.lower_ == "to" for t in c.children) and noun.lemma_.lower() not in _INTENTS
            ):
                self.raised.add(act.i)
                asides.append(act)
        named = "" if any(c.dep_ in _NAMED_OTHERWISE or _is_manner(c) for c in verb.children) else _NOUNS.get(verb.lemma_.lower(), "")
        consumed, subject, plural, tail = ([], [], False, []) if named else self.object(clause, verb)
        for aside in sorted(asides, key=lambda t: t.i):
            if aside in consumed or (aside.i < verb.i and self.prefix(verb) and aside.i >= verb.i - 2):
                continue
            if aside.lower_ in _MARKS:
                continue
            if is_judgement(aside) and not list(aside.children):
                self.drop(aside)
                continue
            if (
                aside.i < subject_at
                and aside._.actor in HUMAN
                and aside.pos_ != "PRON"
                and not any(c.dep_ in ("case", "mark") for c in aside.children)
            ):
                self.drop(aside)  # the person's role, torn from the name
                continue
            if aside.lower_ == "only" and aside.i and aside.nbor(-1).lower_ == "if":
                self.used.add(aside.i)
                continue
            if undone and aside.lower_ in _EXTENT and len(list(aside.subtree)) == 1:
                self.used.add(aside.i)
                partly = True
                continue
            if undone and aside.lower_ == "first" and not list(aside.children):
                self.used.add(aside.i)
                rest.append("beforehand")
                continue
            if self.by_doing(aside):
                lead += self.gerund_event(aside)
                continue
            behind = next((c for c in aside.children if c.dep_ == "case"), None)
            if (
                consumed
                and aside.dep_ == "obl"
                and behind is not None
                and behind.lower_ in _ATTACHED
                and aside.left_edge.i == consumed[0].right_edge.i + 1
                and (self.particled(verb, tail), undone) in wordings()
                and aside.lemma_.lower() not in _TIME_UNITS
            ):
                subject = [*subject, *self.text(aside)]
                continue
            if aside.dep_.startswith("obl") and aside.pos_ == "NOUN" and aside.i > verb.i and not _placed(aside):
                raise Untellable("a noun without its place")
            if (
                consumed
                and aside.dep_ == "ccomp"
                and aside.left_edge.i == consumed[0].right_edge.i + 1
                and aside.left_edge.lower_ == "that"
            ):
                subject = [*subject, *self.text(aside)]
                continue
            if consumed and aside.pos_ == "NUM" and aside.i == consumed[0].right_edge.i + 1 and not list(aside.children):
                self.used.add(aside.i)
                subject = [*subject, aside]
                continue
            after_comma = aside.left_edge.i and "," in (aside.left_edge.text, aside.left_edge.nbor(-1).text)
            words = list(aside.subtree)
            if (
                after_comma
                and aside.i > verb.i
                and any(t.lower_ in ("whom", "whose") for t in words[:4])
                and not facts(self.context.words(words[0].idx, words[-1].idx + len(words[-1])))
            ):
                self.drop(aside)
                continue
            if aside.dep_ == "obl" and aside.lower_ in ("him", "her") and aside.i > verb.i:
                self.drop(aside)
                continue
            self.raised.discard(aside.i)
            told_aside = self.aside(aside)
            if told_aside:
                (front if aside.i < subject_at else rest).extend(self.comma(aside) + told_aside)
        rest = [*self.behind, *rest]
        self.behind = []
        if self.placed is not None and not self.placed.dep_.endswith("agent"):
            place, self.placed = self.placed, None
            front = [*front, "," if front else "", *self.text(place)]
        if subject and not isinstance(subject[-1], str) and subject[-1].pos_ == "ADP":
            raise Untellable("what is acted on has no clear end")
        wording = wordings().get((self.particled(verb, tail), undone))
        if (
            verb.lemma_.lower() == "miss"
            and consumed
            and consumed[0].lemma_.lower() in _ACTS
            and not any(c.lower_ in ("a", "an") for c in consumed[0].children)
        ):
            wording = wordings()["miss out on", False]
        if wording is None and undone and (self.particled(verb, tail), False) in wordings():
            raise Untellable("not doing what would be a harm")
        perfect = any(c.lower_ in ("had", "'d") and c.dep_ == "aux" for c in clause.predicate.children)
        present = clause.predicate.tag_ in ("VBZ", "VBP") and not undone
        if present and self.context.rule.category == "judgement":
            raise Untellable("not told of a time")
        if undone and any(t.lower_ == "not" and t != aside for aside in asides for t in aside.subtree):
            raise Untellable("negated twice")
        self.used.update(piece.i for piece in tail if not isinstance(piece, str))
        if verb.lemma_.lower() == "break" and consumed and consumed[0].lemma_.lower() in _RULES:
            wording = wordings()["violate", False]
        if wording is not None:
            self.question = self.question or wording.question
            subject, moved = self.split_off(subject, places=_TIMES)
            rest = [*moved, *rest]
            was = ("were" if plural else "was") if not present else ("are" if plural else "is")
            shape = wording.led if lead else wording.text
            said: Pieces = self.filled(shape, subject, was)
            self.undone |= (
                undone
                or "not " in shape
                or "unnoticed" in shape
                or shape.startswith("no ")
                or "left out" in shape
                or "differ" in shape
                or "outside" in shape
            )
            self.acted |= not self.undone
        elif verb.lemma_.lower() == "have" and consumed:
            return [*front, "," if front else "", *self.had(consumed[0], subject, rest, plural=plural, undone=undone, present=present)]
        elif named:
            self.verbs.add(participle(verb))
            said = [f"there had been no {named}" if undone else f"there was {article(named)} {named}"]
            self.undone |= undone
            self.acted |= not undone
        else:
            self.verbs.add(participle(verb))
            if undone:
                self.used.update(piece.i for piece in subject[:1] if not isinstance(piece, str))
            subject, undone_be = _negative(subject) if undone else (subject, "")
            if partly:
                undone_be = "had been"
                rest = ["⟨to what extent⟩", *rest]
            perfect |= any(not isinstance(p, str) and p.lower_ == "since" and p.dep_ == "case" for p in rest)
            be = undone_be if undone else "had been" if perfect else ("are" if plural else "is") if present else "were" if plural else "was"
            subject, moved = self.split_off(subject)
            said = [*subject, be, self.prefix(verb) + participle(verb), *tail]
            rest = [*moved, *rest]
            self.undone |= undone
            self.acted |= not undone
        bare = len(front) == 1 and not isinstance(front[0], str) and front[0].dep_ == "advmod"
        body = [*front, "" if bare else ",", *said, *rest] if front else [*said, *rest]
        return [*lead, ", and", *body] if lead else body

    def had(self, noun: Token, subject: Pieces, rest: Pieces, *, plural: bool, undone: bool, present: bool) -> Pieces:
        """ "had the letter at 09:20" -> "the letter was at hand at 09:20"; "had a monitor" -> "there was a monitor"."""
        if noun.pos_ == "PRON" and noun.lower_ not in ("it", "them"):
            raise Untellable("a person is acted on")
        if any(c.dep_ == "conj" and c.lemma_.lower() in ("leave", "put", "keep", "lose") for c in noun.head.children):
            raise Untellable("where it was says the next clause")  # "had the phone and left it in the car"
        if any(c.tag_ == "VBN" and c.left_edge == noun.left_edge for c in noun.children):
            raise Untellable("not had, but done")  # "have preferred tidy forms"
        if (
            noun.pos_ not in ("NOUN", "PROPN", "PRON")
            or any(c.dep_ == "acl" and c.tag_ == "VB" for c in noun.children)
            or (noun.pos_ == "NOUN" and noun.lemma_.lower() in listed("abstract") | listed("inner") | _INTENTS)
        ):
            raise Untellable("an idiom")
        subject, moved = self.split_off(subject, places=_PLACES | _AT_HAND | {"since", "for"})
        rest = [*moved, *rest]
        self.acted = True
        tokens = [piece for piece in rest if not isinstance(piece, str)]
        since = any(t.lower_ in ("since", "for") for t in tokens)
        be = ("are" if plural else "is") if present else "had been" if since else "were" if plural else "was"
        if undone:
            be = be.replace("had been", "had not been") if since else f"{be} not"
        first = subject[0] if subject and not isinstance(subject[0], str) else None
        if first is not None and (first.lower_ in ("a", "an", "no") or first.like_num) and not undone:
            return ["there", be, *subject, *rest]
        if any(t.tag_ == "VB" and t.dep_ in ("acl", "advcl", "xcomp") for t in tokens):
            raise Untellable("what was to be done")
        placed = bool(tokens[:1]) and (tokens[0].lower_ in _AT_HAND or tokens[0].pos_ == "ADJ")
        if noun.pos_ == "PRON" and not placed:
            raise Untellable("it is not clear who had it")
        return [*subject, be, *([] if placed else ["at hand"]), *rest]

    def split_off(self, subject: Pieces, places: frozenset[str] = _PLACES) -> tuple[Pieces, Pieces]:
        """(the noun, the place, time or consequence behind it, which reads better behind the verb)."""
        tokens = [piece for piece in subject if not isinstance(piece, str)]
        noun = next((t for t in tokens if t.dep_ in ("obj", "iobj", "obl", "nsubj:pass") and t.pos_ in ("NOUN", "PROPN", "NUM")), None)
        if noun is None:
            return subject, []
        for child in noun.children:
            case = next((c for c in child.children if c.dep_ == "case"), None)
            place = (
                child.dep_ == "nmod"
                and case is not None
                and (
                    case.lower_ in places
                    or (
                        (case.lower_ == "with" and noun.head.lemma_.lower() in _WITH)
                        or (case.lower_ in ("about", "of", "for") and noun.head.lemma_.lower() in _TELLING)
                    )
                    or (case.lower_ == "on" and child.lemma_.lower() in _TIME_UNITS | {"paper"})
                    or (case.lower_ == "for" and (child.lemma_.lower() in _TIME_UNITS or noun.head.lemma_.lower() in ("take", "mistake")))
                )
                and case.i == child.left_edge.i
            )
            told_behind = (
                child.dep_ == "acl:relcl"
                and child.lemma_.lower() in _FOLLOWS
                and child.left_edge.i
                and "," in (child.left_edge.text, child.left_edge.nbor(-1).text)
            )
            if child.i > noun.i and (place or told_behind) and noun.dep_ != "nsubj:pass":
                at = next((n for n, p in enumerate(subject) if not isinstance(p, str) and p.i >= child.left_edge.i), len(subject))
                behind = subject[at:]
                kept = subject[:at]
                if kept and not isinstance(kept[-1], str) and kept[-1].text == ",":
                    behind = [",", *behind]
                    kept = kept[:-1]
                return kept, behind
        if tokens and any(
            t.dep_ == "acl:relcl" and "," in (t.left_edge.text, t.left_edge.nbor(-1).text if t.left_edge.i else "") for t in tokens
        ):
            subject = [*subject, ","]
        return subject, []

    def filled(self, shape: str, subject: Pieces, was: str) -> Pieces:
        before, _, after = shape.partition("{o}")
        if before.startswith("no ") and subject and not isinstance(subject[0], str) and subject[0].lower_ in ("every", "each", "all"):
            subject = ["any", *subject[1:]]
        return [*filter(None, [before.strip()]), *subject, after.replace("{was}", was).strip()]

    def particled(self, verb: Token, tail: Pieces) -> str:
        """The verb with what makes it a different one: "take down", "adhere to"."""
        words = [piece.lower_ for piece in tail if not isinstance(piece, str)] if "to" not in tail else []
        return " ".join([self.prefix(verb) + verb.lemma_.lower(), *words])

    def object(self, clause: Clause, verb: Token) -> tuple[list[Token], Pieces, bool, Pieces]:
        """(tokens used, the object as a subject, whether it is plural, particle or preposition behind the participle)."""
        particles: Pieces = [c for c in verb.children if c.dep_ == "compound:prt"]
        if clause.voice == "passive" and verb == clause.predicate:
            subject = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
            if subject is None:
                raise Untellable("a passive without its subject")
            return [subject], self.noun(subject), is_plural(subject), particles
        to = next((c for c in verb.children if c.dep_ == "iobj"), None)
        if to is not None and any(c.dep_ == "obj" for c in verb.children):
            return self.given(verb, to)
        noun = next((c for c in verb.children if c.dep_ == "obj"), None)
        if noun is None:
            noun = next((c for c in verb.children if c.dep_ == "iobj"), None)
        heeded = next((c for c in verb.children if c.dep_ == "obl" and any(t.lower_ == "to" for t in c.children)), None)
        if noun is not None and noun.lower_ == "attention" and verb.lemma_.lower() == "pay" and heeded is not None:
            self.used.add(noun.i)
            case = next(t for t in heeded.children if t.lower_ == "to")
            return [noun, heeded], [p for p in self.noun(heeded) if p != case], is_plural(heeded), [noun, case]
        known = (self.particled(verb, []), clause.negated) in wordings() or verb.lemma_.lower() == "have"
        if noun is not None and ((verb.lemma_.lower() in _NO_PASSIVE and not known) or noun.lemma_.lower() in _IDIOMS):
            raise Untellable("an idiom")
        if noun is not None and (noun.pos_ == "NUM" or (noun.lower_ in ("it", "this", "that", "them") and list(noun.children))):
            raise Untellable("what is acted on has no clear name")
        if noun is not None:
            return [noun], self.noun(noun), is_plural(noun) or noun.lower_ in ("us", "me"), particles
        held = self.clause_behind(verb)
        if held and verb.lemma_.lower() in ("see", "look") and held[0].lower_ in ("whether", "if"):
            raise Untellable("an idiom")  # "to see whether it would pass"
        if held and verb.lemma_.lower() not in _NO_PASSIVE | _TELLING:
            # "it had not been verified that …", "it went unnoticed that …"
            wording = wordings().get((self.particled(verb, []), clause.negated or verb != clause.predicate))
            if wording is not None and not wording.text.startswith("{o}"):
                raise Untellable("a clause is acted on")
            within = {t.i for t in held}
            if held[0].lower_ in ("what", "whatever") and verb.lemma_.lower() not in _SPEECH | {"check", "decide", "verify", "test"}:
                return [c for c in verb.children if c.i in within], [*held], False, particles
            self.behind = [*held] if held[0].lower_ in _JOINING else ["that", *held]
            return [c for c in verb.children if c.i in within], ["it"], False, particles
        bare = verb.nbor(1) if verb.i + 1 < len(verb.doc) else None
        if (
            bare is not None
            and bare.head == verb
            and bare.dep_ in ("xcomp", "ccomp", "obl", "obl:npmod")
            and not list(bare.children)
            and bare.text.isalpha()
            and bare.tag_ not in ("VBN", "JJ", "RB")
            and verb.lemma_.lower() not in _NO_PASSIVE
        ):
            return [bare], [bare], False, particles
        for child in verb.children:
            joint = next((c for c in child.children if c.dep_ == "case"), None)
            timed = child.lemma_.lower() in _TIME_UNITS
            if child.dep_ == "obl" and joint is not None and not timed and f"{verb.lemma_.lower()}-{joint.lower_}" in _PREPOSITIONAL:
                return [child], [p for p in self.noun(child) if p != joint], is_plural(child), [*particles, joint]
        return self.command(verb)

    def given(self, verb: Token, to: Token) -> tuple[list[Token], Pieces, bool, Pieces]:
        """ "sent him the form" -> "the form was sent", with its addressee where that is no person who acts in the sentence."""
        noun = next(c for c in verb.children if c.dep_ == "obj")
        if verb.lemma_.lower() in _TELLING | _NO_PASSIVE or noun.lemma_.lower() in _IDIOMS or noun.lower_ in _NOBODY:
            raise Untellable("two objects")
        self.used.update(t.i for t in to.subtree)
        addressee: Pieces = [] if to.lower_ in ("him", "her", "them") else ["to", *self.text(to)] if to.lower_ not in _NOBODY else []
        if to.lower_ in _NOBODY:
            raise Untellable("two objects")
        return [noun, to], self.noun(noun), is_plural(noun), addressee

    def clause_behind(self, verb: Token) -> list[Token]:
        """The clause that says what is known, checked or decided: "that …", "how …"; [] where there is none. By its place too, as the
        parser often takes the verb of a question for a noun ("how the client handles retries")."""
        following = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
        held = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
        if following.lower_ in _JOINING and following.lower_ != "when":
            more = [c.left_edge.i for c in verb.children if c.dep_ in ("advcl", "conj", "parataxis") and c.left_edge.i > following.i]
            inside = {t.i for t in without(verb, self.apart)}
            words = [t for t in verb.doc[following.i : min(more, default=len(verb.doc))] if t.i in inside]
        elif held is not None and following == held.left_edge and any(c.dep_.startswith("nsubj") for c in held.children):
            words = list(held.subtree) if held.tag_ not in ("VB", "VBG") or any(c.dep_.startswith("aux") for c in held.children) else []
        else:
            return []
        while words and (words[-1].is_punct or words[-1].dep_ == "cc"):
            words.pop()
        torn = any(t.dep_ == "parataxis" or t.text in (";", ":", "(", "“") for t in words)
        return words if len(words) > 2 and not torn else []

    def command(self, verb: Token) -> tuple[list[Token], Pieces, bool, Pieces]:
        """A command as the object, which the parser reads as anything but a noun ("ran DROP TABLE in production")."""
        doc = verb.doc
        end = verb.i + 1
        while end < len(doc) and (doc[end].is_upper or self.context.is_inline(doc[end].idx)):
            end += 1
        behind = [t for t in doc[end:] if not t.is_punct or t.i < len(doc) - 1]
        if (
            end == verb.i + 1
            or verb.dep_ != "ROOT"
            or any(t.pos_ in ("VERB", "AUX", "SCONJ") or t.dep_.startswith("nsubj") for t in behind)
        ):
            raise Untellable("nothing is acted on")
        self.behind = list(behind)
        return [c for c in verb.children if c.i > verb.i], list(doc[verb.i + 1 : end]), False, []

    def noun(self, head: Token) -> Pieces:
        return [*opening(head), *self.bare(head)]

    def bare(self, head: Token) -> Pieces:
        self.used.add(head.i)
        if head.pos_ == "PRON" and len(list(head.subtree)) == 1:
            if head.lower_ in ("us", "me", "them") and head.head.lemma_.lower() in _TELLING:
                return [{"us": "we", "me": "I", "them": "they"}[head.lower_]]
            subject = as_subject(head.text)
            if subject is None or head.lower_ in _PERSONAL or head._.actor == "nobody":
                raise Untellable("a person is acted on")
            return [subject.lower()]
        if head.pos_ in ("VERB", "SCONJ", "ADP") or any(c.dep_ in ("appos", "list", "parataxis") for c in head.children) or _is_torn(head):
            raise Untellable("what is acted on has no clear end")
        if head.lower_ in _AS_IT_WAS:
            raise Untellable("how it was when it was acted on")  # "signed the list unread"
        if head.head.lemma_.lower() in _TELLING and any(c.dep_.startswith(("acl", "ccomp")) for c in head.children):
            raise Untellable("it is not clear who was told what")
        return self.text(head)

    # --- circumstances

    def comma(self, head: Token) -> Pieces:
        first = head.left_edge
        return [","] if first.i and first.nbor(-1).text == "," and first.i > head.head.i else []

    def by_doing(self, aside: Token) -> bool:
        return aside.dep_ in ("advcl", "obl", "acl") and aside.tag_ == "VBG" and any(c.lower_ == "by" for c in aside.children)

    def aside(self, aside: Token) -> Pieces:
        mark = next((c for c in aside.children if c.dep_ in ("mark", "case") or c.lower_ in ("when", "while")), None)
        clause = self.context.clauses.get(aside.i)
        if aside.tag_ == "VBG" and mark is not None and mark.lower_ == "without":
            if aside.lemma_.lower() in _UNTHINKING or any(c.lower_.endswith("self") or c.lower_ == "themselves" for c in aside.children):
                self.drop(aside)
                return []
            if (
                aside.lemma_.lower() in _TELLING
                and any(c.dep_ in ("obj", "iobj") and (c._.actor in HUMAN or c.pos_ == "PRON") for c in aside.children)
                and len(list(aside.subtree)) < 5
            ):
                self.used.update(t.i for t in aside.subtree)
                return ["without prior notice ⟨confirm⟩"]
        if any(c.lower_ == "having" and c.dep_ == "aux" for c in aside.children) and not (mark is not None and mark.lower_ == "without"):
            raise Untellable("a participle would lose its subject")
        if aside.dep_ in ("advcl", "acl") and mark is not None and aside.tag_ in ("VBG", "VBN") and mark.lower_ in _CIRCUMSTANCES:
            if mark.lower_ == "without" and not any(c.dep_ in ("obj", "iobj", "xcomp", "ccomp", "conj") for c in aside.children):
                return self.text(aside)
            return [mark, *self.gerund_event(aside, having=mark.lower_ == "without")]
        if (
            aside.dep_ == "advcl"
            and clause is not None
            and (clause.human or (clause.agent is not None and clause.agent.lower_ in ("it", "they")))
            and mark is not None
            and mark.lower_ in ("because", "since", "as", "although", "though")
        ):
            of_thing = clause.agent is not None and clause.agent.lower_ == "it"
            if not of_thing and (clause.predicate.lemma_.lower() in _MOTIVE or clause.predicate.pos_ != "VERB"):
                self.drop(aside)
                return []
            return [mark, *self.event(clause)] if self.personal(clause) else self.text(aside)
        if aside.dep_ == "advcl" and clause is not None and mark is not None and self.personal(clause):
            return [mark, *self.event(clause)]
        if aside.dep_ == "advcl" and aside.tag_ == "VBG" and mark is None:
            raise Untellable("a participle would lose its subject")
        if aside.dep_ == "parataxis":
            return [",", *self.text(aside)]
        return self.text(aside)

    def gerund_event(self, verb: Token, *, having: bool = False) -> Pieces:
        """ "(by) deploying v212 at 14:02" -> "v212 was deployed at 14:02"; with `having`, "v212 having been deployed"."""
        clause = self.context.clauses.get(verb.i)
        self.used.update((verb.i, *(c.i for c in verb.children if c.lower_ in ("by", "without", "even", "ever", "having"))))
        self.verbs.add(participle(verb))
        if clause is None:
            raise Untellable("an act that the parser did not see")
        consumed, subject, plural, tail = self.object(clause, verb)
        rest: Pieces = []
        for child in verb.children:
            if child in consumed or child.dep_ not in _ASIDES or child.lower_ in _MARKS:
                continue
            if is_judgement(child) and not list(child.children):
                self.drop(child)
            elif child.i > verb.i:
                rest += self.comma(child) + self.aside(child)
        self.acted |= not having
        if not having:
            subject, moved = self.split_off(subject)
            rest = [*moved, *rest]
        be = "having been" if having else "were" if plural else "was"
        return [*subject, be, participle(verb), *tail, *rest]

    def caused(self, clause: Clause, verb: Token) -> Pieces:
        """ "the outage was caused by Diego running x" -> "x was run, and the outage followed"."""
        effect = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
        agent = clause.agent
        act = next(
            (c for c in (*(agent.children if agent is not None else ()), *verb.children) if c.tag_ == "VBG" and c.pos_ == "VERB"), None
        )
        if effect is None or agent is None:
            raise Untellable("an effect without its name")
        self.used.update(t.i for t in agent.subtree if act is None or t.i < act.left_edge.i)
        self.used.add(act.i if act is not None else agent.i)
        if act is None:
            if any(c.dep_ in ("acl", "acl:relcl") for c in agent.children):
                raise Untellable("more is said of the person than a name")
            self.dropped.append(self.context.shown(self.context.words(agent.left_edge.idx, agent.right_edge.idx + len(agent.right_edge))))
            return [*self.text(effect), "followed ⟨the action⟩"]
        self.dropped.append(agent.text)
        return [*self.gerund_event(act), ", and", *self.text(effect), "followed"]

    def belief(self, verb: Token, inner: Token, asides: list[Token]) -> Pieces:
        """ "assumed that the replica was empty" -> what was understood, as what could be known then."""
        out: Pieces = [
            p for child in asides if child.i < verb.i and not is_judgement(child) and child != inner for p in [*self.text(child)]
        ]
        self.question = "What pointed that way?"
        self.undone = True
        self.used.add(verb.i)
        held = [p for p in self.text(inner) if isinstance(p, str) or not (p.dep_ == "mark" and p.lower_ == "that" and p.head == inner)]
        if inner.tag_ in ("VB", "VBG"):
            raise Untellable("a belief without its own clause")
        return self.joined(verb, verb, [*out, "," if out else "", "the understanding at the time was that", *held])

    def let(self, verb: Token, inner: Token, asides: list[Token]) -> Pieces:
        """ "let the certificate expire" -> "the certificate expired"."""
        if any(c.dep_ == "conj" for c in inner.children):
            raise Untellable("it is not clear who does the second act")
        noun = next((c for c in (*verb.children, *inner.children) if c.dep_ in ("obj", "nsubj") and c._.actor not in HUMAN), None)
        if noun is None:
            raise Untellable("a person is acted on")
        rest = [p for c in inner.children if c.i > inner.i and c.dep_ != "punct" for p in self.text(c)]
        behind = [p for c in asides if c not in (inner, noun) and c.i > inner.i for p in self.text(c)]
        self.acted = True
        self.used.update((verb.i, inner.i))
        return self.joined(verb, verb, [*self.text(noun), inflected(base(inner), "VBD"), *rest, *behind])

    def joined(self, verb: Token, core: Token, said: Pieces) -> Pieces:
        """The event with the clauses that "and" and "but" join to it."""
        for child in sorted({*verb.children, *core.children}, key=lambda t: t.i):
            if child.dep_ != "conj" or child.i in self.apart:
                continue
            word = next((c for c in child.children if c.dep_ == "cc"), None)
            clause = self.context.clauses.get(child.i)
            if clause is not None and self.personal(clause):
                told_more = self.event(clause)
            elif (child.pos_ in ("VERB", "AUX") or any(c.dep_ == "cop" for c in child.children)) and not any(
                c.dep_.startswith("nsubj") for c in child.children
            ):
                raise Untellable("the person's act goes on in another form")
            else:
                told_more = [p for p in self.text(child) if p != word]
                told_more = _bare(told_more)
            said = [*said, ",", word if word is not None else "and", *told_more]
        return said


def in_two(text: str) -> str:
    """ "The sheet was signed without it having been read." in two sentences, of which the second tells the state; "" where it is one."""
    found = _WITHOUT.match(text)
    if not found:
        return ""
    what = _NOT_ONE.sub("no ", found["what"])
    what = "nothing" if what == "anything" else what
    had = "had" if what == "nothing" or what.startswith("no ") else "had not"
    state = sentence(f"{what} {had} yet been {found['how']}")
    return f"{sentence(found['done'])} {state}"


_WITHOUT = re.compile(r"^(?P<done>.+?),? without (?P<what>[^,;.]+?) having been (?P<how>[^;.]+?)\.?$")
_NOT_ONE = re.compile(r"^(?:any|one|a|an|a single) ")


def told_part(context: Context, clause: Clause, apart: frozenset[int] = frozenset()) -> Told:
    """One clause of a sentence told as an event by itself, less the clauses that hang on it and are told apart. Raises Untellable."""
    teller = _Teller(context, apart)
    return teller.finished(teller.event(clause), without(clause.predicate, apart))


def kept_part(context: Context, head: Token, apart: frozenset[int]) -> Told:
    """One clause of a sentence as it stands, acts of people inside told as events. Raises Untellable."""
    teller = _Teller(context, apart - {head.i})
    return teller.finished(_bare(teller.text(head)), without(head, apart))


def _bare(pieces: Pieces) -> Pieces:
    """A clause without the mark and the conjunction that join it to what stands before."""
    first = pieces[0] if pieces else ""
    joins = not isinstance(first, str) and (first.pos_ == "CCONJ" or (first.is_punct and first.text not in '"“('))
    return _bare(pieces[1:]) if joins else pieces


def without(head: Token, apart: frozenset[int]) -> list[Token]:
    """The words of a clause less the clauses that hang on it and stand apart."""
    return [t for t in head.subtree if head == t or not any(a.i in apart and a != head and head.is_ancestor(a) for a in (t, *t.ancestors))]


def outside(context: Context, verb: Token) -> tuple[str, str]:
    """(what a sentence says beside the clause of a verb, as a sentence of its own; what can't stand by itself). What speaks of a person
    can't, nor what has no verb of its own."""
    root = verb.sent.root
    inside = {t.i for t in verb.subtree}
    rest = [t for t in context.analysis.doc if t.i not in inside and not (t.dep_ == "cc" and t.head == verb)]
    while rest and (rest[-1].is_punct or rest[-1].dep_ == "cc"):
        rest.pop()
    if verb == root or not rest:
        return "", ""
    text = context.join(rest)
    stands = verb.dep_ in ("conj", "parataxis") and root in rest and root.pos_ in ("VERB", "AUX") and not _of_people(rest)
    return (sentence(text), "") if stands else ("", context.shown(text).strip(" .,;:!"))


def _of_people(tokens: Iterable[Token]) -> bool:
    return any(t._.actor in HUMAN or t.lower_ in _PERSONAL for t in tokens)


def contrary(context: Context, clause: Clause) -> Told:
    """What was the case where a clause says what would have been: "if she had tested it" -> it had not been tested. Raises Untellable."""
    return told_part(context, replace(clause, modality="", negated=not clause.negated))
