"""What an action asks of people, in its own words: the verb phrase in the infinitive and what it is about, without the people.

Read in the order of the words: planned sentences are notes as often as clauses ("Pilots to look out of the window").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from linter.lexicons import lexicon
from linter.pipeline.actor import HUMAN
from linter.rewrite.words import base, inflected, listed

if TYPE_CHECKING:
    from spacy.tokens import Token

    from linter.rewrite.context import Context

_LONGEST = 20
_FURTHEST = 8
_PERSONAL = listed("personal") | {"you", "they", "them", "themselves", "yourself", "yourselves", "ourselves", "myself", "whose", "whoever"}
_SUBJECTS = ("he", "she", "they", "you", "we", "i")
_OWNED = frozenset({"his", "her", "their", "your", "our", "my", "its"})
_WHILE = frozenset({"before", "after", "when", "while", "without"})
_HALTS = frozenset({";", ":", "–", "—", "(", ")", "|", "[", ".", "!", "?", "…"})
_ADVERBS = ("RB", "RBR", "RBS", "UH")
_PLANNING = listed("planning")
_ABOUT = frozenset({"about", "on", "of", "in", "regarding", "concerning", "with", "to", "for"})
_AT = frozenset({"at", "over", "through", "into"})
_TIMES = listed("time_units") | listed("moments")
_TOWN = re.compile(r" (?:in|at) [A-Z][\w'’-]+$")
_UNNAMED = lexicon("care_nouns", "virtues", "conduct", "trainings") | listed("vague")
_APPEALS = re.compile(
    r"[,;]?\s*\b(?:please|in (?:the )?future|from (?:now|today|tomorrow|here) on(?:wards)?|going forward|next time|henceforth|ever again"
    r"|again(?=$|[.,;])|any ?more|until further notice|once more|at all times|always|for once|really|actually|personally|simply|just)\b,?",
    re.IGNORECASE,
)
_BY_PERSON = re.compile(
    r"\s*\b(?:by (?:hand|eye|voice)|manually|twice|together|aloud|again|properly|(?:(?:much )?more )?(?:carefully|closely|thoroughly|often)"
    r"|(?:with|by) (?:a|another|the) second (?:person|pair of eyes)|(?:a )?second time)\b",
    re.IGNORECASE,
)

_SECOND = re.compile(
    r"\b(?:second|another|fresh|extra|additional) (?:pair of eyes|look|signature|sign-?off|approval|reviewer|check|person)\b|\bfour eyes\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`lemma` is the verb, `phrase` what it asks in the infinitive, "" where that can't be said without the people; `about` is the thing it
    is about and `noun` its head, `direct` where that belongs to the verb; `told` where the verb says no more than that people are told, and
    `held` the clause of its "that"; `forbidden` where it is not to be done. "" for none."""

    lemma: str
    phrase: str
    about: str
    noun: str
    direct: bool
    told: bool
    held: str = ""
    forbidden: bool = False


def asked(context: Context) -> Asked:
    """What a planned sentence asks."""
    verb = _verb(context)
    while verb is not None and _is_told(verb) and (following := _infinitive(verb)) is not None:
        verb = following
    told = verb is None or _is_told(verb)
    noun = _thing(context, verb, told=told)
    about = _noun(context, noun) if noun is not None else ""
    return Asked(
        lemma=verb.lemma_.lower() if verb is not None else "",
        phrase=infinitive(context, verb) if verb is not None and not told and not _is_passive(verb) else "",
        about=about,
        noun=noun.lemma_.lower() if noun is not None and about else "",
        direct=noun is not None and about != "" and noun.head == verb and {c.lower_ for c in noun.children if c.dep_ == "case"} <= _AT,
        told=told,
        held=_held(context, verb) if verb is not None and told else "",
        forbidden=verb is not None and _forbidden(verb),
    )


