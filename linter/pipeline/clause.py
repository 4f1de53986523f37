"""Clauses: for every predicate of a sentence who does it, in which voice, under which modality, negated or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "expl")
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nor", "neither", "hardly", "nowhere", "no"})
_PARTICLES = frozenset({"down", "up", "out", "over", "off"})
_MODALS = {
    "should": "should",
    "ought": "should",
    "could": "could",
    "would": "would",
    "'d": "would",
    "might": "might",
    "may": "might",
    "must": "must",
    "shall": "must",
    "will": "will",
    "'ll": "will",
    "wo": "will",
    "can": "can",
    "ca": "can",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One predicate and what the pipeline says of it.

    predicate   the verb, or for "the DBA was careless" the predicate noun or adjective
    lemma       its lemma, with a particle ("take down")
    agent       who does it, as a token, or None; `actor` is its kind (linter.pipeline.actor), "" where nobody is named
    voice       "active" or "passive"
    modality    "", "should", "could", "would", "might", "must", "need", "will", "can", "should-have", "could-have", "would-have",
                "must-have", "imperative" or "if"
    negated     also by a negative subject ("nobody checked")
    obj         the object (for passives the subject), or None
    """

    predicate: Token
    lemma: str
    agent: Token | None
    actor: str
    voice: str
    modality: str
    negated: bool
    obj: Token | None
    quoted: bool

    @property
    def human(self) -> bool:
        return self.actor in HUMAN

    def span(self) -> tuple[int, int]:
        """Character range from agent to the end of the predicate's object, in the sentence's text."""
        tokens = [self.predicate, *(t for t in (self.agent, self.obj) if t is not None), *_particles(self.predicate)]
        tokens += [child for child in self.predicate.children if child.dep_ in ("aux", "aux:pass", "advmod") and child.i < self.predicate.i]
        if self.obj is not None:
            tokens += [token for token in self.obj.subtree if not token.is_space]
        first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
        left = first.left_edge if first is self.agent else first
        return left.idx, last.idx + len(last)


def mark_clauses(doc: Doc) -> Doc:
    """The pipeline component: sets `doc._.clauses`."""
    doc._.clauses = tuple(_clause(token) for token in doc if _is_predicate(token))
    return doc


def _is_predicate(token: Token) -> bool:
    if token.pos_ == "VERB":
        return not (token.dep_ == "amod" or (token.dep_ == "compound"))
    if token.pos_ == "AUX" and token.dep_ in ("ROOT", "conj", "ccomp", "advcl", "acl:relcl", "parataxis"):
        return True
    return any(child.dep_ == "cop" for child in token.children)


def _clause(verb: Token) -> Clause:
    inverted = _inverted(verb)
    passive = any(child.dep_ in ("aux:pass", "nsubj:pass") for child in verb.children) or (
        not inverted
        and verb.tag_ == "VBN"
        and verb.dep_ in ("acl", "acl:relcl")
        and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    )
    agent = _passive_agent(verb) if passive else verb.head if inverted and verb.dep_ == "acl" else _subject(verb)
    actor = agent._.actor if agent is not None else ""
    if agent is None and not passive and _dropped_subject(verb):
        actor = "implied"
    return Clause(
        predicate=verb,
        lemma=" ".join([verb.lemma_.lower(), *(p.lower_ for p in _particles(verb))]),
        agent=agent,
        actor=actor,
        voice="passive" if passive else "active",
        modality=_modality(verb),
        negated=_negated(verb) or actor == "nobody",
        obj=_object(verb, passive),
        quoted=verb._.quoted,
    )


def _inverted(verb: Token) -> bool:
    """ "Had the pilot asked, …" where the parser took the pilot for what was had."""
    if verb.tag_ not in ("VBN", "VBD") or verb.doc[0].lower_ != "had":
        return False
    return (verb.dep_ == "acl" and verb.head.head.i == 0) or (verb.dep_ in ("xcomp", "ccomp") and verb.head.i == 0)


def _particles(verb: Token) -> Iterator[Token]:
    return (
        child
        for child in verb.children
        if child.dep_ == "compound:prt" or (child.dep_ in ("advmod", "compound") and child.lower_ in _PARTICLES)
    )


