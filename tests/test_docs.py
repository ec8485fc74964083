"""What the pages promise: options, paths and commands exist, and the examples work."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest

from mockwright.contracts.commands.root import COMMANDS
from mockwright.mock_server.cli import serve as serve_command
from tests.processes import COMMAND, PATIENCE_SECONDS, ServerProcess, environment

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def curl_lines() -> list[str]:
    """Every curl command of the README, with continued lines joined."""
    blocks = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    text = "\n\n".join(blocks).replace("\\\n", " ")
    return [part.strip() for part in text.split("\n\n") if part.strip().startswith("curl")]


def run_curl(line: str, port: int) -> int:
    """The status that a curl command gets (of curl's options, those that the README uses)."""
    words = shlex.split(line)[1:]
    headers = dict(w.split(": ", 1) for flag, w in itertools.pairwise(words) if flag == "-H")
    bodies = [word for flag, word in itertools.pairwise(words) if flag == "-d"]
    url = urlsplit(next(word for word in words if word.startswith("http://")))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    target = f"{url.path}?{url.query}" if url.query else url.path
    body = bodies[0] if bodies else None
    connection.request("POST" if bodies else "GET", target, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("line", curl_lines())
def test_curl_of_the_readme_works(line: str, server: ServerProcess) -> None:
    """Each curl command of the README gets a success from a server with every default."""
    assert run_curl(line, server.port) // 100 == 2


def test_readme_shows_a_call_for_each_system() -> None:
    """The README has one curl command for each of the five calls."""
    paths = [line for line in curl_lines() if "/_mock/" not in line]
    assert len(paths) == 5


@pytest.mark.parametrize("option", [p.opts[0] for p in serve_command.params])
def test_readme_describes_every_option(option: str) -> None:
    """The README's table has each option of `mockwright serve`."""
    assert re.search(rf"^\|.*`{option}[ `]", README, re.MULTILINE)


def test_readme_names_no_other_option() -> None:
    """Every option that the README's table names exists."""
    named = set(re.findall(r"^\| (?:`[^`]*`, )?`(--[a-z-]+)", README, re.MULTILINE))
    named |= set(re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE))
    assert named <= {option for param in serve_command.params for option in param.opts}


def tour() -> list[str]:
    """The lines of the README's tour, after the one that enters the environment."""
    section = README.partition("## A tour of the checks")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    enter, *lines = str(block).splitlines()
    assert enter == ". .venv/bin/activate"
    return lines


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_tour_of_the_readme_works(server: ServerProcess, tmp_path: Path) -> None:
    """Every line succeeds, pasted one after the other, against a mock with every default."""
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    for line in tour():
        words = ["sh", "-c", line.replace("http://127.0.0.1:4080", server.url)]
        ended = subprocess.run(
            words,
            cwd=tmp_path,
            env=environment({"PATH": path}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"
    assert (tmp_path / "contract.html").exists()


SURFACE = ["live", "ready", "journal", "profiles", "profiles/<id>", "faults", "reset"]
SURFACE += ["state", "usage", "documents/<name>"]


@pytest.mark.parametrize("path", SURFACE)
def test_readme_describes_the_control_surface(path: str) -> None:
    """The README's table has each path of the control surface."""
    assert f"/_mock/{path}`" in README


@pytest.mark.parametrize("target", re.findall(r"`?make ([a-z-]+)", README))
def test_make_targets_of_the_readme_exist(target: str) -> None:
    """Every `make` target that the README names is in the Makefile."""
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_have_examples(name: str) -> None:
    """The help of each command, or of its subcommands, shows examples."""
    root = click.Context(click.Group())
    command = COMMANDS[name].load()
    subcommands = [*command.commands.values()] if isinstance(command, click.Group) else [command]
    assert all("Examples:" in sub.get_help(root) for sub in subcommands)
