"""Profiles by a plain script with Faker."""

from __future__ import annotations

from faker import Faker

from tests.bench.makers.plain_script import PlainScript
from tests.bench.makers.timing import MOMENT, run


def create_script() -> PlainScript:
    """The script with Faker's French provider."""
    fake = Faker("fr_FR")
    fake.seed_instance(0)
    script = PlainScript()
    script.random = fake.random
    script.choose = fake.random_element
    script.whole_number = fake.random_int
    script.some = lambda values, count: fake.random_elements(values, count, unique=True)
    script.womans_name = fake.first_name_female
    script.mans_name = fake.first_name_male
    script.sentence = lambda: fake.sentence(nb_words=14)
    script.last_year = lambda: fake.date_time_between("-1y").strftime(MOMENT)
    script.next_year = lambda: fake.date_time_between("now", "+1y").strftime(MOMENT)
    script.birthdate = lambda: fake.date_of_birth(minimum_age=18, maximum_age=80).isoformat()
    script.city = fake.city
    script.postal_code = fake.postcode
    script.job = lambda: fake.job()[:32]
    return script


if __name__ == "__main__":
    run(create_script().make_profile)
