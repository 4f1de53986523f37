"""A linter that remembers sentences, for callers that see a text again after each keystroke."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from linter.document import Document
from linter.engine import Hit, Linter, Opinion, Wordings
from linter.finding import Span
from linter.pipeline import Analysis
from linter.pipeline.actor import Roster, antecedent
from linter.pipeline.sentence import Sentence
from linter.rewrite import basis
from linter.rewrite.context import Context
from linter.settings import Settings

if TYPE_CHECKING:
    from linter.model import Reading

SENTENCES = 20_000
"""How many sentences are remembered: some hundred long reviews."""

Value = TypeVar("Value")
Found = TypeVar("Found", Hit, Opinion)


class _Memory(Generic[Value]):
    """The values that were asked for last. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, keys: Iterable[Hashable]) -> list[Value | None]:
        found = []
        with self._lock:
            for key in keys:
                found.append(value := self._values.get(key))
                if value is not None:
                    self._values.move_to_end(key)
        return found

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._size:
                self._values.popitem(last=False)


class CachingLinter(Linter):
    """A `Linter` that reads, judges and rewrites a sentence once for each place it stands in. Its reports are those of a `Linter`.

    What is thought of a sentence follows from its words, its place (section, heading, label), whom "they" means in it, the names that the
    document settles, and the settings, which are fixed here. These are the key; offsets are not, so text that only moved is not read again.
    Spans, counts, fingerprints and suppressions belong to the document and are made anew. Thread-safe; `size` bounds the memory.
    """

    def __init__(self, settings: Settings | None = None, *, size: int = SENTENCES) -> None:
        super().__init__(settings)
        self._hits: _Memory[tuple[Hit, ...]] = _Memory(size)
        self._read: _Memory[Reading] = _Memory(size)
        self._thoughts: _Memory[tuple[Opinion, ...]] = _Memory(size)
        self._suggestions: _Memory[Wordings] = _Memory(size)

    def _matched(self, passed: Sequence[Sentence], names: Roster) -> Iterator[Hit]:
        yield from self._remembered(self._hits, passed, names, super()._matched, _hit_in)

    def _readings(self, every: Sequence[Sentence], names: Roster) -> list[Reading]:
        keys = [_key(sentence, names) for sentence in every]
        known = self._read.get(keys)
        new = [i for i, found in enumerate(known) if found is None]
        for i, reading in zip(new, super()._readings([every[i] for i in new], names), strict=True):
            known[i] = reading
            self._read.put(keys[i], reading)
        return [reading for reading in known if reading is not None]

    def _thought(self, survivors: Sequence[Sentence], readings: Sequence[Reading], names: Roster) -> list[Opinion]:
        of = {id(sentence): reading for sentence, reading in zip(survivors, readings, strict=True)}
        think = super()._thought

        def thought(new: Sequence[Sentence], names: Roster) -> list[Opinion]:
            return think(new, [of[id(sentence)] for sentence in new], names)

        return list(self._remembered(self._thoughts, survivors, names, thought, _opinion_in))

    def _remembered(
        self,
        memory: _Memory[tuple[Found, ...]],
        every: Sequence[Sentence],
        names: Roster,
        find: Callable[[Sequence[Sentence], Roster], Iterable[Found]],
        stand: Callable[[Found, Sentence], Found],
    ) -> Iterator[Found]:
        """What `find` says of sentences, of those that are new; `stand` puts what is remembered where the sentence stands now."""
        keys = [_key(sentence, names) for sentence in every]
        known = memory.get(keys)
        fresh: defaultdict[int, list[Found]] = defaultdict(list)
        for found in find([sentence for remembered, sentence in zip(known, every, strict=True) if remembered is None], names):
            fresh[id(found.analysis.sentence)].append(found)
        for key, remembered, sentence in zip(keys, known, every, strict=True):
            value = tuple(fresh[id(sentence)]) if remembered is None else remembered
            if remembered is None:
                memory.put(key, value)
            yield from (stand(found, sentence) for found in value)

    def _worded(self, document: Document, hits: Sequence[Hit], withheld: Callable[[str, str], None] | None) -> list[Wordings]:
        keys = [self._asked(document, hit) for hit in hits]
        known = {
            i: found
            for i, found in enumerate(() if withheld else self._suggestions.get(keys))
            if found is not None and found.least <= hits[i].surroundings < found.most
        }
        new = [i for i in range(len(hits)) if i not in known]
        for i, found in zip(new, super()._worded(document, [hits[i] for i in new], withheld), strict=True):
            known[i] = _moved(found, -hits[i].analysis.sentence.offsets[0])
            self._suggestions.put(keys[i], known[i])
        return [_moved(known[i], hit.analysis.sentence.offsets[0]) for i, hit in enumerate(hits)]

    def _asked(self, document: Document, hit: Hit) -> Hashable:
        """What the suggestions for a hit follow from, besides its surroundings."""
        sentence = hit.analysis.sentence
        given = basis(Context(document, hit.analysis, hit.match, hit.rule))
        return (hit.rule.code, hit.match, *given, *_key(sentence, hit.analysis.doc._.roster))


def _key(sentence: Sentence, names: Roster) -> tuple[Hashable, ...]:
    return (
        names,
        sentence.text,
        sentence.section,
        sentence.kind,
        sentence.place,
        sentence.field,
        sentence.heading,
        _meant(sentence.before),
    )


def _hit_in(hit: Hit, sentence: Sentence) -> Hit:
    return replace(hit, analysis=Analysis(sentence, hit.analysis.doc))


def _opinion_in(opinion: Opinion, sentence: Sentence) -> Opinion:
    analysis = Analysis(sentence, opinion.analysis.doc)
    return replace(opinion, analysis=analysis, hits=tuple(replace(hit, analysis=analysis) for hit in opinion.hits))


_meant = lru_cache(SENTENCES)(antecedent)


def _moved(found: Wordings, by: int) -> Wordings:
    places = (replace(each, span=Span(each.span.start + by, each.span.end + by)) for each in found.suggestions)
    return replace(found, suggestions=tuple(places))
