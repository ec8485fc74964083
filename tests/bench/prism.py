"""Prism, the peer: installed once into the scratch folder, where Node and a network allow it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.bench.workload import SCRATCH

# The newest release for Node 20; later ones ask for a newer Node, and npm would pick this one.
VERSION = "5.14.2"
_INSTALL_SECONDS = 300


class PrismIsMissing(Exception):
    """Prism cannot be had here; `str()` says why."""


def find_prism() -> Path:
    """The program, installed with npm when it is not there yet. Raises `PrismIsMissing`."""
    folder = SCRATCH / f"prism-{VERSION}"
    program = folder / "node_modules" / ".bin" / "prism"
    if shutil.which("node") is None:
        raise PrismIsMissing("there is no `node` on PATH")
    if not program.exists():
        _install(folder)
    return program


def read_node_version() -> str:
    """The version of the Node that runs Prism."""
    output = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)  # noqa: S607 -- as Prism itself finds it
    return output.stdout.strip().removeprefix("v")


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise PrismIsMissing("it is not installed and there is no `npm` on PATH")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "--fetch-retries=0"]
    command = [npm, "install", *options, f"@stoplight/prism-cli@{VERSION}"]
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=_INSTALL_SECONDS
        )
    except subprocess.CalledProcessError as error:
        raise PrismIsMissing(f"npm could not install it: {_last_line(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise PrismIsMissing(f"npm took more than {_INSTALL_SECONDS} s to install it") from error


def _last_line(output: bytes) -> str:
    """The line with the error's code, or npm's last word."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    codes = [line for line in lines if " code " in line]
    return (codes or lines or ["it did not say why"])[-1]
