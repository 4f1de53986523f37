"""What somebody did or left undone, where it can't be told as an event -> the question what made it look right, or easier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import SEVERAL, acts, is_judgement, judged_ranges, opening, outside, wordings
from linter.rewrite.topics import topics
from linter.rewrite.words import base, listed, tidy

if TYPE_CHECKING:
    from spacy.tokens import Token

    from linter.pipeline.clause import Clause

_PERSONAL = listed("personal") | {"you", "they", "their", "your", "them", "themselves", "yourself", "ourselves", "myself", "one", "whose"}
_POSSESSIVE = frozenset({"his", "her", "their", "your"})
_PLACED = ("advcl", "acl", "acl:relcl", "parataxis", "appos", "discourse", "vocative")
_FILLERS = frozenset({"ever", "even", "just", "simply", "then", "also", "again", "own", "either"})
_UNASKED = listed("unasked")
_PERCEIVED = frozenset({"look", "know", "see", "believe", "hear", "notice", "realise", "realize", "find", "win", "understand"})
"""What may be asked of where it was left undone: to see something could have been made easier."""
_IDIOMS = listed("idioms") | listed("body")
_IDLE = listed("uneventful")
_UNDONE = "would have made it easier to"
_DONE = "made it the sensible step at that time to"
_EASY = "made it easy to"
_TURNED = re.compile(r"\b(?:not|instead of|rather than)\b")
_SLIPPED = re.compile(r"\b(?:wrong|incorrect|by mistake|in error)\b")
_LEFT_OUT = listed("omitting") | {"refuse", "decline", "omit"}
_STATE_OF_THINGS = lexicon("verbs_harm", "verbs_destroy", "verbs_slip")


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question or context.rule.code == "PC107" or SEVERAL.search(context.text):
        return
    for clause in _clauses(context):
        asked = Asked(context, clause)
        rest = asked.rest()
        if asked.odd:
            return
        if rest is None:
            continue
        # A "never" that the parser hung elsewhere: to ask for the act would say that it was done.
        only = len(_clauses(context)) == 1 and not asked.undone and not clause.modality
        if only and any(t.lower_ == "never" for t in context.analysis.doc) and "never" not in rest.lower().split():
            continue
        lead = _UNDONE if asked.undone else _EASY if _SLIPPED.search(rest) else _DONE
        if lead == _DONE and context.rule.code in ("HB300", "JL400", "PC100", "PC106", "PC108"):
            continue  # What is told like this is seldom a step that somebody chose.
        before, left_out = outside(context, clause.predicate)
        if " would " in before:
            continue
        if clause.modality == "if" and _TURNED.search(left_out):
            continue  # "and not 640" says what did follow.
        asked.dropped += [left_out] if left_out else []
        things = [thing for thing in topics(context)[:1] if thing not in f"{before} {rest}" and asked.left_out(thing)]
        left = [f" ⟨What part did {thing} play?⟩" for thing in things]
        question = tidy(f"⟨What {lead} {rest}") + "?⟩" + "".join(left)
        yield Candidate(f"{before} {question}".strip(), dropped=tuple(asked.dropped), last=True)
        return


def _clauses(context: Context) -> list[Clause]:
    """The clauses in which a person acts or should have acted, the main one first."""
    found = [
        clause
        for clause in context.analysis.clauses
        if acts(context, clause)
        and not clause.quoted
        and clause.predicate.pos_ == "VERB"
        and clause.modality in ("", "should-have", "could-have", "would-have", "if")
        and (
            clause.predicate.dep_ in ("ROOT", "ccomp", "conj", "parataxis")
            or (clause.predicate.dep_ == "advcl" and clause.modality == "if")
        )
        and (clause.agent is None or clause.agent.lower_ not in ("who", "which", "that"))
    ]
    return sorted(found, key=lambda clause: (clause.modality in ("", "would-have"), clause.predicate.dep_ != "ROOT", clause.predicate.i))


class Asked:
    """One walk over a clause, less the clauses that are told apart; `dropped` collects on its way what the question leaves out."""

    def __init__(self, context: Context, clause: Clause, apart: frozenset[int] = frozenset()) -> None:
        self.context = context
        self.clause = clause
        self.apart = apart
        self.undone = clause.negated != (clause.modality.endswith("-have") or clause.modality == "if")
        self.dropped: list[str] = []
        self.odd = False
        # "Had she read it, …" is contrary to what was, as "if she had" is.
        self.undone |= (
            clause.agent is not None and clause.agent.left_edge.i == 1 and context.analysis.doc[0].lower_ == "had" and not clause.negated
        )
        if clause.agent is not None and any(c.lower_ in ("no", "neither", "none") for c in clause.agent.children if c.dep_ == "det"):
            self.undone = not clause.modality.endswith("-have")
        self.judged = {t.i for start, end in judged_ranges(context.text) for t in context.analysis.doc if start <= t.idx < end}

    def rest(self) -> str | None:
        """The clause from its verb on, in the infinitive; None where that says something odd or loses its person."""
        verb = self.clause.predicate
        if verb.lemma_.lower() in _LEFT_OUT:
            inner = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VB"), None)
            if inner is None:
                return None
            self.undone = not self.clause.negated or verb.lemma_.lower() in ("bother", "care", "manage", "think", "remember")
            verb = inner
        if verb.lemma_.lower() == "ought":
            inner = next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.pos_ == "VERB"), None)
            if inner is None:
                return None
            self.undone, verb = not self.clause.negated, inner
        if verb.i == 0 and self.clause.agent is not None:
            return None
        lemma = base(verb)
        particle = next((f" {c.lower_}" for c in verb.children if c.dep_ == "compound:prt"), "")
        noun = next((c for c in verb.children if c.dep_ == "obj"), None)
        if lemma in (_UNASKED - _PERCEIVED if self.undone and self.clause.modality != "would-have" else _UNASKED) or (
            noun is not None and noun.lemma_.lower() in _IDIOMS
        ):
            return None
        forms = {lemma, lemma + particle, self.clause.lemma}
        if not self.undone and (forms & _STATE_OF_THINGS or any((form, False) in wordings() for form in forms)):
            return None
        agent = self.clause.agent
        if agent is not None:
            self.drop(agent)
        elif not self.undone:
            return None
        head: list[Token | str] = [lemma]
        if self.clause.voice == "passive" and verb == self.clause.predicate:
            subject = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
            own = agent is not None and agent.head in (verb, *verb.children)
            if subject is None or not own or subject.pos_ == "PRON":
                return None
            head += self.phrase(subject)
        if not self.undone and any(is_judgement(c) for c in verb.children if c.dep_ == "advmod"):
            return None  # how it was done is the charge: "handled the requests carelessly"
        behind = [c for c in verb.children if c.i > verb.i and c != agent]
        if not self.undone and not _IDLE.isdisjoint((lemma, *(base(c) for c in behind if c.dep_ == "conj"))):
            return None  # "pasted it into the page and went to lunch"
        if any(t.lower_ in ("both", "neither") for c in behind for t in c.subtree):
            return None  # "had offered to run it and both let the offer lapse"
        front = [
            c
            for c in self.clause.predicate.children
            if c.i < verb.i and c.dep_.startswith("obl") and any(t.dep_ == "case" for t in c.children) and c != agent
        ]
        pieces = [piece for child in behind for piece in self.child(child)]
        pieces += [piece for child in front for piece in self.phrase(child)]
        if verb != self.clause.predicate:
            pieces += [
                p for c in self.clause.predicate.children if c.i > verb.right_edge.i and c.dep_.startswith("obl") for p in self.phrase(c)
            ]
        text = self.context.join([*head, *pieces]).strip(" ,;:-–—.")
        if self.odd or ";" in text or any(word.strip(",.;").lower() in _PERSONAL for word in text.split()) or len(text.split()) < 2:
            return None
        if [word.lower() for word in text.split()[1:]] in (["it"], ["this"], ["that"], ["so"]):
            return None
        return text

    def left_out(self, thing: str) -> bool:
        """Whether a thing stands only in what the question leaves out."""
        return any(thing.removeprefix("the ").casefold() in text.casefold() for text in self.dropped)

    def child(self, child: Token) -> list[Token | str]:
        """What stands behind the verb: an object, a circumstance, or another act of the same person."""
        if child.is_punct or child.dep_ == "cc" or child.i in self.apart:
            return []
        if child.dep_ == "conj":
            own = any(c.dep_.startswith(("nsubj", "csubj", "expl")) for c in child.children)
            self.odd |= not own and any(c.lower_ in ("not", "n't", "n’t", "never") for c in child.children)
            if own or child.pos_ != "VERB" or base(child) in _UNASKED or any(c.dep_ == "aux:pass" for c in child.children):
                self.drop(child)
                return []
            word = next((c.lower_ for c in child.children if c.dep_ == "cc"), "and")
            return [word, base(child), *(p for c in child.children if c.i > child.i for p in self.child(c))]
        after_comma = child.left_edge.i and child.left_edge.nbor(-1).text in (",", ";", ":", "-", "–", "—", "(")
        if child.dep_ in _PLACED and (after_comma or self.about_person(child)):
            self.drop(child)
            return []
        return self.phrase(child)

    def phrase(self, head: Token) -> list[Token | str]:
        """The words of a phrase without judgements, and without clauses that speak of the person."""
        left_out = {
            t.i
            for c in head.subtree
            if c != head
            and (
                (c.dep_ in _PLACED and self.about_person(c))
                or c.dep_ == "parataxis"
                or (c.dep_ == "acl:relcl" and c.left_edge.nbor(-1).text == ",")
            )
            for t in c.subtree
        } | {t.i for c in head.subtree if c.i in self.apart for t in c.subtree}
        agent = self.clause.agent
        if agent is not None and agent.i > self.clause.predicate.i:
            left_out |= {t.i for t in agent.subtree}
        elif left_out:
            self.dropped.append(self.context.shown(self.context.join([t for t in head.subtree if t.i in left_out])))
        out: list[Token | str] = [*opening(head)]
        self.odd |= any(
            t.dep_ == "conj"
            and (t.tag_ == "VBD" or any(c.lower_ == "did" for c in t.children))
            and t.i not in left_out
            and not any(c.dep_.startswith("nsubj") for c in t.children)
            for t in head.subtree
        )
        for token in head.subtree:
            if token.i in left_out or token.i in self.judged or (token.lower_ in _FILLERS and token.dep_ in ("advmod", "amod")):
                continue
            if is_judgement(token) and not list(token.children):
                self.dropped.append(token.text)
            elif token.lower_ in _POSSESSIVE and token.dep_ == "nmod:poss":
                out.append("the")
            elif token.i == 0 and token.pos_ != "PROPN" and not self.context.is_inline(token.idx):
                out.append(token.lower_)
            else:
                out.append(token)
        while out and not isinstance(out[-1], str) and out[-1].is_punct and out[-1].text not in "\"”')":
            out.pop()
        return out

    def about_person(self, head: Token) -> bool:
        return any(
            (t.lower_ in _PERSONAL and t.dep_ != "nummod") or (t._.actor in HUMAN and t.dep_.startswith("nsubj")) for t in head.subtree
        )

    def drop(self, head: Token) -> None:
        words = list(head.subtree)
        self.dropped.append(self.context.shown(self.context.words(words[0].idx, words[-1].idx + len(words[-1]))))


PATTERN = Pattern(
    name="learning-question",
    serves=("person-cause", "judgement", "hindsight"),
    rank=80,
    propose=_propose,
    examples=(("Sergeant Oyama should have taken over at 02:00.", "⟨What would have made it easier to take over at 02:00?⟩"),),
)
