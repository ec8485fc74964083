"""`mockwright check server`: usage errors, exit codes, and one line for each bad target."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from mockwright.contracts.commands.root import run
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.conformance import PHASES
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import FAULTS
from tests.broken_servers.serving import serving
from tests.contracts.wsgi_target import BOOKS
from tests.mock_server.bad_endpoints.endpoints import closed, send, send_and_hold
from tests.mock_server.bad_endpoints.endpoints import serving as serving_raw
from tests.processes import COMMAND, ServerMaker, environment

pytestmark = pytest.mark.slow

ALL = ("list", "add", "read", "delete")
FAST = ["--phases", ",".join(phase for phase in PHASES if phase != "fuzzing")]
QUICK = ["--phases", "examples"]
ROOT = Path(__file__).parents[3]


class Output(NamedTuple):
    """The output and the exit code of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Output]:
    """A function that runs the command against a server of books, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOCKWRIGHT_KEY", raising=False)

    def call(url: str, *words: str, spec: str = BOOKS) -> Output:
        code = run(["check", "server", url, "--spec", spec, *words])
        captured = capsys.readouterr()
        return Output(code, captured.out, captured.err)

    return call


def test_a_correct_server_passes(check: Callable[..., Output]) -> None:
    """A run without findings exits with 0 and prints the number of requests per phase."""
    with serving(Books()) as url:
        told = check(url, "--key", KEY, *FAST)
    assert told.code == 0, told.out
    assert "PASSED: 0 failures, 0 warnings" in told.out
    assert re.search(r"Requests: probe 5, examples \d+, access \d+, protocol \d+", told.err)


@pytest.mark.parametrize("name", ["AcceptsAnyTitle", "SaysNothing"])
def test_failures_and_warnings_have_exit_codes(name: str, check: Callable[..., Output]) -> None:
    """A failure exits with 1, a warning with 0."""
    fault = FAULTS[name]
    with serving(fault.start()) as url:
        told = check(url, "--key", KEY, *FAST)
    assert told.code == (1 if fault.severity == "failure" else 0)
    assert fault.check in told.out


def test_the_base_path_of_the_url_is_kept(check: Callable[..., Output]) -> None:
    """Paths of the document are appended to the path of the URL."""
    books = Books()

    def below(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        assert path.startswith(("/api/v2/", "/_mock/", "/api/v2"))
        return books({**environ, "PATH_INFO": path.removeprefix("/api/v2")}, start_response)

    with serving(below) as url:
        told = check(f"{url}/api/v2/", "--key", KEY, *QUICK)
    assert told.code == 0, told.out


USAGE = {
    "no such operation": (["--operation", "list_book"], "Did you mean `list_books`?"),
    "no such exclusion": (["--exclude-operation", "x"], "Known: `list_books`"),
    "nothing left": (
        [
            f"--exclude-operation={o}"
            for o in ("list_books", "add_book", "read_book", "delete_book")
        ],
        "There are `list_books` (GET /books)",
    ),
    "no such phase": (["--phases", "all"], "Known: `examples`, `access`"),
    "no phase": (["--phases", ","], "Known: `examples`"),
    "bad key": (["--key", "a\nb"], "printable ASCII"),
    "bad header": (["--header", "word"], "`Name: value`"),
    "no time": (["--timeout", "0"], "--timeout"),
    "no ca": (["--ca", "no.pem"], "--ca"),
    "negative": (["--max-examples", "-1"], "--max-examples"),
}


@pytest.mark.parametrize("name", USAGE)
def test_usage_errors(name: str, check: Callable[..., Output]) -> None:
    """A usage error is reported before anything is sent."""
    words, fragment = USAGE[name]
    told = check("http://127.0.0.1:1", *words)
    assert (told.code, fragment in told.err) == (2, True)


def test_a_document_without_operations(check: Callable[..., Output], tmp_path: Path) -> None:
    """A document without operations has its own message."""
    empty = {"openapi": "3.1.0", "info": {"title": "Empty", "version": "1"}, "paths": {}}
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(empty), encoding="utf-8")
    told = check("http://127.0.0.1:1", spec=str(path))
    assert (told.code, "The document describes no operation" in told.err) == (2, True)


@pytest.mark.parametrize(
    ("url", "fragment"),
    [
        ("ftp://x", "http://"),
        ("http://me:word@x", "name or password"),
        ("http://x/?a=1", "base URL"),
    ],
)
def test_an_unusable_url(url: str, fragment: str, check: Callable[..., Output]) -> None:
    """A URL that requests cannot be sent to is a usage error."""
    told = check(url)
    assert (told.code, fragment in told.err, "word@" in told.err) == (2, True, False)


def test_a_broken_document(check: Callable[..., Output], tmp_path: Path) -> None:
    """A broken document exits with 3 and is reported with its place."""
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\npaths: 7\n", encoding="utf-8")
    told = check("http://127.0.0.1:1", spec="bad.yaml")
    assert (told.code, "bad.yaml#" in told.err) == (3, True)


def answering(status: str, *headers: tuple[str, str]) -> Any:
    """An application with one answer."""

    def application(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, [*headers])
        return [b""]

    return application


@contextmanager
def raw(behaviour: Any, certificate: str = "") -> Iterator[str]:
    """The URL of a server on raw sockets."""
    with serving_raw(behaviour, certificate) as endpoint:
        yield endpoint.url


@contextmanager
def at(url: str) -> Iterator[str]:
    """A URL without a server."""
    yield url


UNREACHABLE: dict[str, tuple[Callable[[], AbstractContextManager[str]], str]] = {
    "refused": (closed, "No server listens"),
    "no host": (lambda: at("http://unknown.invalid/"), "The host name"),
    "page": (lambda: serving(answering("200 OK", ("Content-Type", "text/html"))), "HTML pages"),
    "redirect": (
        lambda: serving(answering("302 Found", ("Location", "https://login.test/"))),
        "only redirects, to `https://login.test/`",
    ),
    "rate limit": (
        lambda: serving(answering("429 Too Many", ("Retry-After", "3600"))),
        "asks to wait another 3600 s",
    ),
    "silent": (lambda: raw(send_and_hold(b"")), "did not start to answer within"),
    "self-signed": (lambda: raw(send(b""), "self_signed"), "`--ca FILE`"),
}


@pytest.mark.parametrize("name", UNREACHABLE)
def test_a_target_that_is_not_an_api(name: str, check: Callable[..., Output]) -> None:
    """One line says why, there are no findings, and the exit code is 4."""
    open_target, fragment = UNREACHABLE[name]
    with open_target() as url:
        told = check(url, "--key", KEY, "--timeout", "0.4", *FAST)
    lines = (told.out + told.err).splitlines()
    assert told.code == 4, told.out
    assert sum(fragment in line for line in lines) == 1
    assert "FAILURE" not in told.out


def test_credentials_that_are_missing_are_explained(check: Callable[..., Output]) -> None:
    """If every answer is 401, one sentence names the options for credentials."""
    with serving(Books()) as url:
        told = check(url, *FAST)
    assert told.code == 1
    assert "4 x 401" in told.out
    assert "`--key` or `--header`" in told.out
    assert "FAILURE" not in told.out


def test_a_header_is_a_credential_too(check: Callable[..., Output], tmp_path: Path) -> None:
    """A credential in `--header` works, and does not appear in any output."""
    with serving(FAULTS["RepeatsKey"].start()) as url:
        told = check(url, "--header", f"X-Key: {KEY}", *FAST, "--report", "har=r.har")
    assert told.code == 0, told.out
    assert "credential-echoed" in told.out
    files = [path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 1
    assert not any(KEY in text for text in (told.out, told.err, *files))


def test_the_key_comes_from_the_environment(
    check: Callable[..., Output], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `--key`, the key is read from the environment."""
    monkeypatch.setenv("MOCKWRIGHT_KEY", KEY)
    with serving(Books()) as url:
        assert check(url, *QUICK).code == 0


