"""The phrase lists: complete in every language, with the documented lengths, and neutral."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from mockwright.mock_server.vendors.dumgum.replies.phrases import FOLDER

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
ENGLISH = json.loads((FOLDER / "en.json").read_text("utf-8"))
# Numbers of words, or of characters in a language without spaces.
BANDS = {"SHORT": range(2, 5), "REGULAR": range(7, 11), "LONG": range(13, 21)}
BANDS_WITHOUT_SPACES = {"SHORT": range(4, 15), "REGULAR": range(22, 34), "LONG": range(41, 61)}
ENDS = ".!?;。！？"  # noqa: RUF001 -- the full-width marks of Japanese
SCRIPTS = {"el": "GREEK", "he": "HEBREW", "bg": "CYRILLIC", "ja": "HIRAGANA"}
MAX_SENTENCE = 135
MAX_FIXED = 160
MAX_LABEL = 25


def load(name: str) -> dict[str, Any]:
    """The phrases of a language as the file has them."""
    phrases: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return phrases


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its path."""
    if isinstance(value, str):
        yield path, value
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in pairs:
        yield from leaves(child, f"{path}/{key}")


def count_words(name: str, text: str) -> int:
    """The number of words; of characters in Japanese."""
    return len(text.strip(ENDS)) if name == "ja" else len(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_language_has_the_same_phrases(name: str) -> None:
    """Every language has all texts, without duplicates and English leftovers."""
    texts = dict(leaves(load(name)))
    assert texts.keys() == dict(leaves(ENGLISH)).keys()
    assert len(set(texts.values())) == len(texts)
    assert name == "en" or len(set(texts.values()) & set(dict(leaves(ENGLISH)).values())) <= 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["sentences", "questions"])
def test_sentences_keep_their_bands(name: str, kind: str) -> None:
    """Short, regular and long sentences have the documented number of words."""
    bands = BANDS_WITHOUT_SPACES if name == "ja" else BANDS
    wrong = [
        (count_words(name, text), text)
        for band, texts in load(name)[kind].items()
        for text in texts
        if count_words(name, text) not in bands[band] or len(text) > MAX_SENTENCE
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_each_text_is_one_sentence(name: str) -> None:
    """Each text is one sentence, and each question ends with the language's question mark."""
    question = {"el": ";", "ja": "？"}.get(name, "?")  # noqa: RUF001 -- Japanese
    wrong = []
    for path, text in leaves(load(name)):
        if path.startswith("/personalities"):
            continue
        is_question = path.startswith("/questions")
        end = question if is_question else text[-1]
        inner = re.sub(f"[^{re.escape(ENDS)}]", "", text[:-1])
        if not text.endswith(end) or text[-1] not in ENDS or inner or len(text) > MAX_FIXED:
            wrong.append((path, text))
        if path.startswith("/sentences") and text[-1] not in ".!。":
            wrong.append((path, text))
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_labels_are_short(name: str) -> None:
    """A personality's label has at most two words and a colon."""
    labels = load(name)["personalities"].values()
    assert [
        label
        for label in labels
        if not re.fullmatch(r"[^:：]+[:：]", label)  # noqa: RUF001 -- Japanese
        or len(label.split()) > 2
        or len(label) > (7 if name == "ja" else MAX_LABEL)
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_clean(name: str) -> None:
    """Texts are NFC, trimmed, and free of digits, control characters and double spaces."""
    wrong = [
        text
        for _, text in leaves(load(name))
        if text != unicodedata.normalize("NFC", text).strip()
        or re.search(r"\d|\s\s|[\x00-\x1f\u200b-\u200f\u202a-\u202e]", text)
        or (name != "ja" and " " not in text.strip(":") and not text.endswith(":"))
    ]
    assert wrong == []


@pytest.mark.parametrize(("name", "script"), SCRIPTS.items())
def test_texts_are_in_their_script(name: str, script: str) -> None:
    """Sentences are written in the script of their language."""
    for _, text in leaves(load(name)["sentences"]):
        assert any(unicodedata.name(character, "").startswith(script) for character in text), text
