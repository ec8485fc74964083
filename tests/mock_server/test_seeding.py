from __future__ import annotations

from collections import Counter
from hashlib import blake2b

import pytest

from mockwright.mock_server.seeding import RandomStream, begin_key, request_key

KEY = bytes.fromhex("c64879d2124cea5eb7c03f0b5a0ad8d49ad710fe7fb1ce5483e257a493136216")
REQUEST_KEY = bytes.fromhex(
    "a865c8d74bedafc131ccd01318bd833c7e84388db41a8ce0ba5d4c1006e681d5"
    "04a02572e9b4229c1c6fac0f8303fdf77add406e097b4796f6ce043de1d3f050"
)
# Pinned, because every later version has to give the same answers.
FIRST_BITS = [
    8977711740217490367,
    17528754750327841426,
    5966654956438007612,
    11259621344489589859,
    8930285674400572351,
    14716852029784562472,
    14716736109779759904,
    15707448246550154111,
    12694145942479366005,
]
BOUNDS = [1, 2, 3, 10, 1000, 2**32, 2**63, 2**64 - 1, 2**64, 2**64 + 1, 3 * 2**64, 2**500]


def test_key_of_a_request_is_pinned() -> None:
    """The key of a seed and two parts has its recorded value."""
    assert request_key(7, b"operation", b"request") == REQUEST_KEY


@pytest.mark.parametrize("size", [7, 2038, 2039, 2040, 2047, 5000])
def test_keys_of_the_same_beginning_are_those_of_requests(size: int) -> None:
    """A key computed in two steps equals the key of all parts, for any length."""
    last = b"x" * size
    begun = begin_key(7, b"operation")
    assert [begun(last), begun(last)] == [request_key(7, b"operation", last)] * 2


def test_key_of_a_long_part_is_pinned() -> None:
    """A long part is hashed with its length in eight bytes before it."""
    plain = blake2b(b"7" + (5000).to_bytes(8, "big") + b"x" * 5000).digest()
    assert request_key(7, b"x" * 5000) == plain


def test_bits_are_pinned() -> None:
    """The first nine words of a stream have their recorded values."""
    stream = RandomStream(KEY)
    assert [stream.bits() for _ in FIRST_BITS] == FIRST_BITS


def test_numbers_below_a_bound_are_pinned() -> None:
    """Small numbers and one of several words have their recorded values."""
    small, huge = RandomStream(KEY), RandomStream(KEY)
    assert [small.below(10) for _ in range(12)] == [4, 9, 3, 6, 4, 7, 7, 8, 6, 1, 5, 2]
    assert huge.below(2**100) == 616943653074389904920660302127


def test_numbers_between_and_picks_are_pinned() -> None:
    """Numbers from a range and a picked option have their recorded values."""
    stream = RandomStream(KEY)
    assert [stream.between(-3, 3) for _ in range(8)] == [0, 3, -1, 1, 0, 2, 2, 2]
    assert stream.pick("abcdef") == "e"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((8, b"operation", b"request"), id="seed"),
        pytest.param((-7, b"operation", b"request"), id="sign"),
        pytest.param((7, b"operation", b"requests"), id="part"),
        pytest.param((7, b"request", b"operation"), id="order"),
        pytest.param((7, b"operationr", b"equest"), id="where-parts-meet"),
        pytest.param((7, b"operation", b"request", b""), id="empty-part"),
        pytest.param((7, b"operationrequest"), id="joined"),
    ],
)
def test_key_depends_on_everything(other: tuple[int, *tuple[bytes, ...]]) -> None:
    """Another seed, part, order or boundary of parts gives another key."""
    assert request_key(*other) != REQUEST_KEY


@pytest.mark.parametrize("bound", BOUNDS)
def test_numbers_stay_below_their_bound(bound: int) -> None:
    """A number is at least 0 and less than its bound."""
    stream = RandomStream(KEY)
    assert {0 <= stream.below(bound) < bound for _ in range(500)} == {True}


@pytest.mark.parametrize("bound", BOUNDS)
def test_numbers_reach_both_halves(bound: int) -> None:
    """Numbers come from both halves of the range below a bound."""
    stream = RandomStream(KEY)
    numbers = [stream.below(bound) for _ in range(100)]
    halves = {2 * number >= bound for number in numbers}
    assert halves == ({False} if bound == 1 else {False, True})


def test_numbers_are_uniform() -> None:
    """Each of six numbers occurs about 1,000 times among 6,000."""
    stream = RandomStream(KEY)
    faces = Counter(stream.below(6) for _ in range(6000))
    assert sorted(faces) == [0, 1, 2, 3, 4, 5]
    assert max(abs(count - 1000) for count in faces.values()) < 150


def test_range_includes_both_ends() -> None:
    """A number from a range may be either end."""
    stream = RandomStream(KEY)
    assert {stream.between(-1, 1) for _ in range(100)} == {-1, 0, 1}


def test_every_option_can_be_picked() -> None:
    """Each option is picked, and nothing else."""
    stream = RandomStream(KEY)
    assert {stream.pick(["a", "b", "c"]) for _ in range(100)} == {"a", "b", "c"}


def test_text_is_pinned() -> None:
    """A random text has its recorded value."""
    assert RandomStream(KEY).text("abcdefghijklmnopqrstuvwxyz0123456789", 11) == "rairn8x8y83"


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 1000])
def test_text_has_its_length_and_characters(length: int) -> None:
    """A random text has the given length and only the given characters."""
    text = RandomStream(KEY).text("abc", length)
    assert (len(text), set(text) - set("abc")) == (length, set())


def test_characters_of_a_text_are_uniform() -> None:
    """Each of six characters occurs about 1,000 times among 6,000."""
    counts = Counter(RandomStream(KEY).text("abcdef", 6000))
    assert sorted(counts) == ["a", "b", "c", "d", "e", "f"]
    assert max(abs(count - 1000) for count in counts.values()) < 150


def test_streams_of_one_key_do_not_disturb_each_other() -> None:
    """Two streams of one key are independent and equal."""
    first = RandomStream(KEY)
    taken = [first.bits() for _ in range(20)]
    second = RandomStream(KEY)
    assert [second.bits() for _ in range(20)] == taken


def test_key_of_a_request_is_its_first_draws() -> None:
    """The first words of a stream are its key, and the following ones differ from them."""
    stream = RandomStream(REQUEST_KEY)
    words = [stream.bits() for _ in range(16)]
    assert b"".join(word.to_bytes(8, "big") for word in words[:8]) == REQUEST_KEY
    assert len(set(words)) == 16
