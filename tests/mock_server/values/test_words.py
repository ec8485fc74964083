from __future__ import annotations

from hashlib import blake2b

import pytest

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.words import WORDS, fake_words
from tests.processor_time import time_call

KEYS = [f"key-{number}".encode() for number in range(200)]


def texts(minimum: int, maximum: int | None) -> list[str]:
    """One text per key."""
    return [fake_words(RandomStream(key), minimum, maximum) for key in KEYS]


def test_words_are_pinned() -> None:
    """The list of words has not changed, because that would change answers."""
    digest = blake2b(" ".join(WORDS).encode(), digest_size=8).hexdigest()
    assert (len(WORDS), digest) == (111, "fdabcf004cc8e37b")


def test_words_are_plain_and_different() -> None:
    """Each word occurs once, in lower case."""
    assert sorted(set(WORDS)) == sorted(WORDS)
    assert [word for word in WORDS if not (word.isascii() and word.islower())] == []


def test_text_is_two_or_three_words() -> None:
    """Without limits, a text is two or three of the words."""
    split = [text.split(" ") for text in texts(0, None)]
    assert {len(words) for words in split} == {2, 3}
    assert {word for words in split for word in words} <= {*WORDS}


@pytest.mark.parametrize(
    ("minimum", "maximum"),
    [
        (0, 0),
        (0, 1),
        (1, 1),
        (0, 4),
        (5, 5),
        (9, 11),
        (0, 100),
        (60, 60),
        (200, None),
        (1000, 1001),
    ],
)
def test_text_keeps_its_limits(minimum: int, maximum: int | None) -> None:
    """A text has at least the minimum and at most the maximum number of characters."""
    lengths = [len(text) for text in texts(minimum, maximum)]
    assert min(lengths) >= minimum
    assert max(lengths) <= (maximum if maximum is not None else minimum + 50)


@pytest.mark.parametrize("maximum", [1, 2, 3, 5, 8, 13])
def test_cut_text_has_no_space_at_its_ends(maximum: int) -> None:
    """Text cut between two words does not end with a space."""
    assert [text for text in texts(maximum, maximum) if text != text.strip()] == []


def test_same_draws_give_the_same_text() -> None:
    """The text depends on the key alone, and differs between keys."""
    assert texts(0, None) == texts(0, None)
    assert len(set(texts(0, None))) > len(KEYS) // 2


def test_long_text_takes_no_longer_a_character() -> None:
    """A text of a million characters takes about a hundred times as long as one of ten thousand."""

    def seconds(length: int) -> float:
        return time_call(lambda: fake_words(RandomStream(b"key"), length, None))[1]

    short = min(seconds(10_000) for _ in range(5))
    assert seconds(1_000_000) < 1000 * short
