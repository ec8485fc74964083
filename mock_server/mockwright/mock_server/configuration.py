"""The configuration file: values for options that neither the command line nor a variable sets.

`mockwright.toml`, or the table `tool.mockwright` of `pyproject.toml`, in the current folder, or the
file that `--config` names. It has a table for each command, whose keys are its options:

    [serve]
    port = 4081
    spec = ["dumgum", "their.yaml"]

    [check.server]
    key = "any-key"
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT
from mockwright.openapi.wording import suggest_or_list

FILE, PROJECT_FILE = "mockwright.toml", "pyproject.toml"
OPTION, VARIABLE = "--config", "MOCKWRIGHT_CONFIG"

Table = Mapping[str, Any]


class ConfigIsBroken(click.ClickException):
    """The configuration file cannot be used; `str()` says where and why."""

    exit_code = BROKEN_DOCUMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """A configuration file that was read."""

    path: Path
    root: Table

    def table_of(self, words: Sequence[str], known: Sequence[str]) -> Table:
        """The table of a command, empty if there is none.

        `words` name the command (`check`, `server`), `known` are all commands. Raises
        `ConfigIsBroken`.
        """
        for name in self.root:
            if known and name not in known:
                problem = f"there is no command `{name}`. {suggest_or_list(name, known)}"
                raise self.broken((), problem)
        table: Any = self.root
        for depth, word in enumerate(words):
            table = table.get(word, {})
            if not isinstance(table, Mapping):
                raise self.broken(words[:depth], f"`{word}` is a value; expected a table.")
        found: Table = table
        return found

    def broken(self, words: Sequence[str], problem: str) -> ConfigIsBroken:
        """The error for something in the table of these words."""
        table = f" [{'.'.join(words)}]" if words else ""
        return ConfigIsBroken(f"{self.path}{table}: {problem}")


def find_configuration(named: str | None, folder: Path) -> Configuration | None:
    """Return the named file, or the one found in the folder. Raises `ConfigIsBroken`."""
    if named is not None:
        path = Path(named)
        return Configuration(path=path, root=_tables_of(path, _read(path)))
    path = folder / FILE
    if path.is_file():
        return Configuration(path=Path(FILE), root=_read(path))
    path = folder / PROJECT_FILE
    if path.is_file() and (tables := _tables_of(path, _read_project(path))):
        return Configuration(path=Path(PROJECT_FILE), root=tables)
    return None


def _tables_of(path: Path, root: Table) -> Table:
    if path.name != PROJECT_FILE:
        return root
    tables: Table = root.get("tool", {}).get("mockwright", {})
    return tables


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigIsBroken(f"{path}: it cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigIsBroken(f"{path}: it is not TOML: {error}.") from error


def _read_project(path: Path) -> Table:
    """Read `pyproject.toml` if it is readable: other tools report what is wrong with it."""
    try:
        return _read(path)
    except ConfigIsBroken:
        return {}


def find_in_arguments(option: str, arguments: Sequence[str]) -> Iterator[str]:
    """Return every value of an option, before any parsing."""
    words = iter(arguments)
    for word in words:
        name, sign, value = word.partition("=")
        if word == "--":
            return
        if name == option:
            yield value if sign else next(words, "")


class ConfiguredCommand(click.Command):
    """A command whose options may have values in a configuration file."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters, with `--config` before `--help` at the end."""
        own = super().get_params(ctx)
        return [*own[:-1], _CONFIG_OPTION, *own[-1:]]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the file first: its values are the defaults of the options."""
        if not {*args} & {*ctx.help_option_names}:  # help is there whatever the file has
            configuration = find_configuration(_find_named(args), Path.cwd())
            if configuration is not None:
                ctx.default_map = self._read_defaults(ctx, configuration)
                ctx.meta[_META] = configuration.path
        return super().parse_args(ctx, args)

    def _read_defaults(self, ctx: click.Context, configuration: Configuration) -> dict[str, Any]:
        words = name_command(ctx)
        table = configuration.table_of(words, _list_commands(ctx))
        self.prepare(ctx, table)
        known = {
            option.removeprefix("--"): parameter
            for parameter in self.get_params(ctx)
            for option in parameter.opts
            if option.startswith("--") and parameter.expose_value
        }
        defaults: dict[str, Any] = {}
        for key, value in table.items():
            if key not in known:
                problem = f"there is no option `{key}`. {suggest_or_list(key, [*known])}"
                raise configuration.broken(words, problem)
            parameter = known[key]
            defaults[str(parameter.name)] = _convert(ctx, parameter, value, configuration)
        return defaults

    def prepare(self, ctx: click.Context, table: Table) -> None:
        """Prepare what the options depend on; `table` has the raw values of the file."""


def _find_named(arguments: Sequence[str]) -> str | None:
    """The file named by an argument or else by the variable."""
    named = [*find_in_arguments(OPTION, arguments)]
    return named[-1] if named else os.environ.get(VARIABLE) or None


def _convert(
    ctx: click.Context, parameter: click.Parameter, value: Any, configuration: Configuration
) -> Any:
    """Convert a value as click does. Raises `ConfigIsBroken` if the option refuses it."""
    option = parameter.opts[0].removeprefix("--")
    words = name_command(ctx)
    is_flag = isinstance(parameter, click.Option) and parameter.is_flag
    if is_flag != isinstance(value, bool):
        expected = "`true` or `false`" if is_flag else "a value"
        raise configuration.broken(words, f"`{option}` is {value!r}; expected {expected}.")
    if parameter.multiple if isinstance(parameter, click.Option) else False:
        value = value if isinstance(value, list) else [value]
    elif isinstance(value, list | dict):
        raise configuration.broken(words, f"`{option}` takes one value.")
    try:
        parameter.type_cast_value(ctx, value)
    except click.BadParameter as error:
        raise configuration.broken(words, f"`{option}`: {error.message}") from error
    return value


def name_command(ctx: click.Context) -> list[str]:
    """The words that name the command of a context: `check`, `server`."""
    words: list[str] = []
    current: click.Context | None = ctx
    while current is not None and not (current.parent is None and words):
        words.insert(0, str(current.info_name))
        current = current.parent
    return words


def _list_commands(ctx: click.Context) -> list[str]:
    """The names of all commands; empty if a command runs without the root."""
    root = ctx.find_root()
    return root.command.list_commands(root) if isinstance(root.command, click.Group) else []


def file_of(ctx: click.Context) -> Path | None:
    """The configuration file from which a context takes its defaults."""
    path: Path | None = ctx.meta.get(_META)
    return path


_META = "mockwright.configuration"
_CONFIG_OPTION = click.Option(
    [OPTION],
    metavar="FILE",
    envvar=VARIABLE,
    show_envvar=True,
    expose_value=False,
    help=f"Read options from this file. Default: `{FILE}`, or `[tool.mockwright]` in "
    f"`{PROJECT_FILE}`, in the current folder.",
)
