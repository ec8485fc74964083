"""The fields and enumerations that fake profiles need, from a file generated from the documents.

Reading the documents would take longer than generating a thousand profiles. The file is written by
`python -m tests.tools.profile_contract`; a test compares it with the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

_CONTRACT: Mapping[str, Any] = orjson.loads(Path(__file__).with_name("contract.json").read_bytes())

LANGUAGES: tuple[str, ...] = tuple(_CONTRACT["languages"])
PERSONALITIES: tuple[str, ...] = tuple(_CONTRACT["personalities"])
INTERESTS: tuple[str, ...] = tuple(_CONTRACT["interests"])
# By column of a DumGum profile, the documented values, of a list those of its items.
ENUMERATIONS: Mapping[str, list[str | None]] = _CONTRACT["enumerations"]
# By API, the fields it has for a person. An object is a mapping of its fields, an array a list with
# one element; anything else is a JSON type, `date`, `date-time`, or `any` for any JSON.
FIELDS: Mapping[str, Mapping[str, Any]] = _CONTRACT["fields"]
APIS = tuple(FIELDS)


def name_columns(fields: Mapping[str, Any]) -> Iterator[str]:
    """The columns of a table: every field, with an object replaced by its fields."""
    for name, kind in fields.items():
        if isinstance(kind, dict):
            yield from (f"{name}.{inner}" for inner in kind)
        else:
            yield name
