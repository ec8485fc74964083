"""Shares over many conversations, which show that each parameter is followed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from mockwright.mock_server.vendors.dumgum.replies.emojis import EMOJIS
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.openapi.media_types import JSON
from tests.mock_server.vendors.dumgum.talking import (
    CONVERSATIONS,
    joined,
    many_replies,
    operation_named,
    request_body,
    sentences_of,
    share,
)

pytestmark = pytest.mark.slow

CLEAN: dict[str, Any] = {"fluencyDegradation": "NONE"}
# Three standard deviations of a share of one half over that many conversations.
NEAR = 0.034


def count_slips(texts: list[str]) -> int:
    """The number of sentences of a reply that differ from every phrase."""
    phrases = phrases_of("EN")
    known = {*phrases.sentences[None], *phrases.questions[None]}
    return sum(sentence not in known for text in texts for sentence in sentences_of(text))


@pytest.mark.parametrize("frequency", [0, 0.25, 0.5, 0.75, 1, None])
def test_so_many_replies_ask(frequency: float | None) -> None:
    """`questionFrequency` is the share of replies with a final question, by default one half."""
    parameters = CLEAN if frequency is None else {**CLEAN, "questionFrequency": frequency}
    replies = [joined(texts) for texts in many_replies(**parameters)]
    asking = sum(text.endswith("?") for text in replies)
    assert asking == sum("?" in text for text in replies)
    assert share(asking) == pytest.approx(0.5 if frequency is None else frequency, abs=NEAR)
    if frequency in {0, 1}:
        assert asking == frequency * CONVERSATIONS


def test_no_share_is_an_accident_of_another() -> None:
    """Questions and emojis are independent of whether a reply is split."""
    replies = list(
        many_replies(
            **CLEAN,
            questionFrequency=0.5,
            emojis="SOMETIMES",
            multipleMessagesPerReply=True,
            multipleMessagesPerReplyFrequency="FREQUENT",
        )
    )
    for is_split in (True, False):
        some = [texts for texts in replies if (len(texts) > 1) == is_split]
        asking = sum("?" in texts[-1] for texts in some)
        with_emoji = sum(texts[-1][-1] in EMOJIS for texts in some)
        assert share(asking, len(some)) == pytest.approx(0.5, abs=2 * NEAR)
        assert share(with_emoji, len(some)) == pytest.approx(0.75, abs=2 * NEAR)


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("FREQUENT", {1: 0.75, 2: 0.25}),
        ("SOMETIMES", {0: 0.25, 1: 0.75}),
        ("RARELY", {0: 0.75, 1: 0.25}),
        ("NEVER", {0: 1.0}),
        (None, {0: 1.0}),
    ],
)
def test_so_many_replies_have_emojis(frequency: str | None, expected: dict[int, float]) -> None:
    """The share of replies with each number of emojis is as documented."""
    parameters: dict[str, Any] = {} if frequency is None else {"emojis": frequency}
    counts = Counter(
        sum(joined(texts).count(emoji) for emoji in EMOJIS) for texts in many_replies(**parameters)
    )
    assert counts.keys() == expected.keys()
    for count, probability in expected.items():
        assert share(counts[count]) == pytest.approx(probability, abs=NEAR)


def test_every_emoji_is_drawn() -> None:
    """Every emoji is used, with a similar frequency."""
    found = Counter(texts[-1][-1] for texts in many_replies(emojis="FREQUENT"))
    assert found.keys() == set(EMOJIS)
    assert min(found.values()) > CONVERSATIONS / len(EMOJIS) / 2


@pytest.mark.parametrize("unset", [{}, {"fluencyDegradation": None}], ids=["absent", "null"])
def test_half_of_the_replies_have_slips_when_unset(unset: dict[str, Any]) -> None:
    """Without `fluencyDegradation` half of the replies have typos."""
    with_slips = sum(count_slips(texts) > 0 for texts in many_replies(**unset))
    assert share(with_slips) == pytest.approx(0.5, abs=NEAR)


def test_levels_of_degradation_differ() -> None:
    """`NONE` makes no typos, and each higher level makes clearly more."""
    slips = {
        level: [
            count_slips(texts)
            for texts in many_replies(fluencyDegradation=level, messageLength="LONG")
        ]
        for level in ("NONE", "LOW", "MEDIUM", "HIGH")
    }
    assert set(slips["NONE"]) == {0}
    assert min(*slips["LOW"], *slips["MEDIUM"], *slips["HIGH"]) > 0
    means = [share(sum(counts)) for counts in slips.values()]
    assert all(more > 1.3 * less for less, more in pairwise(means)), means


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [("VERY_FREQUENT", 0.9), ("FREQUENT", 0.6), (None, 0.45), ("OCCASIONAL", 0.3), ("RARE", 0.1)],
)
@pytest.mark.parametrize("length", [None, "REGULAR"])
def test_so_many_replies_are_split(
    frequency: str | None, expected: float, length: str | None
) -> None:
    """The share of replies that are split in two or three is as documented."""
    counts = Counter(
        len(texts)
        for texts in many_replies(
            multipleMessagesPerReply=True,
            multipleMessagesPerReplyFrequency=frequency,
            messageLength=length,
            sentenceLength="SHORT",
        )
    )
    assert counts.keys() == {1, 2, 3}
    assert share(CONVERSATIONS - counts[1]) == pytest.approx(expected, abs=NEAR / 2)
    assert share(counts[2], counts[2] + counts[3]) == pytest.approx(0.5, abs=NEAR / expected**0.5)


@pytest.mark.parametrize("switch", [{}, {"multipleMessagesPerReply": False}])
def test_no_reply_is_split_unasked(switch: dict[str, Any]) -> None:
    """Without `multipleMessagesPerReply` no reply is split, whatever the frequency."""
    replies = many_replies(**switch, multipleMessagesPerReplyFrequency="VERY_FREQUENT")
    assert {len(texts) for texts in replies} == {1}


def test_every_phrase_is_said() -> None:
    """Every statement and every question of a language is used."""
    said = {
        sentence
        for texts in many_replies("FI_FI", **CLEAN, messageLength="LONG", questionFrequency=1)
        for sentence in sentences_of(joined(texts, "FI_FI"))
    }
    phrases = phrases_of("FI_FI")
    assert said == {*phrases.sentences[None], *phrases.questions[None]}


def test_requests_keep_the_contract() -> None:
    """The requests of these tests conform to the document."""
    operation = operation_named("generate_reply")
    assert operation.body is not None
    schema = operation.body.media_types[JSON].schema
    assert schema is not None
    assert schema.is_valid(request_body(emojis="RARELY", questionFrequency=0.25))
