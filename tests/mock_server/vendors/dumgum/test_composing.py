"""Composing: the parts of a split reply."""

from __future__ import annotations

from typing import Any

from tests.mock_server.vendors.dumgum.talking import joined, many_replies, sentences_of


def test_splits_keep_every_sentence_in_order() -> None:
    """A split reply has parts of similar length, and its question comes last."""
    parameters: dict[str, Any] = {
        "fluencyDegradation": "NONE",
        "messageLength": "LONG",
        "questionFrequency": 1,
    }
    for texts in many_replies(**parameters, multipleMessagesPerReply=True):
        counts = [len(sentences_of(text)) for text in texts]
        assert max(counts) - min(counts) <= 1
        assert joined(texts).count("?") == 1
        assert texts[-1].endswith("?")
