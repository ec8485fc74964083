"""A WSGI application as a target, without a socket."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, Headers, SentRequest
from mockwright.contracts.engine.runs import About, Result, Run, Writer
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.conformance import PHASES, Conformance, Plan
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.runs import ServerRun, TargetIsGone
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation

ORIGIN = "http://127.0.0.1:4080"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WsgiTarget:
    """Sends like `Sender`, but to an application; an exception counts as a closed connection."""

    def __init__(self, application: Application, headers: Headers = ()) -> None:
        self.application = application
        self.standing = (("Host", "127.0.0.1:4080"), *headers)
        self.sent: list[SentRequest] = []

    def send(
        self,
        method: str,
        path: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        omit: Collection[str] = (),
    ) -> Exchange:
        """Send one request."""
        given = {name.lower() for name, _ in headers} | set(omit)
        kept = tuple(pair for pair in self.standing if pair[0].lower() not in given)
        request = SentRequest(method, f"{ORIGIN}{path}", (*kept, *headers), body)
        self.sent.append(request)
        try:
            return Exchange(request, call(self.application, request))
        except ConnectionError as error:
            return Exchange(request, None, str(error) or "The connection was closed.")


def call(application: Application, request: SentRequest) -> Response:
    """The answer of the application."""
    path, _, query = request.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "4080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
    }
    for name, value in request.headers:
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    if request.body or request.method in {"POST", "PUT", "PATCH"}:
        environ["CONTENT_LENGTH"] = str(len(request.body))
    told: list[Any] = []
    body = b"".join(application(environ, lambda *answer: told.extend(answer)))
    headers = tuple(told[1])
    if request.method == "HEAD":
        body = b""
    return Response(int(told[0].split()[0]), headers, body)


class Conduct(NamedTuple):
    """The settings for checking a target."""

    specs: tuple[str, ...] = ("bundled",)
    key: str = ""
    headers: Headers = ()
    phases: Sequence[str] = PHASES
    seed: int = 0
    max_examples: int = 10
    is_mock: bool = False
    is_deterministic: bool = False
    only: tuple[str, ...] = ()
    writers: tuple[Writer, ...] = ()

    def operations(self) -> tuple[Operation, ...]:
        """The operations of the documents, or only the named ones."""
        every = load_catalogue(self.specs).router.operations
        return tuple(o for o in every if not self.only or o.id in self.only)


def check_target(
    sender: WsgiTarget, conduct: Conduct, operations: tuple[Operation, ...] | None = None
) -> Result:
    """Check an application as the command does."""
    operations = conduct.operations() if operations is None else operations
    access = Access(key=conduct.key, headers=conduct.headers)
    credentials = Credentials(access.secrets(operations))
    about = About(
        command="check server",
        target=ORIGIN,
        seed=conduct.seed,
        documents=conduct.specs,
        operations=operations,
        checks=SERVER_CHECKS,
        version="0",
        variables=credentials.variables,
    )
    run = Run(about=about, writers=conduct.writers, credentials=credentials)
    server = ServerRun(run=run, sender=sender, sleep=lambda _: None, say=lambda _: None)
    plan = Plan(
        subjects=tuple(
            Subject(
                operation=operation,
                access=access,
                is_mock=conduct.is_mock,
                is_deterministic=conduct.is_deterministic,
            )
            for operation in operations
        ),
        phases=tuple(conduct.phases),
        seed=conduct.seed,
        max_examples=conduct.max_examples,
    )
    try:
        reasons = Conformance(plan=plan, server=server).execute()
    except TargetIsGone as error:
        return run.end(ending="unreachable", seconds=0, reasons=(str(error),))
    return run.end(ending="complete", seconds=0, reasons=reasons)


BOOKS = str(Path(__file__).parent.parent / "broken_servers" / "books.yaml")
DOCUMENTS = Path(BOOKS).parent
