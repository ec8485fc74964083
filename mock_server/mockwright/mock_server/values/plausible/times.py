"""Times as texts and as numbers, from the timeline of their object."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.timestamps import SECOND
from mockwright.mock_server.values.plausible.makers import Candidates, Maker, Wanted
from mockwright.mock_server.values.plausible.moments import format_seconds
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.tokens import split_name

_MILLISECOND_WORDS = frozenset({"ms", "millis", "milliseconds"})


def _moment(scene: Scene, wanted: Wanted) -> Candidates:
    moment = scene.timeline().at(wanted.role)
    if wanted.type == "string":
        text = format_seconds(moment)
        return _texts(text, wanted)
    if wanted.type not in {"integer", "number"}:
        return ()
    seconds = moment // SECOND
    return (moment, seconds) if _is_in_milliseconds(wanted) else (seconds, moment)


def _texts(text: str, wanted: Wanted) -> Candidates:
    date = text[: len("2025-01-01")]
    if wanted.format == "date-time":
        return (text, f"{text[:-1]}.000Z")
    is_date = wanted.format == "date" or split_name(wanted.name)[-1:] == ("date",)
    first, second = (date, text) if is_date else (text, date)
    return (
        first,
        second,
        f"{text[:-1]}.000Z",
        text[:-1],
        f"{text[:-1]}+00:00",
        text[:-1].replace("T", " "),
    )


def _is_in_milliseconds(wanted: Wanted) -> bool:
    words = {*split_name(wanted.name)}
    return bool(words & _MILLISECOND_WORDS) or "millisecond" in wanted.description


MAKERS: Mapping[str, Maker] = {"moment": _moment}
