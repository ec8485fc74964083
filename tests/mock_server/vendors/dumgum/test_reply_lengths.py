"""Lengths: characters of a reply and words of its sentences, in every language."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.mock_server.vendors.dumgum.replies.lengths import (
    MESSAGE_LENGTHS,
    SENTENCE_LENGTHS,
    SENTENCE_LENGTHS_WITHOUT_SPACES,
)
from mockwright.mock_server.vendors.dumgum.replies.phrases import FOLDER, phrases_of
from tests.mock_server.vendors.dumgum.talking import (
    FULL_USER,
    MESSAGE,
    answer,
    joined,
    many_replies,
    request_body,
    sentences_of,
    texts_of,
)

pytestmark = pytest.mark.slow

NAMES = sorted(path.stem.upper() for path in FOLDER.glob("*.json"))
SENTENCES = ("SHORT", "REGULAR", "LONG")
# The parameters that make lengths hardest: a long first sentence, a label, emojis.
BURDENS: list[dict[str, Any]] = [
    {},
    {"emojis": "FREQUENT", "questionFrequency": 1},
    {"personaPersonality": "HIGH_ENERGY", "questionFrequency": 1, "emojis": "FREQUENT"},
    {"engage": "REVIVE", "personaPersonality": "PASSIONNATE", "fluencyDegradation": "HIGH"},
    {"engage": "ICEBREAKER", "icebreakerType": "NEARBY", "questionFrequency": 1},
    {
        "engage": "NUDGE",
        "emojis": "FREQUENT",
        "questionFrequency": 1,
        "personaPersonality": "GEEKY",
    },
]


def count_words(sentence: str, language: str) -> int:
    """The number of words; of characters in Japanese."""
    return len(sentence) if language == "JA" else len(sentence.split())


def sentence_band(length: str, language: str) -> range:
    """The permitted numbers of words of a sentence length."""
    bands = SENTENCE_LENGTHS_WITHOUT_SPACES if language == "JA" else SENTENCE_LENGTHS
    low, high = bands[length]
    return range(low, high + 1)


@pytest.mark.parametrize("language", NAMES)
def test_fixed_lengths_are_kept(language: str) -> None:
    """With `fixedResponseLength` every reply has a permitted number of characters."""
    wrong = []
    for length, (low, high) in MESSAGE_LENGTHS.items():
        for sentence_length in (None, *SENTENCES):
            for burden in BURDENS:
                for texts in many_replies(
                    language,
                    6,
                    messageLength=length,
                    sentenceLength=sentence_length,
                    fixedResponseLength=True,
                    **burden,
                ):
                    text = joined(texts, language)
                    if not low <= len(text) <= high:
                        wrong.append((length, sentence_length, burden, len(text), text))
    assert wrong == []


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("is_fixed", [True, False])
def test_sentences_have_the_length_asked_for(language: str, is_fixed: bool) -> None:  # noqa: FBT001
    """Every sentence of an ordinary reply has the requested length, including its label."""
    wrong = []
    for length in SENTENCES:
        band = sentence_band(length, language)
        for message_length in (None, *MESSAGE_LENGTHS):
            for burden in BURDENS[:3]:
                for texts in many_replies(
                    language,
                    6,
                    messageLength=message_length,
                    sentenceLength=length,
                    fixedResponseLength=is_fixed,
                    multipleMessagesPerReply=True,
                    **burden,
                ):
                    wrong += [
                        (length, sentence)
                        for text in texts
                        for sentence in sentences_of(text)
                        if count_words(sentence, language) not in band
                    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["EN", "JA", "ZU_ZA", "FI_FI", "EL_GR"])
@pytest.mark.parametrize("length", MESSAGE_LENGTHS)
def test_lengths_that_are_not_fixed_have_a_lower_bound(language: str, length: str) -> None:
    """Without `fixedResponseLength` a reply has at least the minimum number of characters."""
    low, _ = MESSAGE_LENGTHS[length]
    lengths = [
        len(joined(texts, language)) for texts in many_replies(language, 200, messageLength=length)
    ]
    assert min(lengths) >= low


def test_bands_follow_each_other() -> None:
    """The bands of message lengths cover all numbers from 1 without gaps or overlaps."""
    numbers = [n for low, high in MESSAGE_LENGTHS.values() for n in range(low, high + 1)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_lengths_when_unset_are_mixed() -> None:
    """Without lengths a reply has one to four sentences, and all sentence lengths occur."""
    replies = [texts[0] for texts in many_replies(fluencyDegradation="NONE")]
    counts = {len(sentences_of(text)) for text in replies}
    phrases = phrases_of("EN")
    said = {sentence for text in replies for sentence in sentences_of(text)}
    assert counts == {1, 2, 3, 4}
    assert all(said & set(phrases.sentences[length]) for length in SENTENCES)


@settings(max_examples=300)
@given(
    language=st.sampled_from(NAMES),
    number=st.integers(min_value=0, max_value=2**32),
    length=st.sampled_from(list(MESSAGE_LENGTHS)),
    parameters=st.fixed_dictionaries(
        {},
        optional={
            "sentenceLength": st.sampled_from(SENTENCES),
            "emojis": st.sampled_from(["FREQUENT", "SOMETIMES", "RARELY", "NEVER"]),
            "questionFrequency": st.floats(min_value=0, max_value=1),
            "personaPersonality": st.sampled_from(sorted(phrases_of("EN").personalities)),
            "engage": st.sampled_from(["AUTO", "ICEBREAKER", "NUDGE", "REVIVE"]),
            "icebreakerType": st.sampled_from(sorted(phrases_of("EN").icebreakers)),
            "fluencyDegradation": st.sampled_from(["NONE", "LOW", "MEDIUM", "HIGH"]),
            "multipleMessagesPerReply": st.booleans(),
            "chatModel": st.sampled_from(["dating-smart-1", "chat-2-pro"]),
            "meetingPolicy": st.sampled_from(["DEFAULT_MODE", "DEFERRED_MEETING", "CHAT_ONLY"]),
            "postProcessing": st.fixed_dictionaries({"greekRewrite": st.booleans()}),
        },
    ),
    text=st.sampled_from(["Hello.", "mock:meeting", "mock:picture"]),
)
def test_nothing_gets_out_of_a_fixed_length(
    language: str, number: int, length: str, parameters: dict[str, Any], text: str
) -> None:
    """No combination of parameters breaks a fixed length."""
    message = {**MESSAGE, "text": text}
    body = request_body(
        language, message, messageLength=length, fixedResponseLength=True, **parameters
    )
    outcome = answer({**body, "userProfile": FULL_USER}, number)
    low, high = MESSAGE_LENGTHS[length]
    assert low <= len(joined(texts_of(outcome), language)) <= high
