"""References are resolved within the document's folder, and never outside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.openapi import document_files
from mockwright.openapi.document_files import DocumentFiles, Place, read_file
from mockwright.openapi.faults import DocumentIsBroken

ROOT = Place(file="api.json", pointer="/here")
TREE = {
    "here": {"$ref": "#/a~1b"},
    "a/b": {"c": [1, 2]},
    "pets": {"Pet": {}, "Dog": {}},
    "circle": {"$ref": "#/around"},
    "around": {"$ref": "#/circle"},
    "into": {"$ref": "#/circle"},
    "itself": {"$ref": "#/itself"},
    "chain": {"$ref": "#/here"},
    "over": {"$ref": "sub/more.yaml#/one"},
}
MORE = {
    "more.yaml": "one: {$ref: '../more.yaml#/two'}\ntwo: [{x: 1}]\n",
    "sub/more.yaml": "one: {$ref: '../more.yaml#/two/0'}\n",
    "sub/ü mlaut%.yaml": "x: 1\n",
    "cut.yaml": "[1",
}


@pytest.fixture
def files(tmp_path: Path) -> DocumentFiles:
    """A document of several files, with a secret file outside its folder."""
    folder = tmp_path / "folder"
    for name, text in MORE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.yaml").write_text("a: secret", encoding="utf-8")
    return DocumentFiles(folder=folder, root="api.json", trees={"api.json": TREE})


def fault_of(files: DocumentFiles, reference: str) -> str:
    """The fault reported for a reference."""
    with pytest.raises(DocumentIsBroken) as caught:
        files.locate(reference, ROOT)
    return str(caught.value)


@pytest.mark.parametrize(
    ("reference", "place", "value"),
    [
        ("#", "api.json#", TREE),
        ("", "api.json#", TREE),
        ("#/a~1b/c/1", "api.json#/a~1b/c/1", 2),
        ("#/a%7E1b/c", "api.json#/a~1b/c", [1, 2]),
        ("more.yaml#/two", "more.yaml#/two", [{"x": 1}]),
        ("./sub/../more.yaml#/two/0/x", "more.yaml#/two/0/x", 1),
        ("sub/more.yaml", "sub/more.yaml#", {"one": {"$ref": "../more.yaml#/two/0"}}),
        ("sub/%C3%BC%20mlaut%25.yaml#/x", "sub/ü mlaut%.yaml#/x", 1),
        ("sub/ü mlaut%25.yaml#/x", "sub/ü mlaut%.yaml#/x", 1),
    ],
)
def test_reference_leads_to_its_target(
    files: DocumentFiles, reference: str, place: str, value: Any
) -> None:
    """A reference resolves to the named part of a file."""
    found = files.locate(reference, ROOT)
    assert (str(found.place), found.value) == (place, value)


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [("here", "api.json#/a~1b", {"c": [1, 2]}), ("over", "more.yaml#/two/0", {"x": 1})],
)
def test_references_are_followed_to_their_end(
    files: DocumentFiles, name: str, place: str, value: Any
) -> None:
    """Chains of references are followed, each relative to its own file."""
    found = files.follow(TREE[name], Place(file="api.json", pointer=f"/{name}"))
    assert (str(found.place), found.value) == (place, value)


@pytest.mark.parametrize("value", [5, None, [{"$ref": "#"}], {"$ref": 5}, {"x": "#"}])
def test_what_is_no_reference_stays(files: DocumentFiles, value: Any) -> None:
    """A value that is not a reference is its own target."""
    found = files.follow(value, ROOT)
    assert (found.place, found.value) == (ROOT, value)


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#/pets/Pett", "points to nothing. `#/pets` has no `Pett`. Did you mean `Pet`?"),
        ("#/pets/Cat", "points to nothing. `#/pets` has no `Cat`. Known: `Pet`, `Dog`."),
        ("#/pets/Pet/x/y", "points to nothing. `#/pets/Pet` has no `x`."),
        ("#/a~1b/c/2", "points to nothing. `#/a~1b/c` has no `2`."),
        ("#/a~1b/c/-1", "points to nothing. `#/a~1b/c` has no `-1`."),
        ("more.yaml#/three", "points to nothing. `#` has no `three`. Known: `one`, `two`."),
        ("#Pet", "`$ref: #Pet` refers to an anchor that is not defined once. Use a JSON pointer"),
        ("none.yaml#/x", "The referenced file `none.yaml` does not exist."),
        ("sub", "The referenced file `sub` does not exist."),
        ("../secret.yaml#/a", "points to `../secret.yaml`, outside the document's folder."),
        ("%2e%2e/secret.yaml", "points to `../secret.yaml`, outside the document's folder."),
        ("sub/../../secret.yaml", "points to `../secret.yaml`, outside the document's folder."),
        ("/etc/passwd", "points to `/etc/passwd`, outside the document's folder."),
        ("file:///etc/passwd", "points outside the document's folder. Only files in"),
        ("http://example.org/a.yaml", "points outside the document's folder. Only files in"),
        ("//example.org/a.yaml", "points outside the document's folder. Only files in"),
        ("C:/a.yaml", "points outside the document's folder. Only files in"),
        ("more.yaml?x=1#/two", "points outside the document's folder. Only files in"),
        ("http://[::1", "`$ref: http://[::1` is not a URI reference: Invalid IPv6 URL."),
        ("a%00b.yaml", r'The file "a\u0000b.yaml" cannot be found'),
        ("a" * 5000, "a" * 78),
    ],
)
def test_reference_that_leads_nowhere_is_reported(
    files: DocumentFiles, reference: str, problem: str
) -> None:
    """A broken reference is reported with its place and a suggestion."""
    reported = fault_of(files, reference)
    assert reported.startswith("api.json#/here: ")
    assert problem in reported


@pytest.mark.parametrize("name", ["circle", "around", "into"])
def test_circle_is_reported_as_one(files: DocumentFiles, name: str) -> None:
    """A circle of references gives the same fault wherever it is entered."""
    with pytest.raises(DocumentIsBroken) as caught:
        files.follow(TREE[name], Place(file="api.json", pointer=f"/{name}"))
    assert str(caught.value) == (
        "api.json#/around: The references are circular: `api.json#/around` -> "
        "`api.json#/circle` and back. Replace one of them with a definition."
    )


def test_reference_to_itself_is_a_circle(files: DocumentFiles) -> None:
    """A reference to itself is a circle."""
    with pytest.raises(DocumentIsBroken, match=r"are circular: `api[.]json#/itself` and back"):
        files.follow(TREE["itself"], Place(file="api.json", pointer="/itself"))


def test_link_out_of_the_folder_is_refused(files: DocumentFiles) -> None:
    """A symbolic link out of the folder is refused."""
    (files.folder / "link.yaml").symlink_to(files.folder.parent / "secret.yaml")
    assert "points to `link.yaml`, outside the document's folder" in fault_of(files, "link.yaml#/a")


def test_folder_that_links_out_is_refused(files: DocumentFiles) -> None:
    """A linked folder outside the document's folder is refused."""
    (files.folder / "up").symlink_to(files.folder.parent)
    assert "outside the document's folder" in fault_of(files, "up/secret.yaml#/a")


