"""Golden exchanges: a request, and the answer to the byte, as YAML that needs no Python to read.

A changed answer is a changed promise: change the case in the same commit and say so in the
CHANGELOG. `python -m tests.mock_server.test_cases` rewrites every answer from the code as it is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from mock_server.app import Understudy, create_app
from mock_server.settings import Settings
from openapi.compiler import compile_operations
from openapi.exchange import Request, Response
from openapi.json_text import encode_json
from openapi.loading import bundled_names, load_document

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.rglob("*.yaml"))


@pytest.fixture(scope="module")
def app() -> Understudy:
    """The mock with every setting at its default."""
    return create_app(Settings())


def read_case(path: Path) -> dict[str, Any]:
    """One case."""
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


def respond(app: Understudy, case: dict[str, Any]) -> Response:
    """The mock's answer to a case's request."""
    asked = case["request"]
    path, _, query = asked["path"].partition("?")
    body = asked.get("text", json.dumps(asked["json"]) if "json" in asked else "")
    headers = {name.lower(): str(value) for name, value in asked.get("headers", {}).items()}
    return app.pipeline.respond(
        Request(
            method=asked["method"],
            path=path,
            query=query,
            headers={"host": "localhost", **headers},
            body=body.encode(),
        )
    )


def shown(response: Response) -> dict[str, Any]:
    """A response as a case writes it."""
    return {
        "status": response.status,
        "headers": {name.lower(): value for name, value in response.headers},
        "json": json.loads(response.body),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CASES)))
def test_case_is_answered_to_the_byte(app: Understudy, path: Path) -> None:
    """The answer to each golden request is the golden answer, byte for byte."""
    case = read_case(path)
    response = respond(app, case)
    assert shown(response) == case["response"]
    assert response.body == encode_json(case["response"]["json"])


def test_every_operation_has_a_case() -> None:
    """Each operation of each bundled document has a folder with golden cases."""
    operations = [op for name in bundled_names() for op in compile_operations(load_document(name))]
    assert {path.parent.name for path in FILES} == {operation.id for operation in operations}


def rewrite() -> None:
    """Write every case's answer anew."""
    app = create_app(Settings())
    for path in FILES:
        case = read_case(path)
        case["response"] = shown(respond(app, case))
        text = yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
