"""Who a noun phrase stands for: a person, a role, a group, we, I, nobody, someone, an outsider, software, an artefact, or unknown.

A name is not a person because a tagger says so: products are named like people and incident prose is full of capitals. The witnesses
are word lists of roles and groups, given names, product names and the user's roster, verbs that only people do, handles, titles,
the named-entity tagger, and what the document itself has shown before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from linter.lexicons import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HUMAN = frozenset({"person", "role", "group", "we", "i", "you", "nobody", "someone", "implied"})
"""Kinds of actor that can be blamed. `implied` is a dropped subject ("Forgot to renew it")."""

KINDS = HUMAN | {"outsider", "software", "artefact", "unknown", ""}

_PRONOUNS = {
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), "we"),
    **dict.fromkeys(("you", "your", "yours", "yourself"), "you"),
    **dict.fromkeys(("he", "him", "his", "himself", "she", "her", "hers", "herself"), "person"),
    **dict.fromkeys(("someone", "somebody", "anyone", "anybody", "whoever"), "someone"),
    **dict.fromkeys(("nobody",), "nobody"),
    **dict.fromkeys(("everyone", "everybody"), "group"),
}
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_HANDLE = re.compile(r"^@[A-Za-z][\w.-]*$")
_SPELT = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*$")
"""How names are spelt: not as a gap to fill in ("⟨component⟩")."""
_TITLE = frozenset({"mr", "mrs", "ms", "dr", "prof", "mr.", "mrs.", "ms.", "dr.", "prof.", "sister", "captain", "officer", "sergeant"})
_PLURAL_ROLE_GROUPS = frozenset({"NNS", "NNPS"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})


class Roster(NamedTuple):
    """Names the user or the document has settled, lower case."""

    people: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()


_NOTHING_SETTLED = Roster()


def mark_actors(doc: Doc) -> Doc:
    """The pipeline component: sets `token._.actor` for every nominal token. Needs tags, lemmas and, for names, the parse."""
    roster: Roster = doc._.roster
    referring = []
    for token in doc:
        if kind := kind_of(token, roster):
            token._.actor = kind
            if kind in ("who", "they"):
                referring.append(token)
    for token in doc:  # the words of a name take the kind of its head
        if (
            token.dep_ in ("flat", "flat:name", "compound")
            and token.pos_ == "PROPN"
            and token.head._.actor == "person"
            and not token._.actor
        ):
            token._.actor = "person"
    for token in referring:
        token._.actor = _referent(token)
    return doc


def kind_of(token: Token, roster: Roster = _NOTHING_SETTLED) -> str:
    """The kind of actor that a token, read as the head of its phrase, stands for; "" for words that are no nominals."""
    lower = token.lower_
    if lower in _PRONOUNS:
        return _PRONOUNS[lower]
    if lower in _THEY:
        return "they"
    if lower in ("one", "none") and _no_one(token):
        return "nobody"
    if lower in _SOME_OF and (whole := _of_whom(token)):
        return whole
    if _HANDLE.match(token.text):
        return "person"
    if _misread_name(token):
        return "person"
    if (
        token.pos_ not in ("NOUN", "PROPN", "PRON", "X", "ADJ")
        and token.tag_ not in _NOUN_TAGS
        and lower not in roster.people
        and lower not in roster.services
        and lower not in roster.teams
    ):
        return ""
    if lower in ("who", "whom"):
        return "who"
    if token.pos_ == "PRON":
        return "unknown"
    settled = _settled(token, roster)
    if settled:
        return settled
    noun = token.lemma_.lower() if token.pos_ == "NOUN" else lower
    return _noun(token, noun) if token.pos_ in ("NOUN", "PROPN") or token.tag_ in _NOUN_TAGS else _adjective(token, noun)


def _misread_name(token: Token) -> bool:
    """A given name that the tagger of names knows and the tagger of words took for an adjective or a verb."""
    return (
        token.text[:1].isupper()
        and token.pos_ not in ("NOUN", "PROPN", "PRON")
        and token.lower_ in lexicon("given_names")
        and token.lower_ not in lexicon("software", "common_words")
        and _is_tagged(token)
    )


_SOME_OF = frozenset(
    {"any", "one", "some", "each", "both", "all", "two", "three", "four", "most", "many", "few", "either", "neither", "none"}
)


def _of_whom(token: Token) -> str:
    """ "any of us", "two of them": the kind of the whole, "" where there is none."""
    for child in token.children:
        if child.dep_ == "nmod" and any(c.lower_ == "of" for c in child.children):
            if child.lower_ in _PRONOUNS:
                return _PRONOUNS[child.lower_]
            if child.lemma_.lower() in lexicon("roles", "groups"):
                return "nobody" if token.lower_ in ("none", "neither") else "role"
    return ""


def _no_one(token: Token) -> bool:
    if token.lower_ == "none":
        return any(child.lower_ in ("us", "them") or child._.actor in HUMAN for child in token.subtree if child != token)
    return token.i > 0 and token.nbor(-1).lower_ == "no"


def _settled(token: Token, roster: Roster) -> str:
    phrase = _phrase(token).lower()
    for names, kind in ((roster.services, "software"), (roster.people, "person"), (roster.teams, "group")):
        if token.lower_ in names or phrase in names:
            return kind
    return ""


def _phrase(token: Token) -> str:
    """The token with the names it is built of ("Priya Nair", "platform team")."""
    left = token.i
    while left > 0 and token.doc[left - 1].dep_ in ("compound", "flat", "amod") and token.doc[left - 1].head in (token, token.doc[left]):
        left -= 1
    return str(token.doc[left : token.i + 1].text)


def _noun(token: Token, noun: str) -> str:
    lower = token.lower_
    if lower in lexicon("software"):
        return "person" if _titled(token) else "software"
    if token.pos_ != "PROPN":
        if not {noun, lower, lower.removesuffix("s")}.isdisjoint(lexicon("roles")):
            if _technical(token):
                return "software"
            return "group" if token.tag_ in _PLURAL_ROLE_GROUPS else "role"
        if noun in lexicon("groups") or lower in lexicon("groups"):
            return "group"
        if noun in lexicon("outsiders"):
            return "outsider"
        if noun in lexicon("things"):
            return "software"
        if noun in lexicon("artefacts"):
            return "artefact"
        if token.text[:1].isupper() and (_surely_person(token) or (lower in lexicon("given_names") and _is_name(token))):
            return "person"
        return "unknown"
    # a proper noun
    if lower in lexicon("groups") or noun.rstrip("s") in lexicon("groups"):
        return "group"
    if lower in lexicon("roles"):
        return "software" if _technical(token) else "role"
    if lower in lexicon("things", "artefacts"):
        return "software"
    if _looks_technical(token.text):
        return "software"
    if _is_name(token):
        return "person"
    return "unknown"


def _adjective(token: Token, noun: str) -> str:
    nominal = token.dep_ in ("nsubj", "obj", "obl", "nmod", "nsubj:pass")
    return "role" if nominal and noun in ("on-call", "oncall", "junior", "intern") else ""


def _technical(token: Token) -> bool:
    """A role noun in its technical sense: "the operator reconciles", "ingress controller", "human readable"."""
    noun = token.lemma_.lower()
    if noun in ("individual", "human", "junior", "senior", "lead"):
        return token.dep_ in ("amod", "compound")
    if noun not in lexicon("machine_nouns"):
        return False
    nouns = lexicon("software") if noun == "operator" else lexicon("things", "software")  # a pump operator is a person
    named = any(child.dep_ == "compound" and (child.pos_ == "PROPN" or child.lower_ in nouns) for child in token.children)
    verb = token.head if token.dep_ in ("nsubj", "nsubj:pass") else token.nbor() if token.i + 1 < len(token.doc) else token
    return named or verb.lemma_.lower() in lexicon("machine_verbs")


def _looks_technical(text: str) -> bool:
    return (
        any(char.isdigit() or char in "_/.-=" for char in text.strip("."))
        or (text[1:] != text[1:].lower() and not text.isupper())
        or (text.isupper() and len(text) > 3)
    )


def _is_name(token: Token) -> bool:
    """Whether the witnesses agree that a proper noun is a personal name."""
    if _surely_person(token):
        return True
    if (token.text.isupper() and len(token.text) > 1) or not _SPELT.match(token.text):
        return False
    name = token.lower_ in lexicon("given_names") or any(
        child.lower_ in lexicon("given_names")
        for child in (*token.children, token.head)
        if child.pos_ == "PROPN" and child.dep_ in ("flat", "compound")
    )
    determined = any(child.dep_ == "det" for child in token.children)
    located = any(child.dep_ == "case" and child.lower_ in ("in", "on", "via", "into", "within") for child in token.children)
    return not determined and not located and (name or _is_tagged(token))


def _is_tagged(token: Token) -> bool:
    """Whether the tagger of names takes a word for a person's."""
    if not token.ent_iob:
        token.doc._.tag_names()
    return token.ent_type_ == "PERSON"