def _subject(verb: Token, depth: int = 0) -> Token | None:
    """The subject of a verb, its own or the one it shares."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubj:outer", "csubj"):
            return _event_of(child, verb) or _conjoined(child)
    if depth > 6:
        return None
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
        shared = _subject(head, depth + 1)
        if shared is None and any(c.dep_ == "nsubj:pass" for c in head.children):
            return next(c for c in head.children if c.dep_ == "nsubj:pass")
        return shared
    if verb.dep_ in ("xcomp", "advcl", "ccomp") and verb.dep_ != "ccomp":
        if verb.dep_ == "advcl" and any(
            c.dep_ == "mark" and c.lower_ in ("if", "because", "since", "as", "when", "that") for c in verb.children
        ):
            return None
        controlled = next((c for c in head.children if c.dep_ in ("obj", "iobj")), None)
        if verb.dep_ == "xcomp" and controlled is not None and head.lemma_.lower() in lexicon("object_control"):
            return controlled
        return _subject(head, depth + 1) or (_passive_subject(head) if head.pos_ == "VERB" else None)
    if verb.dep_ in ("acl", "acl:relcl") and verb.tag_ in ("VBG", "VBD", "VBZ", "VBP") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return head
    return None


def _event_of(subject: Token, verb: Token) -> Token | None:
    """The person behind a comment clause: in "An engineer pushed a typo, which took down search", "which" is the engineer's act."""
    if subject.lower_ != "which" or verb.dep_ not in ("acl:relcl", "advcl", "parataxis", "conj"):
        return None
    act = next((token for token in verb.ancestors if token.pos_ == "VERB"), None)
    agent = _subject(act, 5) if act is not None and verb.dep_ == "acl:relcl" and verb.head.i > act.i else None
    return agent if agent is not None and agent._.actor in HUMAN else None


def _passive_subject(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "nsubj:pass"), None)


def _conjoined(subject: Token) -> Token:
    """The first human of coordinated subjects ("the tool and the on-call missed it")."""
    if subject._.actor in HUMAN:
        return subject
    return next((child for child in subject.children if child.dep_ == "conj" and child._.actor in HUMAN), subject)


def _passive_agent(verb: Token) -> Token | None:
    """The noun of the by-phrase; also where the parser hung it on the object."""
    for token in verb.subtree:
        if (
            token.dep_ in ("obl:agent", "obl", "nmod")
            and any(c.dep_ == "case" and c.lower_ == "by" for c in token.children)
            and token.i > verb.i
        ):
            if token.dep_ == "nmod" and token._.actor not in HUMAN:
                continue
            return token
    return None


def _dropped_subject(verb: Token) -> bool:
    """A note without its subject: "Forgot to renew it", "Did not check the replica"."""
    if verb.dep_ != "ROOT" or any(child.dep_ in _SUBJECTS for child in verb.children):
        return False
    first = verb.left_edge
    while first.is_punct and first.i < verb.i:
        first = first.nbor(1)
    finite = verb.tag_ in ("VBD",) or any(child.dep_ == "aux" and child.tag_ in ("VBD", "VBP", "MD") for child in verb.children)
    return finite and (first == verb or first.dep_ in ("aux", "advmod", "cc", "discourse"))


def _negated(verb: Token) -> bool:
    if any(child.lower_ in NEGATIONS and child.dep_ in ("advmod", "neg", "cc", "det", "cc:preconj") for child in verb.children):
        return True
    return verb.dep_ == "conj" and any(child.lower_ in ("nor", "neither") for child in verb.children)


def _object(verb: Token, passive: bool) -> Token | None:
    if passive:
        return _passive_subject(verb) or (verb.head if verb.dep_ in ("acl", "acl:relcl") else None)
    return next((child for child in verb.children if child.dep_ in ("obj", "ccomp", "xcomp")), None)


def _modality(verb: Token) -> str:
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "aux:pass", "cop")]
    if verb.dep_ == "conj" and not auxiliaries and verb.tag_ in ("VBN", "VB"):
        auxiliaries = [child for child in verb.head.children if child.dep_ in ("aux", "aux:pass")]
    have = any(token.lemma_.lower() == "have" or token.lower_ in ("have", "'ve", "of") for token in auxiliaries)
    if verb.tag_ == "VBG" and not any(token.lower_ == "been" for token in auxiliaries):
        have = False  # "we should have alerting"
    for token in auxiliaries:
        modal = _MODALS.get(token.lower_)
        if modal == "would" and token.lower_ == "'d" and not have and verb.tag_ == "VBN":
            continue
        if modal:
            return f"{modal}-have" if have and modal in ("should", "could", "would", "must", "might") else modal
    if _inverted(verb):
        return "if"
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in ("need", "ought", "have"):
        return "should-have" if verb.head.lemma_.lower() == "ought" and any(c.lemma_.lower() == "have" for c in verb.children) else "need"
    mark = next((child for child in verb.children if child.dep_ == "mark"), None)
    if mark is not None and mark.lower_ in ("if", "unless"):
        return "if"
    if verb.dep_ == "advcl" and any(c.lower_ == "had" and c.dep_ == "aux" and c.i == verb.left_edge.i for c in verb.children):
        return "if"  # "Had the on-call read it, …"
    if (
        verb.dep_ == "ROOT"
        and verb.tag_ == "VB"
        and not any(c.dep_ in _SUBJECTS or c.lower_ in ("did", "was", "were", "had") for c in verb.children)
    ):
        return "imperative"
    return ""
