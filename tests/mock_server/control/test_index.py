"""The index at `/` is a page for browsers and JSON for all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.mock_server.asking import serve
from tests.openapi.small_documents import operation, tree, write

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOSTILE = "<script>alert('1')</script>"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A client of a mock whose document has hostile texts."""
    info = {"title": HOSTILE, "version": HOSTILE}
    described = operation(summary=f'"{HOSTILE}')
    servers = [{"url": "https://example.test/base"}]
    root = tree({"/a<b>": {"get": described}}, servers=servers)
    return serve(str(write(tmp_path, {**root, "info": info}))).test_client()


def test_json_describes_each_document(client: FlaskClient) -> None:
    """The JSON has name, title, version, base paths and operations of each document."""
    index = client.get("/").get_json()
    assert index["apis"] == [
        {
            "name": "api",
            "title": HOSTILE,
            "version": HOSTILE,
            "document": "/_mock/documents/api",
            "basePaths": ["/base"],
            "operations": ["GET /a<b>"],
        }
    ]


@pytest.mark.parametrize(
    "accept", [None, "*/*", "application/json", "image/png", "text/html;q=0.1, */*"]
)
def test_other_clients_get_json(client: FlaskClient, accept: str | None) -> None:
    """Only a client that prefers HTML gets HTML."""
    headers = {"Accept": accept} if accept else {}
    assert client.get("/", headers=headers).mimetype == "application/json"


def test_browser_gets_a_page(client: FlaskClient) -> None:
    """A browser gets HTML that lists the operations and links to the control surface."""
    answer = client.get("/", headers={"Accept": BROWSER})
    assert (answer.mimetype, answer.headers["Vary"]) == ("text/html", "Accept")
    assert "<code>GET /a&lt;b&gt;</code>" in answer.text
    assert '<a href="/_mock/journal">' in answer.text


def test_page_escapes_the_document(client: FlaskClient) -> None:
    """No text of a document is markup of the page, and the page may run no script."""
    answer = client.get("/", headers={"Accept": BROWSER})
    assert "<script" not in answer.text
    assert answer.text.count("&lt;script&gt;") == len(["title", "version", "summary"])
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_document_with_the_root_path_has_it(tmp_path: Path) -> None:
    """A document that has an operation at `/` answers there itself."""
    client = serve(str(write(tmp_path, tree({"/": {"get": operation()}})))).test_client()
    assert client.get("/").status_code == 204
