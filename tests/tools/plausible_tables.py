"""Tables of generated values by locale: from Faker and reviewed lists to files of the package.

    pip install Faker==40.54.0
    python -m tests.tools.plausible_tables

Faker is needed here only: the tables are kept in the repository, so that answers do not change with
a release of Faker. Countries and cities are those of `reviewed_places.yaml`, first names those of
fake people (`fake_names.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
import yaml

from tests.tools.fake_names import NAMES, clean

REVIEW = Path(__file__).with_name("reviewed_places.yaml")
FOLDER = Path(__file__).parents[2] / "mock_server/mockwright/mock_server/values/plausible/tables"
SEED = 20250101
LAST_NAMES, STREETS, COMPANIES, JOBS = 120, 60, 50, 60
DRAWS = 3000
# What a neutral answer does not say about a person who does not exist.
_LEFT_OUT = (
    *("armed", "forces", "army", "soldat", "milit", "navy", "police", "polic", "weapon", "prison"),
    *(
        "polit",
        "ballisti",
        "clergy",
        "priest",
        "minister",
        "relig",
        "theolog",
        "church",
        "imam",
        "rabbi",
    ),
    *("alcohol", "brew", "gambl", "casino", "tobacco", "croupier", "oficial del", "kirche"),
)
_FICTION = ("+1 202-555-01##", "+1 312-555-01##", "+1 415-555-01##", "+1 617-555-01##")
_MOST_LETTERS = 40


def table_of(locale: str, review: Mapping[str, Any], faker: Any) -> dict[str, Any]:
    """The table of a locale."""
    code, alpha3, name, currency, zone, calling = review["country"]
    fake = faker.Faker(review.get("faker", locale))
    fake.seed_instance(SEED)
    first = orjson.loads((NAMES / f"{review['names']}.json").read_bytes())
    return {
        "source": f"Faker {faker.VERSION}, {review.get('faker', locale)}",
        "country": {
            "code": code,
            "alpha3": alpha3,
            "name": name,
            "currency": currency,
            "time_zone": zone,
            "calling_code": calling,
        },
        "first_women": first["women"],
        "first_men": first["men"],
        "last_women": _draw(fake.last_name_female, LAST_NAMES),
        "last_men": _draw(fake.last_name_male, LAST_NAMES),
        "streets": review.get("streets") or _draw(_street(fake, locale), STREETS),
        "address": review["address"],
        "companies": review.get("companies") or _draw(fake.company, COMPANIES),
        "jobs": _draw(fake.job, JOBS),
        "phones": review.get("phones", _FICTION),
        "iban": review.get("iban", ""),
        "places": [_place(place, zone) for place in review["places"]],
    }


def _draw(make: Callable[[], str], most: int) -> list[str]:
    """Different texts, in the order of the alphabet so that a new one changes little."""
    drawn = clean(make().replace("_", " ") for _ in range(DRAWS))
    return sorted(_neutral(text.replace("_", " ") for text in drawn)[:most])


def _neutral(texts: Iterable[str]) -> list[str]:
    return [
        text
        for text in texts
        if len(text) <= _MOST_LETTERS and not any(word in text.lower() for word in _LEFT_OUT)
    ]


def _street(fake: Any, locale: str) -> Callable[[], str]:
    """Names of streets; in Japan, of districts."""
    make: Callable[[], str] = fake.town if locale == "ja_JP" else fake.street_name
    return make


def _place(place: list[Any], zone: str) -> list[Any]:
    """The place with its time zone."""
    return place if isinstance(place[-1], str) else [*place, zone]


def main() -> None:
    """Write the table of every locale."""
    faker = import_module("faker")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for locale, review in yaml.safe_load(REVIEW.read_text(encoding="utf-8")).items():
        table = table_of(locale, review, faker)
        text = orjson.dumps(table, option=orjson.OPT_APPEND_NEWLINE)
        (FOLDER / f"{locale}.json").write_bytes(text)


if __name__ == "__main__":
    main()
