"""`mockwright check webhook`: usage errors, exit codes, and one line for each bad endpoint."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest

from mockwright.contracts.commands.root import run
from tests.broken_webhooks.faults import FAULTS
from tests.broken_webhooks.webhook import KEY, OTHER, PERSONA, USER, Call, Reply, Webhook, serving
from tests.mock_server.bad_endpoints.endpoints import (
    Behaviour,
    closed,
    send,
    send_and_hold,
)
from tests.mock_server.bad_endpoints.endpoints import serving as serving_raw
from tests.processes import PATIENCE_SECONDS, ServerMaker

pytestmark = pytest.mark.slow

NOW = ["--now", "2025-06-01T00:00:00Z"]
IDS = ["--profile-id", USER, "--profile-id", OTHER, "--persona-id", PERSONA]


class Output:
    """The output and the exit code of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        self.lines = (out + err).splitlines()


@pytest.fixture
def check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Output]:
    """A function that runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOCKWRIGHT_KEY", raising=False)

    def call(*words: str) -> Output:
        code = run(["check", "webhook", *words])
        captured = capsys.readouterr()
        return Output(code, captured.out, captured.err)

    return call


def test_a_correct_webhook_passes(check: Callable[..., Output]) -> None:
    """The summary has calls, latency, and rules that need further options."""
    with serving(Webhook().respond) as url:
        told = check(url, *IDS, *NOW, "--key", KEY)
    assert told.code == 0, told.out
    assert "Calls: " in told.err
    assert "p95" in told.err
    assert "`--online`" in told.err
    assert "`--persona-id`" not in told.err


def test_skipped_rules_are_reported(check: Callable[..., Output]) -> None:
    """Without key and persona, the summary says that their rules are not checked."""

    class Open(Webhook):
        def check_key(self, call: Call) -> None:
            pass

    with serving(Open().respond) as url:
        told = check(url, "--profile-id", USER, *NOW)
    assert told.code == 0, told.out
    assert "Not checked: authentication, because no `--key` was given." in told.err
    assert "no `--persona-id` was given" in told.err


def test_quiet_prints_the_verdict_only(check: Callable[..., Output]) -> None:
    """With `-q`, only the verdict is printed."""
    with serving(Webhook().respond) as url:
        told = check(url, *IDS, *NOW, "--key", KEY, "-q")
    assert len(told.lines) == 1


@pytest.mark.parametrize("name", ["NeedsNoKey", "TakesTheFirstId", "HasNoName"])
def test_the_exit_code_distinguishes_failures_from_warnings(
    name: str, check: Callable[..., Output]
) -> None:
    """A failure exits with 1, a warning with 0."""
    fault = FAULTS[name]
    with serving(fault.start().respond) as url:
        told = check(url, *IDS, *NOW, "--key", KEY)
    assert told.code == (1 if fault.severity == "failure" else 0)
    assert fault.check in told.out


USAGE = {
    "no id": (["http://127.0.0.1:1"], "`--profile-id ID`"),
    "no url": (["--profile-id", "a"], "URL"),
    "bad url": (["ftp://x", "--profile-id", "a"], "http://"),
    "password": (["http://me:word@x", "--profile-id", "a"], "name or password"),
    "parameter": (
        ["http://x/?profileId=1", "--profile-id", "a"],
        "already has the parameter `profileId`",
    ),
    "empty id": (["http://x", "--profile-id", ""], "empty"),
    "two roles": (["http://x", "--profile-id", "a", "--persona-id", "a"], "`a` is given for two"),
    "known unknown": (["http://x", "--profile-id", "a", "--unknown-id", "a"], "given for two"),
    "bad key": (["http://x", "--profile-id", "a", "--key", "a b"], "printable ASCII"),
    "bad header": (["http://x", "--profile-id", "a", "--header", "word"], "`Name: value`"),
    "bad value": (["http://x", "--profile-id", "a", "--header", "A: \n"], "not valid in a header"),
    "no time": (["http://x", "--profile-id", "a", "--timeout", "0"], "--timeout"),
    "bad moment": (["http://x", "--profile-id", "a", "--now", "soon"], "--now"),
    "no ca": (["https://x", "--profile-id", "a", "--ca", "no.pem"], "--ca"),
}


@pytest.mark.parametrize("name", USAGE)
def test_usage_errors(name: str, check: Callable[..., Output]) -> None:
    """A usage error is reported before anything is sent, and shows no secret."""
    words, fragment = USAGE[name]
    told = check(*words)
    assert told.code == 2
    assert fragment in told.err
    assert "word@" not in told.err


@contextmanager
def at(url: str) -> Iterator[str]:
    """A URL without a server."""
    yield url


def page(_: Call) -> Reply:
    """Answer any call with a web page."""
    return Reply(200, b"<html>", {"Content-Type": "text/html; charset=utf-8"})


def elsewhere(_: Call) -> Reply:
    """Answer any call with a redirect."""
    return Reply(308, b"", {"Location": "http://127.0.0.1:1/x"})


def busy(_: Call) -> Reply:
    """Answer any call with a long rate limit."""
    return Reply(429, b"", {"Retry-After": "3600"})


@contextmanager
def raw(behaviour: Behaviour, certificate: str = "") -> Iterator[str]:
    """The URL of a server on raw sockets."""
    with serving_raw(behaviour, certificate) as endpoint:
        yield endpoint.url


UNREACHABLE: dict[str, tuple[Callable[[], AbstractContextManager[str]], str]] = {
    "refused": (closed, "No server listens"),
    "no host": (lambda: at("http://unknown.invalid/"), "The host name"),
    "page": (lambda: serving(page), "HTML page"),
    "redirect": (lambda: serving(elsewhere), 'only redirects, to "http://127.0.0.1:1/x"'),
    "rate limit": (lambda: serving(busy), "asks to wait another 3600 s"),
    "silent": (lambda: raw(send_and_hold(b"")), "did not start to answer within"),
    "cut": (
        lambda: raw(send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")),
        "in the middle of the body: 2 of 9 bytes were received",
    ),
    "self-signed": (lambda: raw(send(b""), "self_signed"), "`--ca FILE`"),
    "no TLS": (lambda: raw(send(b"no")), "not send a valid HTTP answer"),
}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_an_unusable_endpoint(name: str, check: Callable[..., Output]) -> None:
    """If there is no endpoint, one line says why, and the exit code is 4."""
    open_target, fragment = UNREACHABLE[name]
    with open_target() as url:
        told = check(url, *IDS, "--key", KEY, "--timeout", "0.4")
    assert told.code == 4, told.out
    assert sum(fragment in line for line in told.lines) == 1
    assert "FAILURE" not in told.out


REFUSING = {
    "wrong key": (["--key", "another-key-0123"], "does not accept the key that was given"),
    "no key": ([], "with `--key`"),
    "wrong ids": (["--key", KEY, "--profile-id", "unknown"], "Give an existing id"),
}


@pytest.mark.parametrize("name", REFUSING)
def test_an_endpoint_without_profiles(name: str, check: Callable[..., Output]) -> None:
    """A refused key and a wrong id are explained, and no further calls are made."""
    words, fragment = REFUSING[name]
    ids = [] if "--profile-id" in words else IDS
    with serving(Webhook().respond) as url:
        told = check(url, *ids, *words)
    assert told.code == 1
    assert fragment in told.out
    assert "nothing else was tested" in told.out
    assert f"Calls: {len(ids) // 2 or 1}." in told.err


def test_an_endpoint_that_stops_answering(check: Callable[..., Output]) -> None:
    """An endpoint that stops answering ends the run; what was found before is reported."""
    webhook, number = FAULTS["HasNoName"].start(), count()

    def die(call: Call) -> Reply:
        if next(number) > 30:
            raise ConnectionError
        return webhook.respond(call)

    with serving(die) as url:
        told = check(url, *IDS, *NOW, "--key", KEY, "--report", "jsonl=r.jsonl")
    assert told.code == 4
    assert "stopped answering after" in told.out
    assert "name-rule" in told.out
    events = [json.loads(line) for line in Path("r.jsonl").read_text("utf-8").splitlines()]
    assert events[-1]["event"] == "end"


def test_a_rate_limit_is_waited_for(check: Callable[..., Output]) -> None:
    """A call answered with 429 is repeated after the requested time, without a finding."""
    webhook, number = Webhook(), count()

    def limit(call: Call) -> Reply:
        if next(number) == 5:
            return Reply(429, b"{}", {"Retry-After": "0"})
        return webhook.respond(call)

    with serving(limit) as url:
        told = check(url, *IDS, *NOW, "--key", KEY, "--parallel", "0")
    assert told.code == 0, told.out
    assert "limits the rate (429): continuing in 0.1 s" in told.err


def test_the_mock_passes(make_server: ServerMaker, check: Callable[..., Output]) -> None:
    """The mock's own webhook passes all checks, without a warning."""
    now = ["--now", "2025-01-01"]  # the start of the mock's time
    server = make_server()
    told = check(f"{server.url}/webhooks/profile", *IDS, *now, "--key", KEY)
    assert told.code == 0, told.out
    assert "wrong-key" in told.out
    strict = make_server("--access-key", KEY, "--unknown-profiles", "mockwright-*")
    told = check(f"{strict.url}/webhooks/profile", *IDS, *now, "--key", KEY)
    assert told.code == 0, told.out
    assert "0 warnings" in told.out


