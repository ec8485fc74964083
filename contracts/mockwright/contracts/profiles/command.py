"""`mockwright profiles`."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import FileIO
from pathlib import Path
from typing import Any

import click

from mockwright.contracts.profiles.formats import FORMATS, PARQUET
from mockwright.contracts.profiles.orders import Order
from mockwright.contracts.profiles.output import (
    Sink,
    TextSink,
    WritingWasStopped,
    noticing_interrupts,
    open_output,
    write_chunks,
)
from mockwright.contracts.profiles.workers import WorkerEnded, count_cores, making
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import OK, UNAVAILABLE
from mockwright.mock_server.people import APIS, LANGUAGES, ROLES

INTERRUPTED = 130
_STEPS = 200  # updates of the progress bar


@click.command(cls=ConfiguredCommand)
@click.option(
    "-n",
    "--number",
    "count",
    default=10,
    type=click.IntRange(min=0),
    show_default=True,
    help="Number of profiles.",
)
@click.option(
    "--seed",
    default=0,
    type=int,
    show_default=True,
    help="Seed; the same seed generates the same people.",
)
@click.option(
    "--start",
    default=0,
    type=click.IntRange(min=0),
    show_default=True,
    help="Number of the first profile.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    type=click.Choice(LANGUAGES),
    help="Language, such as FR or PT_BR; repeatable, used in rotation. Default: all 39.",
)
@click.option(
    "--role",
    default="user",
    type=click.Choice(ROLES),
    show_default=True,
    help="Kind of profile; personas have more fields, and always a time zone.",
)
@click.option(
    "--api",
    default="dumgum",
    type=click.Choice(APIS),
    show_default=True,
    help="Output for each person: a DumGum profile, the body that creates a Cognigy contact, or "
    "a GetProfile export.",
)
@click.option(
    "--format",
    "format_name",
    default="jsonl",
    type=click.Choice(FORMATS),
    show_default=True,
    help="One JSON object per line, one JSON array, or a table. Parquet needs pyarrow.",
)
@click.option(
    "--invalid",
    "is_invalid",
    is_flag=True,
    help="Make each profile violate one rule of the contract, and name the rule.",
)
@click.option(
    "--jobs",
    default=1,
    type=click.IntRange(0, 64),
    show_default=True,
    help="Number of processes, 0 for one per core. The output does not depend on it.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write to this file, which is replaced once the output is complete.",
)
def profiles(count: int, start: int, output: Path | None, jobs: int, **options: Any) -> int:
    """Generate profiles of fictitious adults; the same seed gives the same profiles.

    \b
    Examples:
      mockwright profiles
      mockwright profiles -n 1000 --language FR --language FR_BE --role persona
      mockwright profiles -n 100000 --seed 7 --format csv -o people.csv
      mockwright profiles -n 1000000 --jobs 0 --format parquet -o people.parquet
      mockwright profiles --api cognigy --language ES
      mockwright profiles --invalid | head -3

    Exit codes: 0 ok, 2 usage, 4 the output cannot be written.
    """  # noqa: D301 -- \b keeps click from joining lines
    order = Order(numbers=range(start, start + count), **options)
    _require_sense(order, output)
    try:
        _write_profiles(order, output, jobs)
    except WritingWasStopped:
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except WorkerEnded as error:
        click.echo(f"Error: {error}", err=True)
        return UNAVAILABLE
    except OSError as error:
        name = f"`{output}`" if output else "Standard output"
        click.echo(f"Error: {name} cannot be written: {error.strerror}.", err=True)
        return UNAVAILABLE
    return OK


def _write_profiles(order: Order, output: Path | None, jobs: int) -> None:
    with (
        noticing_interrupts() as was_interrupted,
        open_output(output) as stream,
        making(order, jobs or count_cores()) as chunks,
        _progress(order, output) as advance,
    ):
        write_chunks(chunks, _make_sink(order, stream), advance, was_interrupted)


def _make_sink(order: Order, stream: FileIO) -> Sink:
    if order.format_name != PARQUET:
        return TextSink(stream, order.layout)
    from mockwright.contracts.profiles.parquet import ParquetSink  # noqa: PLC0415 -- needs pyarrow

    return ParquetSink(stream, order.api)


def _require_sense(order: Order, output: Path | None) -> None:
    """Raise `UsageError` for conflicting options."""
    if order.is_invalid and order.api != "dumgum":
        message = (
            f"`--invalid` supports DumGum profiles only, not `--api {order.api}`. "
            "Leave out one of the two."
        )
        raise click.UsageError(message)
    if order.format_name == PARQUET:
        _require_parquet(order, output)


def _require_parquet(order: Order, output: Path | None) -> None:
    if find_spec("pyarrow") is None:
        message = (
            "`--format parquet` needs pyarrow, which is not installed. Run `pip install "
            "pyarrow` or `pip install 'mockwright[parquet]'`, or choose another format."
        )
        raise click.UsageError(message)
    if order.is_invalid:
        message = (
            "`--format parquet` has typed columns, which an invalid profile may not fit. "
            "Choose another format with `--invalid`."
        )
        raise click.UsageError(message)
    if output is None and sys.stdout.isatty():
        message = (
            "`--format parquet` is a binary format. Name a file with `-o`, or redirect the output "
            "to a file or a pipe."
        )
        raise click.UsageError(message)


@contextmanager
def _progress(order: Order, output: Path | None) -> Iterator[Callable[[int], None]]:
    """A progress bar if a file is written and standard error is a terminal."""
    if not sys.stderr.isatty() or not (output or _is_file(sys.stdout.fileno())):
        yield lambda _: None
        return
    count = order.size
    label = str(output or "profiles")
    with click.progressbar(
        length=count, label=label, file=sys.stderr, update_min_steps=count // _STEPS + 1
    ) as bar:
        yield bar.update


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)
