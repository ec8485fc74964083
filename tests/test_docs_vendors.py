"""The page about vendors: its example works, and its table is complete."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import requests

import mockwright.behaviours
from mockwright.behaviours import Vendor
from tests.processes import ServerMaker, Start

PAGE = (Path(__file__).parent.parent / "docs" / "vendors.md").read_text(encoding="utf-8")


def test_example_works(make_server: ServerMaker, tmp_path: Path) -> None:
    """The vendor of the example is served and keeps state."""
    for language, name in (("python", "greeter.py"), ("yaml", "greeter.yaml")):
        (block,) = re.findall(
            rf"^```{language}\n(# {name}\n.*?)^```", PAGE, re.MULTILINE | re.DOTALL
        )
        (tmp_path / name).write_text(block, encoding="utf-8")
    with make_server("--vendor", "greeter", start=Start(folder=tmp_path)) as server:
        url = f"{server.url}/greetings"
        texts = [
            requests.post(url, json={"name": "Alex"}, timeout=30).json()["text"] for _ in range(2)
        ]
    assert texts == ["Hello Alex, visit 1.", "Hello Alex, visit 2."]


def test_table_has_every_field() -> None:
    """The table lists the fields of `Vendor` in order."""
    table = PAGE.partition("| Field of `Vendor` |")[2]
    named = [
        name
        for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
        for name in row.split(", ")
    ]
    assert [name.strip("`") for name in named] == [f.name for f in dataclasses.fields(Vendor)]


def test_public_names_exist_and_are_sorted() -> None:
    """The public names of `mockwright.behaviours` exist and are sorted."""
    names = mockwright.behaviours.__all__
    assert names == sorted(names)
    assert all(hasattr(mockwright.behaviours, name) for name in names)
