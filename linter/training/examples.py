"""Labelled reviews -> sentences as the linter sees them: read, split and placed by the same code that runs for a user."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from linter.pipeline.sentence import Sentence, sentences
from linter.readers import read_text
from linter.training.corpus import render
from linter.training.data import Line, Review


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the line of the review that labels it."""

    sentence: Sentence
    line: Line
    review: Review


def labelled(reviews: Iterable[Review]) -> Iterator[Labelled]:
    """The sentences of the reviews. A piece of a line that is cut in several is left out, unless it is the most of it."""
    for review in reviews:
        source, gold = render(review)
        document = read_text(source, f"{review.id}.md", format="markdown")
        for sentence in sentences(document, {}):
            span = sentence.span
            for item in gold:
                shared = min(span.end, item.span.end) - max(span.start, item.span.start)
                whole = shared > 0.9 * (span.end - span.start) and sentence.field != ""
                if whole or shared > 0.6 * (item.span.end - item.span.start):
                    yield Labelled(sentence, item.line, review)
                    break


def with_other_names(item: Labelled, names: Sequence[str], rng: random.Random) -> Sentence:
    """The sentence with every personal name of the review replaced by one drawn from `names`, the same in the sentence and its neighbour."""
    swaps = {}
    for person in item.review.people:
        for part in person.split():
            if part[:1].isupper() and part.rstrip(".").isalpha() and len(part) > 2 and not part.isupper():
                swaps[part] = rng.choice(names)
    if not swaps:
        return item.sentence
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(swaps, key=len, reverse=True))) + r")\b")

    def swap(text: str) -> str:
        return pattern.sub(lambda match: swaps[match.group()], text)

    sentence = item.sentence
    return replace(sentence, text=swap(sentence.text), before=swap(sentence.before), after=swap(sentence.after))
