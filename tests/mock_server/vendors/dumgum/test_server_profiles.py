"""Profiles on a real server: with several workers, after a restart, under any id."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.processes import KEY, ServerMaker, ServerProcess, wait_until

IDS = ("u-1", "a/b", "/a", "50%", "%41", "..", "a b?c#d", "é 日本", "\n", "x" * 1000, "é" * 1000)
ASKED = 40


def send(
    server: ServerProcess, method: str, path: str, body: Any = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """Send a request on a new connection, which any worker may accept."""
    sent = {"Authorization": f"Bearer {KEY}", **headers}
    if body is not None:
        sent["Content-Type"] = "application/json"
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        return response, response.read()


def put(server: ServerProcess, profile_id: str) -> Any:
    """Store a profile."""
    body = {"profile": {"firstName": "Alex"}}
    response, text = send(server, "PUT", f"/_mock/profiles/{quote(profile_id, safe='')}", body)
    assert response.status in {200, 201}, text
    return json.loads(text)


def fetch(server: ServerProcess, profile_id: str, **headers: str) -> tuple[int, str, bytes]:
    """Status, tag and body of the webhook's answer."""
    target = f"/webhooks/profile?profileId={quote(profile_id, safe='')}"
    response, text = send(server, "GET", target, **headers)
    return response.status, response.headers["ETag"], text


def journaled_by(server: ServerProcess) -> set[str]:
    """The workers that have journaled a request."""
    return {entry["id"].partition("-")[0] for entry in server.journal()["entries"]}


def test_ids_arrive_as_they_were_written(server: ServerProcess) -> None:
    """An id that is escaped in path and query leads to its profile."""
    stored = {profile_id: put(server, profile_id) for profile_id in IDS}
    assert [shown["id"] for shown in stored.values()] == [*IDS]
    for profile_id in IDS:
        status, tag, body = fetch(server, profile_id)
        assert (status, tag) == (200, stored[profile_id]["etag"])
        assert json.loads(body)["profile"]["id"] == profile_id


@pytest.mark.slow
@pytest.mark.parametrize("is_kept", [True, False])
def test_workers_answer_alike(make_server: ServerMaker, tmp_path: Path, *, is_kept: bool) -> None:
    """Both workers serve the same bytes and tag for stored and generated profiles."""
    options = ("--db", str(tmp_path / "state.db")) if is_kept else ()
    with make_server("--workers", "2", *options) as server:
        tag = put(server, "u-1")["etag"]
        seen = {(profile_id, *fetch(server, profile_id)) for profile_id in ("u-1", "u-2") * ASKED}
        assert len(seen) == 2
        statuses: set[int] = set()

        def ask_on() -> set[str]:
            with ThreadPoolExecutor(ASKED) as pool:
                ask = partial(fetch, server, "u-1", **{"If-None-Match": tag})
                asked = [pool.submit(ask) for _ in range(ASKED)]
            statuses.update(each.result()[0] for each in asked)
            return journaled_by(server)

        # The operating system chooses the worker that accepts a connection.
        assert wait_until(lambda: ask_on() == {"1", "2"})
        assert statuses == {304}


@pytest.mark.slow
def test_profiles_survive_a_restart(make_server: ServerMaker, tmp_path: Path) -> None:
    """After a restart the tags are the same, so a client with a profile still gets a 304."""
    options = ("--db", str(tmp_path / "state.db"))
    with make_server(*options) as server:
        tags = {profile_id: put(server, profile_id)["etag"] for profile_id in IDS}
    with make_server("--workers", "2", *options) as server:
        again = {i: fetch(server, i, **{"If-None-Match": tags[i]})[:2] for i in IDS}
        assert again == {profile_id: (304, tags[profile_id]) for profile_id in IDS}
        assert put(server, "u-1")["version"] == put(server, "u-1")["version"]


def test_unchanged_answers_have_no_body(server: ServerProcess) -> None:
    """A 304 has neither a body nor a content type nor a content length."""
    tag = fetch(server, "nobody")[1]
    target = "/webhooks/profile?profileId=nobody"
    response, text = send(server, "GET", target, **{"If-None-Match": f'"x", {tag}'})
    assert (response.status, text, response.headers["ETag"]) == (304, b"", tag)
    assert not {"Content-Type", "Content-Length"} & {*response.headers}


@pytest.mark.slow
def test_full_disk_is_told(make_server: ServerMaker, tmp_path: Path) -> None:
    """A profile that cannot be stored gets a 503, and the old one is still served."""
    file = tmp_path / "state.db"
    with make_server("--db", str(file)) as server:
        before = fetch(server, "u-1")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # another writer that does not finish
            response, text = send(
                server, "PUT", "/_mock/profiles/u-1", {"profile": {"firstName": "Alex"}}
            )
            assert response.status == 503, text
            other.execute("ROLLBACK")
        assert fetch(server, "u-1") == before
        assert put(server, "u-1")["source"] == "put"
