"""Labelled reviews -> sentences as the linter sees them: read, split and placed by the same code that runs for a user."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from linter.engine import roster
from linter.model import context, introduced
from linter.pipeline import Analysis
from linter.pipeline.run import analyse
from linter.pipeline.sentence import Sentence, sentences
from linter.readers import read_text
from linter.settings import Settings
from linter.training.corpus import render
from linter.training.cultures import given_names
from linter.training.data import CODES, LABELS, Line, Review


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the line of the review that labels it."""

    sentence: Sentence
    line: Line
    review: Review
    machines: frozenset[str]
    """The names that the review introduces as those of machines, lower case."""


def labelled(reviews: Iterable[Review]) -> Iterator[Labelled]:
    """The sentences of the reviews. A piece of a line that is cut in several is left out, unless it is the most of it."""
    for review in reviews:
        source, gold = render(review)
        document = read_text(source, f"{review.id}.md", format="markdown")
        every = sentences(document, {})
        machines = roster(every, Settings()).services
        for sentence in every:
            span = sentence.span
            for item in gold:
                shared = min(span.end, item.span.end) - max(span.start, item.span.start)
                whole = shared > 0.9 * (span.end - span.start) and sentence.field != ""
                if whole or shared > 0.6 * (item.span.end - item.span.start):
                    yield Labelled(sentence, item.line, review, machines)
                    break


def analyses(items: Sequence[Labelled]) -> Iterator[Analysis]:
    """The sentences analysed, each review by itself: what one settles about a name holds for no other."""
    for _, group in groupby(items, key=lambda item: item.review.id):
        inside = [item.sentence for item in group]
        yield from analyse(inside, roster(inside, Settings()))


def with_names(item: Labelled, draw: Callable[[], str]) -> Sentence:
    """The sentence with every personal name of the review replaced by a drawn one, the same in the sentence and its neighbours.

    The sentence itself, where it names nobody.
    """
    swaps = {
        part: draw()
        for person in item.review.people
        for part in person.split()
        if len(part) > 2 and part[0].isupper() and part.isalpha() and not part.isupper()
    }
    if not swaps:
        return item.sentence
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(swaps, key=len, reverse=True))) + r")\b")

    def swap(text: str) -> str:
        return pattern.sub(lambda match: swaps[match.group()], text)

    sentence = item.sentence
    text = swap(sentence.text)
    if text == sentence.text:
        return sentence
    return replace(sentence, text=text, offsets=range(len(text) + 1), before=swap(sentence.before), after=swap(sentence.after))


ALL_CODES = tuple(sorted(code for codes in CODES.values() for code in codes))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence as the encoder sees it, with 1, 0 or, for borderline and unknown, -1 for every label and code."""

    context: str
    text: str
    labels: tuple[int, ...]
    codes: tuple[int, ...]
    paired: bool
    """Whether it is half of a minimal pair."""
    variants: tuple[str, ...] = ()
    """The text with other names; training takes one of them every other time."""


VARIANTS = 4
"""Copies of a sentence with names of other cultures, of which training draws one every other time."""


def example(item: Labelled) -> Example:
    """A labelled sentence for the encoder."""
    line = item.line
    return Example(
        context(item.sentence),
        introduced(item.sentence.text, item.machines),
        tuple(-1 if label in line.borderline else int(label in line.labels) for label in LABELS),
        tuple(-1 if line.borderline else int(code in line.codes) for code in ALL_CODES),
        bool(line.pair),
    )


def examples(items: Sequence[Labelled], *, seed: int) -> list[Example]:
    """The sentences, those with personal names with variants, so that no name counts for anything."""
    rng = random.Random(seed)
    people = given_names()
    out = []
    for item in items:
        variants = [with_names(item, lambda: rng.choice(people)).text for _ in range(VARIANTS)]
        named = variants[0] != item.sentence.text
        out.append(replace(example(item), variants=tuple(introduced(text, item.machines) for text in variants) if named else ()))
    return out
