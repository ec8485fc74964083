"""Errors of the command line are reported with the right exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.processes import run_command

HEAD = 'openapi: 3.1.0\ninfo: {title: x, version: "1"}\n'
ANSWER = (
    HEAD
    + """
paths: {/x: {get: {responses: {'200': {description: d, content: {application/json: {%s}}}}}}}
"""
)
SCHEMA = "#/paths/~1x/get/responses/200/content/application~1json/schema"
BROKEN = {
    "another format": ("swagger: '2.0'\n", "#/swagger: This is a Swagger 2.0 document"),
    "no YAML": ("a: [1", "#: The file cannot be read"),
    "duplicate key": (
        HEAD + "paths: {}\npaths: {}\n",
        "key `paths` occurs twice at line 4, column 1",
    ),
}
FAULTY = {
    "reference to nowhere": (
        ANSWER % "schema: {$ref: '#/components/schemas/Nope'}",
        3,
        f"{SCHEMA}: `$ref: #/components/schemas/Nope` points to nothing.",
    ),
    "no version": (
        "openapi: 3.1.0\ninfo: {title: x}\npaths: {}\n",
        0,
        "#/info/version: Expected the field `version`",
    ),
    "unreadable pattern": (ANSWER % "schema: {type: string, pattern: '['}", 0, SCHEMA),
}
WRONG_EXAMPLE = ANSWER % "schema: {type: integer}, example: none"
USAGES = {
    "no command": ((), "Usage: mockwright"),
    "misspelt command": (("servve",), "There is no command `servve`. Did you mean `serve`?"),
    "unknown command": (("xyz",), "Known: serve"),
    "misspelt option": (("serve", "--prot", "1"), "No such option '--prot'"),
    "misspelt option is guessed": (("serve", "--prot", "1"), "'--port'"),
    "port too high": (("serve", "--port", "70000"), "0<=x<=65535"),
    "port below zero": (("serve", "--port", "-1"), "0<=x<=65535"),
    "port in words": (("serve", "--port", "http"), "'http'"),
    "no workers": (("serve", "--workers", "0"), "'--workers'"),
    "seed in words": (("serve", "--seed", "x"), "'--seed'"),
    "no body at all": (("serve", "--max-body", "0"), "'--max-body'"),
    "argument too many": (("serve", "extra"), "extra"),
    "nothing to check": (("spec", "check"), "NAME|FILE"),
    "misspelt subcommand": (("spec", "chekc", "dumgum"), "Did you mean 'check'?"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", USAGES)
def test_usage_error(name: str) -> None:
    """A usage error has exit code 2 and a reason, but no traceback."""
    arguments, text = USAGES[name]
    result = run_command(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert text in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [("serve", "--port", "0", "--spec"), ("spec", "check")])
@pytest.mark.parametrize("name", BROKEN)
def test_broken_document(name: str, command: tuple[str, ...], tmp_path: Path) -> None:
    """A broken document has exit code 3 and is reported with its file and place."""
    text, fault = BROKEN[name]
    (tmp_path / "their.yaml").write_text(text, encoding="utf-8")
    result = run_command(*command, str(tmp_path / "their.yaml"))
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("Error: their.yaml")
    assert fault in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_document_is_reported(name: str, tmp_path: Path) -> None:
    """`spec check` exits with 3 only if an operation is not served; `--strict-spec` always does."""
    text, code, fault = FAULTY[name]
    (tmp_path / "their.yaml").write_text(text, encoding="utf-8")
    checked = run_command("spec", "check", str(tmp_path / "their.yaml"))
    assert (checked.returncode, fault in checked.stderr) == (code, True)
    refused = run_command("serve", "--strict-spec", "--spec", str(tmp_path / "their.yaml"))
    assert (refused.returncode, fault in refused.stderr) == (3, True)


@pytest.mark.slow
@pytest.mark.parametrize("command", [("serve", "--port", "0", "--spec"), ("spec", "check")])
def test_document_that_is_not_there(command: tuple[str, ...]) -> None:
    """An unknown document has exit code 3 and a list of the known ones."""
    result = run_command(*command, "dumgun")
    assert result.returncode == 3
    assert "`cognigy`, `dumgum`, `getprofile`" in result.stderr


@pytest.mark.parametrize("name", ["cognigy", "dumgum", "getprofile"])
def test_bundled_document_is_sound(name: str) -> None:
    """Every bundled document passes `spec check`."""
    result = run_command("spec", "check", name)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{name}.yaml" in result.stdout
    assert "sound" in result.stdout


def test_wrong_example_fails_the_check(tmp_path: Path) -> None:
    """With `--strict`, an example that violates its schema has exit code 3 and is reported."""
    (tmp_path / "their.yaml").write_text(WRONG_EXAMPLE, encoding="utf-8")
    result = run_command("spec", "check", "--strict", str(tmp_path / "their.yaml"))
    assert result.returncode == 3
    place = "#/paths/~1x/get/responses/200/content/application~1json"
    assert f"{place}: The example `default`" in result.stderr
