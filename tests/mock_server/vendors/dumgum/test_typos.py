"""Typos: exchanged letters that keep a text's length and the first letters of its words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.vendors.dumgum.replies.phrases import FOLDER, phrases_of
from mockwright.mock_server.vendors.dumgum.replies.typos import WORDS_A_SLIP, add_typos

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
LEVELS = sorted(WORDS_A_SLIP)
SEED = st.binary(min_size=1, max_size=8)
TEXTS = st.text(st.characters(categories=["L", "Mn"], include_characters=" .,;!?'-07_"))


def stream(number: int = 0) -> RandomStream:
    """A random stream."""
    return RandomStream(b"%d" % number)


@given(st.lists(TEXTS), st.sampled_from(LEVELS), SEED)
def test_slips_only_exchange_neighbours(sentences: list[str], level: str, key: bytes) -> None:
    """A typo exchanges two adjacent letters, but never the first letter of a word."""
    slipped = add_typos(sentences, level, RandomStream(key))
    assert len(slipped) == len(sentences)
    for before, after in zip(sentences, slipped, strict=True):
        assert sorted(before) == sorted(after)
        places = [place for place in range(len(before)) if before[place] != after[place]]
        for first, second in zip(places[::2], places[1::2], strict=True):
            assert second == first + 1
            assert before[first - 1].isalpha()
            assert (after[first], after[second]) == (before[second], before[first])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_text_of_some_length_slips(name: str, level: str) -> None:
    """Every regular or long sentence of every language gets a typo."""
    phrases = phrases_of(name.upper())
    for length in ("REGULAR", "LONG"):
        for text in (*phrases.sentences[length], *phrases.questions[length]):
            assert add_typos([text], level, stream()) != [text]


@pytest.mark.parametrize("name", NAMES)
def test_more_fluency_is_lost_by_level(name: str) -> None:
    """A higher level displaces more letters."""
    phrases = phrases_of(name.upper())
    texts = [*phrases.sentences["LONG"], *phrases.sentences["REGULAR"]]
    counts = [
        sum(
            a != b
            for before, after in zip(texts, add_typos(texts, level, stream()), strict=True)
            for a, b in zip(before, after, strict=True)
        )
        for level in ("NONE", "LOW", "MEDIUM", "HIGH")
    ]
    assert counts[0] == 0
    assert all(less < more for less, more in pairwise(counts)), counts


def test_no_word_slips_twice() -> None:
    """No word has two typos; `HIGH` changes every second word."""
    texts = ["abcdef ghijkl mnopqr stuvwx"]
    (slipped,) = add_typos(texts, "HIGH", stream())
    changed = [a != b for a, b in zip(texts[0].split(), slipped.split(), strict=True)]
    assert sum(changed) == 2


def test_text_without_a_place_stays() -> None:
    """Short words, digits and repeated letters get no typo."""
    assert add_typos(["a bc def 12345 aaaa", ""], "HIGH", stream()) == ["a bc def 12345 aaaa", ""]
