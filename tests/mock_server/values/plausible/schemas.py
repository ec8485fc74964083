"""Small documents of tests of values by name, and what is answered to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockwright.mock_server.app import create_app
from mockwright.mock_server.request.calls import MISSING
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.values.plausible.fields import (
    Field,
    compile_field,
    kinds_of_names,
    recognize,
)
from mockwright.mock_server.values.plausible.locales import load_locale
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.openapi.json_text import parse_json
from tests.mock_server.small_documents import Json, content, document, response

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}


def fields(**properties: Any) -> Json:
    """An object with these required fields."""
    return {"type": "object", "required": [*properties], "properties": properties}


def query(*names: str, **schemas: Json) -> list[Json]:
    """Query parameters: whole numbers by name, or others by schema."""
    found = {**dict.fromkeys(names, WHOLE), **schemas}
    return [{"name": name, "in": "query", "schema": schema} for name, schema in found.items()]


def path(name: str, schema: Json = WHOLE) -> Json:
    """A path parameter."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


class Shop:
    """A mock of one operation."""

    def __init__(self, folder: Path, route: str, schema: Json, **options: Any) -> None:
        """Serve `GET` or, with a `body`, `POST` at the route; `options` are of the document."""
        parameters, body = options.pop("parameters", []), options.pop("body", None)
        locale = options.pop("locale", "en_US")
        operation: Json = {"parameters": parameters, "responses": {"200": response(schema)}}
        if body is not None:
            operation["requestBody"] = content(body)
        self._method = "GET" if body is None else "POST"
        file = document(folder, {route: {self._method.lower(): operation}}, **options)
        self._client = create_app(Settings(specs=(file,), locale=locale)).test_client()

    def ask(self, url: str, body: Any = None) -> Any:
        """The body of the answer."""
        answer = self._client.open(url, method=self._method, json=body)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return parse_json(answer.get_data()).value


def make_values(keywords: dict[str, Json], locale: str = "en_US", owner: str = "") -> Json:
    """Values of fields with these keywords, in one object; None where the schema alone decides."""
    scene = Scene(RandomStream(locale.encode()), load_locale(locale))
    siblings = kinds_of_names(keywords)
    made: Json = {}
    for name, schema in keywords.items():
        field = Field(name, schema, lambda _value: True)
        recognized = recognize(field, (owner,), siblings)
        value = compile_field(field, recognized)(scene) if recognized else MISSING
        made[name] = None if value is MISSING else value
    return made
