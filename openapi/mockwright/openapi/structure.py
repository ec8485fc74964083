"""Check that a document, each referenced part and each schema has the required structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
import orjson

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import MAX_FAULTS, DocumentFault, DocumentIsBroken, FaultCollector
from mockwright.openapi.pointers import PointerToNowhere, find, from_fragment
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


def check_structure(root: Any, file: str, version: Version) -> None:
    """Raise `DocumentIsBroken` with every violation of OpenAPI's structure."""
    located = Located(value=root, place=Place(file=file, pointer=""))
    _check(_metaschema(version), _ROOT, located)


def check_schemas(schemas: Iterable[Located]) -> None:
    """Raise `DocumentIsBroken` with every violation of JSON Schema 2020-12."""
    faults = FaultCollector()
    metaschema = _metaschema(_DIALECT)
    for located in schemas:
        with faults.collect():
            _check(metaschema, _ROOT, located)
    faults.raise_if_any()


def check_part(part: Part, located: Located, version: Version) -> None:
    """Raise `DocumentIsBroken` if the target of a reference is not a part of this kind."""
    _check(_metaschema(version), _DEFINITIONS[version][part], located)


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
    tree = orjson.loads((_FOLDER / f"oas-{name}.json").read_bytes())
    return _Metaschema(tree.get("$id") or tree["id"], tree)


def _check(metaschema: _Metaschema, pointer: str, located: Located) -> None:
    validator = metaschema.validator(pointer)
    if validator.is_valid(located.value):
        return
    errors = validator.iter_errors(located.value)
    violations = from_errors(errors, Subject(location="document"), metaschema)
    faults = (_to_fault(violation, located.place) for violation in violations)
    raise DocumentIsBroken([*dict.fromkeys(faults)][:MAX_FAULTS])


def _to_fault(violation: Violation, place: Place) -> DocumentFault:
    pointer = place.pointer + from_fragment(violation.pointer.removeprefix("#"))
    return DocumentFault(file=place.file, pointer=pointer, problem=violation.detail)
