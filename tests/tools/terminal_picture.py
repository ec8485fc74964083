"""Writes `docs/terminal.svg` from a real run: `python -m tests.tools.terminal_picture`."""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

import requests
from rich.console import Console
from rich.text import Text

from mockwright.contracts.client.mock_process import run_mock
from tests.terminals import run_in_terminal

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "terminal.svg"
SPEC = ROOT / "docs" / "examples" / "petstore.yaml"
WIDTH = 104
_CLIENT = """curl -s "$MOCKWRIGHT_URL/pets" -o /dev/null --json '{"name": "Tom", "kind": "car"}'"""
_CHECK = "check client --spec petstore.yaml -- sh client.sh"


def draw() -> str:
    """The picture: a request with its answer, and a finding about a client."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    with run_mock(["--spec", str(SPEC)]) as mock:
        pet = requests.get(f"{mock.url}/pets/7", timeout=30).text
    show(console, "curl -s http://127.0.0.1:4080/pets/7", pet)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SPEC.name).write_bytes(SPEC.read_bytes())
        (folder / "client.sh").write_text(_CLIENT, encoding="utf-8")
        ended = run_in_terminal(*_CHECK.split(), folder=folder, changes={"COLUMNS": str(WIDTH)})
    show(console, f"mockwright {_CHECK}", ended.text)
    svg = console.export_svg(title="Mockwright")
    # The fonts of rich's template come from the network; without them the reader's fonts are used.
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def show(console: Console, command: str, printed: str) -> None:
    """Show a command as a user types it, and its output."""
    console.print(Text(f"$ {command}", style="bold"))
    for line in printed.strip().splitlines():
        console.print(Text.from_ansi(line), overflow="ellipsis", no_wrap=True)
    console.print()


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE}\n")