def test_link_within_the_folder_is_read(files: DocumentFiles) -> None:
    """A symbolic link within the folder is read."""
    (files.folder / "link.yaml").symlink_to(files.folder / "more.yaml")
    assert files.locate("link.yaml#/two/0/x", ROOT).value == 1


def test_link_to_itself_is_reported(files: DocumentFiles) -> None:
    """Circular symbolic links are a fault of the document, not a crash."""
    (files.folder / "link.yaml").symlink_to(files.folder / "link.yaml")
    assert "link.yaml" in fault_of(files, "link.yaml#/a")


def test_broken_file_is_reported_under_its_own_name(files: DocumentFiles) -> None:
    """A fault in a referenced file is reported with that file's name."""
    reported = fault_of(files, "cut.yaml#/a")
    assert reported.startswith("cut.yaml#: The file cannot be read: it is not valid YAML: ")


def test_file_is_read_once(files: DocumentFiles) -> None:
    """A file is read only once, even if it changes meanwhile."""
    first = files.locate("more.yaml#/two", ROOT).value
    (files.folder / "more.yaml").write_text("two: 2", encoding="utf-8")
    assert files.locate("more.yaml#/two", ROOT).value is first


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b'{"a":', "it is not valid JSON: EOF while parsing a value at line 1 column 5."),
        (b'{"a":1,"a":1}', 'it is not valid JSON: Detected duplicate key "a" at line 1 column 12.'),
        (b'{"a":[1e999]}', "The JSON text has a number too large to represent (beyond 1.8e308)."),
        (b'{"a":%s}' % (b"1" * 101), "The JSON text has an integer of more than 100 digits."),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "it is nested deeper than 200 levels."),
        (b'{"a":' * 100_000, "it is nested deeper than 200 levels."),
        (b'{"a": "\xff"}', "it is not valid JSON: invalid unicode code point"),
        (b"a: 1\na: 2", "the key `a` occurs twice at line 2, column 1."),
        (b"\x80\x81", "it is not valid YAML: unacceptable character"),
    ],
)
def test_broken_file_is_reported(tmp_path: Path, text: bytes, problem: str) -> None:
    """An unreadable file is reported with the position of the error."""
    (tmp_path / "a.json").write_bytes(text)
    with pytest.raises(DocumentIsBroken) as caught:
        read_file(tmp_path / "a.json", "a.json")
    assert f"a.json#: The file cannot be read: {problem}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        (b'  {"a": 1}', {"a": 1}),
        (b"{a: 1, b: [x]}", {"a": 1, "b": ["x"]}),
        (b"[1]", [1]),
        (b'{"a": "x1e999", "b": 1e300}', {"a": "x1e999", "b": 1e300}),
        ("a: 1".encode("utf-16"), {"a": 1}),
    ],
)
def test_json_and_yaml_are_distinguished(tmp_path: Path, text: bytes, value: Any) -> None:
    """The content decides whether a file is JSON or YAML; a byte order mark is ignored."""
    (tmp_path / "a.txt").write_bytes(text)
    assert read_file(tmp_path / "a.txt", "a.txt") == value


def test_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the size limit is not read."""
    monkeypatch.setattr(document_files, "MAX_FILE_BYTES", 1 << 20)
    (tmp_path / "a.json").write_bytes(b" " * (3 << 20))
    with pytest.raises(DocumentIsBroken, match="The file has 3 MiB; at most 1 MiB are read"):
        read_file(tmp_path / "a.json", "a.json")


def test_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """The operating system's reason is reported for a missing file."""
    with pytest.raises(DocumentIsBroken, match="cannot be read: No such file or directory"):
        read_file(tmp_path / "a.json", "a.json")


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(
    lambda s: s.replace("/", "")
)


@given(NAMES.filter(bool), st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_place_survives_its_uri(file: str, parts: list[str]) -> None:
    """A place survives the round trip through its URI."""
    place = Place(file=file, pointer="").child(*parts)
    assert Place.from_uri(place.uri) == place
