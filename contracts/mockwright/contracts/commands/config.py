"""The command group `mockwright config`, which shows effective options and their sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from mockwright.mock_server.configuration import ConfiguredCommand, file_of

_SECRETS = frozenset({"access-key", "key", "token", "profile-endpoint-key"})
_HIDDEN = "***"


@click.group()
def config() -> None:
    """Show the effective options of a command and where each value comes from."""


@config.command()
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def show(ctx: click.Context, words: Sequence[str]) -> None:
    """Print each option of a command with its value and source, as a configuration file.

    \b
    Examples:
      mockwright config show
      mockwright config show check server

    COMMAND defaults to `serve`. Values come from variables, the configuration file, or defaults.
    """  # noqa: D301 -- \\b keeps click from joining lines
    root = ctx.find_root()
    for line in _lines(_open(root, [*words] or ["serve"])):
        click.echo(line)


def _open(root: click.Context, words: Sequence[str]) -> click.Context:
    """The context of a command called without arguments. Raises `click.UsageError`."""
    found = root
    for word in words:
        group = found.command
        command = group.get_command(found, word) if isinstance(group, click.Group) else None
        if command is None:
            message = f"There is no command `{' '.join(words)}`."
            raise click.UsageError(message)
        if isinstance(command, ConfiguredCommand):
            return command.make_context(word, [], parent=found, resilient_parsing=True)
        found = click.Context(command, info_name=word, parent=found)
    message = f"`{' '.join(words)}` is a group of commands. Name one of them."
    raise click.UsageError(message)


def _lines(ctx: click.Context) -> Iterator[str]:
    yield f"[{'.'.join(_table_name(ctx))}]"
    for parameter in ctx.command.get_params(ctx):
        if not isinstance(parameter, click.Option) or not parameter.expose_value:
            continue
        name = parameter.opts[0].removeprefix("--")
        value = ctx.params.get(str(parameter.name))
        origin = _origin(ctx, parameter)
        if value is None or value == ():
            yield f"# {name} is not set"
        else:
            shown = _HIDDEN if name in _SECRETS else value
            yield f"{name} = {_to_toml(shown)}  # {origin}"


def _table_name(ctx: click.Context) -> Iterator[str]:
    if ctx.parent is not None:
        yield from _table_name(ctx.parent)
        yield str(ctx.info_name)


def _origin(ctx: click.Context, option: click.Option) -> str:
    source = ctx.get_parameter_source(str(option.name))
    if source is ParameterSource.ENVIRONMENT:
        variables = option.envvar if isinstance(option.envvar, list) else [option.envvar]
        return f"variable {' or '.join(str(name) for name in variables)}"
    if source is ParameterSource.DEFAULT_MAP:
        return str(file_of(ctx))
    return "default"


def _to_toml(value: Any) -> str:
    """The value of an option in TOML, whose strings, numbers and arrays are written as in JSON."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(_to_toml(one) for one in value)}]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
