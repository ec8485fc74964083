"""Neutral words for text without an example; nothing personal, nothing offensive."""

from __future__ import annotations

from mockwright.mock_server.seeding import RandomStream

_TEXT = """
apple autumn bakery balcony basket bicycle blanket boat book bread breeze bridge candle
carpet chair cheese cherry city cloud coffee compass corner cotton curtain daisy desk
door evening feather field flower forest fountain garden glass hammock harbour hill
honey house island jacket jar kettle key kitchen ladder lake lamp lantern leaf letter
library light maple market meadow melody mirror morning mountain notebook orange orchard
paint paper park path pencil piano picture pillow plate pocket pond postcard quilt rain
river road roof saddle sail scarf shelf shore sky snow song spoon spring square stone
story street summer table teapot ticket tower train tree valley village violin walk wall
water window winter wood
"""
WORDS = tuple(_TEXT.split())


def fake_words(stream: RandomStream, minimum: int, maximum: int | None) -> str:
    """Two or three words; fewer or more if `minimum` or `maximum` characters require it."""
    words = [stream.pick(WORDS) for _ in range(stream.between(2, 3))]
    length = len(" ".join(words))
    while length < minimum:
        words.append(stream.pick(WORDS))
        length += 1 + len(words[-1])
    text = " ".join(words)
    if maximum is None or len(text) <= maximum:
        return text
    cut = text[:maximum]
    return cut if not cut.endswith(" ") else cut[:-1] + "s"
