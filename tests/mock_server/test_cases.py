"""Golden exchanges: a request, and the answer to the byte, as YAML that needs no Python to read.

A case is one exchange, or several `exchanges` in their order with one fresh mock; `settings` are
what the mock is started with, and `warnings` what its journal shows of a call to an API. A changed
answer is a changed promise: change the case in the same commit and say so in the CHANGELOG.
`python -m tests.mock_server.test_cases` rewrites every answer from the code as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockwright.mock_server.control.routes import PREFIX
from mockwright.mock_server.request.calls import MISSING
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import bundled, serve

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.rglob("*.yaml"))


def read_case(path: Path) -> dict[str, Any]:
    """The content of a case file."""
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


def respond(app: Mockwright, exchange: dict[str, Any]) -> Response:
    """The mock's answer to the request of an exchange."""
    asked = exchange["request"]
    path, _, query = asked["path"].partition("?")
    body = asked.get("text", json.dumps(asked["json"]) if "json" in asked else "")
    headers = {name.lower(): str(value) for name, value in asked.get("headers", {}).items()}
    if path.startswith(PREFIX):
        answer = app.test_client().open(
            asked["path"], method=asked["method"], data=body, headers=headers
        )
        shown_headers = (("content-type", answer.content_type),)
        return Response(status=answer.status_code, headers=shown_headers, body=answer.data)
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
    """A response in the format of a case."""
    return {
        "status": response.status,
        "headers": {name.lower(): value for name, value in response.headers},
        **({"json": json.loads(response.body)} if response.body else {}),
    }


def exchanges_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The exchanges of a case, which may itself be a single exchange."""
    exchanges: list[dict[str, Any]] = case.get("exchanges", [case])
    return exchanges


def replay(case: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Response, list[str]]]:
    """Send all requests of a case to a new mock; yield exchange, response and warnings."""
    app = serve(**case.get("settings", {}))
    for exchange in exchanges_of(case):
        response = respond(app, exchange)
        is_api = not exchange["request"]["path"].startswith(PREFIX)
        entries = app.pipeline.journal.read().entries if is_api else ()
        yield exchange, response, entries[-1].to_json()["warnings"] if entries else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CASES)))
def test_case_is_answered_to_the_byte(path: Path) -> None:
    """Responses and warnings equal the golden ones, byte for byte."""
    for exchange, response, warnings in replay(read_case(path)):
        assert shown(response) == exchange["response"]
        body = exchange["response"].get("json", MISSING)
        assert response.body == (b"" if body is MISSING else encode_json(body))
        assert warnings == exchange.get("warnings", [])


def test_every_operation_has_a_case() -> None:
    """Each operation of each bundled document has a folder with golden cases."""
    operations = bundled().router.operations
    assert {path.parent.name for path in FILES} == {operation.id for operation in operations}


def rewrite() -> None:
    """Rewrite the responses of every case."""
    for path in FILES:
        case = read_case(path)
        for exchange, response, warnings in replay(case):
            exchange.pop("warnings", None)
            exchange["response"] = shown(response)
            if warnings:
                exchange["warnings"] = warnings
        text = yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
