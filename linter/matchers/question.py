"""Questions that ask for a person or a justification: "who approved this?", "why did nobody look?", "how could anyone …?".

Questions are read word by word: their order is fixed (question word, auxiliary, subject, verb), and parsers see few of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from linter.lexicons import forms
from linter.matchers import Matcher
from linter.matchers.phrase import Phrases, guarded, in_question
from linter.pipeline import Analysis
from linter.pipeline.actor import HUMAN
from linter.rules import Match

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_END = re.compile(r"\?[\s!?\"'”’)*]*$")
_DO = frozenset(["did", "do", "does", "was", "were", "is", "are", "has", "have", "had", "could", "can", "would", "might", "ca", "wo"])
_BE = frozenset({"was", "were", "is", "are"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_ANYONE = frozenset({"anyone", "anybody", "someone", "somebody", "one", "nobody", "none", "neither"})
_NEGATIVE = frozenset({"nobody", "none", "neither"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM", "ADV", "PART", "PUNCT"})
_ADVERBS = frozenset(
    {"exactly", "actually", "really", "even", "ever", "just", "simply", "still", "then", "on", "earth", "the", "hell", ",", "-"}
)
_TOLD = HUMAN - {"we", "i", "implied"}


def asking(*patterns: str, human: bool = False, unless: str = "", note: str = "stock question") -> Matcher:
    """Match any of the phrases in a question; with `human` only where somebody other than the asker is mentioned."""
    phrases = Phrases(*patterns)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        people = [token for token in analysis.doc if token._.actor in _TOLD]
        if human and not people:
            return
        for hit in phrases.finditer(analysis):
            if not analysis.quoted(*hit.span()):
                who = next((token for token in people if token._.actor != "someone"), None)
                actor = who._.actor if who is not None else ""
                yield Match(*hit.span(), actor=actor, agent=str(who or ""), predicate=hit.group(), note=note)

    return Matcher(guarded(find, unless=unless), phrases.words, "question", in_question(phrases.needs))


def who_did(*, neutral: str, office: str, unless: str = "", note: str = "who did it") -> Matcher:
    """ "Who approved this?", "Who tests a download with the Wi-Fi on?".

    neutral   a list of verbs of which "who …?" asks for a fact
    office    a list of verbs of which it does so in the present tense
    unless    a phrase that, anywhere in the sentence, calls the match off
    """
    facts, offices = forms(neutral), forms(office)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for who in _question_words(analysis.doc, "who"):
            verb = _next(who, _ADVERBS)
            if verb is not None and verb.lower_ in ("has", "had", "have", "would"):
                verb = _next(verb, _ADVERBS | _NOT)
                if verb is not None and verb.tag_ not in ("VBN", "VBD", "VB"):
                    continue
            if verb is None or verb.pos_ not in ("VERB", "NOUN", "PROPN", "X") or verb.lower_ in facts or verb.tag_ == "MD":
                continue
            if verb.tag_ in ("VBZ", "VBP", "NNS", "NN") and verb.lower_ in offices:
                continue
            yield Match(who.idx, verb.idx + len(verb), actor="someone", agent=who.text, predicate=verb.text, note=note)

    return Matcher(guarded(find, unless=unless), frozenset({"who"}), "question", in_question(()))


def why_did(*, expected: str, given: str, note: str = "why did a person") -> Matcher:
    """ "Why did nobody look?", "Why did Tenzin accept it?": a person asked for a justification.

    "Why did they …?" and "why did we …?" ask for conditions, unless they ask for something left undone.
    expected  the list of verbs that charge "we"
    given     the list of verbs that ask for conditions of anybody
    """
    left_undone, conditions = forms(expected), forms(given)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for why in _question_words(analysis.doc, "why", "come"):
            auxiliary = _next(why, _ADVERBS)
            if auxiliary is None or (auxiliary.lower_ not in _DO and why.lower_ != "come"):
                continue
            subject = _subject(auxiliary if auxiliary.lower_ in _DO else why)
            verb = _verb(subject) if subject is not None else None
            if subject is None or verb is None or verb.lower_ in conditions or _is_passive(auxiliary, verb):
                continue
            negated = _negated(auxiliary, subject, verb)
            if _kind(subject) in ("we", "i"):
                charged = negated and verb.lower_ in left_undone
            else:
                charged = _kind(subject) in HUMAN and (negated or subject.lower_ != "they")
            if charged:
                yield _match(why, subject, verb, note)

    return Matcher(find, frozenset({"why", "come"}), "question", in_question(()))


def how_could(*, known: str, slips: str, note: str = "how could anyone") -> Matcher:
    """ "How could anyone think …?", "How do you not notice …?": disbelief.

    known   the list of verbs of which one may ask how it could be done ("how could the on-call have known?")
    slips   the list of verbs that turn "how does one …?" into an exclamation
    """
    facts, lapses = forms(known), forms(slips)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for how in _question_words(analysis.doc, "how"):
            auxiliary = _next(how, _ADVERBS)
            subject = _subject(auxiliary) if auxiliary is not None and auxiliary.lower_ in _DO else None
            verb = _verb(subject) if subject is not None else None
            if auxiliary is None or subject is None or verb is None or _is_passive(auxiliary, verb):
                continue
            kind, negated = _kind(subject), _negated(auxiliary, subject, verb)
            if kind in HUMAN or subject.lower_ in _ANYONE:
                could = (
                    auxiliary.lower_ == "could"
                    and verb.lower_ not in facts
                    and (kind in ("person", "someone", "you") or subject.lower_ in _ANYONE)
                )
                if could or verb.lower_ in lapses or (negated and kind not in ("we", "i")):
                    yield _match(how, subject, verb, note)

    return Matcher(find, frozenset({"how"}), "question", in_question(()))


def did_nobody(*, neutral: str, note: str = "did nobody") -> Matcher:
    """ "Did anyone read it?", "Could nobody count?", "Couldn't somebody have asked?"; `neutral` lists the verbs that ask for a fact."""
    facts = forms(neutral)

    def find(analysis: Analysis) -> Iterator[Match]:
        if not _asked(analysis):
            return
        for auxiliary in analysis.doc:
            if auxiliary.lower_ not in _DO or not (
                auxiliary.i == 0 or auxiliary.nbor(-1).is_punct or auxiliary.nbor(-1).lower_ in ("and", "or", "but", "so")
            ):
                continue
            subject = _subject(auxiliary)
            if subject is None or not (subject.lower_ in _ANYONE or _kind(subject) in ("nobody", "someone")):
                continue
            verb = _verb(subject)
            if verb is not None and verb.lower_ not in facts and not _is_passive(auxiliary, verb):
                yield _match(auxiliary, subject, verb, note)

    return Matcher(find, _ANYONE | {"no"}, "question", in_question(()))


def _asked(analysis: Analysis) -> bool:
    return bool(_END.search(analysis.text)) and not analysis.doc._.meta


def _question_words(doc: Doc, *words: str) -> Iterator[Token]:
    """Question words that open a question, not a relative clause; unquoted."""
    for token in doc:
        if token.lower_ not in words or token._.quoted:
            continue
        before = token.nbor(-1) if token.i else None
        if token.lower_ == "come":
            if before is not None and before.lower_ == "how":
                yield token
        elif (
            before is None
            or before.is_punct
            or before.pos_ in ("CCONJ", "ADV", "INTJ", "SCONJ")
            or before.lower_ in ("ask", "wonder", "know")
        ):
            yield token


def _next(token: Token, skipped: Collection[str]) -> Token | None:
    rest = (other for other in token.doc[token.i + 1 :] if other.lower_ not in skipped)
    return next(rest, None)


def _subject(auxiliary: Token) -> Token | None:
    """The head of the noun phrase right behind an auxiliary: the last noun of the first run of nouns that owns nothing."""
    run: list[Token] = []
    for token in auxiliary.doc[auxiliary.i + 1 :]:
        if token.lower_ == "there" and not run:
            return None  # "why is there nobody on call?" asks for a condition
        if token.pos_ in _NOMINAL or token.lower_ in _ANYONE or _kind(token) in HUMAN:
            run.append(token)
            if token.lower_ in _ANYONE or token.tag_ == "PRP":
                break
        elif run and token.tag_ == "POS":
            run = []
        elif run or (token.pos_ not in _BEFORE_NOUN and token.tag_ != "VBN" and token.lower_ not in ("of", "no", "on", "earth")):
            break
    if not run:
        return None
    people = [token for token in run if _kind(token) in HUMAN]
    return people[-1] if people and _kind(run[-1]) not in ("software", "artefact") else run[-1]


def _kind(token: Token) -> str:
    """The kind of actor, also where the tagger took a word for an adjective."""
    return "role" if token.lower_ in ("on-call", "oncall") else str(token._.actor)


def _verb(subject: Token) -> Token | None:
    """The verb, or the predicate, behind a subject."""
    rest = subject.doc[subject.i + 1 :]
    verbs = [token for token in rest if (token.pos_ == "VERB" or token.tag_.startswith("VB")) and token.dep_ != "amod"]
    if len(verbs) > 1 and verbs[0].lower_ == "have" and verbs[1].tag_ in ("VBN", "VBD") and verbs[1].i <= verbs[0].i + 2:
        return verbs[1]  # "could nobody have asked?"
    return verbs[0] if verbs else next((token for token in rest if token.is_alpha), None)


def _is_passive(auxiliary: Token, verb: Token) -> bool:
    return auxiliary.lower_ in _BE and verb.tag_ in ("VBN", "VBD")


def _negated(auxiliary: Token, subject: Token, verb: Token) -> bool:
    between = auxiliary.doc[auxiliary.i : verb.i + 1]
    return subject._.actor == "nobody" or any(token.lower_ in _NOT | _NEGATIVE for token in between)


def _match(start: Token, subject: Token, verb: Token, note: str) -> Match:
    return Match(start.idx, verb.idx + len(verb), actor=_kind(subject), agent=str(subject), predicate=verb.text, note=note)
