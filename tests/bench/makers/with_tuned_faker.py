"""Profiles by a script with Faker that uses Python's own random numbers for choices."""

from __future__ import annotations

from tests.bench.makers.plain_script import PlainScript
from tests.bench.makers.timing import run
from tests.bench.makers.with_faker import create_script as create_plain_script


def create_script() -> PlainScript:
    """The script with Faker for words, towns and dates only."""
    script = create_plain_script()
    script.choose = script.random.choice
    script.whole_number = script.random.randint
    script.some = script.random.sample
    return script


if __name__ == "__main__":
    run(create_script().make_profile)
