"""Options of the commands that call the profile endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import (
    DEFAULT_SECONDS,
    Target,
    TargetIsUnusable,
)

_NAMES = ("endpoint", "endpoint_key", "endpoint_ca", "endpoint_timeout")
_PREFIX = "MOCKWRIGHT_PROFILE_ENDPOINT"


def list_endpoint_options(*, is_required: bool) -> tuple[click.Option, ...]:
    """The options of a command that calls the endpoint: always, or only if it is given."""
    return (
        _url_option(is_required=is_required),
        click.Option(
            ["--profile-endpoint-key", *(["--key"] if is_required else []), "endpoint_key"],
            metavar="KEY",
            envvar=f"{_PREFIX}_KEY",
            show_envvar=True,
            help="Sent to your endpoint as `Authorization: Bearer KEY`.",
        ),
        click.Option(
            ["--profile-endpoint-ca", *(["--ca"] if is_required else []), "endpoint_ca"],
            metavar="FILE",
            type=click.Path(path_type=Path),
            envvar=f"{_PREFIX}_CA",
            show_envvar=True,
            help="Trust only certificates signed by this CA (PEM).",
        ),
        click.Option(
            [
                "--profile-endpoint-timeout",
                *(["--timeout"] if is_required else []),
                "endpoint_timeout",
            ],
            default=DEFAULT_SECONDS,
            metavar="SECONDS",
            type=click.FloatRange(0.1, 600),
            envvar=f"{_PREFIX}_TIMEOUT",
            show_default=True,
            show_envvar=True,
            help="Time limit of one call, from the DNS lookup to the last byte.",
        ),
    )


def _url_option(*, is_required: bool) -> click.Option:
    return click.Option(
        ["--profile-endpoint", "endpoint"],
        metavar="URL",
        required=is_required,
        envvar=_PREFIX,
        show_envvar=True,
        help="Your endpoint, `http` or `https`; `profileId=ID` is added to its query."
        if is_required
        else "While serving, call this endpoint of yours for profiles as DumGum does, and validate "
        "its answers; `profileId=ID` is added to its query.",
    )


def make_target(endpoint: str, **options: Any) -> Target:
    """The target, from the values of its options. Raises `click.BadParameter`."""
    target = Target(
        url=endpoint,
        key=options["endpoint_key"],
        ca_file=options["endpoint_ca"],
        seconds=options["endpoint_timeout"],
    )
    try:
        target.check()
    except TargetIsUnusable as error:
        raise click.BadParameter(str(error), param_hint=f"'{error.option}'") from error
    return target


def take_target(options: dict[str, Any]) -> Target | None:
    """Remove and return the target, if there is one. Raises `click.UsageError`."""
    taken = {name: options.pop(name) for name in _NAMES}
    if taken["endpoint"] is not None:
        return make_target(**taken)
    if taken["endpoint_key"] is not None or taken["endpoint_ca"] is not None:
        message = "A key or a CA of the profile endpoint also requires `--profile-endpoint URL`."
        raise click.UsageError(message)
    return None
