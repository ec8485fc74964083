"""Numbers of an ordinary size for what they count or measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.makers import Candidates, Maker, Wanted, of_number
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.vocabulary import word_list

_ENDINGS = (99, 49, 50, 0, 95)
_PAGE_SIZE = 20
_PIXELS = (320, 640, 800, 1024, 1280, 1920)
_MILLISECONDS = frozenset({"ms", "millis", "milliseconds", "latency"})
_NUMBERS = frozenset({"integer", "number"})


def between(low: int, high: int) -> Maker:
    """A maker of whole numbers; where the schema is narrower, of its own bounds."""

    def make(stream: RandomStream, _wanted: Wanted) -> Candidates:
        number = stream.between(low, high)
        return (number, number % 100, number % 10, low, 1)

    return of_number(make)


def decimals(low: int, high: int, places: int) -> Maker:
    """A maker of numbers from `low` to `high` with decimals, whole where the schema says so."""

    def make(stream: RandomStream, wanted: Wanted) -> Candidates:
        scale = 10**places
        number = stream.between(low * scale, high * scale)
        whole = number // scale
        return (whole, low, high) if wanted.type == "integer" else (number / scale, whole, low)

    return of_number(make)


def _money(low: int, high: int) -> Maker:
    """A maker of prices: `24.99`; whole numbers are cents; texts have two decimals."""

    def make(scene: Scene, wanted: Wanted) -> Candidates:
        stream = scene.draws
        whole, ending = stream.between(low, high), stream.pick(_ENDINGS)
        cents = whole * 100 + ending
        if wanted.type == "string":
            return (f"{whole}.{ending:02}", str(cents), f"{scene.locale.country.currency} {whole}")
        if wanted.type == "integer":
            return (cents, whole, low)
        return (cents / 100, whole, low / 1) if wanted.type == "number" else ()

    return make


def _rating(stream: RandomStream, wanted: Wanted) -> Candidates:
    """From three fifths of the greatest rating, which is 5 unless the schema says another."""
    most = wanted.keywords.get("maximum", 5)
    tenths = stream.between(6, 10)
    if wanted.type == "integer":
        return (max(1, int(most * tenths // 10)), int(most))
    return (round(most * tenths / 10 - stream.below(5) / 10, 1), most)


def _duration(scene: Scene, wanted: Wanted) -> Candidates:
    """Seconds, or milliseconds or minutes where the name or the description says so."""
    stream = scene.draws
    if wanted.type == "string":
        minutes, hours = stream.between(1, 59), stream.between(1, 4)
        iso = f"PT{hours}H{minutes}M"
        return (iso,) if wanted.format == "duration" else (iso, f"{hours}h{minutes}m", "30s")
    if wanted.type not in _NUMBERS:
        return ()
    name = wanted.name.lower()
    if "millisecond" in wanted.description or any(name.endswith(word) for word in _MILLISECONDS):
        return (stream.between(20, 2500), 10)
    if "minute" in name or "minute" in wanted.description or "hour" in name:
        return (stream.between(5, 90), stream.between(1, 12))
    return (stream.between(1, 120) * 30, 60, 10)


def _count(stream: RandomStream, _wanted: Wanted) -> Candidates:
    number = stream.between(1, 250)
    return (number, number % 10, 1)


def _fixed(*values: int) -> Maker:
    """A maker of usual values, the first that fits."""
    return of_number(lambda _stream, _wanted: values)


def _percentage(scene: Scene, wanted: Wanted) -> Candidates:
    number = scene.draws.between(1, 99)
    if wanted.type == "string":
        return (f"{number}%", str(number))
    return (number, number / 100) if wanted.type in _NUMBERS else ()


def _calendar(low: int, high: int, names: Sequence[str] = ()) -> Maker:
    """A maker of a part of a date, as a number or as its name."""

    def make(scene: Scene, wanted: Wanted) -> Candidates:
        number = scene.draws.between(low, high)
        if wanted.type == "string":
            named = (names[number - low], names[number - low].lower()) if names else ()
            return (*named, f"{number:02}")
        return (number,) if wanted.type in _NUMBERS else ()

    return make


def _pixels(stream: RandomStream, _wanted: Wanted) -> Candidates:
    start = stream.below(len(_PIXELS))
    return (*_PIXELS[start:], *_PIXELS[:start], 100, 10, 1)


def _total(scene: Scene, wanted: Wanted) -> Candidates:
    return _COUNT(scene, wanted)


_COUNT: Callable[[Scene, Wanted], Candidates] = of_number(_count)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = word_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

MAKERS: Mapping[str, Maker] = {
    "price": _money(2, 120),
    "amount": _money(10, 900),
    "quantity": between(1, 9),
    "total": _total,
    "count": _total,
    "page": _fixed(1, 0),
    "page_size": _fixed(_PAGE_SIZE, 10, 5, 1),
    "page_count": between(1, 12),
    "offset": _fixed(0, 1),
    "percentage": _percentage,
    "ratio": of_number(lambda stream, _: (stream.between(5, 99) / 100, 1, 0)),
    "rating": of_number(_rating),
    "score": decimals(20, 98, 1),
    "size": between(1_200, 4_000_000),
    "pixels": of_number(_pixels),
    "weight": decimals(1, 40, 1),
    "distance": decimals(1, 60, 1),
    "temperature": decimals(8, 27, 1),
    "speed": decimals(5, 90, 1),
    "rank": between(1, 10),
    "attempts": _fixed(1, 0),
    "year": _calendar(2015, 2025),
    "month": _calendar(1, 12, _MONTHS),
    "day": _calendar(1, 28),
    "hour": _calendar(0, 23),
    "minute": _calendar(0, 59),
    "second": _calendar(0, 59),
    "weekday": _calendar(1, 7, _WEEKDAYS),
    "duration": _duration,
}
