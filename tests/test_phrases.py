"""The words that decide whether a phrase is looked for at all."""

from __future__ import annotations

import pytest

from linter.lexicons import inflections
from linter.matchers.phrase import compiled, needs_of, words_of


@pytest.mark.parametrize(
    ("pattern", "words", "text"),
    [
        ("counter-?signs?", {"counter", "countersign", "countersigns", "sign", "signs"}, "They counter-sign it."),
        ("{drop} the ball", inflections("drop") | {"ball"}, "Ops dropped the ball."),
        (r"no more (?:[\w-]+ ){1,5}in", {"no", "more", "in"}, "No more jokes in the channel."),
        (r"(?:asked|told|made) (?:[\w'-]+ ){0,3}apologi[sz]e", {"apologise", "apologize"}, "Ana was told to apologise."),
        ("(?:(?:a little|more) )+care", {"care"}, "With a little more care."),
        ("fat-?finger|to blame", {"fat", "fatfinger", "finger", "blame"}, "He is to blame."),
        ("(?:somebody|anyone)'s fault", {"fault"}, "It is anyone’s fault."),
        (r"^human(?: error)?\W*$", {"human"}, "Human error."),
    ],
)
def test_every_match_has_one_of_the_words(pattern: str, words: set[str], text: str) -> None:
    assert compiled(pattern).search(text)
    assert words_of(pattern) <= words
    plain = text.lower().replace("’", "'")
    assert any(word in plain for word in words_of(pattern))
    assert any(all(any(word in plain for word in part) for part in needs) for needs in needs_of(pattern))


def test_the_rarest_part_decides() -> None:
    assert words_of("(?:is|was) (?:the|a) scapegoat") == {"scapegoat"}


def test_a_phrase_needs_a_word_of_each_of_its_parts() -> None:
    assert needs_of("(?:is|was) (?:the|a) scapegoat|to blame") == (({"is", "was"}, {"the", "a"}, {"scapegoat"}), ({"to"}, {"blame"}))


def test_a_phrase_of_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a word that all its matches have"):
        words_of(r"\w+ \w+")


def test_a_phrase_that_ends_in_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="must not start or end with a space"):
        compiled("to blame ")
