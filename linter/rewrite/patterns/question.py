"""Who and why -> what and how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from linter.pipeline.actor import HUMAN
from linter.rewrite.asked import infinitive
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import is_judgement, wordings
from linter.rewrite.words import as_subject, base, is_plural, participle, tidy

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSONAL = re.compile(
    r"\b(?:he|she|him|her|his|they|them|their|you|your|himself|herself|themselves|yourself|who|anyone"
    r"|anybody|nobody)\b",
    re.IGNORECASE,
)
_HOLDING = frozenset({"say", "think", "believe", "claim", "assume", "decide", "suppose", "imagine", "tell", "promise", "state"})
_FEELING = frozenset({"feel", "pretend", "know", "realise", "realize", "expect", "hope"})
_STATES = frozenset({"be", "have", "need", "care", "exist", "take", "want", "like", "matter"})
_AUXILIARIES = frozenset({"do", "does", "did", "could", "would", "can", "will", "couldn't", "didn't"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nobody", "none", "no", "neither"})
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|had|would|will|could|can|\w+ed)\b")
_ADDRESSED = re.compile(
    r",? (?:if (?:I|one) may ask|I ask you|it may be asked|may I ask|I wonder|if ever|then|seriously|exactly|please)(?=[,?]),?"
)
_CALLED = re.compile(r", (\w[\w.’'-]*(?: [A-Z][\w.’'-]*)?)\?*$")
_FRONT = 5
_NEAR = 10
_PRESENT = ("VBZ", "VBP")
_OPENING = r"^(?:and |but |so |well,? |honestly,? |seriously,? )*"
_PEOPLE = r"(?:[\w'’@-]+ ){0,4}?[\w'’@-]+"


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """(what is asked, what is asked instead, with the parts that are carried over)."""
    rows = tomllib.loads(files("linter.rewrite").joinpath("blame_questions.toml").read_text("utf-8"))["shape"]
    return tuple((re.compile(rf"{_OPENING}{row['text'].replace('PEOPLE', _PEOPLE)}\?*$", re.IGNORECASE), row["asked"]) for row in rows)


def _propose(context: Context) -> Iterator[Candidate]:
    root = next((t for t in context.analysis.doc if t.dep_ == "ROOT"), None)
    if not context.analysis.question or root is None:
        return
    text = _ADDRESSED.sub("", context.words(0, len(context.text))).strip()
    called = _CALLED.search(text)
    if called and context.is_name(called[1]):
        text = text[: called.start()] + "?"
    for shape, asked in _shapes():
        found = shape.match(text)
        question = _clean(asked.format(**found.groupdict())) if found else None
        if question is not None:
            yield from _worded(question, (context.source,))
            return
    question = _asked(context, root)
    if question is not None:
        conj = [c for c in root.children if c.dep_ == "conj" and context.words(c.idx, c.idx + len(c)) not in question]
        asked_of = [c for c in root.children if c.dep_ == "nsubj" and c._.actor in HUMAN]
        yield from _worded(question, (*_people(context), *(context.shown(_words(context, c)) for c in (*asked_of, *conj))))
        return
    worded = _by_words(context)
    if worded is not None:
        yield from _worded(*worded)


def _worded(question: str, dropped: tuple[str, ...]) -> Iterator[Candidate]:
    """The question as a sentence; where it would still read as an accusation among others, as a slot for the authors."""
    yield Candidate(question, dropped=dropped)
    yield Candidate(f"⟨{question}⟩", dropped=dropped, last=True)


def _asked(context: Context, root: Token) -> str | None:
    verb = root if root.pos_ == "VERB" else None
    inner = next((c for c in root.children if c.dep_ in ("xcomp", "ccomp", "csubj", "advcl") and c.pos_ == "VERB"), None)
    first = next((t.lower_ for t in context.analysis.doc if t.pos_ not in ("CCONJ", "PUNCT", "INTJ") and not is_judgement(t)), "")
    modal = {c.lower_ for c in root.children if c.dep_ in ("aux", "aux:pass")}
    negative = any(c.lower_ in ("not", "n't", "n’t", "never") or (c._.actor == "nobody" and c.dep_ == "nsubj") for c in root.children)
    if first == "how" and (
        hard := re.match(
            r"how (?:hard|difficult) (?:can|could|is|was|would) it (?:really )?(?:be )?to (.+?)\?*$", context.text, re.IGNORECASE
        )
    ):
        return _clean(f"What makes it hard to {hard[1]}?")
    if first == "how" and root.doc[min(1, len(root.doc) - 1)].lower_ in ("many", "much", "long", "often"):
        return None
    if verb is None or (verb.lemma_.lower() == "do" and verb.i < 4):
        return None
    if (
        verb.lemma_.lower() in ("bother", "care", "manage", "fail", "forget", "think", "happen")
        and inner is not None
        and inner.tag_ == "VB"
    ):
        negative = verb.lemma_.lower() in ("fail", "forget") or negative
        verb = inner
    if first in ("who", "which"):
        return _held(verb, context) or _who(verb, context, modal)
    subject = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
    if first in ("why", "how") and verb == root and subject is not None and not negative:
        return _passive(verb, subject, context)
    if first == "why" or (first == "how" and modal & {"could", "can", "would", "does", "do", "did"}):
        lead = (
            "What would have made it easier to"
            if negative and first == "why"
            else "What made it hard to"
            if negative
            else "What made it look reasonable to"
        )
        return _what(lead, verb, context)
    if first in ("did", "does", "do", "could", "couldn't", "can", "has", "have", "had", "was", "were", "would", "is"):
        if (
            verb.lemma_.lower() in _STATES | _FEELING
            or any(c.dep_ == "nsubj:pass" for c in verb.children)
            or not any(c.dep_ == "nsubj" and (c._.actor in HUMAN or c.pos_ == "PROPN") for c in root.children)
        ):
            return None
        return _what("What would have made it easier to", verb, context)
    return None


def _by_words(context: Context) -> tuple[str, tuple[str, ...]] | None:
    """(what is asked, whom it leaves out), by the order of the words, which a parse of a question seldom has right."""
    doc = context.analysis.doc
    asking = next((t for t in doc[:_FRONT] if t.lower_ in ("who", "which", "why", "how", "what", "where", "when")), None)
    aux = next((t for t in doc[: _FRONT + 2] if t.lower_ in _AUXILIARIES), None)
    if any(t.lower_ == "whose" for t in doc[:_FRONT]):
        return None
    if aux is not None and (asking is None or asking.lower_ not in ("who", "what", "where", "when")):
        behind = doc[aux.i + 1 : aux.i + _NEAR]
        verb = next((t for t in behind if t.tag_ in ("VB", "VBP") or (t.dep_ == "ROOT" and t.tag_ in ("NN", "VBN"))), None)
        if verb is None:
            verb = next((t for t in behind if t.tag_ == "VBN" and t.nbor(-1).lower_ == "have"), None)
        wanted = asking is None or asking.lower_ not in ("why", "how") or any(t.lower_ in _NEGATIONS for t in doc[: verb.i if verb else 0])
        present = aux.lower_ in ("do", "does")
    elif asking is not None and asking.lower_ in ("who", "which"):
        verb = next((t for t in doc[asking.i + 1 : asking.i + _NEAR] if t.tag_ in ("VBD", "VBZ") and t.pos_ == "VERB"), None)
        wanted, present = False, verb is not None and verb.tag_ == "VBZ"
        aux = asking
    else:
        return None
    if verb is None or aux is None:
        return None
    left_out = (context.shown(context.words(aux.idx, verb.idx)), *_people(context))
    if verb.lemma_.lower() in _HOLDING | _FEELING:
        held = re.sub(r"^that ", "", context.join(doc[verb.i + 1 :]).rstrip("?! "))
        question = _clean(f"What {'suggests' if present else 'suggested'} that {held}?") if _CLAUSE.search(held) else None
        return (question, left_out) if question and asking is None else None
    phrase = infinitive(context, verb)
    if not phrase or verb.lemma_.lower() in _STATES:
        return None
    lead = "would have made it easier" if wanted else "makes it look reasonable" if present else "made it look reasonable"
    question = _clean(f"What {lead} to {phrase}{' at the time' if lead.startswith('made') else ''}?")
    return (question, left_out) if question else None


def _held(verb: Token, context: Context) -> str | None:
    """ "Who thinks that x?" -> "What suggested that x?"; "Who lets x go live?" -> "How does x come to go live?"."""
    inner = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i), None)
    if inner is None:
        return None
    finite = any(c.dep_ == "mark" and c.lower_ == "that" for c in inner.children)
    if finite and verb.lemma_.lower() in _HOLDING:
        return _clean(f"What {'suggests' if verb.tag_ in _PRESENT else 'suggested'} {_words(context, inner)}?")
    noun = next((c for c in (*verb.children, *inner.children) if c.dep_ in ("obj", "nsubj") and verb.i < c.i < inner.i), None)
    if verb.lemma_.lower() not in ("let", "allow", "permit") or noun is None or noun._.actor in HUMAN or noun.pos_ == "PRON":
        return None
    behind = context.join(context.analysis.doc[inner.i + 1 :])
    return _clean(f"How {'does' if verb.tag_ in _PRESENT else 'did'} {_words(context, noun)} come to {base(inner)} {behind.rstrip('?! ')}?")


def _passive(verb: Token, subject: Token, context: Context) -> str | None:
    """ "Why was a rule let out on a Friday by a team …?" -> "How did a rule come to be let out on a Friday?"."""
    by = [t for c in verb.children if any(t.dep_ == "case" and t.lower_ == "by" for t in c.children) for t in c.subtree]
    behind = [t for t in context.analysis.doc[verb.i + 1 :] if t not in by and not is_judgement(t)]
    while behind and behind[-1].is_punct:
        behind.pop()
    present = any(c.lower_ in ("is", "are") for c in verb.children)
    do = ("do" if is_plural(subject) else "does") if present else "did"
    return _clean(f"How {do} {_words(context, subject)} come to be {participle(verb)} {context.join(behind)}?")


def _words(context: Context, head: Token) -> str:
    return context.words(head.left_edge.idx, head.right_edge.idx + len(head.right_edge)).rstrip("?!. ")


def _who(verb: Token, context: Context, modal: set[str]) -> str | None:
    """ "Who approved this?" -> "How did this come to be approved?"."""
    noun = next((c for c in verb.children if c.dep_ == "obj"), None)
    asks = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ == "who"), None)
    if noun is None or asks is None or modal & {"will", "can"}:
        return None
    place = next(
        (c for c in noun.rights if any(t.lower_ in ("to", "into", "from", "on", "at", "in") and t.dep_ == "case" for t in c.children)), None
    )
    last = noun.right_edge if place is None or place.left_edge.i <= noun.i else place.left_edge.nbor(-1)
    words = context.words(noun.left_edge.idx, last.idx + len(last))
    thing = as_subject(words) if noun.pos_ == "PRON" else words
    if words.split()[0].lower() in ("a", "an", "some", "any", "no") or thing is None or last.is_punct:
        return None
    rest = _behind(context, last, until=next((c.left_edge for c in verb.children if c.dep_ == "conj"), None))
    particle = next((c for c in verb.children if c.dep_ == "compound:prt"), None)
    if particle is not None:
        rest = rest.removeprefix(particle.text).strip()
    if (verb.lemma_.lower(), False) in wordings():
        return _clean(f"What happened to {words} {rest}, and what made it possible?")
    if modal & {"should", "could"} or "have" in modal:
        return _clean(f"What would have prompted {words} to be {participle(verb)} {rest}?")
    if verb.tag_ in _PRESENT:
        return _clean(f"How {'are' if is_plural(noun) else 'is'} {thing} {participle(verb)} {rest}?")
    return _clean(f"How did {thing} come to be {participle(verb)} {rest}?")


def _what(lead: str, verb: Token, context: Context) -> str | None:
    """A question about the verb with everything behind it."""
    return _clean(f"{lead} {base(verb)} {_behind(context, verb)}{' at the time' if 'reasonable' in lead else ''}?")


def _behind(context: Context, last: Token, until: Token | None = None) -> str:
    """What stands behind a token, without its judgements and without the mark at the end."""
    behind = context.analysis.doc[last.i + 1 : until.i] if until is not None else context.analysis.doc[last.i + 1 :]
    tokens = [t for t in behind if not is_judgement(t) and t.lower_ not in ("ever", "even", "just", "simply")]
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    return context.join(tokens)


def _clean(question: str) -> str | None:
    text = tidy(question).replace(" ?", "?").replace("to manage to ", "to ")
    return None if _PERSONAL.search(text) else text


def _people(context: Context) -> tuple[str, ...]:
    return tuple(t.text for t in context.analysis.humans)


PATTERN = Pattern(
    name="blame-question",
    serves=("blame-question",),
    rank=10,
    propose=_propose,
    examples=(
        ("Why didn't you check the second feed?", "What would have made it easier to check the second feed?"),
        ("Who approved this change?", "How did this change come to be approved?"),
        (
            "Why did the desk wait for a call from the audience?",
            "What made it look reasonable to wait for a call from the audience at the time?",
        ),
        ("What was Jaska thinking for forty minutes?", "What was in view for forty minutes, and what was expected?"),
    ),
)
