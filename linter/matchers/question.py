"""Questions that ask for a person or a justification: "who approved this?", "why did nobody look?", "how could anyone …?"."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Token

from linter.lexicons import inflections, lexicon
from linter.matchers import Matcher
from linter.matchers.phrase import compiled, words_of
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.pipeline.clause import Clause
from linter.rules import Match

_ONE = frozenset({"one", "anyone", "anybody", "someone", "somebody"})
_TOLD = HUMAN - {"we", "i", "implied"}
_EMPHASIS = frozenset({"just", "simply", "even", "bother", "ever"})


def asking(*patterns: str, human: bool = False, unless: str = "", note: str = "stock question") -> Matcher:
    """Match any of the phrases in a question; with `human` only where a person other than the asker is mentioned."""
    expressions = [compiled(pattern) for pattern in patterns]
    stop = compiled(unless) if unless else None

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis) or (stop is not None and stop.search(analysis.text)):
            return
        people = [token for token in analysis.doc if token._.actor in _TOLD]
        if human and not people:
            return
        for expression in expressions:
            for hit in expression.finditer(analysis.text):
                if not analysis.quoted(*hit.span()):
                    who = next((token for token in people if token._.actor != "someone"), None)
                    yield Match(*hit.span(), actor=who._.actor if who is not None else "", agent=str(who or ""), predicate=hit.group(), note=note)

    return Matcher(find, frozenset().union(*map(words_of, patterns)), "question")


def who_did(*, neutral: str, note: str = "who did it") -> Matcher:
    """ "Who approved this?": `who` as the doer of a verb that isn't on the list of neutral ones and isn't asked for the future."""
    verbs = _surface(neutral)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for clause in analysis.clauses:
            who, verb = clause.agent, clause.predicate
            if who is None or who.lower_ != "who" or verb.dep_ in ("acl:relcl", "acl") or clause.quoted:
                continue
            if verb.pos_ == "VERB" and clause.voice == "active" and clause.modality in ("", "would", "would-have") and verb.lower_ not in verbs:
                yield Match(who.idx, verb.idx + len(verb), actor="someone", agent=who.text, predicate=verb.text, note=note)

    return Matcher(find, frozenset({"who"}), "question")


def why_did(*, expected: str, note: str = "why did a person") -> Matcher:
    """ "Why did nobody look?", "Why did Tenzin accept it?": a person asked for a justification.

    "Why did they / we …?" asks for conditions, unless it is about something left undone; for "we", a verb of the list `expected`.
    """
    verbs = _surface(expected)

    def charges(clause: Clause) -> bool:
        agent = clause.agent
        if agent is None or clause.actor not in HUMAN or clause.quoted:
            return False
        if clause.actor in ("we", "i"):
            stressed = any(child.lower_ in _EMPHASIS for child in clause.predicate.children)
            return clause.negated and (stressed or clause.predicate.lower_ in verbs)
        return clause.negated or agent.lower_ != "they"

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for clause in analysis.clauses:
            asked = _adverb(clause.predicate, ("why",)) or ("how come" in analysis.text.lower() and clause.predicate.dep_ == "ROOT" and clause.predicate)
            if asked and charges(clause):
                yield _match(clause, asked, note)

    return Matcher(find, frozenset({"why", "come"}), "question")


def how_could(*, known: str, note: str = "how could anyone") -> Matcher:
    """ "How could anyone think …?", "How do you not notice …?": disbelief. What one could know (the list `known`) may be asked."""
    verbs = _surface(known)

    def charges(clause: Clause, text: str) -> bool:
        agent = clause.agent
        if agent is None or clause.predicate.lower_ in verbs:
            return clause.negated and agent is not None and (agent.lower_ in _ONE or clause.actor in HUMAN)
        if agent.lower_ in _ONE:
            return clause.modality in ("could", "could-have", "can", "")
        if clause.actor in ("we", "i"):
            return clause.modality == "could-have"
        if clause.actor not in HUMAN:
            return False
        return clause.negated or clause.modality in ("could", "could-have") or clause.lemma in ("manage", "miss", "forget", "fail", "confuse", "dare")

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for clause in analysis.clauses:
            asked = _adverb(clause.predicate, ("how",))
            if asked and not clause.quoted and charges(clause, analysis.text):
                yield _match(clause, asked, note)

    return Matcher(find, frozenset({"how"}), "question")


def did_nobody(*, neutral: str, note: str = "did nobody") -> Matcher:
    """ "Did anyone read it?", "Could nobody count?", "Couldn't somebody have asked?"."""
    verbs = _surface(neutral)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for clause in analysis.clauses:
            first = next((child for child in clause.predicate.children if child.dep_ in ("aux", "cop") and clause.agent is not None and child.i < clause.agent.i), None)
            if first is None or clause.actor not in ("nobody", "someone", "group", "role", "person") or clause.quoted:
                continue
            vague = clause.actor in ("nobody", "someone") or any(t.lower_ in ("neither", "none", "nobody", "anyone") for t in clause.agent.subtree)  # type: ignore[union-attr]
            asked = any(child.lower_ in ("who", "why", "how", "what", "when", "where", "which") for child in clause.predicate.children)
            if vague and not asked and clause.predicate.lower_ not in verbs and clause.modality in ("", "could", "could-have", "might-have"):
                yield _match(clause, first, note)

    return Matcher(find, frozenset({"anyone", "anybody", "nobody", "no", "none", "neither", "someone", "somebody"}), "question")


def _asked(analysis: Analysis) -> bool:
    return analysis.question and not analysis.doc._.meta


def _surface(listed: str) -> frozenset[str]:
    return frozenset(form for entry in lexicon(listed) for form in inflections(entry.split()[0]))


def _adverb(predicate: Token, words: Collection[str]) -> Token | None:
    return next((child for child in predicate.children if child.lower_ in words), None)


def _match(clause: Clause, start: Token, note: str) -> Match:
    first, last = sorted((start, clause.predicate), key=lambda token: token.i)
    return Match(first.idx, last.idx + len(last), actor=clause.actor, agent=str(clause.agent), predicate=clause.lemma, note=note)
