"""The contract of fake profiles: what they take from the documents, in one file of the package.

    python -m tests.tools.profile_contract

`mockwright profiles` starts without reading YAML because of that file; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from mockwright.openapi.loading import load_document

FILE = Path(__file__).parents[2] / "mock_server/mockwright/mock_server/people" / "contract.json"
# These lists are always empty: nothing that is generated is sexual.
NEVER_FILLED = {"bdsmInterests", "sexualInterests"}
BODIES = {
    "dumgum": "Profile",
    "cognigy": "ContactProfileCreation",
    "getprofile": "ProfileExport",
}


def read_contract() -> dict[str, Any]:
    """Enumerations in order, and the fields of each API's body with their types."""
    schemas = load_document("dumgum").root["components"]["schemas"]
    features = schemas["ProfileFeatures"]["properties"]
    return {
        "languages": schemas["Language"]["enum"],
        "personalities": schemas["Personality"]["enum"],
        "interests": features["interests"]["items"]["enum"],
        "enumerations": dict(read_enumerations(schemas)),
        "fields": {api: read_fields(api, name) for api, name in BODIES.items()},
    }


def read_enumerations(schemas: Any) -> Iterator[tuple[str, list[Any]]]:
    """The enumerations of a profile's fields and lists, by column."""
    parts = (("", schemas["Profile"]), ("features.", schemas["ProfileFeatures"]))
    for prefix, part in parts:
        for name, schema in part["properties"].items():
            field = _resolve(schema, schemas)
            values = _resolve(field.get("items", field), schemas).get("enum")
            if values and name not in NEVER_FILLED:
                yield f"{prefix}{name}", values


def _resolve(schema: Any, schemas: Any) -> Any:
    return schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def read_fields(api: str, name: str) -> Any:
    """The fields of a schema with their types."""
    schemas = load_document(api).root["components"]["schemas"]
    return type_of(schemas[name], schemas)


def type_of(schema: Any, schemas: Any) -> Any:
    """A mapping for an object, a list with one type for an array, else a type or a format."""
    schema = _resolve(schema, schemas)
    if "properties" in schema:
        return {name: type_of(inner, schemas) for name, inner in schema["properties"].items()}
    types = schema.get("type", "any")
    kind = next(each for each in types if each != "null") if isinstance(types, list) else types
    if kind == "array":
        return [type_of(schema["items"], schemas)]
    if kind == "object":  # with any fields
        return "any"
    dates = {"date", "date-time"}
    return schema["format"] if schema.get("format") in dates else kind


def encode_contract() -> bytes:
    """The bytes of the file."""
    return orjson.dumps(read_contract(), option=orjson.OPT_INDENT_2) + b"\n"


if __name__ == "__main__":
    FILE.write_bytes(encode_contract())
