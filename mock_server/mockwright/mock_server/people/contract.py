"""The contract as fake profiles need it: enumerations and fields, in a file made of the documents.

Reading the documents themselves would take longer than making a thousand profiles. The file is
written by `python -m tests.tools.profile_contract`, and a test compares it with them.
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
# By API, the fields of what it carries of a person: for an object a mapping of its fields, for an
# array a list of one, else a type of JSON, `date`, `date-time`, or `any` for any JSON.
FIELDS: Mapping[str, Mapping[str, Any]] = _CONTRACT["fields"]
APIS = tuple(FIELDS)


def name_columns(fields: Mapping[str, Any]) -> Iterator[str]:
    """The columns of a table: every field, and in the place of an object its fields."""
    for name, kind in fields.items():
        if isinstance(kind, dict):
            yield from (f"{name}.{inner}" for inner in kind)
        else:
            yield name
