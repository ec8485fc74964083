"""Pictures: choose which of its shareable pictures the persona sends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockwright.mock_server.seeding import RandomStream

Picture = Mapping[str, Any]

_WORD = re.compile(r"[^\W\d_]{3,}")


def choose_picture(
    pictures: Iterable[Picture], text: str, stream: RandomStream, *, is_analysed: bool
) -> str | None:
    """The URL of the picture whose caption has most words of the text; otherwise any picture.

    If pictures are analysed, a picture without a caption uses the words of its file name.
    """
    options = [picture for picture in pictures if "url" in picture]
    if not options:
        return None
    wanted = _words(text)
    scores = [len(wanted & _words(_caption(option, is_analysed=is_analysed))) for option in options]
    best = max(scores)
    chosen = options[scores.index(best)] if best else stream.pick(options)
    return str(chosen["url"])


def _caption(picture: Picture, *, is_analysed: bool) -> str:
    if "caption" in picture:
        return str(picture["caption"])
    return str(picture["url"]).rpartition("/")[2] if is_analysed else ""


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold().replace("_", " ")))
