"""docs/values.md says what is recognized."""

from __future__ import annotations

import re
from pathlib import Path

from mockwright.mock_server.values.plausible.faker_names import kind_of_faker
from mockwright.mock_server.values.plausible.fields import MAKERS
from mockwright.mock_server.values.plausible.kinds import kind_of_name
from mockwright.mock_server.values.plausible.locales import known_locales
from mockwright.mock_server.values.plausible.tokens import split_name

PAGE = (Path(__file__).parents[1] / "docs" / "values.md").read_text(encoding="utf-8")
NAMES = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)))
# Kinds of what has another kind by its name alone.
BY_NEIGHBOURS = {
    "full_name",
    "language_name",
    "pet_age",
    "pet_birth_date",
    "pet_name",
    "region_or_code",
}
# Kinds that are decided by a neighbour or by the page.
UNSETTLED = {"name", "state", "key", "value", "display_name", "has_more"}


def test_documented_names_are_recognized() -> None:
    """Every name in the table means a kind of value."""
    assert [name for name in NAMES if kind_of_name(split_name(name)) is None] == []


def test_every_kind_is_documented() -> None:
    """The table has a name of each kind."""
    known = (kind_of_name(split_name(name)) for name in NAMES)
    documented = {found.kind for found in known if found is not None}
    listed = {"image_url", "membership", "token", "hash"} | BY_NEIGHBOURS
    assert sorted(MAKERS.keys() - documented - listed - UNSETTLED) == []


def test_every_locale_is_documented() -> None:
    """The page lists all locales."""
    assert [name for name in known_locales() if f"`{name}`" not in PAGE] == []


def test_documented_fakers_are_known() -> None:
    """The names of methods on the page are known without Faker."""
    names = re.findall(r"`((?:person|name|internet)\.\w+)`", PAGE)
    assert len(names) == 3
    assert [name for name in names if kind_of_faker(name) is None] == []
