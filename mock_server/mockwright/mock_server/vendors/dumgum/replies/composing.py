"""Composing: build the texts of a reply's messages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from msgspec import Struct

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.vendors.dumgum.replies.emojis import draw_emojis
from mockwright.mock_server.vendors.dumgum.replies.lengths import MESSAGE_LENGTHS
from mockwright.mock_server.vendors.dumgum.replies.phrases import Phrases
from mockwright.mock_server.vendors.dumgum.replies.typos import LEVELS_WHEN_UNSET, add_typos

QUESTIONS_WHEN_UNSET = 0.5
SPLITS: Mapping[str | None, float] = {
    "VERY_FREQUENT": 0.9,
    "FREQUENT": 0.6,
    None: 0.45,
    "OCCASIONAL": 0.3,
    "RARE": 0.1,
}
MAX_PARTS = 3
_MOST_SENTENCES_WHEN_UNSET = 3


class Wording(Struct, frozen=True, gc=False):
    """The ingredients of a reply: its language, its style, and its first sentence."""

    phrases: Phrases
    parameters: Mapping[str, Any]
    lead: str | None = None
    label: str | None = None


def compose(wording: Wording, stream: RandomStream) -> list[str]:
    """The texts of a reply: one, or several if it is split."""
    parameters, gap = wording.parameters, wording.phrases.gap
    parts = _count_parts(parameters, stream) if parameters["multipleMessagesPerReply"] else 1
    emojis = draw_emojis(parameters.get("emojis"), stream)
    sentences = _choose_sentences(wording, stream, room=len(emojis), at_least=parts)
    groups = _split(sentences, parts) if parts > 1 else [sentences]
    texts = [gap.join(group) for group in groups]
    texts[-1] += emojis
    return texts


def _count_parts(parameters: Mapping[str, Any], stream: RandomStream) -> int:
    frequency = SPLITS[parameters.get("multipleMessagesPerReplyFrequency")]
    return stream.between(2, MAX_PARTS) if stream.chance(frequency) else 1


def _choose_sentences(
    wording: Wording, stream: RandomStream, room: int, at_least: int
) -> list[str]:
    """The sentences of a reply in order: lead, statements, question.

    `room` is the number of characters reserved for other things.
    """
    phrases, parameters = wording.phrases, wording.parameters
    frequency = parameters.get("questionFrequency", QUESTIONS_WHEN_UNSET)
    questions = phrases.questions[parameters.get("sentenceLength")]
    lead = [wording.lead] if wording.lead else []
    question = [stream.pick(questions)] if stream.chance(frequency) else []
    label = wording.label + phrases.gap if wording.label else ""
    statements = _Statements(wording, stream)
    length = parameters.get("messageLength")
    wanted = at_least - len(lead) - len(question)
    if length is None:
        usual = stream.between(1, _MOST_SENTENCES_WHEN_UNSET)
        statements.extend(0, at_least=max(usual, wanted))
    elif parameters["fixedResponseLength"]:
        low, high = MESSAGE_LENGTHS[length]
        others = sum(len(text) + len(phrases.gap) for text in (*lead, *question))
        others += room + len(label)
        if lead and question and others > high:
            question, others = [], others - len(question[0]) - len(phrases.gap)
        statements.extend(low - others, at_least=0 if lead or question else 1)
        statements.extend(0, at_least=wanted, at_most=high - others)
    else:
        statements.extend(MESSAGE_LENGTHS[length][0], at_least=max(1, wanted))
    level = parameters.get("fluencyDegradation") or stream.pick(LEVELS_WHEN_UNSET)
    spoken = add_typos([*statements.texts, *question], level, stream)
    if label and spoken:
        spoken[0] = label + spoken[0]
    return [*lead, *spoken]


class _Statements:
    """Statements of the requested length; each is used once before any is repeated."""

    def __init__(self, wording: Wording, stream: RandomStream) -> None:
        self.texts: list[str] = []
        self._draws = stream
        self._gap = len(wording.phrases.gap)
        self._all = wording.phrases.sentences[wording.parameters.get("sentenceLength")]
        self._left: list[str] = []
        self._length = -self._gap

    def extend(self, characters: int, at_least: int, at_most: float = math.inf) -> None:
        """Add statements up to these numbers of characters and sentences, if there is room."""
        while self._length < characters or len(self.texts) < at_least:
            self._left = self._left or list(self._all)
            text = self._left.pop(self._draws.below(len(self._left)))
            length = self._length + self._gap + len(text)
            if length > at_most:
                return
            self.texts.append(text)
            self._length = length


def _split(sentences: list[str], parts: int) -> list[list[str]]:
    """Split the sentences into at most this many groups of similar size."""
    parts = min(parts, len(sentences))
    bounds = [len(sentences) * part // parts for part in range(parts + 1)]
    return [sentences[start:end] for start, end in pairwise(bounds)]