def _verb(context: Context) -> Token | None:
    """The verb that is planned: the first infinitive or imperative, else what somebody does from now on."""
    doc = context.analysis.doc
    if doc[0].lower_ == "whoever":
        return None  # what they do is in the way of what they are to do
    for token in doc:
        if token.i == 0 and len(doc) > 2 and (doc[1].tag_ == "VBZ" or doc[1:3].text.lower() == "to be"):
            continue  # A name that the tagger does not know.
        if (
            token.tag_ == "VB"
            and token.pos_ in ("VERB", "AUX")
            and token.dep_ != "compound"
            and not _is_do(token)
            and not _is_instead(token)
        ):
            passive = token.lower_ == "be" and token.head.tag_ in ("VBN", "VBD", "VBG") and token.head.i > token.i
            return token.head if passive else token
        if token.tag_ in ("VBZ", "VBP", "VBN") and token.dep_ in ("ROOT", "conj") and token.pos_ == "VERB":
            later = any(t.tag_ == "VB" and t.i - token.i < _FURTHEST and _is_told(token) for t in doc[token.i + 1 :])
            clause = context.clauses.get(token.i)
            if not later and clause is not None and (clause.human or _is_told(token)):
                return token
    return None


def _is_do(token: Token) -> bool:
    """The "do" of "do not"."""
    return token.lower_ == "do" and token.i + 1 < len(token.doc) and token.nbor(1).lower_ in ("not", "n't", "n’t")


def _is_instead(token: Token) -> bool:
    """Whether it stands in what is done without: "instead of making the console print it"."""
    return any(t.lower_ in ("instead", "rather") for a in (token, *token.ancestors) for t in a.children if t.i < token.i)


def _is_told(verb: Token) -> bool:
    """Whether a verb asks, tells or teaches, so that what is asked stands behind it."""
    lemma = verb.lemma_.lower()
    return lemma in _PLANNING | listed("telling") | lexicon("verbs_correct") or lemma in ("speak", "talk", "sit", "learn", "teach", "put")


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ == "aux:pass" for child in verb.children)


def _infinitive(verb: Token) -> Token | None:
    """The infinitive behind a verb of asking, in the same clause."""
    for token in verb.doc[verb.i + 1 :]:
        if token.text in _HALTS or token.lower_ in ("that", "about"):
            return None
        if token.tag_ == "VB" and token.pos_ in ("VERB", "AUX") and token.i and token.text[0].islower() and _after_to(token):
            return token
    return None


def _after_to(verb: Token) -> bool:
    before = verb.nbor(-1)
    while before.i and before.tag_ in _ADVERBS:
        before = before.nbor(-1)
    return before.lower_ == "to"


def _forbidden(verb: Token) -> bool:
    doc = verb.doc
    first = max((t.i for t in doc[: verb.i] if t.pos_ == "VERB" and t.tag_ in ("VB", "VBP", "VBZ") and t.lower_ != "stop"), default=-1) + 1
    before = [t.lower_ for t in doc[max(first, verb.i - 4) : verb.i]]
    return any(word in ("not", "never", "n't", "n’t", "don't", "stop") for word in before) or before[-2:] == ["no", "longer"]


def infinitive(context: Context, verb: Token, *, named: bool = False) -> str:
    """The words from the verb on, without the appeal; "" where they speak of a person, unless a person may be `named`."""
    doc = verb.doc
    end = next((t.i for t in doc[verb.i + 1 :] if _ends(t, verb)), len(doc))
    # "double-check": the tokenizer cuts at the hyphen.
    prefix = f"{doc[verb.i - 2].text}-" if verb.i > 1 and doc[verb.i - 1].text == "-" and not doc[verb.i - 1].whitespace_ else ""
    return _without_people(context, [prefix + base(verb)], list(doc[verb.i + 1 : end]), named=named)


def impersonal(context: Context, start: int, end: int) -> str:
    """The words of a range of characters without the appeal; "" where they speak of a person, or are too many."""
    words = list(context.analysis.doc.char_span(start, end, alignment_mode="expand") or ())
    return _without_people(context, [], list(takewhile(lambda t: t.text not in (*_HALTS, ","), words)), least=1)


