"""Phrases: the mock's texts in each language; neutral sentences about everyday life."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

FOLDER = Path(__file__).parent

Texts = tuple[str, ...]


class Phrases(NamedTuple):
    """The texts of one language. `gap` separates sentences.

    Sentences and questions are grouped by length; None is the group of all lengths.
    """

    sentences: Mapping[str | None, Texts]
    questions: Mapping[str | None, Texts]
    personalities: Mapping[str, str]
    icebreakers: Mapping[str, str]
    nudges: Texts
    revivals: Texts
    pauses: Texts
    meetings: Mapping[str, str]
    stop: str
    calm_stop: str
    picture: str
    seen_picture: str
    seen_profile_picture: str
    poke: str
    gift: str
    openers: Texts
    follow_ups: Texts
    gap: str = " "


@cache
def phrases_of(language: str) -> Phrases:
    """The texts of a language of the contract; `PT_BR` uses the Portuguese ones."""
    return _load(language.partition("_")[0].lower())


@cache
def _load(name: str) -> Phrases:
    fields = orjson.loads((FOLDER / f"{name}.json").read_bytes())
    for kind in ("sentences", "questions"):
        every = [text for texts in fields[kind].values() for text in texts]
        fields[kind][None] = every
    gap = "" if name in _WITHOUT_SPACES else " "
    return Phrases(**fields, gap=gap)


_WITHOUT_SPACES = frozenset({"ja"})
