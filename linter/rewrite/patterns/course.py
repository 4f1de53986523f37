"""A sentence of several clauses that can't be told in one go -> one sentence a clause: what was done as an event or as a step that was
taken, what speaks of nobody as it stands, a mere charge left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.context import Candidate, Context
from linter.rewrite.facts import facts
from linter.rewrite.patterns import Pattern
from linter.rewrite.patterns.learning_question import Asked
from linter.rewrite.telling import NEGATED, SEVERAL, Untellable, acts, kept_part, misread, told_part, without
from linter.rewrite.topics import kept
from linter.rewrite.words import base, listed, sentence

if TYPE_CHECKING:
    from spacy.tokens import Token


_UNEVENTFUL = listed("uneventful")
_BODY = listed("body") | {"luck", "day", "lunch", "coffee"}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nobody", "none", "no", "neither", "nor"})
_SHORT = 5
_CUT = re.compile(r"(?:\bthe way|, \w+)$")
_TORN = re.compile(r",? and (?:whose|which|who)\b")
_NARRATORS = ("we", "i")
_DONE = ("", "should-have", "could-have")


@dataclass(slots=True)
class _Part:
    """A clause told: `step` in the infinitive (else ""), or `text` as a finished clause."""

    text: str
    question: str = ""
    step: str = ""
    undone: bool = False
    personal: bool = False


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question or context.rule.code == "PC107" or SEVERAL.search(context.text):
        return
    act = misread(context)
    heads = _heads(context, [act.predicate] if act is not None else [t for t in context.analysis.doc if t.dep_ == "ROOT"])
    apart = frozenset(head.i for head in heads[1:])
    dropped: list[str] = []
    parts: list[_Part] = []
    for head in heads:
        words = without(head, apart)
        if len(heads) > 1 and _is_mere_charge(context, head, words):
            dropped.append(context.shown(context.join(words)).strip(" .,;:!"))
            continue
        try:
            parts.append(_told(context, head, apart, dropped))
        except Untellable:
            return
    own = [part for part in parts if part.personal]
    if not own:
        return
    undone = any(part.undone for part in own)
    told = sorted(own, key=lambda part: not part.undone)  # what was left undone is asked of first
    question = next((part.question for part in told if part.question), "") or context.question((), undone=undone)
    text = " ".join(_sentences(parts))
    denied = any(t.lower_ in ("not", "n't", "n’t", "never") for t in context.analysis.doc)
    modal = any(clause.modality for clause in context.analysis.clauses)
    # What is left out is a charge or a person: a fact in it would be lost.
    if kept(context, context.read(text)) or _TORN.search(text) or (denied and not modal and not NEGATED.search(text)):
        return
    yield Candidate(f"{text} ⟨{question}⟩", dropped=tuple(dropped), last=True)
    if " had not been " in text:
        yield Candidate(f"{text.replace(' had not been ', ' had not yet been ')} ⟨{question}⟩", dropped=tuple(dropped), last=True)


def _heads(context: Context, roots: list[Token]) -> list[Token]:
    """The predicates of the main clauses, in their order: those that a person does or that have a subject of their own."""
    heads = list(roots)
    for head in heads:
        for child in (*head.children, *(c for noun in head.children if noun.dep_.startswith("obl") for c in noun.children)):
            clause = context.clauses.get(child.i)
            if clause is not None and clause.human and _goes_on(child, head):
                heads.append(child)
                continue
            if child.dep_ not in ("conj", "parataxis") or clause is None or clause.quoted:
                continue
            finite = any(t.tag_ in _FINITE for t in (child, *child.children))
            first = next((t for t in child.subtree if not t.is_punct and t.dep_ != "cc"), child)
            if first.lower_ in ("whose", "which", "who", "whom"):
                continue
            if not finite and (child.tag_ == "VBG" or not acts(context, clause)):
                continue
            if (
                acts(context, clause)
                or (clause.agent is None and roots[0].dep_ != "ROOT")
                or any(c.dep_.startswith(("nsubj", "expl")) for c in child.children)
            ):
                heads.append(child)
    return sorted(heads, key=lambda t: t.i)


def _did_not_occur(context: Context, head: Token) -> str:
    """The act in "it did not occur to us to look at them", in the infinitive; "" elsewhere."""
    clause = context.clauses.get(head.i)
    inner = next((c for c in head.children if c.tag_ == "VB" and c.i > head.i and c.dep_ in ("xcomp", "ccomp", "csubj", "advcl")), None)
    if clause is None or not clause.negated or head.lemma_.lower() not in ("occur", "cross") or inner is None:
        return ""
    words = list(inner.subtree)
    own = any(t.lower_ in listed("personal") or t._.actor in HUMAN for t in words)
    return "" if own or words[0].lower_ != "to" else context.join(words[1:])


def _is_label(head: Token) -> bool:
    """ "Root cause is negligence: …" """
    nouns = lexicon("nouns_lapse", "verdict_nouns")
    return head.pos_ == "NOUN" and head.lemma_.lower() in nouns and any(c.lemma_.lower() in ("cause", "it", "this") for c in head.children)


def _goes_on(verb: Token, head: Token) -> bool:
    """Whether a relative clause tells what a person did next: "…, who informed nobody"."""
    return (
        verb.dep_.endswith("relcl")
        and verb.i > head.i
        and verb.pos_ == "VERB"
        and any(c.lower_ == "who" and c.dep_ == "nsubj" for c in verb.children)
        and "," in (verb.left_edge.text, verb.left_edge.nbor(-1).text)
    )


def _told(context: Context, head: Token, apart: frozenset[int], dropped: list[str]) -> _Part:
    """A clause as an event, as it stands, or as a step. Raises Untellable."""
    clause = context.clauses.get(head.i)
    missed = _did_not_occur(context, head)
    if missed:
        return _Part("", step=missed, undone=True, personal=True)
    act = misread(context)
    if clause is not None and clause.agent is not None and any(c.i in apart and c.dep_.endswith("relcl") for c in clause.agent.children):
        clause = replace(clause, actor="role")  # "…, who informed nobody" says that the head of Finance is a person
    elif act is not None and clause is not None and (head == act.predicate or clause.agent is None):
        clause = replace(clause, agent=act.agent, actor=act.actor, voice="active") if head != act.predicate else act
    elif clause is None or not acts(context, clause) or clause.actor in _NARRATORS:
        if not any(t.tag_ in _FINITE or t.dep_.startswith(("nsubj", "expl")) for t in without(head, apart)):
            raise Untellable("no sentence of its own")
        told = kept_part(context, head, apart)
        dropped += told.dropped
        return _Part(told.text, told.question, undone=told.undone, personal=told.acted or told.undone)
    named = head.i > 0 and head.text[0].isupper() and not head.sent.text.isupper()
    if named or clause.modality not in _DONE or head.pos_ not in ("VERB", "AUX"):
        raise Untellable(f"not told as done: {clause.modality}")
    try:
        told = told_part(context, clause, apart)
    except Untellable:
        asked = Asked(context, clause, apart)
        step = asked.rest()
        agent = list(clause.agent.subtree) if clause.agent is not None else []
        denied = any(t.lower_ in _NEGATIONS for t in without(head, apart) if t not in agent)
        called: str = context.shown(context.join(agent))
        left_out = [text for text in asked.dropped if text not in called and (not called or called not in text)]
        lost = any(len(text.split()) > _SHORT for text in left_out) or bool(step and _CUT.search(step))
        idle = not asked.undone and base(head) in _UNEVENTFUL
        if asked.odd or step is None or lost or idle or (denied and not asked.undone):
            raise
        dropped += asked.dropped
        return _Part("", step=step, undone=asked.undone, personal=True)
    dropped += told.dropped
    question = told.question or context.question(told.verbs, undone=told.undone)
    return _Part(told.text, question, undone=told.undone, personal=True)


def _is_mere_charge(context: Context, head: Token, words: list[Token]) -> bool:
    """Whether a clause says of a person nothing that could be lost: no event, no fact, and nothing of the work."""
    clause = context.clauses.get(head.i)
    if clause is not None and _is_label(head):
        return True
    if clause is None or not (clause.human or clause.actor == "outsider" or acts(context, clause)) or clause.actor in _NARRATORS:
        return False
    idiom = any(c.dep_ == "obj" and c.lemma_.lower() in _BODY for c in head.children)
    if head.lemma_.lower() == "do" and any(c.lower_ == "so" for c in head.children) and not facts(context.join(words)):
        return True
    own = {t.i for c in head.children if c.dep_.startswith("nsubj") for t in c.subtree}
    acted_on = any(c.dep_ in ("obj", "ccomp", "xcomp") for c in head.children)
    if head.pos_ == "VERB" and (base(head) not in _UNEVENTFUL or acted_on) and not idiom:
        return False
    if any(t.lower_ in ("with", "without") for t in words):
        return False
    known = lexicon("things", "artefacts")
    text = context.words(words[0].idx, words[-1].idx + len(words[-1]))
    return not any(not context.is_name(fact) for fact in facts(text)) and not any(
        context.is_inline(t.idx) or (t._.actor not in HUMAN and known & {t.lower_, t.lemma_.lower()}) for t in words if t.i not in own
    )


def _sentences(parts: list[_Part]) -> Iterator[str]:
    """The parts as sentences, steps in a row as one."""
    steps: list[str] = []
    lead = "The step taken was to"
    for part in [*parts, _Part("")]:
        if steps and not (part.step and not part.undone):
            yield sentence(f"{lead} {', and to '.join(steps)}")
            steps, lead = [], "The next step was to"
        if part.step and part.undone:
            yield sentence(f"No step was taken to {part.step}")
        elif part.step:
            steps.append(part.step)
        elif part.text:
            yield sentence(part.text)
            lead = "The next step was to"


PATTERN = Pattern(
    name="course",
    serves=("person-cause",),
    rank=30,
    propose=_propose,
    examples=(
        (
            "Camille misread the map of zone 4 and did not zoom in.",
            "The map of zone 4 was read differently from what it meant. No step was taken to zoom in. "
            "⟨What would have prompted this at that moment?⟩",
        ),
    ),
)
