"""The composition root: from settings to a running application; nothing is built elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from mockwright.mock_server.answer.conditional import ConditionalResponder, is_conditional
from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.control.surface import (
    PREFIX,
    ControlParts,
    create_control,
    create_index,
)
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.file import JournalFile
from mockwright.mock_server.journal.peers import Crew
from mockwright.mock_server.log import Log
from mockwright.mock_server.pipeline import Pipeline
from mockwright.mock_server.redaction import Redactor
from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.request.problems import ERROR_FORMATS, status_line
from mockwright.mock_server.request.rate_limit import RateLimiter
from mockwright.mock_server.request.reading import ReadingRules
from mockwright.mock_server.settings import ALL_BUNDLED, Settings
from mockwright.mock_server.state.opening import open_state
from mockwright.mock_server.state.protocol import State
from mockwright.mock_server.steering.faults.delivery import Delivery, FaultyResponse
from mockwright.mock_server.steering.faults.plan import open_plan
from mockwright.mock_server.vendors.by_operation import COMPILERS, RECORD_SCHEMAS
from mockwright.openapi.compiler import compile_operations, compile_schemas
from mockwright.openapi.exchange import BodyFault, Request
from mockwright.openapi.faults import broken
from mockwright.openapi.loading import Document, bundled_names, load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import NoPath, Router

if TYPE_CHECKING:
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import ProfileEndpoint
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing import Refresher
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target

_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound to
_CONTROL_DEPTH = PREFIX + "/"
# `Content_Type` is another header than `Content-Type`, but WSGI gives them names that are alike.
_NOT_THEMSELVES = frozenset({"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"})


class Mockwright(Flask):
    """A Flask application that offers API requests to the pipeline before anything of Flask runs.

    Flask's request context costs more than the whole pipeline; only the control surface needs it.
    """

    def __init__(self, pipeline: Pipeline, max_body_bytes: int) -> None:
        super().__init__("mock_server", static_folder=None)
        self.pipeline = pipeline
        self.max_body_bytes = max_body_bytes
        self.config["MAX_CONTENT_LENGTH"] = max_body_bytes
        self.url_map.merge_slashes = False  # `/_mock//live` is not there, rather than elsewhere

    def wsgi_app(self, environ: Any, start_response: Any) -> Any:
        """WSGI entry, as Flask has it."""
        if self.is_for_flask(environ):
            return super().wsgi_app(environ, start_response)
        response = self.pipeline.respond(read_request(environ, self.max_body_bytes))
        if isinstance(response, FaultyResponse):
            return self.pipeline.delivery.send(response, start_response)
        start_response(status_line(response.status), list(response.headers))
        return [response.body]

    def is_for_flask(self, environ: Mapping[str, Any]) -> bool:
        """Whether a request is Flask's: `/_mock/…`, and `/` unless a document has it."""
        path: str = environ["PATH_INFO"]
        if path == "/":
            return isinstance(self.pipeline.router.match(environ["REQUEST_METHOD"], "/"), NoPath)
        return path == PREFIX or path.startswith(_CONTROL_DEPTH)


def read_request(environ: Mapping[str, Any], max_body_bytes: int) -> Request:
    """A WSGI environment as a request; a body that is announced as too large is not read at all."""
    headers = {name: value for key, value in environ.items() if (name := header_name(key))}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    path: str = environ["PATH_INFO"]
    if not path.isascii():
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    body, body_fault = _read_body(environ, headers, max_body_bytes)
    query = environ.get("QUERY_STRING", "")
    return Request(environ["REQUEST_METHOD"], path, query, headers, body, body_fault)


@lru_cache(maxsize=512)
def header_name(key: str) -> str:
    """The header that a variable carries: `HTTP_USER_AGENT` -> `user-agent`; else nothing."""
    if not key.startswith("HTTP_") or key in _NOT_THEMSELVES:
        return ""
    return key[5:].replace("_", "-").lower()