def _without_people(context: Context, pieces: list[Token | str], rest: Sequence[Token], *, named: bool = False, least: int = 2) -> str:
    """The pieces and the rest joined, "" where they speak of a person, unless one may be `named`, or are fewer than `least` words."""
    skip = 0
    for i, token in enumerate(rest):
        if token.i < skip:
            continue
        following = rest[i + 1] if i + 2 < len(rest) else None
        if token.lower_ in _WHILE and following is not None and following.lower_ in _SUBJECTS and rest[i + 2].pos_ == "VERB":
            pieces += [token, inflected(base(rest[i + 2]), "VBG")]
            skip = token.i + 3
        elif token.lower_ in _OWNED or (not named and token.dep_ == "nmod:poss" and token._.actor == "person"):
            pieces.append("the")
            skip = token.right_edge.i + 1 if token.lower_ not in _OWNED else 0
        elif not named and token.dep_ == "case" and token.head._.actor == "person" and token.head.i > token.i and token.lower_ != "of":
            skip = token.head.right_edge.i + 1
        elif token.lower_ == "own":
            continue
        elif token.tag_ in ("VBZ", "VBP", "VBD", "VBN") and token.pos_ == "VERB" and token.nbor(-1).dep_ == "cc":
            pieces.append(base(token))
        else:
            pieces.append(token)
    text = _APPEALS.sub("", context.join(pieces)).strip(" ,-–—")
    words = [word.strip(",.").lower() for word in text.split()]
    # "what it releases" speaks of those who are asked.
    torn = any(t.tag_ in ("MD", "VBZ") or t.lower_ in ("does", "did") for t in pieces if not isinstance(t, str)) and not any(
        t.dep_.startswith("nsubj") for t in pieces if not isinstance(t, str)
    )
    referring = torn or any(t.lower_ == "it" and t.dep_ == "nsubj" and t.head.dep_ in ("ccomp", "acl:relcl") for t in rest)
    people = any(t._.actor == "i" or (t._.actor == "person" and not named) for t in pieces if not isinstance(t, str))
    if referring or people or _PERSONAL.intersection(words) or not least <= len(words) <= _LONGEST:
        return ""
    if len(words) == 2 and words[1] in ("it", "this", "that", "so", "them"):
        return ""
    return text


def _ends(token: Token, verb: Token) -> bool:
    """Whether the phrase ends in front of a token: at a mark, or where another clause begins."""
    if token.text in _HALTS or (token.text == "-" and token.nbor(-1).whitespace_):
        return True
    if token.lower_ not in ("and", "but", "so", "or", ","):
        return False
    rest = verb.doc[token.i + 1 : token.i + 7]
    subject = next((t for t in rest if t.dep_.startswith(("nsubj", "expl")) and t.head.i > t.i and _is_finite(t.head)), None)
    return subject is not None and not any(t.lower_ in _WHILE or t.lower_ in ("what", "which", "that") for t in rest[: subject.i - token.i])


def _is_finite(verb: Token) -> bool:
    return verb.tag_ != "VB" or any(c.tag_ == "MD" for c in verb.children)


def _thing(context: Context, verb: Token | None, *, told: bool) -> Token | None:
    """The noun that names what is asked about: the object, what is to be done with it, or what stands behind the first preposition."""
    doc = context.analysis.doc
    behind = doc[0 if verb is None else verb.i + 1 :]
    if verb is not None and verb.lemma_.lower() in listed("going_through"):
        through = (t for t in behind if t.head == verb and any(c.dep_ == "case" and c.lower_ == "through" for c in t.children))
        if (noun := next(filter(_is_named, through), None)) is not None:
            return noun
    until = next((t.i for t in behind if t.lower_ in _WHILE), len(doc))
    direct = [t for t in behind if t.i < until and t.dep_ in ("obj", "nsubj", "xcomp") and t.head == verb and _is_named(t, timed=True)]
    done = [t for t in doc if verb is not None and _is_passive(verb) and t in (verb.head, *verb.children) and t.i < verb.i and _is_named(t)]
    placed = [
        t
        for t in (*behind, *doc)
        if _is_named(t) and t.head._.actor not in HUMAN and any(c.dep_ == "case" and c.lower_ in _ABOUT for c in t.children)
    ]
    if told:
        return next(iter(placed + direct), None)
    return next(iter(placed if verb is not None and verb.lemma_.lower() in listed("attitude") else direct + done + placed), None)


def _is_named(token: Token, *, timed: bool = False) -> bool:
    """Whether a noun names a thing of the work: no person, nothing of a person, and unless `timed` no time."""
    if token.pos_ not in ("NOUN", "PROPN") or token._.actor in HUMAN or token.dep_ in ("compound", "flat", "nmod:poss"):
        return False
    of = (c for c in token.children if any(t.dep_ == "case" and t.lower_ == "of" for t in c.children))
    when = not timed and any(t.lemma_.lower() in _TIMES for t in (token, *of))
    owned = any(c.lower_ in _OWNED and c.dep_ == "nmod:poss" for c in token.children)
    return not (token.lemma_.lower() in _UNNAMED or when or owned or token.text[0].isdigit())


