"""Find where a document, a referenced part or a schema lacks the required structure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
import orjson

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.pointers import PointerToNowhere, find
from mockwright.openapi.shapes import Shape, shape_of
from mockwright.openapi.violations import Subject, Violation, from_errors

Version = Literal["3.0", "3.1"]
Part = Literal[
    "path item", "parameter", "request body", "response", "header", "example", "security scheme"
]

_FOLDER = Path(__file__).parent / "metaschemas"
_ROOT = ""
_DIALECT = "2020-12"
_DEFINITIONS: Mapping[Version, Mapping[str, str]] = {
    "3.0": {
        "path item": "/definitions/PathItem",
        "parameter": "/definitions/Parameter",
        "request body": "/definitions/RequestBody",
        "response": "/definitions/Response",
        "header": "/definitions/Header",
        "example": "/definitions/Example",
        "security scheme": "/definitions/SecurityScheme",
    },
    "3.1": {
        "path item": "/$defs/path-item",
        "parameter": "/$defs/parameter",
        "request body": "/$defs/request-body",
        "response": "/$defs/response",
        "header": "/$defs/header",
        "example": "/$defs/example",
        "security scheme": "/$defs/security-scheme",
    },
}


def find_violations(part: Part | None, value: Any, version: Version) -> tuple[Violation, ...]:
    """Every violation of OpenAPI's structure by a part of this kind, or by a whole document.

    Schemas are only required to be objects or booleans: `schema_repairs` reads them.
    """
    pointer = _ROOT if part is None else _DEFINITIONS[version][part]
    return _find(_metaschema(version), pointer, value)


def find_schema_violations(value: Any) -> tuple[Violation, ...]:
    """Every violation of JSON Schema 2020-12 by a schema."""
    return _find(_metaschema(_DIALECT), _ROOT, value)


class _Metaschema:
    """The schema of one OpenAPI version and of its parts, or of JSON Schema itself."""

    def __init__(self, uri: str, tree: dict[str, Any]) -> None:
        self._uri = uri
        self._tree = tree
        resources = [(uri, tree)] if tree else []
        self._registry = jsonschema_rs.Registry(resources)
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def validator(self, pointer: str) -> jsonschema_rs.Validator:
        """The validator of the whole document, or of the definition at a pointer."""
        if pointer not in self._validators:
            schema = {"$ref": f"{self._uri}#{pointer}"}
            if "$schema" in self._tree:
                schema["$schema"] = self._tree["$schema"]
            self._validators[pointer] = jsonschema_rs.validator_for(
                schema, registry=self._registry, validate_formats=False, offline=True
            )
        return self._validators[pointer]

    def schema_at(self, place: Place) -> Any:
        """The metaschema's schema at a place."""
        try:
            return find(self._tree, place.pointer)
        except PointerToNowhere:
            return None

    def shape_at(self, place: Place) -> Shape:
        """The fields that OpenAPI defines at a place."""
        return shape_of(self._target, [Located(value=self.schema_at(place), place=place)])

    def _target(self, located: Located) -> Located:
        place = Place(file=located.place.file, pointer=located.value["$ref"].partition("#")[2])
        return Located(value=self.schema_at(place), place=place)


@cache
def _metaschema(name: str) -> _Metaschema:
    """The metaschema of an OpenAPI version; the validator has its own for JSON Schema."""
    if name == _DIALECT:
        return _Metaschema(f"https://json-schema.org/draft/{name}/schema", {})
    tree = _relax(orjson.loads((_FOLDER / f"oas-{name}.json").read_bytes()))
    return _Metaschema(tree.get("$id") or tree["id"], tree)


def _find(metaschema: _Metaschema, pointer: str, value: Any) -> tuple[Violation, ...]:
    validator = metaschema.validator(pointer)
    if validator.is_valid(value):
        return ()
    return from_errors(validator.iter_errors(value), Subject(location="document"), metaschema)


def _relax(node: Any) -> Any:
    """A metaschema without the rules whose violation costs nothing.

    Names of paths and components may contain anything, a responses object may be empty, and
    schemas are read by `schema_repairs`, which is more tolerant and knows both versions.
    """
    if isinstance(node, list):
        return [_relax(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("oneOf") in _SCHEMAS_OF_3_0:
        return {"type": ["object", "boolean"]}
    relaxed = {
        _RELAXED_NAMES.get(key, key): _relax(value)
        for key, value in node.items()
        if key != "propertyNames"
    }
    patterns = relaxed.get("patternProperties")
    if isinstance(patterns, dict) and any(status in patterns for status in _STATUS_PATTERNS):
        for keyword in ("minProperties", "if", "then"):
            relaxed.pop(keyword, None)
    return relaxed


_SCHEMAS_OF_3_0 = [
    [{"$ref": f"#/definitions/{name}"} for name in names]
    for names in (("Schema", "Reference"), ("Reference", "Schema"))
]
_RELAXED_NAMES = {
    "^\\/": "^(?!x-)",
    "^/": "^(?!x-)",
    r"^[a-zA-Z0-9\.\-_]+$": "",
    r"^[1-5](?:\d{2}|XX)$": r"^[1-5](?:\d{2}|XX|xx)$",
    r"^[1-5](?:[0-9]{2}|XX)$": r"^[1-5](?:[0-9]{2}|XX|xx)$",
}
_STATUS_PATTERNS = (r"^[1-5](?:\d{2}|XX|xx)$", r"^[1-5](?:[0-9]{2}|XX|xx)$")
