"""A linter that remembers sentences, for callers that see a text again after each keystroke."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Lock, local

from linter.engine import Hit, Linter, roster
from linter.pipeline import Analysis
from linter.pipeline.actor import Roster
from linter.pipeline.sentence import Sentence
from linter.settings import Settings

SENTENCES = 20_000
"""How many sentences are remembered: some hundred long reviews."""


class CachingLinter(Linter):
    """A `Linter` that reads and judges a sentence once for each place it stands in. Its reports are those of a `Linter`.

    What is found in a sentence follows from its words, its place (section, heading, label, neighbours), the names that the document
    settles, and the settings, which are fixed here. These are the key; offsets are not, so text that only moved is not read again.
    Spans, counts, fingerprints and suppressions belong to the document and are made anew. Thread-safe; `size` bounds the memory.
    """

    def __init__(self, settings: Settings | None = None, *, size: int = SENTENCES) -> None:
        super().__init__(settings)
        self._size = size
        self._known: OrderedDict[Hashable, tuple[Hit, ...]] = OrderedDict()
        self._lock = Lock()
        self._run = local()

    def _matched(self, passed: Sequence[Sentence]) -> Iterator[Hit]:
        yield from self._remembered(passed, super()._matched)

    def _judged(self, every: Sequence[Sentence]) -> Iterator[Hit]:
        yield from self._remembered(every, super()._judged)

    def _analysed(self, passed: Sequence[Sentence]) -> list[Analysis]:
        """The names are those of the whole document, of which `passed` is only what is new."""
        from linter.pipeline.run import analyse

        return analyse(passed, self._run.names) if passed else []

    def _remembered(self, every: Sequence[Sentence], find: Callable[[Sequence[Sentence]], Iterable[Hit]]) -> Iterator[Hit]:
        names = self._run.names = roster(every, self.settings)
        keys = [_key(sentence, names) for sentence in every]
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        fresh: defaultdict[int, list[Hit]] = defaultdict(list)
        for hit in find([sentence for key, sentence in zip(keys, every, strict=True) if key not in known]):
            fresh[id(hit.analysis.sentence)].append(hit)
        for key, sentence in zip(keys, every, strict=True):
            if key in known:
                yield from (replace(hit, analysis=Analysis(sentence, hit.analysis.doc)) for hit in known[key])
            else:
                yield from fresh[id(sentence)]
        with self._lock:
            for key, sentence in zip(keys, every, strict=True):
                self._known[key] = known[key] if key in known else tuple(fresh[id(sentence)])
                self._known.move_to_end(key)
            while len(self._known) > self._size:
                self._known.popitem(last=False)


def _key(sentence: Sentence, names: Roster) -> Hashable:
    return (
        names,
        sentence.text,
        sentence.section,
        sentence.kind,
        sentence.place,
        sentence.field,
        sentence.heading,
        sentence.before,
        sentence.after,
    )
