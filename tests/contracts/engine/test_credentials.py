"""Credentials are replaced by variables, and variables by credentials."""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.contracts.engine.credentials import Credentials

KEYS = Credentials({"KEY": "sk-proj-1234", "OTHER": "sk-proj-1234-more", "PIN": "12"})


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Bearer sk-proj-1234", "Bearer $KEY"),
        ("sk-proj-1234-more", "$OTHER"),
        ("sk-proj-1234sk-proj-1234", "$KEY$KEY"),
        ("12 is too short for a secret", "12 is too short for a secret"),
    ],
)
def test_each_secret_is_replaced_by_its_variable(text: str, hidden: str) -> None:
    """The longest secret is replaced first, and a secret of two characters is not replaced."""
    assert KEYS.hide(text) == hidden


@given(st.text())
def test_what_was_hidden_can_be_revealed(text: str) -> None:
    """Revealing a hidden text restores it, unless it contains a variable of its own."""
    secret = f"{text}sk-proj-1234{text}".replace("$", "")
    assert KEYS.reveal(KEYS.hide(secret)) == secret


@given(st.binary())
def test_bytes_that_are_not_text_are_kept(body: bytes) -> None:
    """Secrets are replaced in arbitrary bytes, and all other bytes stay the same."""
    body = body.replace(b"$", b"")
    hidden = KEYS.hide_bytes(body + b"sk-proj-1234")
    assert (hidden.endswith(b"$KEY"), KEYS.reveal_bytes(hidden)) == (True, body + b"sk-proj-1234")


def test_without_secrets_nothing_changes() -> None:
    """Without secrets, texts are unchanged."""
    none = Credentials({"KEY": ""})
    assert (none.hide("$KEY a"), none.reveal("$KEY a"), none.variables) == ("$KEY a", "$KEY a", ())


AWKWARD = [
    "a+b/c==d", "p%40ss word", "käse&kuchen", "x y+z", "50%off", "tilde~star*", "a'b(c)!",
    "semi;colon,comma", "back\\slash", 'quote"s',
]  # fmt: skip


@pytest.mark.parametrize("secret", AWKWARD)
@pytest.mark.parametrize("encode", [str, quote, quote_plus, partial(quote, safe="")])
@pytest.mark.parametrize("change", [str, str.lower])
def test_encoded_secrets_are_replaced(secret: str, encode: Any, change: Any) -> None:
    """A secret is hidden as given and in every form in which a URL has it."""
    text = encode(secret)
    sent = re.sub("%[0-9A-F]{2}", lambda found: change(found[0]), text)
    assert Credentials({"KEY": secret}).hide(f"/x?key={sent}&b=1") == "/x?key=$KEY&b=1"


def test_a_variable_in_a_url_is_encoded() -> None:
    """A URL gets the percent-encoded secret back."""
    credentials = Credentials({"KEY": "a+b/c d"})
    assert credentials.reveal_in_url("/x?key=$KEY") == "/x?key=a%2Bb%2Fc%20d"
