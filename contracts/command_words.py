"""Command words: the command line that was given, word by word, so that it can be given again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from click.core import ParameterSource


def command_words(context: click.Context) -> tuple[str, ...]:
    """The words of a command line as it was understood: what was given, and nothing by default.

    Credentials are in it as they were given.
    """
    options: list[str] = []
    arguments: list[str] = []
    for parameter in context.command.params:
        if context.get_parameter_source(parameter.name or "") is not ParameterSource.COMMANDLINE:
            continue
        value = context.params[parameter.name or ""]
        if isinstance(parameter, click.Option):
            options += _option_words(parameter, value)
        else:
            values = value if isinstance(value, tuple) else (value,)
            arguments += ["--"] * isinstance(value, tuple) + [str(one) for one in values]
    return (*context.command_path.split(), *options, *arguments)


def _option_words(option: click.Option, value: Any) -> Iterator[str]:
    name = max(option.opts, key=len)
    if option.is_flag:
        yield name if value else max(option.secondary_opts, key=len, default=name)
        return
    for one in value if option.multiple else (value,):
        # Joined, a value that begins with a dash is no option.
        yield f"{name}={one}" if str(one).startswith("-") else name
        if not str(one).startswith("-"):
            yield str(one)
