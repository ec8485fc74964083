"""Profiles by a plain script with Mimesis."""

from __future__ import annotations

from datetime import UTC, datetime

from mimesis import Generic
from mimesis.enums import Gender
from mimesis.locales import Locale

from tests.bench.makers.plain_script import PlainScript
from tests.bench.makers.timing import MOMENT, run


def create_script() -> PlainScript:
    """The script with the French providers of Mimesis."""
    generic = Generic(locale=Locale.FR, seed=0)
    person, address, dates = generic.person, generic.address, generic.datetime
    year = datetime.now(UTC).year
    script = PlainScript()
    script.random = generic.random
    script.choose = generic.random.choice
    script.whole_number = generic.random.randint
    script.some = generic.random.sample
    script.womans_name = lambda: person.first_name(gender=Gender.FEMALE)
    script.mans_name = lambda: person.first_name(gender=Gender.MALE)
    script.sentence = generic.text.sentence
    script.last_year = lambda: dates.datetime(start=year - 1, end=year - 1).strftime(MOMENT)
    script.next_year = lambda: dates.datetime(start=year + 1, end=year + 1).strftime(MOMENT)
    script.birthdate = lambda: dates.date(start=year - 80, end=year - 19).isoformat()
    script.city = address.city
    script.postal_code = address.postal_code
    script.job = lambda: person.occupation()[:32]
    return script


if __name__ == "__main__":
    run(create_script().make_profile)