def test_no_secret_is_shown(check: Callable[..., Output], tmp_path: Path) -> None:
    """Key, secret header and secret parameter do not appear in output, reports or files."""

    class Broken(Webhook):
        def check_key(self, call: Call) -> None:
            if (
                call.headers.get("x-webhook-secret") != "hush-hush-1"
                or "t0ken-77" not in call.query
            ):
                raise_refusal()
            super().check_key(call)

        def show(self, profile: dict[str, object]) -> dict[str, object]:
            return {**profile, "id": f"{KEY} t0ken-77 hush-hush-1"}

    with serving(Broken().respond) as url:
        told = check(
            f"{url}?token=t0ken-77", *IDS, *NOW, "--key", KEY,
            "--header", "X-Webhook-Secret: hush-hush-1",
            "--report", "jsonl=r.jsonl", "--report", "html=r.html", "--report", "har=r.har",
        )  # fmt: skip
    assert told.code == 1
    assert "id-echo" in told.out
    files = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 4
    for text in (told.out, told.err, *files):
        assert not any(secret in text for secret in (KEY, "t0ken-77", "hush-hush-1"))


def raise_refusal() -> None:
    """Refuse a call."""
    from_webhook = Webhook()
    from_webhook.miss_key(Call("GET", "", {}))


REPLAYED = ["HasNoName", "GivesStrangersAProfile", "PastesIntoSql", "NeedsNoKey", "TakesAnyKey"]
REPLAYED += ["ServesPost", "ChangesItsVersion", "ClaimsToCompress", "NeverChanges", "IsAMinor"]
REPLAYED += ["HangsUpOnLongIds", "DecodesNothing", "WritesLatin1", "FailsForTwoIds"]


