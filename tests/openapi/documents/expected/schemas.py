"""The schemas of the three documents as one table, by document and name."""

from __future__ import annotations

from tests.openapi.documents.expected import cognigy, dumgum, getprofile
from tests.openapi.documents.expected.notation import Schema

Key = tuple[str, str]

_MODULES = {"dumgum": dumgum, "cognigy": cognigy, "getprofile": getprofile}

PROPERTIES: dict[Key, dict[str, Schema]] = {
    (name, schema): fields
    for name, module in _MODULES.items()
    for schema, fields in module.PROPERTIES.items()
}
DEMANDS: dict[Key, Schema] = {
    (name, schema): demands
    for name, module in _MODULES.items()
    for schema, demands in module.DEMANDS.items()
}
ECHOES: dict[tuple[str, str, str], str] = {
    (name, *field): expression
    for name, module in _MODULES.items()
    for field, expression in module.ECHOES.items()
}
ENUMERATIONS: dict[Key, Schema] = {
    ("dumgum", schema): values for schema, values in dumgum.ENUMERATIONS.items()
}
EXTENSIONS: dict[Key, str] = {
    ("dumgum", schema): base for schema, base in dumgum.EXTENSIONS.items()
}
MOCK_PATTERNS: dict[tuple[str, str, str], str] = {
    ("cognigy", "ContactProfileRecord", "_id"): "^[0-9a-f]{24}$",
}
