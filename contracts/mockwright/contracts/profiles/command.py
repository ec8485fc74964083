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

from mockwright.contracts.profiles.chunks import NobodyMatches
from mockwright.contracts.profiles.formats import FORMATS, PARQUET, SQL, SQLITE
from mockwright.contracts.profiles.order_options import (
    read_languages,
    read_order,
    read_pairs,
    read_reference,
)
from mockwright.contracts.profiles.orders import Order
from mockwright.contracts.profiles.output import (
    Sink,
    TextSink,
    WritingWasStopped,
    noticing_interrupts,
    open_output,
    write_chunks,
)
from mockwright.contracts.profiles.sqlite import SqliteSink
from mockwright.contracts.profiles.workers import WorkerEnded, count_cores, making
from mockwright.mock_server.configuration import ConfiguredCommand
from mockwright.mock_server.exit_codes import OK, UNAVAILABLE
from mockwright.mock_server.people import APIS, REFERENCE_DATE, ROLES

INTERRUPTED = 130
_STEPS = 200  # updates of the progress bar


@click.command(cls=ConfiguredCommand)
@click.option(
    "-n",
    "--number",
    "wanted",
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
    callback=read_languages,
    help="Language, such as FR, de-DE or PT_BR; repeatable, used in rotation. Default: all 39.",
)
@click.option(
    "--role",
    default="user",
    type=click.Choice(ROLES),
    show_default=True,
    help="Kind of profile; personas have more fields, and always a time zone.",
)
@click.option(
    "--reference",
    default=str(REFERENCE_DATE),
    metavar="DATE|today",
    callback=read_reference,
    show_default=True,
    help="Day on which the profiles are valid and the ages apply; `today` changes every day.",
)
@click.option(
    "--where",
    multiple=True,
    metavar="FIELD=VALUE",
    callback=read_pairs,
    help="Only people with this value, one of several (`a,b`) or one in a range (`30..40`); "
    "repeatable. `age` and every field of a profile.",
)
@click.option(
    "--unique",
    multiple=True,
    metavar="FIELD",
    help="Only people whose value of this field did not occur before; repeatable.",
)
@click.option(
    "--set",
    "fixed",
    multiple=True,
    metavar="FIELD=VALUE",
    callback=read_pairs,
    help="Value of a field in every profile; repeatable.",
)
@click.option(
    "--fields",
    metavar="FIELD,…",
    default="",
    help="Fields to print, in this order. Default: all.",
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
    help="One JSON object per line (`ndjson` is the same), one JSON array, or a table: CSV, "
    "Parquet (needs pyarrow), SQL statements, or a SQLite file.",
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
def profiles(output: Path | None, jobs: int, **options: Any) -> int:
    """Generate profiles of fictitious adults; the same seed gives the same profiles.

    \b
    Examples:
      mockwright profiles
      mockwright profiles -n 1000 --language FR --language FR_BE --role persona
      mockwright profiles -n 100000 --seed 7 --format csv -o people.csv
      mockwright profiles -n 1000000 --jobs 0 --format parquet -o people.parquet
      mockwright profiles --where gender=WOMAN --where age=30..40 --where country=FR
      mockwright profiles --reference today --fields id,firstName,city --format csv
      mockwright profiles -n 5000 --format sqlite -o people.db
      mockwright profiles --api cognigy --language ES
      mockwright profiles --invalid | head -3

    Exit codes: 0 ok, 2 usage, 4 the output cannot be written.
    """  # noqa: D301 -- \b keeps click from joining lines
    order = read_order(options)
    _require_sense(order, output, jobs)
    try:
        _write_profiles(order, output, jobs)
    except WritingWasStopped:
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except NobodyMatches as error:
        raise click.UsageError(str(error)) from error
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
        write_chunks(chunks, _make_sink(order, stream, output), advance, was_interrupted)


def _make_sink(order: Order, stream: FileIO, output: Path | None) -> Sink:
    if order.format_name == SQLITE and output:
        return SqliteSink(stream, order.fields, output)
    if order.format_name != PARQUET:
        return TextSink(stream, order.layout)
    from mockwright.contracts.profiles.parquet import ParquetSink  # noqa: PLC0415 -- needs pyarrow

    return ParquetSink(stream, order.fields)


def _require_sense(order: Order, output: Path | None, jobs: int) -> None:
    """Raise `UsageError` for conflicting options."""
    if order.unique and jobs != 1:
        message = "`--unique` compares all profiles in one process. Leave out `--jobs`."
        raise click.UsageError(message)
    if order.is_invalid and (order.columns or order.overrides):
        message = "`--invalid` breaks whole profiles. Leave out `--fields` and `--set`."
        raise click.UsageError(message)
    if order.is_invalid and order.api != "dumgum":
        message = (
            f"`--invalid` supports DumGum profiles only, not `--api {order.api}`. "
            "Leave out one of the two."
        )
        raise click.UsageError(message)
    if order.is_invalid and order.format_name in (PARQUET, SQL, SQLITE):
        message = (
            f"`--format {order.format_name}` has typed columns, which an invalid profile may not "
            "fit. Choose another format with `--invalid`."
        )
        raise click.UsageError(message)
    if order.format_name == SQLITE and output is None:
        message = "`--format sqlite` writes a file. Name it with `-o people.db`."
        raise click.UsageError(message)
    if order.format_name == PARQUET:
        _require_parquet(output)


def _require_parquet(output: Path | None) -> None:
    if find_spec("pyarrow") is None:
        message = (
            "`--format parquet` needs pyarrow, which is not installed. Run `pip install "
            "pyarrow` or `pip install 'mockwright[parquet]'`, or choose another format."
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
    count = order.wanted
    label = str(output or "profiles")
    with click.progressbar(
        length=count, label=label, file=sys.stderr, update_min_steps=count // _STEPS + 1
    ) as bar:
        yield bar.update


def _is_file(descriptor: int) -> bool:
    return stat.S_ISREG(os.fstat(descriptor).st_mode)
