"""The option `--locale`."""

from __future__ import annotations

import click

from mockwright.mock_server.values.plausible.locales import (
    DEFAULT_LOCALE,
    LocaleIsUnknown,
    parse_locale,
)


def _read(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        return parse_locale(value)
    except LocaleIsUnknown as error:
        raise click.BadParameter(str(error)) from error


locale_option = click.option(
    "--locale",
    default=DEFAULT_LOCALE,
    metavar="LOCALE",
    callback=_read,
    envvar="MOCKWRIGHT_LOCALE",
    show_default=True,
    show_envvar=True,
    help="Locale of generated names, addresses and phone numbers, such as `de_DE` or `de`.",
)
