"""What the fields of one object have in common: a person, a place, a company, a course of time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.timestamps import parse_timestamp
from mockwright.mock_server.values.plausible.locales import (
    Locale,
    Place,
    load_locale,
    locale_of_country,
)
from mockwright.mock_server.values.plausible.moments import Timeline

T = TypeVar("T")

_KEY_BYTES = 8
_TOPIC_BYTES = 48
_NOT_LATIN = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "å": "a",
        "ł": "l",
        "đ": "d",
        "\u0131": "i",
        "œ": "oe",
        "þ": "th",
    }
)
_MAX_HOUSE = 180
_PATTERN = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWXY"}


class Person(NamedTuple):
    """A fictitious person, always an adult."""

    is_woman: bool
    first: str
    last: str
    full: str
    username: str
    birth_year: int


class Spot(NamedTuple):
    """An address in a city."""

    place: Place
    postcode: str
    street: str
    number: int
    line: str


class Scene:
    """The common facts of one object, each drawn when a field first needs it.

    `known` are values of fields that the client sent, by kind and role: what is drawn agrees with
    them. Equal streams give equal scenes.
    """

    def __init__(
        self,
        draws: RandomStream,
        locale: Locale,
        known: Mapping[tuple[str, str], Any] | None = None,
        *,
        status: int = 200,
    ) -> None:
        """Start a scene with the next number of `draws`, in an answer with this HTTP status.

        Fields that agree with nothing else take their random numbers from `draws` too.
        """
        self._key = draws.bits().to_bytes(_KEY_BYTES, "big")
        self.draws = draws
        self.locale = locale
        self.status = status
        self.known = known or {}
        self._drawn: dict[tuple[str, str], Any] = {}

    def stream(self, topic: str, role: str = "") -> RandomStream:
        """The random numbers of a topic; they do not depend on what else is drawn."""
        return RandomStream(self._key + f"{topic} {role}".encode()[:_TOPIC_BYTES])

    def person(self, role: str) -> Person:
        """The person of a role, such as `customer` of `customer_name`."""
        return self._once("person", role, self._draw_person)

    def spot(self, role: str) -> Spot:
        """The address of a role, such as `billing` of `billing_city`."""
        return self._once("spot", role, self._draw_spot)

    def country_locale(self, role: str) -> Locale:
        """The tables of the country that the client sent, if there are any."""
        return self._once("country", role, self._find_locale)

    def company(self, role: str) -> str:
        """The name of a company."""
        return self._once("company", role, self._draw_company)

    def timeline(self) -> Timeline:
        """The times of the object."""
        return self._once("time", "", self._draw_timeline)

    def _once(self, topic: str, role: str, draw: Callable[[RandomStream, str], T]) -> T:
        found: T | None = self._drawn.get((topic, role))
        if found is None:
            found = draw(self.stream(topic, role), role)
            self._drawn[topic, role] = found
        return found

    def _sent(self, kind: str, role: str) -> str | None:
        value = self.known.get((kind, role))
        return value if isinstance(value, str) and value.strip() else None

    def _draw_person(self, stream: RandomStream, role: str) -> Person:
        locale = self.locale
        is_woman = stream.below(2) == 0
        first = stream.pick(locale.first_women if is_woman else locale.first_men)
        last = stream.pick(locale.last_women if is_woman else locale.last_men)
        sent = self._sent("full_name", role)
        if sent is not None and " " in sent.strip():
            first, _, last = sent.strip().partition(" ")
        first = self._sent("first_name", role) or first
        last = self._sent("last_name", role) or last
        is_japanese = locale.language == "ja"
        full = sent or (f"{last} {first}" if is_japanese else f"{first} {last}")
        email = self._sent("email", role)
        local = email.partition("@")[0] if email else ""
        name = self._sent("username", role) or local or username_of(first, last, stream)
        year = 1950 + stream.below(55)
        return Person(is_woman, first, last, full, name, year)

    def _draw_spot(self, stream: RandomStream, role: str) -> Spot:
        locale = self.country_locale(role)
        place = stream.pick(locale.places)
        city, region = self._sent("city", role), self._sent("region", role)
        if city or region:
            place = _find_place(locale.places, city, region) or place
        postcode = fill_pattern(place.postcode, stream)
        street, number = stream.pick(locale.streets), stream.between(1, _MAX_HOUSE)
        line = locale.address.format(street=street, number=number)
        return Spot(place, postcode, street, number, line)

    def _find_locale(self, _stream: RandomStream, role: str) -> Locale:
        sent = self._sent("country_code", role) or self._sent("country", role)
        name = locale_of_country(sent) if sent and len(sent) == len("DE") else None
        is_own = name is None or sent == self.locale.country.code
        return self.locale if is_own or name is None else load_locale(name)

    def _draw_company(self, stream: RandomStream, role: str) -> str:
        return self._sent("company", role) or stream.pick(self.locale.companies)

    def _draw_timeline(self, stream: RandomStream, _role: str) -> Timeline:
        anchors = [
            (event, moment)
            for (kind, event), value in self.known.items()
            if kind == "moment" and (moment := _moment_of(value)) is not None
        ]
        return Timeline(stream, anchors[0] if anchors else None)


def _moment_of(value: Any) -> int | None:
    """The time of a value that was sent: a text of RFC 3339, or seconds since 1970."""
    if isinstance(value, str) and len(value) >= len("2025-01-01"):
        moment = parse_timestamp(value if len(value) > len("2025-01-01") else f"{value}T00:00:00Z")
        return moment if moment > 0 else None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value * 1000 if is_number and 0 < value < 1 << 32 else None


def _find_place(places: tuple[Place, ...], city: str | None, region: str | None) -> Place | None:
    for place in places:
        if (city and place.city.casefold() == city.casefold()) or (
            not city and region in {place.region, place.region_code}
        ):
            return place
    return None


def plain_text(text: str) -> str:
    """The letters and digits of ASCII that a text is written with, in lower case."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _NOT_LATIN.sub("", decomposed.encode("ascii", "ignore").decode())


def username_of(first: str, last: str, stream: RandomStream) -> str:
    """`mary.miller42`; a neutral one for names of other scripts."""
    parts = [part for part in (plain_text(first), plain_text(last)) if part]
    return f"{'.'.join(parts) or 'user'}{stream.between(10, 99)}"


def fill_pattern(pattern: str, stream: RandomStream) -> str:
    """The pattern with a digit for each `#` and a capital letter for each `@`."""
    return "".join(
        stream.pick(_PATTERN[character]) if character in _PATTERN else character
        for character in pattern
    )