def _surely_person(token: Token) -> bool:
    """A name with a title, or the subject of a verb that only people do, or in apposition with a role."""
    if _titled(token):
        return True
    if (
        token.dep_ == "nsubj"
        and token.head.pos_ == "VERB"
        and token.head.lemma_.lower() in lexicon("human_verbs")
        and token.text[:1].isupper()
    ):
        return not any(child.dep_ == "det" for child in token.children)
    return False


def _titled(token: Token) -> bool:
    """ "Dr. Fritz", "Fritz, the on-call"."""
    if token.i and token.nbor(-1).lower_ in _TITLE:
        return True
    return any(child.dep_ == "appos" and child.lemma_.lower() in lexicon("roles") for child in token.children)


def _referent(token: Token) -> str:
    """The kind of what a relative "who" or a "they" stands for: within the sentence, else in what came before."""
    if token._.actor == "they":
        return _antecedent(token)
    noun = token.head.head if token.head.dep_ in ("acl:relcl", "acl") else None
    if noun is None:
        return "someone"
    return str(noun._.actor) if noun._.actor in HUMAN else "role"


def _antecedent(token: Token) -> str:
    for before in reversed(token.doc[: token.i]):
        if before._.actor in ("group", "person", "role", "outsider", "someone", "nobody"):
            return "group" if before._.actor == "nobody" else str(before._.actor)
        if (
            before._.actor in ("software", "artefact")
            and before.tag_ in _PLURAL_ROLE_GROUPS
            and before.dep_ in ("nsubj", "nsubj:pass", "obj")
        ):
            return str(before._.actor)
    return token.doc._.they or "group"


def antecedent(before: str) -> str:
    """What "they" most likely stands for, by the last word of the sentence before that can be meant; "" where none can."""
    for word in reversed(re.findall(r"[\w-]+", before)):
        lower = word.lower()
        single = lower[:-1] if lower.endswith("s") else lower
        if lower in lexicon("groups") or single in lexicon("groups") or single in lexicon("roles"):
            return "group"
        if single in lexicon("outsiders"):
            return "outsider"
        if lower.endswith("s") and single in lexicon("things", "artefacts"):
            return "software"
        if word[0].isupper() and lower in lexicon("given_names"):
            return "person"
    return ""
