"""Word pieces looked up word by word are those of the tokenizer."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from linter import pieces
from linter.artifacts import folder
from linter.pieces import MAX_PIECES, Pieces

PATH = folder("judge") / "tokenizer.json"
MINE = Pieces(PATH)
TOKENIZER = Tokenizer.from_file(str(PATH))
TOKENIZER.enable_truncation(MAX_PIECES)
WORDS = st.sampled_from(
    [
        "John",
        "ran",
        "DROP TABLE",
        "naïve",
        "e\u0301te\u0301",
        "日本語",
        "[SEP]",
        "x[MASK]y",
        "`a_b--c`",
        "\u00a0",
        "\t\n",
        "👩‍💻",
        "\u200b\x1c",
    ]
)
TEXTS = st.text() | st.lists(WORDS, max_size=200).map(" ".join) | st.lists(WORDS).map("".join)


def told(pair: tuple[str, str]) -> tuple[list[int], list[int]]:
    encoding = TOKENIZER.encode(*pair)
    return encoding.ids, encoding.type_ids


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
@example([("", ""), ("causes", "  John   ran it. "), ("causes", "x" * 300), ("a " * 80, "b " * 80)])
def test_every_pair_has_the_pieces_of_the_tokenizer(pairs: list[tuple[str, str]]) -> None:
    assert [(ids.tolist(), kinds.tolist()) for ids, kinds in MINE.pairs(pairs)] == list(map(told, pairs))


def test_so_many_words_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_KNOWN", 4)
    few, sizes = Pieces(PATH), []
    for pair in (("causes", "one two"), ("causes", "three four"), ("five six seven", "eight nine ten"), ("causes", "eleven" * 20)):
        assert [part.tolist() for part in few.pairs([pair])[0]] == list(told(pair))
        sizes.append(len(few._known))
    assert sizes == [3, 3, 6, 1]
    assert "eleven" * 20 not in few._known
