"""Greek: the rewriting of `greekRewrite`, letter by letter."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.vendors.dumgum.replies.greek import is_greek, rewrite_greek
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from tests.mock_server.vendors.dumgum.talking import many_replies

ACCENTED = "άέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫ"
BARE = "αεηιουωιυιυΑΕΗΙΟΥΩΙΥ"


@pytest.mark.parametrize(("accented", "bare"), list(zip(ACCENTED, BARE, strict=True)))
def test_accents_are_left_out(accented: str, bare: str) -> None:
    """An accented letter is replaced by the plain letter."""
    assert rewrite_greek(accented) == bare


def test_other_signs_stay() -> None:
    """Only accents and question marks change; final sigma, punctuation and emojis do not."""
    assert rewrite_greek("Καλός; Καλή, ζεστή! 🙂") == "Καλος? Καλη, ζεστη! 🙂"


def test_rewriting_twice_is_rewriting_once() -> None:
    """A rewritten text is not changed by rewriting it again."""
    phrases = phrases_of("EL_GR")
    for text in (*phrases.sentences[None], *phrases.questions[None], phrases.stop):
        once = rewrite_greek(text)
        assert rewrite_greek(once) == once
        assert len(once) == len(text)
        assert ";" not in once


def test_whole_replies_are_rewritten() -> None:
    """With `greekRewrite`, every message of a split reply is rewritten."""
    parameters: dict[str, Any] = {
        "multipleMessagesPerReply": True,
        "engage": "NUDGE",
        "emojis": "FREQUENT",
    }
    plain = many_replies("EL_GR", 50, **parameters)
    rewritten = many_replies("EL_GR", 50, **parameters, postProcessing={"greekRewrite": True})
    expected = [[rewrite_greek(text) for text in texts] for texts in plain]
    assert list(rewritten) == expected


def test_only_greek_is_greek() -> None:
    """`EL_GR` is Greek, and `EN` is not."""
    assert is_greek("EL_GR")
    assert not is_greek("EN")
