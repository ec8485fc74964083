"""Credentials are neither journaled nor repeated in an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.redaction import REDACTED, Redactor, redact_body
from mockwright.mock_server.secret_names import is_secret, is_secret_field
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.loading import bundled_names, load_document
from mockwright.openapi.operations import Operation
from tests.mock_server.asking import Reply, ask, journal, serve
from tests.mock_server.small_documents import EMPTY, Json, document, get, post

SECRET = "sk-marker-0123456789"  # noqa: S105 -- this is what must not be found
OPERATIONS = {
    operation.id: operation
    for name in bundled_names()
    for operation in compile_operations(load_document(name))
}
SECRET_NAMES = (
    *("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api_key"),
    *("webhook-signature", "x-auth-token", "x-mock-token", "x-access-token", "x-goog-api-key"),
    *("private-token", "ocp-apim-subscription-key", "x-amz-signature", "x-amz-credential"),
    *("apikey", "key", "password", "pwd", "secret", "token", "accessToken", "clientSecret"),
    *("CLIENT_SECRET", "refresh-token", "x-csrf-token", "otp", "sig", "dbPassword2", "oauth_token"),
)
OTHER_NAMES = (
    *("accept", "author", "authority", "monkey", "keyword", "idempotency-key", "sort_key"),
    *("pageToken", "next_token", "max_tokens", "sec-websocket-key", "tokens", "x-request-id", ""),
)
PLACES: dict[str, tuple[dict[str, str], str]] = {
    "bearer": ({"authorization": f"Bearer {SECRET}"}, ""),
    "basic": ({"authorization": f"Basic {SECRET}"}, ""),
    "bare": ({"authorization": SECRET}, ""),
    "key": ({"x-api-key": SECRET}, ""),
    "query": ({}, f"api_key={SECRET}"),
    "shouted-query": ({}, f"API_KEY={SECRET}"),
    "escaped-query": ({}, f"api%5Fkey={SECRET}"),
    "twice-in-query": ({}, f"api_key=x&profileId=1&api_key={SECRET}"),
    "cookie": ({"cookie": f"session={SECRET}; theme=dark"}, ""),
    "proxy": ({"proxy-authorization": f"Basic {SECRET}"}, ""),
}


@pytest.fixture(
    scope="module", params=[{}, {"access_keys": ("right-key",)}, {"is_strict": True}], ids=str
)
def app(request: pytest.FixtureRequest) -> Mockwright:
    """The mock with every bundled document: lenient, with allowed keys, and strict."""
    return serve(**request.param)


def send(app: Mockwright, operation: Operation, place: str) -> Reply:
    """Send a request with the secret in one place."""
    headers, query = PLACES[place]
    path = operation.path.replace("{id}", "user-7")
    return ask(app, f"{operation.method} {path}?{query}", headers, {} if operation.body else None)


@pytest.mark.parametrize("place", sorted(PLACES))
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_credential_is_kept_or_answered(app: Mockwright, name: str, place: str) -> None:
    """A secret in any place is neither journaled nor answered."""
    app.pipeline.journal.clear()
    reply = send(app, OPERATIONS[name], place)
    told = json.dumps(journal(app)) + reply.body.decode() + json.dumps(dict(reply.headers))
    assert (len(journal(app)), SECRET in told) == (1, False)


@pytest.mark.parametrize(
    ("target", "status"), [("GET /nowhere", 404), ("PATCH /new/v2.0/profiles", 405)]
)
def test_no_credential_is_kept_of_what_is_no_operation(target: str, status: int) -> None:
    """A secret sent to an unknown path or method is neither journaled nor answered."""
    app = serve()
    headers = {name: value for place in PLACES.values() for name, value in place[0].items()}
    reply = ask(app, f"{target}?api_key={SECRET}", headers)
    assert reply.status == status
    assert SECRET not in json.dumps(journal(app)) + reply.body.decode()


SCHEMES: dict[str, Json] = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Custom-Credential"},
    "query": {"type": "apiKey", "in": "query", "name": "Signature"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "visit"},
}


def guarded(folder: Path, location: str, **members: Any) -> Mockwright:
    """The application of a document with one security scheme."""
    paths = get({"204": EMPTY}, **members)
    components = {"securitySchemes": {"key": SCHEMES[location]}}
    return serve(document(folder, paths, security=[{"key": []}], components=components))


def send_key(app: Mockwright, location: str) -> Reply:
    """Send the secret as the document's scheme requires it."""
    headers = {
        "header": {"x-custom-credential": SECRET},
        "cookie": {"cookie": f"visit={SECRET}"},
    }
    query = f"?Signature={SECRET}" if location == "query" else ""
    return ask(app, f"GET /things{query}", headers.get(location))


@pytest.mark.parametrize("location", sorted(SCHEMES))
def test_documents_own_schemes_are_known(tmp_path: Path, location: str) -> None:
    """A credential that the document declares is not journaled."""
    app = guarded(tmp_path, location)
    assert send_key(app, location).status == 204
    assert SECRET not in json.dumps(journal(app))


@pytest.mark.parametrize("location", sorted(SCHEMES))
def test_credential_that_is_a_parameter_too_is_not_repeated(tmp_path: Path, location: str) -> None:
    """A violation of a parameter that is a credential does not contain its value."""
    name = SCHEMES[location]["name"]
    schema = {"type": "string", "maxLength": 3}
    app = guarded(tmp_path, location, parameters=[{"name": name, "in": location, "schema": schema}])
    reply = send_key(app, location)
    assert reply.status == 400
    assert SECRET not in json.dumps(journal(app)) + reply.body.decode()


