"""What can't be told again without losing or inventing something -> the questions that open it, with the facts that have to stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from linter.lexicons import lexicon
from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import SEVERAL, acts
from linter.rewrite.topics import kept, topics
from linter.rewrite.words import sentence

_PAST = frozenset({"was", "were", "has", "had", "been", "got"})
_STATIVE = frozenset(
    {"be", "have", "do", "know", "think", "seem", "look", "feel", "hope", "want", "need", "believe", "like", "care", "deserve"}
)
_HARD = re.compile(r"\d|[\w-]+[_/][\w-]+|[\"“`]")


@cache
def _asked() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("linter.rewrite").joinpath("questions.toml").read_text("utf-8"))


def _propose(context: Context) -> Iterator[Candidate]:
    asked = _asked().get(context.rule.code)
    if asked is None:
        return
    beside = _beside(context)
    about = " and ".join(t for t in topics(context) if t.removeprefix("the ") not in beside and _is_matter(t))
    facts = kept(context, f"{about} {beside}")
    if (
        context.rule.category in ("judgement", "hindsight", "blame-question")
        and context.rule.code != "JL404"
        and _only_judges(context, about, facts)
    ):
        yield Candidate("", "delete", (context.source,))
    yield from _main_kept(context, asked)


def _is_matter(topic: str) -> bool:
    """Whether a topic is something of the work, and no word of a picture ("the heed")."""
    last = topic.rsplit(maxsplit=1)[-1].lower()
    return bool(_HARD.search(topic)) or not {last, last.removesuffix("s")}.isdisjoint(lexicon("things", "artefacts"))


def _filled(asked: dict[str, str], about: str, facts: tuple[str, ...]) -> str:
    text = asked["about" if about else "plain"].replace("{t}", about)
    return text.replace("{facts}", f" (keep: {', '.join(facts)})" if facts else "")


def _beside(context: Context) -> str:
    """The sentences that stand in one with the blameful one and speak of nobody: they stay as they are."""
    if not SEVERAL.search(context.text):
        return ""
    bounds = [0, *(found.end() for found in SEVERAL.finditer(context.text)), len(context.text)]
    parts = [
        context.words(start, end).strip()
        for start, end in pairwise(bounds)
        if not start <= context.match.start < end and not any(start <= token.idx < end for token in context.analysis.humans)
    ]
    return " ".join(parts)


def _main_kept(context: Context, asked: dict[str, str]) -> Iterator[Candidate]:
    """ "The rollback took an hour because Ahmet sat on the lock": what happened stays, what explains it by a person is asked."""
    root = next((t for t in context.analysis.doc if t.dep_ == "ROOT"), None)
    clause = context.clauses.get(root.i) if root is not None else None
    if root is None or clause is None or acts(context, clause) or clause.modality or context.analysis.question:
        return
    for aside in (c for c in root.children if c.dep_ == "advcl" and c.i > root.i):
        inner = context.clauses.get(aside.i)
        mark = next(
            (c for c in aside.children if c.dep_ in ("mark", "advmod") and c.lower_ in ("because", "since", "as", "when", "after")), None
        )
        last = aside.right_edge
        if inner is None or not inner.human or mark is None or any(not t.is_punct for t in context.analysis.doc[last.i + 1 :]):
            continue
        main = context.words(0, mark.idx)
        told = " ".join(main.split())
        inside = context.text[mark.idx :].casefold()
        about = " and ".join(t for t in topics(context) if context.read(t).removeprefix("the ").casefold() in inside)
        facts = kept(context, f"{told} {about}")
        text = _filled(asked, about, facts)
        question = context.question((), undone=inner.negated)
        yield Candidate(
            f"{sentence(told)} {text.replace('{class}', question)}", dropped=(context.shown(context.words(mark.idx, len(context.text))),)
        )
        return


def _only_judges(context: Context, about: str, facts: tuple[str, ...]) -> bool:
    """Whether a sentence says what somebody is like, or what is right in general, and tells of nothing that took place."""
    if _tells(context) or any(_HARD.search(fact) for fact in facts):
        return False
    doc = context.analysis.doc
    if context.rule.category == "blame-question" and any(t.pos_ == "NUM" or _is_matter(t.lower_) for t in doc):
        return False
    if context.rule.category == "hindsight" and any(t.tag_ == "MD" for t in doc) and any(t.lower_ in ("have", "'ve") for t in doc):
        return False
    if not about and not facts:
        return True
    counts = not lexicon("ordinals").isdisjoint(t.lower_ for t in doc)
    of_things = any(t.dep_.startswith("nsubj") and t._.actor in ("software", "artefact") for t in doc)
    return context.rule.category != "hindsight" and not (counts or of_things or context.inlines)


def _tells(context: Context) -> bool:
    """Whether a sentence tells of something that took place, beside its judgement: in its own clauses, not in what describes a person."""
    return any(
        t.pos_ == "VERB"
        and t.lemma_.lower() not in _STATIVE
        and (t.tag_ == "VBD" or (t.tag_ == "VBN" and any(c.dep_.startswith("aux") and c.lower_ in _PAST for c in t.children)))
        and not t.dep_.startswith("acl")
        and not any(c.tag_ == "MD" for c in t.children)
        for t in context.analysis.doc
    )


PATTERN = Pattern(
    name="open-question",
    serves=("person-cause", "judgement", "hindsight", "blame-question"),
    rank=95,
    propose=_propose,
    examples=(
        (
            "The import ran twice because Ahmet was sloppy with the lock.",
            "The import ran twice. ⟨What was done, step by step, and what part did the lock play?⟩ ⟨What made it look right at the time?⟩",
        ),
        ("A man of his seniority should know his job.", ""),
    ),
)
