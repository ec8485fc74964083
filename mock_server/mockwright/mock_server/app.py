"""The composition root: builds a running application from settings; nothing is built elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.catalogue import Catalogue, load_catalogue
from mockwright.mock_server.control.surface import ControlParts, add_control
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.file import JournalFile
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.log import Log
from mockwright.mock_server.pipeline import Pipeline
from mockwright.mock_server.redaction import Redactor
from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.request.rate_limit import RateLimiter
from mockwright.mock_server.request.reading import ReadingRules
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.opening import open_state
from mockwright.mock_server.state.protocol import State
from mockwright.mock_server.steering.faults.delivery import Delivery
from mockwright.mock_server.steering.faults.plan import open_plan
from mockwright.mock_server.values.plausible.locales import parse_locale
from mockwright.mock_server.vendors.registry import Attached, Surroundings
from mockwright.mock_server.wsgi import Mockwright

_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound to


@dataclass(frozen=True, kw_only=True, slots=True)
class Worker:
    """A worker process: its number from 1 on, and the folder shared with its peers, if any."""

    number: int = 1
    folder: Path | None = None


ALONE = Worker()


def create_app(
    settings: Settings,
    *,
    catalogue: Catalogue | None = None,
    worker: Worker = ALONE,
    pause: Callable[[float], object] | None = None,
    is_claimed: bool = False,
) -> Mockwright:
    """Build the application of one worker.

    `pause` waits for a number of seconds, or until the process is asked to stop; by default it is
    an uninterrupted wait. `is_claimed`: the caller has already locked the state file; otherwise
    the application locks it for its own lifetime. Raises `DocumentIsBroken`, `VendorIsBroken`,
    `FaultIsUnknown`, `LocaleIsUnknown`, `StateFileIsBroken` and `StateUnavailable`.
    """
    log = Log(sys.stderr)
    state = open_state(settings, worker.folder, log, is_claimed=is_claimed)
    pause = pause or threading.Event().wait
    catalogue = catalogue or load_catalogue(settings.specs, settings.vendors)
    operations = catalogue.router.operations
    journal = _open_journal(settings, worker.number)
    guard = Guard(_allowed_hosts(settings))
    world = _make_world(settings, state)
    attached = _attach_vendors(catalogue, settings, world, journal)
    faults = open_plan(settings, operations, worker.folder)
    pipeline = Pipeline(
        router=catalogue.router,
        responders=catalogue.compile_responders(parse_locale(settings.locale)),
        rules=ReadingRules(
            seed=settings.seed,
            is_strict=settings.is_strict,
            max_body_bytes=settings.max_body_bytes,
        ),
        error_formats=catalogue.error_formats,
        access_keys=frozenset(settings.access_keys),
        guard=guard,
        rate_limiter=_rate_limiter(settings),
        redactor=Redactor(operations),
        journal=journal,
        world=_watch(world, attached),
        faults=faults,
        delivery=Delivery(pause),
        sleep=pause,
        timer=time.perf_counter,
        log=log,
    )
    app = Mockwright(pipeline, settings.max_body_bytes)
    parts = ControlParts(
        documents=catalogue.documents,
        router=catalogue.router,
        peers=Peers(journal, worker=worker.number, folder=worker.folder, refresh=faults.refresh),
        faults=faults,
        guard=guard,
        token=settings.control_token,
        about=_about(settings, catalogue),
        state=state,
        record_schemas=catalogue.vendors.record_schemas,
        vendor_routes=tuple(route for each in attached for route in each.control_routes),
    )
    add_control(app, parts)
    return app


def _attach_vendors(
    catalogue: Catalogue, settings: Settings, world: World, journal: Journal
) -> tuple[Attached, ...]:
    return tuple(
        vendor.attach(
            Surroundings(
                operations=catalogue.operations_of(vendor),
                world=world,
                journal=journal,
                log=Log(sys.stderr),
                is_strict=settings.is_strict,
            )
        )
        for vendor in catalogue.vendors.every
    )


def _watch(world: World, attached: tuple[Attached, ...]) -> World:
    """The world as answer functions receive it."""
    for each in attached:
        world = each.watch(world)
    return world


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
        options=settings.vendor_options,
    )


def _now() -> int:
    """Milliseconds since 1970 by the wall clock."""
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
