"""`mockwright replay` sends the same requests and runs the same check."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mockwright.contracts.commands.root import run
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, Headers, SentRequest, hide_credentials
from mockwright.contracts.engine.findings import Finding, Trial, hide_in_finding
from mockwright.contracts.engine.runs import About
from mockwright.contracts.reports.finding_json import finding_to_json, to_json_text
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation

pytestmark = pytest.mark.slow

KEY = "sk-proj-1234"
CHECK = next(check for check in SERVER_CHECKS if check.id == "response-status")
OPERATION: Operation = next(
    o for o in load_catalogue(("getprofile",)).router.operations if o.method == "GET"
)
TEAPOT, DOCUMENTED = 418, 404


class Seen(NamedTuple):
    """A request as received."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes


class Target:
    """A server that gives every answer the same status."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = TEAPOT
        self.seen: list[Seen] = []


@pytest.fixture
def target() -> Iterator[Target]:
    """A server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found.seen.append(Seen(self.command, self.path, self.headers.items(), body))
            self.send_response(found.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_PUT = do_GET  # noqa: N815 -- http.server's own name

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Target(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without a key in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOCKWRIGHT_KEY", raising=False)
    return tmp_path


def make_exchange(
    url: str, headers: Headers = (), body: bytes = b"", method: str = "GET"
) -> Exchange:
    """An exchange with an undocumented status."""
    host = url.split("/")[2]
    sent = (("Host", host), ("User-Agent", "mockwright/0"), *headers)
    request = SentRequest(method, url, sent, body)
    answer = Response(TEAPOT, (("Content-Type", "application/json"),), b"{}")
    return Exchange(request, answer)


Store = Callable[..., Finding]


@pytest.fixture
def store(folder: Path) -> Store:
    """A function that stores a finding of some exchanges in the default folder."""

    def keep(*exchanges: Exchange, base: str, command: str = "check server") -> Finding:
        credentials = Credentials({"KEY": KEY, "HEADER_X_TEAM": "team-secret"})
        hidden = tuple(hide_credentials(exchange, credentials) for exchange in exchanges)
        (finding,) = CHECK.judge(Trial(OPERATION, hidden))
        finding = hide_in_finding(finding, credentials)
        about = About(
            command=command,
            target=base,
            seed=0,
            documents=("getprofile",),
            operations=(OPERATION,),
            checks=(CHECK,),
            variables=credentials.variables,
        )
        path = folder / ".mockwright" / "findings" / f"{finding.id}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_json_text(finding_to_json(finding, about)), encoding="utf-8")
        return finding

    return keep


@pytest.mark.parametrize(("status", "code"), [(TEAPOT, 1), (DOCUMENTED, 0)])
def test_a_finding_still_occurs_or_not(
    target: Target, store: Store, capsys: pytest.CaptureFixture[str], status: int, code: int
) -> None:
    """The check judges the new answer, and both statuses are printed."""
    finding = store(make_exchange(f"{target.url}/api/profiles/u/export"), base=target.url)
    target.status = status
    assert run(["replay", finding.id]) == code
    head, exchange, verdict = capsys.readouterr().out.splitlines()
    assert head.startswith(f"{finding.id} GET /api/profiles/{{id}}/export")
    assert exchange == f"  GET /api/profiles/u/export: {status}, before 418"
    assert verdict.startswith("no longer occurs: " if code == 0 else "still occurs: ")


def test_the_same_bytes_are_sent(target: Target, store: Store) -> None:
    """Requests are sent in order and unnormalized, with the credentials filled in."""
    first = make_exchange(
        f"{target.url}/api//profiles/a%2Fb/../export?x=%20&key={KEY}",
        (("Authorization", f"Bearer {KEY}"), ("X-Team", "a team-secret"), ("X-Team", "b")),
        f"\x00 {KEY}".encode(),
        "PUT",
    )
    finding = store(first, make_exchange(f"{target.url}/a"), base=target.url)
    arguments = ["--key", KEY, "--header", "X-Team: a team-secret"]
    assert run(["replay", finding.id, *arguments]) == 1
    host, length = target.url.removeprefix("http://"), str(len(f"\x00 {KEY}"))
    assert target.seen == [
        Seen(
            "PUT",
            f"/api//profiles/a%2Fb/../export?x=%20&key={KEY}",
            [
                ("Host", host),
                ("User-Agent", "mockwright/0"),
                ("Authorization", f"Bearer {KEY}"),
                ("X-Team", "a team-secret"),
                ("X-Team", "b"),
                ("Content-Length", length),
            ],
            f"\x00 {KEY}".encode(),
        ),
        Seen("GET", "/a", [("Host", host), ("User-Agent", "mockwright/0")], b""),
    ]


def test_another_server_can_be_the_target(target: Target, store: Store) -> None:
    """The path below the old base URL is sent below the new one."""
    finding = store(make_exchange("http://old.test:81/v1/a?x=1"), base="http://old.test:81/v1")
    assert run(["replay", finding.id, "--target", f"{target.url}/v2/"]) == 1
    assert target.seen[0].target == "/v2/a?x=1"
    assert dict(target.seen[0].headers)["Host"] == target.url.removeprefix("http://")


def test_a_deliberately_wrong_header_is_kept(target: Target, store: Store) -> None:
    """A wrong `Host` or `Content-Length` is sent again as stored."""
    wrong = make_exchange(f"{target.url}/a", (("Content-Length", "0"),), b"body", "PUT")
    sent = tuple(p for p in wrong.request.headers if p[0] != "Host")
    request = wrong.request._replace(headers=(("Host", "other.test"), *sent))
    finding = store(wrong._replace(request=request), base=target.url)
    assert run(["replay", finding.id]) == 1
    headers = dict(target.seen[0].headers)
    assert (headers["Host"], headers["Content-Length"]) == ("other.test", "0")


@pytest.mark.parametrize(
    ("sent", "cure"),
    [
        (("/a?x=sk-proj-1234", ()), "Give `$KEY` with `--key` or in MOCKWRIGHT_KEY."),
        (("/a", (("X-Team", "team-secret"),)), "with `--header 'X-Team: …'`."),
        (("/a?t=team-secret", ()), "Give `$HEADER_X_TEAM` with `--secret HEADER_X_TEAM=…`."),
    ],
)
def test_missing_credentials_are_named(
    target: Target,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    sent: tuple[str, Headers],
    cure: str,
) -> None:
    """Nothing is sent, and the error names the variable and its option."""
    finding = store(make_exchange(f"{target.url}{sent[0]}", sent[1]), base=target.url)
    assert run(["replay", finding.id]) == 2
    assert cure in capsys.readouterr().err
    assert target.seen == []


def test_credentials_come_from_anywhere(
    target: Target, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key may come from the environment, and others by the name of their variable."""
    finding = store(make_exchange(f"{target.url}/a?k={KEY}&t=team-secret"), base=target.url)
    monkeypatch.setenv("MOCKWRIGHT_KEY", "other-key")
    assert run(["replay", finding.id, "--secret", "HEADER_X_TEAM=x"]) == 1
    assert target.seen[0].target == "/a?k=other-key&t=x"


def test_no_credential_is_printed(
    target: Target, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """A credential is not printed, even if it is part of the URL."""
    finding = store(make_exchange(f"{target.url}/a?k={KEY}"), base=target.url)
    run(["replay", finding.id, "--key", KEY])
    assert KEY not in capsys.readouterr().out


def test_an_unreachable_target_is_reported(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unreachable target is an error and no verdict on the finding."""
    finding = store(make_exchange("http://127.0.0.1:1/a"), base="http://127.0.0.1:1")
    assert run(["replay", finding.id]) == 4
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Error: ")


def test_a_missing_answer_can_be_replayed(store: Store) -> None:
    """A finding about a missing answer is replayed like any other."""
    check = next(check for check in SERVER_CHECKS if check.id == "no-answer")
    silent = make_exchange("http://127.0.0.1:1/a")._replace(response=None, failure="Refused.")
    (found,) = check.judge(Trial(OPERATION, (silent,)))
    finding = store(make_exchange("http://127.0.0.1:1/a"), base="http://127.0.0.1:1")
    path = Path(".mockwright/findings") / f"{finding.id}.json"
    written = json.loads(path.read_text())
    told = {"id": found.id, "check": check.id}
    exchange = {**written["trial"]["exchanges"][0], "failure": "Refused."}
    del exchange["response"]
    path.write_text(
        json.dumps({**written, **told, "trial": {**written["trial"], "exchanges": [exchange]}})
    )
    assert run(["replay", str(path)]) == 1


def test_a_client_finding_is_judged_from_its_file(
    target: Target, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finding of `check client` is judged without sending its requests."""
    finding = store(make_exchange(f"{target.url}/a"), base="pytest", command="check client")
    path = Path(".mockwright/findings") / f"{finding.id}.json"
    path.write_text(path.read_text().replace('"response-status"', '"unexpected-call"'))
    assert run(["replay", finding.id]) == 0
    assert "no longer occurs" in capsys.readouterr().out
    assert target.seen == []


def test_a_finding_is_found_in_a_report(
    target: Target, store: Store, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finding is found by report and id; without an id, the existing ids are listed."""
    finding = store(make_exchange(f"{target.url}/a"), base=target.url)
    text = (folder / ".mockwright" / "findings" / f"{finding.id}.json").read_text()
    event = json.dumps({"event": "finding", **json.loads(text)})
    (folder / "r.jsonl").write_text(f'{{"event": "begin"}}\n{event}\n')
    assert run(["replay", f"r.jsonl#{finding.id}"]) == 1
    capsys.readouterr()
    for name in ("r.jsonl", "r.jsonl#000000000000"):
        assert run(["replay", name]) == 2
        assert f"It has `r.jsonl#{finding.id}`." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("none.json", None, (2, "There is no file `none.json`.")),
        (
            "0123456789ab",
            None,
            (2, "There is no finding `0123456789ab` in `.mockwright/findings`."),
        ),
        ("f.json", "{", (3, "f.json: Expected JSON; received something else.")),
        ("f.json", "[]", (3, "f.json: This is not a finding, or it was modified.")),
        ("f.json", "{}", (3, "f.json: This is not a finding: `mockwright_finding` is missing.")),
        (
            "f.json",
            '{"mockwright_finding": 2}',
            (3, "Expected a finding of format 1; received `2`."),
        ),
        (
            "f.json",
            '{"mockwright_finding": 1}',
            (3, "f.json: This is not a finding: `run` is missing."),
        ),
        (
            "r.jsonl",
            '{"event": "finding"}\n{',
            (3, "r.jsonl:2: Expected JSON; received something else."),
        ),
    ],
)
def test_an_invalid_finding_is_explained(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str | None,
    told: tuple[int, str],
) -> None:
    """The error has the file and what was expected, with its own exit code."""
    if text is not None:
        (folder / name).write_text(text)
    code, said = told
    assert run(["replay", name]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"getprofile"', '"none.yaml"', "There is no such file."),
        ('"GET /api/', '"GET /other/', "The document `getprofile` has no operation `GET /other/"),
        ('"response-status"', '"no-such-check"', "There is no check `no-such-check` of "),
        ('"check server"', '"check spell"', "A finding of `check spell` is unknown"),
        ('"status":418', '"status":"x"', "This is not a finding, or it was modified."),
    ],
)
def test_an_outdated_finding_is_explained(
    store: Store, capsys: pytest.CaptureFixture[str], before: str, after: str, said: str
) -> None:
    """A finding whose document, operation or check no longer exists exits with 3."""
    finding = store(make_exchange("http://127.0.0.1:1/a"), base="http://127.0.0.1:1")
    path = Path(".mockwright/findings") / f"{finding.id}.json"
    path.write_text(path.read_text().replace(before, after))
    assert run(["replay", finding.id]) == 3
    assert said in capsys.readouterr().err
