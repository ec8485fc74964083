"""Tools from npm: installed once into the scratch folder, if possible."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench.workload import SCRATCH

_INSTALL_SECONDS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeTool:
    """An npm package in a fixed version, and its program below `node_modules`."""

    name: str
    package: str
    version: str
    program: str

    @property
    def folder(self) -> Path:
        """The folder of its installation."""
        return SCRATCH / f"{self.name}-{self.version}"


# The newest release for Node 20; npm would pick a later one, which needs a newer Node.
PRISM = NodeTool(
    name="prism", package="@stoplight/prism-cli", version="5.14.2", program=".bin/prism"
)
MOCKOON = NodeTool(
    name="mockoon", package="@mockoon/cli", version="9.9.0", program=".bin/mockoon-cli"
)
WIREMOCK = NodeTool(
    name="wiremock",
    package="wiremock",
    version="3.13.2",
    program="wiremock/build/wiremock-standalone-3.13.2.jar",
)


class ToolIsMissing(Exception):
    """A tool is not available; `str()` is the reason."""


def find_tool(tool: NodeTool) -> Path:
    """The program, installed with npm if necessary. Raises `ToolIsMissing`."""
    program = tool.folder / "node_modules" / tool.program
    if shutil.which("node") is None:
        raise ToolIsMissing("there is no `node` on PATH")
    if not program.exists():
        _install(tool)
    return program


def read_node_version() -> str:
    """The version of Node."""
    output = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)  # noqa: S607 -- as the tools themselves find it
    return output.stdout.strip().removeprefix("v")


def find_java() -> str:
    """The Java program. Raises `ToolIsMissing`."""
    program = shutil.which("java")
    if program is None:
        raise ToolIsMissing("there is no `java` on PATH")
    return program


def read_java_version() -> str:
    """The version of Java, such as `17.0.15`."""
    shown = subprocess.run([find_java(), "-version"], check=True, capture_output=True, text=True)
    return shown.stderr.partition('"')[2].partition('"')[0]


def _install(tool: NodeTool) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise ToolIsMissing("it is not installed and there is no `npm` on PATH")
    tool.folder.mkdir(parents=True, exist_ok=True)
    (tool.folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "--fetch-retries=0"]
    command = [npm, "install", *options, f"{tool.package}@{tool.version}"]
    try:
        subprocess.run(
            command, cwd=tool.folder, check=True, capture_output=True, timeout=_INSTALL_SECONDS
        )
    except subprocess.CalledProcessError as error:
        raise ToolIsMissing(f"npm could not install it: {_last_line(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise ToolIsMissing(f"npm took more than {_INSTALL_SECONDS} s to install it") from error


def _last_line(output: bytes) -> str:
    """The line with the error's code, or npm's last line."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    codes = [line for line in lines if " code " in line]
    return (codes or lines or ["it did not say why"])[-1]
