"""The line of a place in a file, in YAML and in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.openapi.positions import find_lines

YAML = """\
# a comment
openapi: 3.0.3
paths:
  /a~b/{c}:
    get:
      tags: [x,
        y]
      "200": {description: é}
list:
- name: one
- name: two
"""
JSON = """\
{"openapi": "3.0.3",
 "paths": {
  "/a~b/{c}": {"get": {"tags": ["x",
    "y"],
   "200": {"description": "\\u00e9 }{][,"}
  }}},
 "list": [{"name": "one"},
  {"name": "two"}]}
"""
PLACES = {
    "": (2, 1),
    "/openapi": (2, 1),
    "/paths": (3, 2),
    "/paths/~1a~0b~1{c}": (4, 3),
    "/paths/~1a~0b~1{c}/get/tags/1": (7, 4),
    "/paths/~1a~0b~1{c}/get/200/description": (8, 5),
    "/list/1": (11, 8),
    "/list/1/name": (11, 8),
}


@pytest.mark.parametrize(("text", "column"), [(YAML, 0), (JSON, 1)], ids=["yaml", "json"])
def test_line_of_a_place_is_found(tmp_path: Path, text: str, column: int) -> None:
    """Each pointer has the line where its name, or the item of a list, stands."""
    file = tmp_path / "document"
    file.write_text(text, encoding="utf-8")
    assert find_lines(file, PLACES) == {pointer: row[column] for pointer, row in PLACES.items()}


def test_missing_place_has_the_line_of_what_contains_it(tmp_path: Path) -> None:
    """A field that is missing is looked for where it should be."""
    file = tmp_path / "document"
    file.write_text(YAML, encoding="utf-8")
    assert find_lines(file, ["/list/1/size/x"]) == {"/list/1/size/x": 11}


@pytest.mark.parametrize("text", ["{", "}", "a: [", "{]}", '{"a": }'])
def test_unreadable_file_has_no_wrong_lines(tmp_path: Path, text: str) -> None:
    """For a file that cannot be read, at most its first line is named."""
    file = tmp_path / "document"
    file.write_text(text, encoding="utf-8")
    assert set(find_lines(file, ["/a"]).values()) <= {1}
    assert find_lines(tmp_path / "missing", ["/a"]) == {}


def test_the_first_line_needs_no_reading(tmp_path: Path) -> None:
    """The whole file is at line 1, also if it cannot be read."""
    assert find_lines(tmp_path / "none.yaml", ["", ""]) == {"": 1}