def _noun(context: Context, noun: Token) -> str:
    """A noun phrase as it stands, without its preposition; no more of it than the noun where the rest speaks of people or goes on."""
    words = [t for t in noun.subtree if t.dep_ != "case" or t.head != noun]
    ends = (i for i, t in enumerate(words) if t.i > noun.i and (t.is_punct or t.dep_ in ("cc", "mark") or t.tag_ in _ADVERBS))
    words = words[: next(ends, len(words))]
    while words and words[-1].tag_ == "IN":
        words.pop()
    if len(words) > _FURTHEST or any(t._.actor in HUMAN or t.lower_ in _PERSONAL for t in words):
        words = [t for t in words if t.i <= noun.i and t._.actor not in HUMAN and t.lower_ not in _PERSONAL and t.tag_ != "POS"]
    text = _APPEALS.sub("", context.join(_lowered(context, words))).strip(" ,")
    text = by_machine(re.sub(r"^an? ", "the ", text))
    if text.startswith("-") or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") or t.lower_ in ("both", "which", "what") for t in words):
        return ""
    return text if context.words(noun.idx, noun.idx + len(noun)).casefold() in text.casefold() else ""


def _lowered(context: Context, words: list[Token]) -> Iterator[Token | str]:
    for token in words:
        first = token.i == 0 and token.pos_ != "PROPN" and not context.is_inline(token.idx)
        yield token.lower_ if first else token


def _held(context: Context, verb: Token) -> str:
    """What people are told: the clause behind "that"."""
    doc = verb.doc
    that = next((t for t in doc[verb.i + 1 :] if t.lower_ == "that" and t.pos_ == "SCONJ"), None)
    if that is None:
        return ""
    words = [t for t in doc[that.i + 1 :] if t.text not in (".", "!")]
    if any(t.lower_ in _PERSONAL or t._.actor in HUMAN or t.text in _HALTS or t.lower_ in ("this", "these") for t in words):
        return ""
    return context.join(words) if 2 < len(words) <= _LONGEST else ""


def taught(context: Context, about: str, noun: str) -> str:
    """What a course is on: what stands in front of it ("a chemistry refresher"), else what it is about, less the town; "" for an exam."""
    doc = context.analysis.doc
    for token in doc:
        if token.lemma_.lower() in listed("courses"):
            front = list(takewhile(_is_topic, reversed(doc[: token.i])))[::-1]
            if any(t.pos_ in ("NOUN", "PROPN") for t in front):
                return context.join(_lowered(context, front))
    return "" if noun in listed("forms_of_teaching") or re.match(r"\w+ing ", about) else _TOWN.sub("", about)


def _is_topic(token: Token) -> bool:
    words = {token.lower_, token.lemma_.lower()}
    known = lexicon("trainings") | listed("vague") | listed("forms_of_teaching") | _TIMES
    return token.tag_ in ("NN", "NNP", "JJ") and token._.actor not in HUMAN and words.isdisjoint(known)


def by_machine(phrase: str) -> str:
    """A phrase without how a person would do it."""
    return _BY_PERSON.sub("", phrase.removeprefix("double-").removeprefix("triple-")).strip(" ,")


def _undergoes(verb: Token) -> bool:
    """Whether something is done to the subject of a verb, who else would do it."""
    return _is_passive(verb) or verb.lemma_.lower() in ("get", "need", "receive", "require", "have", "go", "undergo", "be")


def seconded_thing(context: Context) -> str:
    """What a second look or signature is asked for, where that stands in front of it ("every price change gets a second look")."""
    found = _SECOND.search(context.text)
    subject = next((t for t in context.analysis.doc if t.dep_.startswith("nsubj") and t.head.dep_ == "ROOT" and _is_named(t)), None)
    if found is None or subject is None or subject.idx > found.start() or not _undergoes(subject.head):
        return ""
    words = list(subject.subtree)
    return context.join(_lowered(context, words)) if len(words) <= _FURTHEST and all(t._.actor not in HUMAN for t in words) else ""
