"""`understudy profiles`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from contracts.profile_orders import Order, compile_order, plan_chunks
from contracts.profile_output import TextSink, WritingWasStopped, open_output, write_chunks
from mock_server import APIS, LANGUAGES, OK, ROLES, UNAVAILABLE

INTERRUPTED = 130


@click.command()
@click.option(
    "-n",
    "--number",
    "count",
    default=10,
    type=click.IntRange(min=0),
    show_default=True,
    help="How many profiles.",
)
@click.option(
    "--seed",
    default=0,
    type=int,
    show_default=True,
    help="Another seed gives other people; the same seed the same.",
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
    help="Language of the contract, such as FR or PT_BR; repeatable, in turn. Default: all 39.",
)
@click.option(
    "--role",
    default="user",
    type=click.Choice(ROLES),
    show_default=True,
    help="Personas are described more fully, and always have a time zone.",
)
@click.option(
    "--api",
    default="dumgum",
    type=click.Choice(APIS),
    show_default=True,
    help="What to make of each person: a profile for DumGum, the body that creates a contact "
    "at Cognigy, or a GetProfile export.",
)
@click.option(
    "--format",
    "format_name",
    default="jsonl",
    type=click.Choice(["jsonl", "json", "csv"]),
    show_default=True,
    help="One JSON object a line, one JSON array, or a table.",
)
@click.option(
    "--invalid",
    "is_invalid",
    is_flag=True,
    help="Break one rule of the contract in each profile, and say which.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write to this file, which appears once it is complete.",
)
def profiles(count: int, start: int, output: Path | None, **options: Any) -> int:
    """Make profiles of people who do not exist: valid, adult, the same ones for a seed.

    \b
    Examples:
      understudy profiles
      understudy profiles -n 1000 --language FR --language FR_BE --role persona
      understudy profiles -n 100000 --seed 7 --format csv -o people.csv
      understudy profiles --invalid | head -3

    Exit codes: 0 ok, 2 usage, 4 the output cannot be written.
    """  # noqa: D301 -- \b keeps click from joining lines
    order = Order(numbers=range(start, start + count), **options)
    if order.is_invalid and order.api != "dumgum":
        message = (
            f"`--invalid` breaks rules of DumGum's profiles and has none for `--api {order.api}`. "
            "Leave out one of the two."
        )
        raise click.UsageError(message)
    try:
        _write_profiles(order, output)
    except WritingWasStopped:
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except OSError as error:
        name = f"`{output}`" if output else "Standard output"
        click.echo(f"Error: {name} cannot be written: {error.strerror}.", err=True)
        return UNAVAILABLE
    return OK


def _write_profiles(order: Order, output: Path | None) -> None:
    chunks = map(compile_order(order), plan_chunks(order.numbers))
    with open_output(output) as stream, _progress(order, output) as advance:
        write_chunks(chunks, TextSink(stream, order.layout), advance)


@contextmanager
def _progress(order: Order, output: Path | None) -> Iterator[Callable[[int], None]]:
    """A bar for a person who waits for a file."""
    if output is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=len(order.numbers), label=str(output), file=sys.stderr) as bar:
        yield bar.update
