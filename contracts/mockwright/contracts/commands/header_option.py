"""The option `--header`, a `Name: value` header that is sent with every request."""

from __future__ import annotations

import re
from typing import Any

import click

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class HeaderType(click.ParamType[tuple[str, str]]):
    """Parses `Name: value` into a pair; errors never repeat the value, a possible credential."""

    name = "NAME: VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The name and the value, without surrounding whitespace."""
        if isinstance(value, tuple):
            return value[0], value[1]
        name, colon, text = str(value).partition(":")
        if not colon or not _NAME.fullmatch(name.strip()):
            self.fail("expected `Name: value`.", param, ctx)
        if not _VALUE.fullmatch(text):
            self.fail(f"the value of `{name.strip()}` is not valid in a header.", param, ctx)
        return name.strip(), text.strip()
