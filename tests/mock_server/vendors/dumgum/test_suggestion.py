"""Suggestions: three different texts, openers or follow-ups, in every language."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from mockwright.mock_server.vendors.dumgum.replies.phrases import FOLDER, phrases_of
from tests.mock_server.vendors.dumgum.talking import MESSAGE, answer, new_world, request_body

NAME = "generate_suggestions"
NAMES = sorted(path.stem.upper() for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("language", NAMES)
def test_suggestions_fit_the_history(language: str) -> None:
    """Suggestions are three different openers without messages, and follow-ups otherwise."""
    phrases = phrases_of(language)
    for message, options in ((None, phrases.openers), (MESSAGE, phrases.follow_ups)):
        found: Counter[str] = Counter()
        for number in range(60):
            body = request_body(language, message)
            texts = answer(body, number, name=NAME).value["suggestions"]
            assert len(set(texts)) == 3
            found.update(texts)
        assert found.keys() == set(options)


@pytest.mark.parametrize("language", ["EN", "FR", "IT"])
def test_the_text_form_is_a_list_to_read(language: str) -> None:
    """The text form contains the same three texts and is marked as a deviation."""
    world = new_world()._replace(options={"suggestions_as_text": True})
    for number in range(20):
        body = request_body(language)
        outcome = answer(body, number, world, NAME)
        texts = answer(body, number, name=NAME).value["suggestions"]
        assert ast.literal_eval(outcome.value["suggestions"]) == texts
        assert outcome.deviation
