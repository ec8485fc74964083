from __future__ import annotations

import orjson
import pytest
import yaml

from mockwright.mock_server.values.plausible.locales import FOLDER, known_locales
from tests.tools.plausible_tables import REVIEW, table_of


def test_every_reviewed_locale_has_a_table() -> None:
    """The tables are those of the reviewed list."""
    review = yaml.safe_load(REVIEW.read_text(encoding="utf-8"))
    assert known_locales() == tuple(sorted(review))


@pytest.mark.parametrize("locale", ["sv_SE", "en_US"])
def test_table_is_what_the_command_writes(locale: str) -> None:
    """With the release of Faker that a table names, the command writes the same table."""
    faker = pytest.importorskip("faker")
    table = orjson.loads((FOLDER / f"{locale}.json").read_bytes())
    if f"Faker {faker.VERSION}," not in table["source"]:
        pytest.skip(f"The table is of another release: {table['source']}.")
    review = yaml.safe_load(REVIEW.read_text(encoding="utf-8"))[locale]
    assert table_of(locale, review, faker) == table
