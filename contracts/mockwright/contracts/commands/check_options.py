"""The options shared by all check commands, and the start and end of a check run."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from mockwright.contracts.coverage.gathering import Coverage
from mockwright.contracts.coverage.options import Wanted, fail_under_option
from mockwright.contracts.engine.baseline import (
    Baseline,
    BaselineIsBroken,
    load_baseline,
    save_baseline,
)
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.runs import About, Ending, Result, Run
from mockwright.contracts.reports.opening import open_writers
from mockwright.contracts.reports.orders import FORMAT_NAMES, ReportOrder, read_orders
from mockwright.contracts.reports.private_folder import FOLDER, make_private_folder
from mockwright.contracts.reports.sinks import GuardedWriter
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, CONTRACT_BROKEN, OK, UNAVAILABLE

INTERRUPTED = 130
FINDINGS = FOLDER / "findings"
_CODES: dict[Ending, int] = {"unreachable": UNAVAILABLE, "interrupted": INTERRUPTED}


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """The values of the options shared by all check commands.

    `wanted` is the minimum coverage in percent, per dimension or overall; a run below it fails.
    `words` is the command line as it was typed, including credentials.
    """

    reports: tuple[ReportOrder, ...] = ()
    baseline: Baseline | None = None
    updates_baseline: bool = False
    seed: int = 0
    is_quiet: bool = False
    findings: Path = FINDINGS
    wanted: Wanted = field(default_factory=dict)
    words: tuple[str, ...] = ()


_OPTIONS = (
    click.option(
        "--report",
        "reports",
        callback=read_orders,
        multiple=True,
        metavar="FORMAT[=PATH]",
        help="Write a report to a file, or with `-` to standard output; repeatable. Formats: "
        f"{FORMAT_NAMES}.",
    ),
    click.option(
        "--baseline",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        help="Suppress the findings listed in this file, and report entries that no longer occur.",
    ),
    click.option(
        "--update-baseline",
        "updates_baseline",
        is_flag=True,
        help="Write all findings of this run to the `--baseline` file, and accept them.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help="Seed of the generated requests; the same seed generates the same requests.",
    ),
    click.option("-q", "--quiet", "is_quiet", is_flag=True, help="Print only the verdict."),
    click.option(
        "--findings",
        type=click.Path(path_type=Path, file_okay=False),
        default=FINDINGS,
        show_default=True,
        help="Save each finding as a file in this folder, for `mockwright replay`.",
    ),
    fail_under_option,
)


def run_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the shared options to a check command, which receives them as `options`.

    Paths that cannot be written are reported before the command starts.
    """

    @functools.wraps(function)
    def command(
        *args: Any, reports: tuple[ReportOrder, ...], baseline: Path | None, **members: Any
    ) -> int:
        own = {name: members.pop(name) for name in ("updates_baseline", "seed", "is_quiet")}
        findings, wanted = members.pop("findings"), members.pop("wanted")
        _check_paths(reports, baseline, findings)
        _check_baseline(baseline, is_updating=own["updates_baseline"])
        try:
            known = _load(baseline) if baseline else None
        except BaselineIsBroken as error:
            click.echo(f"Error: {error}", err=True)
            return BROKEN_DOCUMENT
        # The root command passes the command line as `obj`; tests may not set it.
        words = click.get_current_context().obj or ()
        options = RunOptions(
            reports=reports, baseline=known, findings=findings, wanted=wanted, words=words, **own
        )
        return function(*args, options=options, **members)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _load(path: Path) -> Baseline:
    return load_baseline(path) if path.exists() else Baseline(path=path)


def _check_baseline(path: Path | None, *, is_updating: bool) -> None:
    if path is None and is_updating:
        raise click.UsageError("`--update-baseline` needs `--baseline FILE`.")
    if path is not None and not is_updating and not path.exists():
        message = f"There is no baseline `{path}`. `--update-baseline` writes one."
        raise click.UsageError(message)


def _check_paths(reports: Iterable[ReportOrder], baseline: Path | None, findings: Path) -> None:
    """Raise a usage error for a path that could not be written at the end of the run."""
    named = [(f"--report {order}", order.path) for order in reports]
    seen: dict[Path | None, str] = {}
    for name, path in [*named, ("--baseline", baseline)]:
        place = path.resolve() if path else None
        if name == "--baseline" and path is None:
            continue
        if place in seen:
            raise click.UsageError(f"`{seen[place]}` and `{name}` would write to the same place.")
        seen[place] = name
        if path is not None:
            _prepare(name, path)
    _prepare("--findings", findings / "any.json")


def _prepare(name: str, path: Path) -> None:
    """Create the parent folder of a file. Raises a usage error if the file is not writable."""
    try:
        make_private_folder(path.parent)
        if path.is_dir():
            raise click.UsageError(f"`{name}`: `{path}` is a folder; expected a file.")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise click.UsageError(f"`{name}`: `{path}` cannot be written: no permission.")
    except OSError as error:
        message = f"`{name}`: `{path}` cannot be written: {error.strerror}."
        raise click.UsageError(message) from None


def start_run(about: About, options: RunOptions, credentials: Credentials) -> Run:
    """Start a run and its reports."""
    about = replace(
        about,
        target=credentials.hide(about.target),
        variables=credentials.variables,
        repeat=tuple(credentials.hide(word) for word in options.words),
        version=version("mockwright"),
        folder=str(options.findings),
        started=time.time(),  # noqa: TID251 -- reports state when the run started
    )
    known = options.baseline.known_to(about) if options.baseline else frozenset()
    run = Run(
        about=about,
        writers=[*open_writers(options.reports, options.findings, is_quiet=options.is_quiet)],
        credentials=credentials,
        known=known,
        is_accepting=options.updates_baseline,
        coverage=Coverage(about.operations),
    )
    run.begin()
    return run


def finish_run(
    run: Run, options: RunOptions, *, ending: Ending, seconds: float, reasons: Iterable[str] = ()
) -> int:
    """End a run, write its reports and the baseline, and return the exit code of the command.

    0 passed, 1 not passed, 130 interrupted, 4 unreachable, or passed and a file cannot be written.
    """
    shortfalls = run.coverage.report().find_shortfalls(options.wanted) if run.coverage else []
    result = run.end(ending=ending, seconds=seconds, reasons=[*reasons, *shortfalls])
    problems = [w.problem for w in run.writers if isinstance(w, GuardedWriter) and w.problem]
    problems += _update(result, options)
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    if ending in _CODES:
        return _CODES[ending]
    if not result.is_passed:
        return CONTRACT_BROKEN
    return UNAVAILABLE if problems else OK


def _update(result: Result, options: RunOptions) -> Iterator[str]:
    """Update the baseline if requested; yields a sentence for each reason why it was not."""
    if options.baseline is None or not options.updates_baseline:
        return
    path = options.baseline.path
    if not result.is_passed:
        yield f"The baseline `{path}` was not updated, because the run did not complete."
        return
    try:
        save_baseline(options.baseline.with_result(result))
    except OSError as error:
        yield f"The baseline `{path}` could not be written: {error.strerror}."
