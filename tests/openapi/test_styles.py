"""Values, arrays and objects are read in all styles of OpenAPI, exploded or not."""

from __future__ import annotations

import pytest

from mockwright.openapi.styles import Pairs, Style, default_style

ARRAY = ["blue", "black", "brown"]
OBJECT = [("R", "100"), ("G", "200"), ("B", "150")]

# The specification's notation of the parameter `color`: style, exploded, scalar, array, object.
WRITTEN = [
    ("simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("label", False, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("matrix", False, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("matrix", True, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("form", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("spaceDelimited", False, "blue", "blue black brown", "R 100 G 200 B 150"),
    ("pipeDelimited", False, "blue", "blue|black|brown", "R|100|G|200|B|150"),
]
IDS = [f"{kind}{' exploded' if is_exploded else ''}" for kind, is_exploded, *_ in WRITTEN]
EMPTY = {"label": ".", "matrix": ";color"}


def style(kind: str, is_exploded: object = None) -> Style:
    """A style of the parameter `color`."""
    return Style(name="color", kind=kind, is_exploded=bool(is_exploded))


@pytest.mark.parametrize("row", WRITTEN, ids=IDS)
def test_scalar_is_read(row: tuple[str, bool, str, str, str]) -> None:
    """A scalar is read without the delimiters of its style."""
    assert style(row[0], row[1]).read_scalar(row[2]) == "blue"


@pytest.mark.parametrize("row", WRITTEN, ids=IDS)
def test_items_are_read(row: tuple[str, bool, str, str, str]) -> None:
    """The items of an array are split by the delimiter of the style."""
    assert style(row[0], row[1]).read_items(row[3]) == ARRAY


@pytest.mark.parametrize("row", WRITTEN, ids=IDS)
def test_fields_are_read(row: tuple[str, bool, str, str, str]) -> None:
    """The fields of an object are read in the notation of the style."""
    assert style(row[0], row[1]).read_fields(row[4]) == OBJECT


@pytest.mark.parametrize("row", WRITTEN, ids=IDS)
def test_nothing_is_read_of_an_empty_text(row: tuple[str, bool, str, str, str]) -> None:
    """Empty text is an empty value, and an array without items."""
    text = EMPTY.get(row[0], "")
    assert style(row[0], row[1]).read_scalar(text) == ""
    assert style(row[0], row[1]).read_items(text) == []


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("simple", "R,100,G", [("R", "100"), ("G", "")]),
        ("form", "R", [("R", "")]),
    ],
)
def test_field_without_value_is_empty(kind: str, text: str, expected: Pairs) -> None:
    """A trailing name without a value is kept."""
    assert style(kind).read_fields(text) == expected


def test_deep_fields_are_read() -> None:
    """The fields of a deep object have its name before brackets; other pairs are ignored."""
    pairs = [
        ("color[R]", "1"),
        ("colors[G]", "2"),
        ("color", "3"),
        ("color[B", "4"),
        ("color[]", ""),
    ]
    assert style("deepObject", 1).read_deep_fields(pairs) == [("R", "1"), ("", "")]


@pytest.mark.parametrize(
    ("kind", "is_exploded", "repeats", "spreads"),
    [
        ("form", 1, True, True),
        ("form", 0, False, False),
        ("spaceDelimited", 1, True, False),
        ("pipeDelimited", 1, True, False),
        ("pipeDelimited", 0, False, False),
        ("deepObject", 1, False, False),
        ("simple", 1, False, False),
        ("matrix", 1, False, False),
    ],
)
def test_exploded_form_takes_several_pairs(
    kind: str, is_exploded: int, repeats: object, spreads: object
) -> None:
    """Exploded query styles repeat the name; `form` sends the fields as separate names."""
    found = style(kind, is_exploded)
    assert (found.repeats_name, found.spreads_fields) == (repeats, spreads)


@pytest.mark.parametrize(
    ("location", "expected"),
    [("path", "simple"), ("header", "simple"), ("query", "form"), ("cookie", "form")],
)
def test_each_place_has_its_default(location: str, expected: str) -> None:
    """A parameter without a style has the default of its location."""
    assert default_style(location) == expected