def test_headers_keep_what_is_no_credential() -> None:
    """Headers with credentials are redacted; other headers are unchanged."""
    headers = {**dict.fromkeys(SECRET_NAMES, SECRET), "accept": "*/*", "x-trace": "7"}
    expected = {**dict.fromkeys(SECRET_NAMES, REDACTED), "accept": "*/*", "x-trace": "7"}
    redactor = Redactor([])
    assert redactor.redact_headers(headers) == expected
    assert redactor.redact_headers(headers) == expected  # names are remembered


@pytest.mark.parametrize(
    ("query", "redacted"),
    [
        ("", ""),
        ("page=1&sort=name", "page=1&sort=name"),
        ("api_key=x", "api_key=[redacted]"),
        ("page=1&token=x&sort=name", "page=1&token=[redacted]&sort=name"),
        ("Token=x", "Token=[redacted]"),
        ("token=", "token=[redacted]"),
        ("token=a=b", "token=[redacted]"),
        ("token", "token"),
        ("tokens=x&page_token=y", "tokens=x&page_token=y"),
        ("a=1&&b=%zz&", "a=1&&b=%zz&"),
        *((f"{name}=x", f"{name}=[redacted]") for name in SECRET_NAMES),
    ],
)
def test_query_keeps_what_is_no_credential(query: str, redacted: str) -> None:
    """Query parameters with credentials are redacted; the rest of the query is unchanged."""
    assert Redactor([]).redact_query(query) == redacted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer secret", "Bearer [redacted]"),
        ("basic c2VjcmV0", "basic [redacted]"),
        ("Bearer", "[redacted]"),
        ("my secret", "[redacted]"),
        ("secret", "[redacted]"),
    ],
)
def test_the_kind_of_a_credential_is_shown(value: str, shown: str) -> None:
    """A known authentication scheme is shown; any other first word is redacted."""
    redacted = Redactor(()).redact_headers({"authorization": value})
    assert redacted == {"authorization": shown}


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_of_secrets(name: str) -> None:
    """A name with a word for a secret is a secret's, in any spelling."""
    assert is_secret(name)


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_other_names(name: str) -> None:
    """A cursor, a key of data, and a longer word with the same letters are not secrets."""
    assert (is_secret(name), is_secret_field(name)) == (False, False)


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [
        ("password", True),
        ("newPassword", True),
        ("api_key", True),
        ("privateKey", True),
        ("id_token", True),
        ("key", False),
        ("projectKey", False),
        ("token_type", False),
        ("signature_color", False),
    ],
)
def test_fields_of_bodies(name: str, is_hidden: bool) -> None:  # noqa: FBT001 -- a parameter
    """A field of a body is judged by its last word, because fields have more names."""
    assert is_secret_field(name) == is_hidden


@pytest.mark.parametrize(
    ("text", "media_type", "redacted"),
    [
        (
            '{"password": "a", "name": "b"}',
            "application/json",
            '{"password": "[redacted]", "name": "b"}',
        ),
        (
            '{"a":{"apiKey":"x\\"y"},"b":1}',
            "application/json",
            '{"a":{"apiKey":"[redacted]"},"b":1}',
        ),
        ('{"key":"a","token_type":"b"}', "application/json", '{"key":"a","token_type":"b"}'),
        ('{"token":"cut o', "application/json", '{"token":"[redacted]'),
        ('{"token":"cut \\', "application/json", '{"token":"[redacted]'),
        (
            "name=b&client_secret=a",
            "application/x-www-form-urlencoded",
            "name=b&client_secret=[redacted]",
        ),
        (
            '--x\r\nContent-Disposition: form-data; name="pwd"\r\n\r\na\r\n--x--',
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="pwd"\r\n\r\n[redacted]\r\n--x--',
        ),
        ("token: a", "text/plain", "token: a"),
    ],
)
def test_bodies_are_shown_without_secrets(text: str, media_type: str, redacted: str) -> None:
    """The journal shows a body without the values of fields whose names are a secret's."""
    assert redact_body(text, media_type) == redacted


def sign_in(folder: Path) -> Mockwright:
    """The application of a document that takes secrets as a parameter and in a body."""
    field = {"type": "string", "maxLength": 8}
    body = {
        "type": "object",
        "properties": {"login": {"type": "object", "properties": {"pwd": field}}},
    }
    parameters = [{"name": "password", "in": "query", "schema": field}]
    content = {"content": {"application/json": {"schema": {"anyOf": [body, body]}}}}
    return serve(document(folder, post(content, parameters=parameters)))


def test_secrets_that_violate_the_contract_are_not_repeated(tmp_path: Path) -> None:
    """An invalid secret is in no part of the answer and of the journal entry."""
    app = sign_in(tmp_path)
    body = {"login": {"pwd": f"{SECRET}-body"}}
    headers = {"referer": f"http://localhost/?token={SECRET}", "private-token": SECRET}
    reply = ask(app, f"POST /things?password={SECRET}", headers, body)
    shown = json.dumps(journal(app)) + reply.body.decode() + json.dumps(dict(reply.headers))
    assert (reply.status, SECRET in shown) == (400, False)


def test_secrets_within_a_shown_object_are_not_repeated(tmp_path: Path) -> None:
    """A violation of a whole object shows it without its secrets."""
    app = sign_in(tmp_path)
    reply = ask(app, "POST /things", body=[{"pwd": SECRET}])
    assert reply.status == 400
    assert SECRET not in reply.body.decode() + json.dumps(journal(app))
