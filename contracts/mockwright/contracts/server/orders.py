"""Parses the command line of `mockwright check server`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import click

from mockwright.contracts.engine.exchanges import Headers
from mockwright.contracts.sending.targets import Target, UrlIsUnusable, read_target
from mockwright.contracts.server.access import Access
from mockwright.contracts.server.conformance import PHASES
from mockwright.contracts.spec.checking import is_webhook
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import list_names, suggest

_KEY = re.compile(r"[\x20-\x7e]*")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class PhasesType(click.ParamType[tuple[str, ...]]):
    """A comma-separated list of phases, such as `boundaries,fuzzing`, in canonical order."""

    name = "PHASE,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Parse the list. The error for an unknown phase lists the known ones."""
        if isinstance(value, tuple):
            return value
        wanted = [name.strip() for name in str(value).split(",") if name.strip()]
        unknown = [name for name in wanted if name not in PHASES]
        if unknown or not wanted:
            name = unknown[0] if unknown else ""
            known = list_names(f"`{phase}`" for phase in PHASES)
            self.fail(f"there is no phase `{name}`. Known: {known}.", param, ctx)
        return tuple(phase for phase in PHASES if phase in wanted)


class ServerOrder(NamedTuple):
    """The options of the command, except those of every run.

    `operations` are checked; `documented` are all operations of the documents.
    """

    target: Target
    operations: tuple[Operation, ...]
    documented: tuple[Operation, ...]
    access: Access
    phases: tuple[str, ...]
    max_examples: int
    is_read_only: bool
    allows_untested: bool
    is_deterministic: bool | None
    timeout: float
    ca_file: Path | None


def read_order(
    url: str,
    specs: Sequence[str],
    key: str,
    headers: Headers,
    **members: Any,
) -> ServerOrder:
    """Build the order. Raises `DocumentIsBroken`, and usage errors."""
    try:
        target = read_target(url)
    except UrlIsUnusable as error:
        raise click.BadParameter(str(error), param_hint="'URL'") from None
    if target.query:
        message = "The URL has a query. Give the base URL; parameters come from the document."
        raise click.BadParameter(message, param_hint="'URL'")
    if not _KEY.fullmatch(key):
        message = "A key must consist of printable ASCII characters."
        raise click.BadParameter(message, param_hint="'--key'")
    _require_libraries(members["phases"])
    catalogue = load_catalogue(specs)
    if catalogue.remarks:
        message = "Check these documents one by one, each with the URL of its own base path."
        raise click.UsageError(" ".join([*catalogue.remarks, message]))
    every = catalogue.router.operations
    return ServerOrder(
        target=target._replace(path=target.path.rstrip("/")),
        operations=_select(every, members),
        documented=every,
        access=Access(key=key, headers=headers),
        phases=members["phases"],
        max_examples=members["max_examples"],
        is_read_only=members["is_read_only"],
        allows_untested=members["allows_untested"],
        is_deterministic=members["is_deterministic"],
        timeout=members["timeout"],
        ca_file=members["ca_file"],
    )


def _require_libraries(phases: Sequence[str]) -> None:
    """Raise a usage error if a phase needs a library that is not installed."""
    missing = [name for name in ("schemathesis", "hypothesis") if not _is_installed(name)]
    if "fuzzing" in phases and missing:
        others = ",".join(phase for phase in PHASES if phase != "fuzzing")
        message = (
            f"The phase `fuzzing` needs `{missing[0]}`, which is not installed. Run "
            f"`pip install 'mockwright[check]'`, or leave the phase out: `--phases {others}`."
        )
        raise click.UsageError(message)


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # a module without a specification
        return False


def _select(every: Sequence[Operation], members: dict[str, Any]) -> tuple[Operation, ...]:
    """The operations to check. Raises a usage error if there are none."""
    included, excluded = members["included"], members["excluded"]
    known = [operation.id for operation in every]
    for name in (*included, *excluded):
        if name not in known:
            hint = suggest(name, known) or f"Known: {list_names(f'`{one}`' for one in known)}."
            raise click.UsageError(f"There is no operation `{name}`. {hint}")
    selected = tuple(
        operation
        for operation in every
        if (not included or operation.id in included)
        and operation.id not in excluded
        and (members["include_webhooks"] or operation.id in included or not is_webhook(operation))
        and (not members["is_read_only"] or operation.method in _READING)
    )
    if not selected:
        raise click.UsageError(_explain_nothing(every))
    return selected


def _explain_nothing(every: Sequence[Operation]) -> str:
    """Explain why nothing would be checked, and list the operations."""
    if not every:
        return "The document describes no operation, so nothing would be checked."
    listed = list_names(f"`{operation.id}` ({operation.label})" for operation in every)
    return (
        f"No operation is selected, so nothing would be checked. There are {listed}. Remove "
        "`--read-only` or `--exclude-operation`, or name a webhook with `--operation`."
    )


def is_narrowed(members: dict[str, Any]) -> bool:
    """Whether the options limit what is checked."""
    narrowing = ("included", "excluded", "is_read_only")
    return any(members[name] for name in narrowing) or members["phases"] != PHASES
