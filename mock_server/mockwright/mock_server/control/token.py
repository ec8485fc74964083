"""The token that protects the control surface if other machines can reach it."""

from __future__ import annotations

import secrets

import click

MIN_LENGTH = 8


def _check(_context: click.Context, _parameter: click.Parameter, token: str | None) -> str | None:
    if token is None or (len(token) >= MIN_LENGTH and token.isascii() and token.isprintable()):
        return token
    message = f"a token must have at least {MIN_LENGTH} characters, all printable ASCII."
    raise click.BadParameter(message)


token_option = click.option(
    "--token",
    "control_token",
    default=None,
    metavar="TOKEN",
    callback=_check,
    envvar="MOCKWRIGHT_TOKEN",
    show_envvar=True,
    help="Require `Authorization: Bearer TOKEN` for `/_mock/`. By default, none on loopback, and "
    "otherwise a generated token that is printed at start.",
)


def make_token() -> str:
    """Generate an unguessable token."""
    return secrets.token_urlsafe(18)