@pytest.mark.slow
@pytest.mark.parametrize("name", REPLAYED)
def test_findings_can_be_replayed(
    name: str, check: Callable[..., Output], capsys: pytest.CaptureFixture[str]
) -> None:
    """A replayed finding occurs on the broken endpoint and not on a correct one."""
    with serving(FAULTS[name].start().respond) as url:
        check(url, *IDS, *NOW, "--key", KEY, "--findings", "found", "--parallel", "0")
        files = [*Path("found").glob("*.json")]
        assert files
        codes = {run(["replay", str(path), "--key", KEY]) for path in files}
    with serving(Webhook().respond) as correct:
        words = ["--key", KEY, "--target", correct]
        cured = {run(["replay", str(path), *words]) for path in files}
    capsys.readouterr()
    assert codes == {1}
    assert cured == {0}


def test_a_secret_of_the_url_can_be_replayed(
    check: Callable[..., Output], capsys: pytest.CaptureFixture[str]
) -> None:
    """A secret in the URL is not stored; a replay names its variable."""
    webhook = FAULTS["HasNoName"].start()

    def guard(call: Call) -> Reply:
        if not call.query.startswith("token=t0ken-77"):
            return Reply(403)
        return webhook.respond(call._replace(query=call.query.partition("&")[2]))

    with serving(guard) as url:
        check(f"{url}?token=t0ken-77", *IDS, *NOW, "--key", KEY, "--findings", "found")
        (path,) = Path("found").glob("*.json")
        words = ["replay", str(path), "--key", KEY]
        assert run(words) == 2
        assert "`--secret QUERY_TOKEN=…`" in capsys.readouterr().err
        assert run([*words, "--secret", "QUERY_TOKEN=t0ken-77"]) == 1
    assert "t0ken-77" not in capsys.readouterr().out


def test_a_seed_repeats_the_calls(check: Callable[..., Output]) -> None:
    """Two runs with one seed send the same bytes; another seed uses another unknown id."""
    told: list[list[tuple[str, str, str]]] = []
    for seed in ("3", "3", "4"):
        calls: list[tuple[str, str, str]] = []
        webhook = Webhook()

        def respond(call: Call, calls: list[tuple[str, str, str]] = calls) -> Reply:
            headers = {k: v for k, v in call.headers.items() if k != "host"}
            calls.append((call.method, call.query, str(headers)))
            return webhook.respond(call)  # noqa: B023 -- only called within this iteration

        with serving(respond) as url:
            check(url, *IDS, *NOW, "--key", KEY, "--seed", seed, "-q", "--parallel", "0")
        told.append(calls)
    assert told[0] == told[1]
    assert told[0] != told[2]
    assert len(told[0]) > 90


@pytest.mark.slow
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_valid_reports(
    signal_number: signal.Signals, tmp_path: Path
) -> None:
    """Ctrl-C or SIGTERM during a run exits with 130, and the reports are complete."""
    webhook, number, started = Webhook(), count(), threading.Event()
    processes: list[subprocess.Popen[str]] = []

    def interrupt(call: Call) -> Reply:
        if next(number) == 40:
            started.wait(PATIENCE_SECONDS)
            processes[0].send_signal(signal_number)
            threading.Event().wait(0.5)
        return webhook.respond(call)

    with serving(interrupt) as url:
        script = (
            "import sys; from mockwright.contracts.commands.root import run; "
            "sys.exit(run(sys.argv[1:]))"
        )
        options = [url, *IDS, "--key", KEY, "--report", "jsonl=r.jsonl"]
        command = [sys.executable, "-c", script, "check", "webhook", *options]
        with subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            processes.append(process)
            started.set()
            out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    events = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()]
    assert events[-1]["event"] == "end"
    assert "interrupted" in out.lower()
