"""Word pieces of sentences in their places, as the encoder's tokenizer has them, in half of its time, a tenth where the words are known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAX_PIECES = 112
_KNOWN, _LONGEST = 1 << 15, 64
"""How many words are remembered, and of how many characters at most."""


class Pieces:
    """A tokenizer that remembers words: no piece reaches over a space, so a text has the pieces of its words. Thread-safe."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.no_padding()
        self._start, self._end = self._tokenizer.encode("").ids
        self._known: dict[str, list[int]] = {}

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """For each pair of a context and a sentence its pieces, and for each piece 0 for the context and 1 for the sentence, (pieces,)."""
        texts = self._texts(list(chain.from_iterable(pairs)))
        return [
            self._long(pair) if len(first) + len(second) + 3 > MAX_PIECES else self._pair(first, second)
            for pair, first, second in zip(pairs, texts[::2], texts[1::2], strict=True)
        ]

    def _texts(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text."""
        words = [text.split(" ") for text in texts]
        every = set(chain.from_iterable(words))
        if len(self._known) + len(every) > _KNOWN:
            self._known = {}  # Another thread goes on with the one it has.
        known = self._known
        new = list(every.difference(known))
        found = dict(zip(new, (each.ids for each in self._tokenizer.encode_batch_fast(new, add_special_tokens=False)), strict=True))
        short = {word: ids for word, ids in found.items() if len(word) <= _LONGEST}
        known.update(short)
        of = (known if len(short) == len(found) else known | found).__getitem__
        return [list(chain.from_iterable(map(of, row))) for row in words]

    def _pair(self, first: list[int], second: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        ids = np.array([self._start, *first, self._end, *second, self._end])
        kinds = np.zeros(len(ids), dtype=np.int64)
        kinds[len(first) + 2 :] = 1
        return ids, kinds

    def _long(self, pair: tuple[str, str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A pair that has to be cut."""
        encoding = self._tokenizer.encode(*pair)
        return np.array(encoding.ids), np.array(encoding.type_ids)
