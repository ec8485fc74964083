"""Values of addresses: a city, its region and its postal code belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockwright.mock_server.values.plausible.makers import Candidates, Maker, Wanted, of_scene
from mockwright.mock_server.values.plausible.scene import Scene

# A thousandth of a degree is about 100 metres.
_NEAR = 40
_THOUSANDTH = 1000


def _city(scene: Scene, role: str) -> Candidates:
    return (scene.spot(role).place.city,)


def _region(scene: Scene, role: str) -> Candidates:
    place = scene.spot(role).place
    return (place.region, place.region_code)


def _region_code(scene: Scene, role: str) -> Candidates:
    place = scene.spot(role).place
    return (place.region_code, place.region)


def _postcode(scene: Scene, wanted: Wanted) -> Candidates:
    postcode: str = scene.spot(wanted.role).postcode
    if wanted.type == "string":
        return (postcode, postcode.replace(" ", ""), postcode.replace("-", ""), postcode[:5])
    return (int(postcode),) if wanted.type == "integer" and postcode.isdecimal() else ()


def _street(scene: Scene, role: str) -> Candidates:
    spot = scene.spot(role)
    return (spot.line, spot.street)


def _street_name(scene: Scene, role: str) -> Candidates:
    return (scene.spot(role).street,)


def _house_number(scene: Scene, wanted: Wanted) -> Candidates:
    number: int = scene.spot(wanted.role).number
    return (str(number),) if wanted.type == "string" else (number,)


def _unit(scene: Scene, role: str) -> Candidates:
    number = scene.stream("unit", role).between(1, 48)
    return (f"Apt. {number}", f"{number}")


def _address(scene: Scene, role: str) -> Candidates:
    spot, country = scene.spot(role), scene.country_locale(role).country
    if country.code in {"US", "CA", "AU"}:
        town = f"{spot.place.city}, {spot.place.region_code} {spot.postcode}"
    elif country.code in {"GB", "IE"}:
        town = f"{spot.place.city} {spot.postcode}"
    else:
        town = f"{spot.postcode} {spot.place.city}"
    return (f"{spot.line}, {town}", spot.line)


def _country(scene: Scene, role: str) -> Candidates:
    country = scene.country_locale(role).country
    return (country.name, country.code, country.alpha3)


def _country_code(scene: Scene, role: str) -> Candidates:
    country = scene.country_locale(role).country
    return (country.code, country.alpha3, country.code.lower())


def _country_alpha3(scene: Scene, role: str) -> Candidates:
    country = scene.country_locale(role).country
    return (country.alpha3, country.code)


def _degrees(find: Callable[[Scene, str], float]) -> Maker:
    """A maker of a coordinate of a point near the middle of the city."""

    def make(scene: Scene, wanted: Wanted) -> Candidates:
        if wanted.type not in {"number", "string"}:
            return ()
        near = scene.draws.between(-_NEAR, _NEAR) / _THOUSANDTH
        degrees = round(find(scene, wanted.role) + near, 4)
        return (str(degrees),) if wanted.type == "string" else (degrees,)

    return make


def _time_zone(scene: Scene, role: str) -> Candidates:
    return (scene.spot(role).place.time_zone, "UTC")


def _language(scene: Scene, role: str) -> Candidates:
    locale = scene.country_locale(role)
    return (locale.language, locale.tag, locale.name, locale.language.upper())


def _locale(scene: Scene, role: str) -> Candidates:
    locale = scene.country_locale(role)
    return (locale.tag, locale.name, locale.language)


def _currency(scene: Scene, role: str) -> Candidates:
    code = scene.country_locale(role).country.currency
    return (code, code.lower())


MAKERS: Mapping[str, Maker] = {
    "city": of_scene(_city),
    "region": of_scene(_region),
    "region_or_code": of_scene(_region_code),
    "region_code": of_scene(_region_code),
    "postcode": _postcode,
    "street": of_scene(_street),
    "street_name": of_scene(_street_name),
    "house_number": _house_number,
    "unit": of_scene(_unit),
    "address": of_scene(_address),
    "country": of_scene(_country),
    "country_code": of_scene(_country_code),
    "country_alpha3": of_scene(_country_alpha3),
    "latitude": _degrees(lambda scene, role: scene.spot(role).place.latitude),
    "longitude": _degrees(lambda scene, role: scene.spot(role).place.longitude),
    "time_zone": of_scene(_time_zone),
    "language": of_scene(_language),
    "locale": of_scene(_locale),
    "currency": of_scene(_currency),
}
