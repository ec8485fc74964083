"""`mockwright serve`."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from mockwright.mock_server.catalogue import Catalogue, load_catalogue
from mockwright.mock_server.control.token import make_token, token_option
from mockwright.mock_server.document_report import print_complaints, print_notes, strict_spec_option
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, UNAVAILABLE
from mockwright.mock_server.log import Log
from mockwright.mock_server.process.listening import PortUnavailable
from mockwright.mock_server.process.readiness import Running, write_ready_file
from mockwright.mock_server.process.server import run_server
from mockwright.mock_server.ready import ready_lines
from mockwright.mock_server.settings import (
    ALL_BUNDLED,
    DEFAULT_HOST,
    DEFAULT_PORT,
    MAX_BODY_BYTES,
    MAX_STATE_BYTES,
    Settings,
)
from mockwright.mock_server.spec_sources import default_specs, resolve_for_serve
from mockwright.mock_server.state.database import StateFileIsBroken
from mockwright.mock_server.state.file_lock import lock_state_file
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.steering.faults.kinds import FaultIsUnknown
from mockwright.mock_server.steering.faults.plan import parse_rules
from mockwright.mock_server.values.plausible.locale_option import locale_option
from mockwright.mock_server.vendors.serve_options import ServeCommand, vendors_of
from mockwright.openapi.faults import DocumentIsBroken


def _env(name: str) -> str:
    return f"MOCKWRIGHT_{name}"


@click.command(
    cls=ServeCommand,
    epilog="Exit codes: 0 stopped by a signal after draining, 2 usage, 3 broken document or state "
    "file, 4 port or state file unavailable, 5 internal error.",
)
@click.option(
    "--host",
    default=DEFAULT_HOST,
    envvar=_env("HOST"),
    show_default=True,
    show_envvar=True,
    help="Address to listen on. With an address other than loopback, the control surface "
    "requires a token, which is printed.",
)
@click.option(
    "--port",
    default=DEFAULT_PORT,
    type=click.IntRange(0, 65535),
    envvar=_env("PORT"),
    show_default=True,
    show_envvar=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--seed",
    default=0,
    type=int,
    envvar=_env("SEED"),
    show_default=True,
    show_envvar=True,
    help="Seed of the generated answers: the same seed gives the same answers.",
)
@locale_option
@click.option(
    "--spec",
    "specs",
    multiple=True,
    metavar="NAME|FILE|FOLDER|-",
    default=(ALL_BUNDLED,),
    envvar=_env("SPEC"),
    show_envvar=True,
    help="Document to serve: a bundled name (cognigy, dumgum, getprofile), `bundled` "
    "for all three, a name that a vendor gives it, a file, every document in a folder, or `-` for "
    "standard input; repeatable. Default: the documents of each `--vendor`, else bundled.",
)
@click.option(
    "--vendor",
    "vendors",
    multiple=True,
    metavar="MODULE",
    envvar=_env("VENDOR"),
    show_envvar=True,
    help="Python module with a `VENDOR` of your own, which adds documents, behaviour and options; "
    "it is also searched for in the current folder. Repeatable.",
)
@click.option(
    "--strict",
    "is_strict",
    is_flag=True,
    envvar=_env("STRICT"),
    show_envvar=True,
    help="Refuse undocumented fields and query parameters instead of warning.",
)
@strict_spec_option
@click.option(
    "--access-key",
    "access_keys",
    multiple=True,
    metavar="KEY",
    envvar=_env("ACCESS_KEY"),
    show_envvar=True,
    help="Accept only this credential; repeatable. By default every credential is accepted.",
)
@click.option(
    "--workers",
    default=1,
    type=click.IntRange(1, 64),
    envvar=_env("WORKERS"),
    show_default=True,
    show_envvar=True,
    help="Worker processes; they share one journal and one state.",
)
@click.option(
    "--db",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=None,
    envvar=_env("DB"),
    show_envvar=True,
    help="Keep state in this SQLite file, which is created if it does not exist. Without it, "
    "state ends with the server.",
)
@click.option(
    "--max-state",
    "max_state_bytes",
    default=MAX_STATE_BYTES,
    metavar="BYTES",
    type=click.IntRange(min=1024 * 1024),
    envvar=_env("MAX_STATE"),
    show_default=True,
    show_envvar=True,
    help="Limit of the memory for state. Beyond it, the oldest records are forgotten or, with "
    "`--db`, read from the file when needed.",
)
@click.option(
    "--realtime",
    "is_realtime",
    is_flag=True,
    envvar=_env("REALTIME"),
    show_envvar=True,
    help="Use the wall clock instead of the newest message's date, and delay replies by their "
    "`bufferSeconds` and typing time, at most 30 seconds.",
)
@click.option(
    "--rate-limit",
    type=click.IntRange(0),
    default=None,
    metavar="N",
    envvar=_env("RATE_LIMIT"),
    show_envvar=True,
    help="Answer 429 after N requests of a client in 60 seconds, where the document describes 429; "
    "with one worker only.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="FAULT[:N%|:Nx][@OPERATION]",
    envvar=_env("FAULT"),
    show_envvar=True,
    help="Simulate a fault: `status=503`, `delay=2s`, `drop`, `truncate`, `badjson`, `slow-body`, "
    "or several joined by `,`; `:10%` applies it to a tenth of all requests, `:2x` to the first "
    "two occurrences of each request; repeatable.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    envvar=_env("ALLOW_HOST"),
    show_envvar=True,
    help="Also answer requests with this `Host`; repeatable.",
)
@token_option
@click.option(
    "--max-body",
    "max_body_bytes",
    default=MAX_BODY_BYTES,
    metavar="BYTES",
    type=click.IntRange(1, 1 << 30),
    show_default=True,
    envvar=_env("MAX_BODY"),
    show_envvar=True,
    help="Largest request body that is accepted.",
)
@click.option(
    "--journal-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    envvar=_env("JOURNAL_FILE"),
    show_envvar=True,
    help="Append every entry of the journal to this file, as a line of JSON. It keeps what "
    "the journal forgets.",
)
@click.option(
    "--ready-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    envvar=_env("READY_FILE"),
    show_envvar=True,
    help="Write URL, port, seed and process id to this JSON file once the server is ready.",
)
def serve(ready_file: Path | None, *, is_strict_spec: bool, **options: Any) -> int:
    """Serve the mock: deterministic answers that conform to the document.

    \b
    Examples:
      mockwright serve
      mockwright serve --port 0 --ready-file mock.json --seed 7
      mockwright serve --spec dumgum --spec their.yaml --access-key sk-test
      curl -s https://api.example.test/openapi.json | mockwright serve --spec -
    """  # noqa: D301 -- \b keeps click from joining lines
    if options["rate_limit"] is not None and options["workers"] > 1:
        message = "each worker would count for itself. Leave out `--workers` or `--rate-limit`."
        raise click.BadParameter(message, param_hint="'--rate-limit'")
    context = click.get_current_context()
    vendors = vendors_of(context)
    values = {str(option.name): options.pop(str(option.name)) for option in vendors.options}
    if context.get_parameter_source("specs") is ParameterSource.DEFAULT:
        options["specs"] = default_specs(options["vendors"])
    settings = Settings(**options, vendor_options=vendors.read_options(values))
    new_token = None if settings.is_loopback or settings.control_token else make_token()
    if new_token is not None:
        settings = replace(settings, control_token=new_token)
    return _serve(settings, ready_file, new_token, is_strict_spec=is_strict_spec)


def _serve(
    settings: Settings, ready_file: Path | None, new_token: str | None, *, is_strict_spec: bool
) -> int:
    was_ready = threading.Event()
    _prepare("--ready-file", ready_file)
    _prepare("--journal-file", settings.journal_file)

    def on_ready(running: Running) -> None:
        if ready_file is not None:
            write_ready_file(ready_file, running, settings.seed)
            was_ready.set()
        operations = catalogue.router.operations
        click.echo(ready_lines(settings, operations, running.url, new_token), err=True)

    try:
        # Here and not in the workers, which could not read standard input again.
        settings = replace(settings, specs=resolve_for_serve(settings))
        catalogue = load_catalogue(settings.specs, settings.vendors)
        print_notes(catalogue)
        if print_complaints(catalogue) and is_strict_spec:
            return BROKEN_DOCUMENT
        _check_faults(settings, catalogue)
        with lock_state_file(settings.db) if settings.db else nullcontext():
            return run_server(settings, catalogue, on_ready, Log(sys.stderr))
    except DocumentIsBroken as error:
        for fault in error.faults:
            click.echo(f"Error: {fault}", err=True)
        return BROKEN_DOCUMENT
    except StateFileIsBroken as error:
        click.echo(f"Error: {error}", err=True)
        return BROKEN_DOCUMENT
    except (PortUnavailable, StateUnavailable) as error:
        click.echo(f"Error: {error}", err=True)
        return UNAVAILABLE
    finally:
        if ready_file is not None and was_ready.is_set():
            ready_file.unlink(missing_ok=True)


def _check_faults(settings: Settings, catalogue: Catalogue) -> None:
    """Refuse unknown faults, and operations that no document has."""
    ids = [operation.id for operation in catalogue.router.operations]
    try:
        parse_rules(settings.faults, ids)
    except FaultIsUnknown as error:
        raise click.BadParameter(str(error), param_hint="'--fault'") from error


def _prepare(option: str, file: Path | None) -> None:
    """Refuse a file that cannot be written."""
    if file is not None and not os.access(file if file.exists() else file.parent, os.W_OK):
        message = f"`{option} {file}` cannot be written: its folder does not exist."
        raise click.UsageError(message)
