"""The rules: one frozen value a file, found by discovery.

A rule is a module of this package with a `RULE`. Most look at sentences and have matchers; those about the review as a whole have a
`whole`. A rule's examples are its tests: `flags` must be found by it, `passes` must not be found by any rule of its category.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from linter.finding import Severity

if TYPE_CHECKING:
    from linter.document import Document
    from linter.finding import Finding
    from linter.outline import Outline
    from linter.pipeline import Analysis
    from linter.pipeline.sentence import Sentence
    from linter.settings import Settings

CATEGORIES = (
    "person-cause",
    "individual-action",
    "hindsight",
    "judgement",
    "blame-question",
    "causal-story",
    "action-tracking",
    "document",
)


@dataclass(frozen=True, slots=True)
class Match:
    """What a matcher found in a sentence: character offsets into the sentence's text, and whom it is about.

    `actor` is the kind of the human target ("person", "role", "group", "we", "i", "nobody", "someone"), or "" where the target
    is built into the words ("human error"). `note` names the matcher's reading for `--explain-findings`.

    A match of a rule about the whole review has offsets into the document's source; `severity` is there where it isn't the rule's.
    """

    start: int
    end: int
    actor: str = ""
    agent: str = ""
    predicate: str = ""
    note: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a rule about the whole review sees: the document, what it says as a whole, its sentences, and what was found in them."""

    document: Document
    outline: Outline
    sentences: Sequence[Sentence]
    findings: Sequence[Finding]
    settings: Settings


class Matcher(Protocol):
    """A function from a sentence's analysis to matches; a sentence with none of its `words` can't match (no words: any can)."""

    @property
    def words(self) -> frozenset[str]: ...

    def may_match(self, words: frozenset[str], /) -> bool: ...

    def __call__(self, analysis: Analysis, /) -> Iterable[Match]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of blame, how it is found, and what the writer is told.

    code, name       "PC104", "omission"; either selects the rule
    category         one of CATEGORIES
    severity         of a finding about a role, a group or an implied person; a named person makes it one step more severe
    ceiling          the most severe it can get ("info" for self-blame)
    message          one line, "Reads as …"; `{agent}` and `{predicate}` are replaced by the words of the sentence
    why              why this stops the learning, one to three sentences
    see              where the idea comes from: author and title, no word of theirs
    question         the learning question: what or how, never who or why
    matchers         any of them is enough; none where the judge alone finds it, and for rules about the whole review
    whole            for a rule about the whole review: a function from the review to matches
    flags, passes    small Markdown documents that it must find, and must leave alone
    default          whether it runs without being selected
    """

    code: str
    name: str
    category: str
    severity: Severity
    message: str
    why: str
    see: tuple[str, ...]
    question: str
    flags: tuple[str, ...]
    passes: tuple[str, ...]
    matchers: tuple[Matcher, ...] = ()
    whole: Callable[[Review], Iterable[Match]] | None = None
    ceiling: Severity = Severity.ERROR
    default: bool = True

    def answers_to(self, selector: str) -> bool:
        """Whether a code, name, category or code prefix ("PC", "PC1") selects this rule."""
        return selector in (self.code, self.name, self.category) or (
            len(selector) > 1 and selector.isupper() and self.code.startswith(selector)
        )

    def closest(self, selectors: Iterable[str]) -> str | None:
        """Of selectors the one that names this rule most closely: its code or name, a longer beginning of the code, its category."""
        answering = filter(self.answers_to, selectors)
        return max(answering, key=lambda each: (each in (self.code, self.name), each != self.category, len(each)), default=None)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            found.append(importlib.import_module(f"{__name__}.{module.name}").RULE)
    return tuple(sorted(found, key=lambda rule: rule.code))


def select_rules(select: Iterable[str], ignore: Iterable[str]) -> Iterator[Rule]:
    """The rules that run: all that are on by default or the selected ones, less the ignored. Raises ValueError for an unknown selector."""
    select, ignore = tuple(select), tuple(ignore)
    rules = all_rules()
    for selector in (*select, *ignore):
        if not any(rule.answers_to(selector) for rule in rules):
            raise ValueError(f"no rule, name or category is called {selector!r}; `blamelint rule` lists them")
    for rule in rules:
        wanted = any(map(rule.answers_to, select)) if select else rule.default
        if wanted and not any(map(rule.answers_to, ignore)):
            yield rule
