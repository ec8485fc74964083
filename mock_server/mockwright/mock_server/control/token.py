"""The control token: what the control surface asks for where other machines can reach it."""

from __future__ import annotations

import secrets

import click

MIN_LENGTH = 8


def _check(_context: click.Context, _parameter: click.Parameter, token: str | None) -> str | None:
    if token is None or (len(token) >= MIN_LENGTH and token.isascii() and token.isprintable()):
        return token
    message = f"a token has at least {MIN_LENGTH} characters, all of them printable ASCII."
    raise click.BadParameter(message)


token_option = click.option(
    "--token",
    "control_token",
    default=None,
    metavar="TOKEN",
    callback=_check,
    envvar="MOCKWRIGHT_TOKEN",
    show_envvar=True,
    help="What `/_mock/` asks for, as `Authorization: Bearer TOKEN`. Without it, a server that "
    "listens on loopback asks for nothing, and any other for one that it prints.",
)


def make_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(18)