def _read_body(
    environ: Mapping[str, Any], headers: Mapping[str, str], max_body_bytes: int
) -> tuple[bytes, BodyFault]:
    announced = environ.get("CONTENT_LENGTH")
    if not announced and "transfer-encoding" not in headers:
        return b"", ""
    length = int(announced) if announced else None
    if length is not None and length > max_body_bytes:
        return b"", "oversized"
    body: bytes = environ["wsgi.input"].read(max_body_bytes + 1)
    if len(body) > max_body_bytes:
        return body[:max_body_bytes], "oversized"
    return body, "incomplete" if length is not None and len(body) < length else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All operations that are served, compiled, and how they are found."""

    documents: tuple[Document, ...]
    router: Router


def load_catalogue(specs: Iterable[str]) -> Catalogue:
    """Load documents by bundled name or file. Raises `DocumentIsBroken`."""
    names = [
        name for spec in specs for name in (bundled_names() if spec == ALL_BUNDLED else (spec,))
    ]
    documents = tuple(load_document(name) for name in dict.fromkeys(names))
    for document in documents:
        _check_error_format(document)
    operations = [op for document in documents for op in compile_operations(document)]
    compile_schemas(operations)
    return Catalogue(documents=documents, router=Router(operations))


def _check_error_format(document: Document) -> None:
    if document.error_format not in ERROR_FORMATS:
        known = ", ".join(f"`{name}`" for name in sorted(ERROR_FORMATS))
        problem = f"`{document.error_format}` is no known error format. Expected one of {known}."
        raise broken(document.place.file, "/x-error-format", problem)


def create_app(
    settings: Settings,
    *,
    catalogue: Catalogue | None = None,
    worker: int = 1,
    folder: Path | None = None,
    pause: Callable[[float], object] | None = None,
) -> Mockwright:
    """Build the application of one worker; `folder` is where it meets the others.

    What waits does so by `pause`, which a server gives that has claimed the state file: for so many
    seconds, or until it is told to end. Else the application claims the file for as long as it
    lives. Raises `DocumentIsBroken`, `FaultIsUnknown`, `StateFileIsBroken` and `StateUnavailable`.
    """
    state = open_state(settings, folder, Log(sys.stderr), is_claimed=pause is not None)
    pause = pause or threading.Event().wait
    catalogue = catalogue or load_catalogue(settings.specs)
    operations = catalogue.router.operations
    journal = _open_journal(settings, worker)
    guard = Guard(_allowed_hosts(settings))
    world = _make_world(settings, state)
    refresher = _open_refresher(settings, operations, journal)
    faults = open_plan(settings, operations, folder)
    pipeline = Pipeline(
        router=catalogue.router,
        responders=compile_responders(operations),
        rules=ReadingRules(
            seed=settings.seed,
            is_strict=settings.is_strict,
            max_body_bytes=settings.max_body_bytes,
        ),
        access_keys=frozenset(settings.access_keys),
        guard=guard,
        rate_limiter=_rate_limiter(settings),
        redactor=Redactor(operations),
        journal=journal,
        world=world if refresher is None else refresher.watch(world),
        faults=faults,
        delivery=Delivery(pause),
        sleep=pause,
        timer=time.perf_counter,
        log=Log(sys.stderr),
    )
    app = Mockwright(pipeline, settings.max_body_bytes)
    parts = ControlParts(
        router=catalogue.router,
        crew=Crew(journal, worker=worker, folder=folder, refresh=faults.refresh),
        faults=faults,
        guard=guard,
        token=settings.control_token,
        about=_about(settings, catalogue),
        world=world,
        is_strict=settings.is_strict,
        record_schemas=RECORD_SCHEMAS,
        refresher=refresher,
    )
    app.register_blueprint(create_control(parts))
    create_index(app, parts)
    return app


def _open_journal(settings: Settings, worker: int) -> Journal:
    file = settings.journal_file
    sink = JournalFile(file, Log(sys.stderr)).write if file else None
    clock = time.time  # noqa: TID251 -- here clocks are chosen
    return Journal(clock=clock, worker=worker, sink=sink)


def _make_world(settings: Settings, state: State) -> World:
    return World(
        seed=settings.seed,
        state=state,
        clock=_now if settings.is_realtime else None,
        suggestions_as_text=settings.suggestions_as_text,
        unknown_profiles=settings.unknown_profiles,
    )


def compile_responders(operations: Iterable[Operation]) -> dict[Operation, Responder]:
    """A responder for each operation; answer functions are for the bundled documents' alone."""
    return {operation: _compile_responder(operation) for operation in operations}


def _compile_responder(operation: Operation) -> Responder:
    if not operation.document.is_bundled:
        return Responder(operation)
    compiler = COMPILERS.get(operation.id)
    kind = ConditionalResponder if is_conditional(operation) else Responder
    return kind(operation, function=compiler(operation) if compiler else None)


def open_profile_endpoint(target: Target, operations: Iterable[Operation] = ()) -> ProfileEndpoint:
    """The integrator's endpoint, ready to be called; its webhook is the bundled document's."""
    fetching = import_module("mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching")
    webhook = fetching.find_webhook(operations) or fetching.find_webhook(
        load_catalogue((fetching.DOCUMENT,)).router.operations
    )
    endpoint: ProfileEndpoint = fetching.ProfileEndpoint(
        target,
        webhook,
        clock=time.time,  # noqa: TID251 -- here clocks are chosen
        timer=time.perf_counter,
    )
    return endpoint


def _open_refresher(
    settings: Settings, operations: Iterable[Operation], journal: Journal
) -> Refresher | None:
    """What calls the profile endpoint, imported only here: that takes as long as all the rest."""
    if settings.profile_endpoint is None:
        return None
    refreshing = import_module("mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing")
    endpoint = open_profile_endpoint(settings.profile_endpoint, operations)
    refresher: Refresher = refreshing.Refresher(endpoint, operations, journal, Log(sys.stderr))
    return refresher


def _now() -> int:
    """Milliseconds since 1970, by the wall clock."""
    return time.time_ns() // 1_000_000


def _rate_limiter(settings: Settings) -> RateLimiter | None:
    if settings.rate_limit is None:
        return None
    return RateLimiter(settings.rate_limit, time.monotonic)


def _allowed_hosts(settings: Settings) -> list[str]:
    own = [] if settings.host in _ANY_ADDRESS else [settings.host]
    return [*own, *settings.allowed_hosts]


def _about(settings: Settings, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "name": "mockwright",
        "version": version("mockwright"),
        "seed": settings.seed,
        "documents": [document.name for document in catalogue.documents],
    }
