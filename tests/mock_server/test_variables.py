"""The environment variables of the command: the list is complete, and mistakes are reported."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from mockwright.contracts.commands.root import mockwright
from mockwright.mock_server.variables import PREFIX, VARIABLES, find_unknown

# Set by the command and the plugin for other programs; no option reads it.
SET_BY_US = {"URL"}


def variables_of(context: click.Context) -> Iterator[str]:
    """The variables of every option of a command and its subcommands."""
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from variables_of(click.Context(found, info_name=name, parent=context))
    for parameter in command.get_params(context):
        envvar = parameter.envvar
        yield from [envvar] if isinstance(envvar, str) else envvar or ()


def test_list_has_every_variable_of_every_option() -> None:
    """The list has the variables of all options and the ones that are set for other programs."""
    read = {name.removeprefix(PREFIX) for name in variables_of(click.Context(mockwright))}
    assert sorted(VARIABLES) == sorted(read | SET_BY_US)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "MOCKWRIGHT_SEDE",
            (
                "The variable `MOCKWRIGHT_SEDE` is unknown and has no effect. "
                "Did you mean `MOCKWRIGHT_SEED`?"
            ),
        ),
        ("MOCKWRIGHT_XYZ_XYZ", "The variable `MOCKWRIGHT_XYZ_XYZ` is unknown and has no effect."),
    ],
)
def test_unknown_variable_is_reported(name: str, sentence: str) -> None:
    """An unknown variable with our prefix is reported with a suggestion."""
    assert [*find_unknown([name, "MOCKWRIGHT_SEED", "PATH"])] == [sentence]