def test_read_only_changes_nothing(check: Callable[..., Output]) -> None:
    """With `--read-only` only GET, HEAD and OPTIONS are sent."""
    books, methods = Books(), set()

    def watched(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        methods.add(environ["REQUEST_METHOD"])
        return books(environ, start_response)

    with serving(watched) as url:
        told = check(url, "--key", KEY, "--read-only", *FAST)
    assert told.code == 0, told.out
    assert methods == {"GET", "HEAD", "OPTIONS", "TRACE"}


def test_webhooks_are_left_out_unless_requested(
    check: Callable[..., Output], make_server: ServerMaker
) -> None:
    """Webhooks are checked only with `--include-webhooks`."""
    server = make_server("--access-key", KEY)
    words = ["--key", KEY, "--phases", "examples,access,protocol,boundaries"]
    told = check(server.url, *words, "--include-webhooks", "--exclude-operation", "generate_reply",
                 "--exclude-operation", "generate_suggestions", spec="dumgum")  # fmt: skip
    assert told.code == 0, told.out
    assert "(1 operation" in told.out


@pytest.mark.slow
def test_the_mock_passes_with_default_settings(
    check: Callable[..., Output], make_server: ServerMaker
) -> None:
    """The mock conforms to its three documents, and gives every documented answer."""
    server = make_server("--access-key", KEY)
    told = check(server.url, "--key", KEY, "--max-examples", "6", spec="bundled")
    assert told.code == 0, told.out
    assert "PASSED: 0 failures, 0 warnings" in told.out
    assert "answers 28" in told.err


def test_the_mock_is_known_below_a_base_path(
    check: Callable[..., Output], make_server: ServerMaker, tmp_path: Path
) -> None:
    """The mock is detected at its root, even if the document's server URL has a path."""
    document = yaml.safe_load(Path(BOOKS).read_text(encoding="utf-8"))
    path = tmp_path / "books.json"
    based = {**document, "servers": [{"url": "https://books.test/v2"}]}
    path.write_text(json.dumps(based), encoding="utf-8")
    server = make_server("--spec", str(path))
    told = check(f"{server.url}/v2", "--key", KEY, "--phases", "access", spec=str(path))
    assert told.code == 0, told.out
    assert "WARNING" in told.out
    assert "`--access-key`" in told.out


REPLAYED = ["AcceptsAnyTitle", "RefusesTravel", "ForgetsTotal", "AsksForNothing", "TakesPatch"]
REPLAYED += ["ReadsTheBeginning", "FailsAtTheEdge", "IgnoresAccept", "KnowsNoBearer"]


@pytest.mark.slow
@pytest.mark.parametrize("name", REPLAYED)
def test_findings_can_be_replayed(
    name: str, check: Callable[..., Output], capsys: pytest.CaptureFixture[str]
) -> None:
    """A replayed finding occurs on the broken server and not on a correct one."""
    with serving(FAULTS[name].start()) as url:
        check(url, "--key", KEY, *FAST, "--findings", "found")
        # What was deleted is gone, so that findings about deletions cannot be replayed.
        found = [*Path("found").glob("*.json")]
        files = [path for path in found if '"DELETE /' not in path.read_text(encoding="utf-8")]
        codes = {run(["replay", str(path), "--key", KEY]) for path in files}
    with serving(Books()) as correct:
        words = ["--key", KEY, "--target", correct]
        cured = {run(["replay", str(path), *words]) for path in files}
    capsys.readouterr()
    assert (codes, cured) == ({1}, {0})


# How to tell that a report of each format is complete.
WHOLE: dict[str, Callable[[str], object]] = {
    "jsonl": lambda text: json.loads(text.splitlines()[-1])["ending"] == "interrupted",
    "sarif": lambda text: json.loads(text)["runs"],
    "gitlab": lambda text: "INTERRUPTED" in json.loads(text)[-1]["description"],
    "har": lambda text: json.loads(text)["log"]["entries"],
    "junit": lambda text: ET.fromstring(text).tag == "testsuites",  # noqa: S314 -- our own
    "html": lambda text: "INTERRUPTED" in text and "</html>" in text,
    "markdown": lambda text: "INTERRUPTED" in text,
    "text": lambda text: text.splitlines()[-1].startswith("INTERRUPTED"),
    "github": lambda text: "interrupted" in text,
}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_valid_reports(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C or SIGTERM during a run exits with 130, and all reports are complete."""
    books, started = Books(), threading.Event()
    seen: list[str] = []

    def slow(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.append(environ["PATH_INFO"])
        if len(seen) > 40:
            started.set()
            threading.Event().wait(0.05)
        return books(environ, start_response)

    with serving(slow) as url:
        words = ["check", "server", url, "--spec", BOOKS, "--key", KEY]
        words += [f"--report={name}=r.{name}" for name in WHOLE]
        process = subprocess.Popen(
            [str(COMMAND), *words],
            cwd=tmp_path,
            env=environment({}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert started.wait(30)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in err) == (130, False)
    written = {name: (tmp_path / f"r.{name}").read_text("utf-8") for name in WHOLE}
    assert [name for name, is_whole in WHOLE.items() if not is_whole(written[name])] == []


def test_the_page_lists_every_check_and_phase() -> None:
    """The documentation has a row for each check with its title, and one for each phase."""
    text = (ROOT / "docs" / "check-server.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", text, re.MULTILINE))
    titles = {check.id: check.title for check in SERVER_CHECKS}
    assert {name: title.strip() for name, title in rows.items() if name in titles} == titles
    assert rows.keys() == {*titles, *PHASES}


XML_ONLY = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/books": {"get": {"operationId": "list", "responses": {"default": {"description": "x"}}}},
        "/notes": {
            "put": {
                "operationId": "write",
                "requestBody": {"required": True, "content": {"application/xml": {}}},
                "responses": {"200": {"description": "Written."}},
            }
        },
    },
}


@pytest.mark.parametrize(("words", "code"), [([], 1), (["--allow-untested"], 0)])
def test_an_operation_that_cannot_be_called(
    words: list[str], code: int, check: Callable[..., Output]
) -> None:
    """An operation without a valid request fails the run, unless that is allowed."""
    Path("notes.yaml").write_text(yaml.safe_dump(XML_ONLY), encoding="utf-8")
    with serving(Books()) as url:
        told = check(url, "--header", f"X-Key: {KEY}", *QUICK, *words, spec="notes.yaml")
    assert told.code == code, told.out
    assert "PUT /notes  The operation was never called (operation-untested)" in told.out


class ShortLived(Books):
    """Accepts the key for a limited number of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def is_right(self, key: str) -> bool:
        """Whether the key is right and has not expired."""
        self.calls += 1
        return super().is_right(key) and self.calls < 60


def test_credentials_that_expire_end_the_run(check: Callable[..., Output]) -> None:
    """If a server refuses the key that it accepted before, the run ends and says so."""
    with serving(ShortLived()) as url:
        told = check(url, "--key", KEY, *FAST)
    assert told.code == 4
    assert "The credentials were accepted at first, and are refused since 5 requests" in told.out


def test_results_stand_at_the_line_of_their_rule(check: Callable[..., Output]) -> None:
    """SARIF results and GitHub annotations have the file and the line of the broken rule."""
    with serving(FAULTS["AcceptsAnyTitle"].start()) as url:
        reports = ["--report", "sarif=out.sarif", "--report", "github=out.txt"]
        check(url, "--key", KEY, "--phases", "boundaries", *reports)
    result = json.loads(Path("out.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][0]
    line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert "title:" in Path(BOOKS).read_text(encoding="utf-8").splitlines()[line - 1]
    assert f"books.yaml,line={line}," in Path("out.txt").read_text(encoding="utf-8")
