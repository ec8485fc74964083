"""Loading: bundled documents, files of any name, and versions of OpenAPI."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.loading import DOCUMENTS, bundled_names, load_document
from tests.openapi.small_documents import NEW, VERSIONS, find_faults, tree, write

NO_OBJECT = "api.json#: An OpenAPI document is an object; this file is not."
EXPECTED = "api.json#/openapi: Expected `openapi: 3.0.x` or `3.1.x`; "
OTHER_FILES = {
    "[]": NO_OBJECT,
    "": NO_OBJECT,
    "5": NO_OBJECT,
    '{"swagger": "2.0"}': "api.json#/swagger: This is a Swagger 2.0 document; only OpenAPI",
    "{}": f"{EXPECTED}found none.",
    "openapi: 3.2.0": f"{EXPECTED}found `3.2.0`.",
    "openapi: 3.10.0": f"{EXPECTED}found `3.10.0`.",
    "openapi: 31": f"{EXPECTED}found `31`.",
    "openapi: null": f"{EXPECTED}found `None`.",
    "openapi: 3.1": "api.json#: Expected at least one of the fields `paths`, `components`, `webho",
    '{"openapi": "3.1.0", "openapi": "3.1.0"}': "it is not valid JSON: Detected duplicate key",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_sound_document_is_loaded(tmp_path: Path, version: str) -> None:
    """A valid document has a title, a name and a version."""
    path = write(tmp_path, tree({"/": {}}, version))
    document = load_document(path)
    assert (document.title, document.name, document.version) == ("t", "api", version[:3])
    assert document.is_modern == (version == NEW)
    assert find_faults(path) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [({}, "problem-details"), ({"x-error-format": "cognigy"}, "cognigy")],
)
def test_root_names_the_error_format(
    tmp_path: Path, members: dict[str, str], expected: str
) -> None:
    """`x-error-format` names the error format; the default is problem details."""
    assert load_document(write(tmp_path, tree({"/": {}}, **members))).error_format == expected


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_document_is_loaded_by_its_name(name: str) -> None:
    """Each bundled document is valid and has its name."""
    assert str(load_document(name).place) == f"{name}.yaml#"


def test_bundled_documents_are_the_three() -> None:
    """The package carries three documents."""
    assert bundled_names() == ("cognigy", "dumgum", "getprofile")


@pytest.mark.parametrize("source", ["petz.yaml", "no/such/file", "a" * 5000, "a\0b", ".", ""])
def test_file_that_is_not_there_is_reported(source: str) -> None:
    """A missing file is reported with the names of the bundled documents."""
    with pytest.raises(DocumentIsBroken) as caught:
        load_document(source)
    (fault,) = caught.value.faults
    assert fault.problem == "There is no such file."
    assert fault.fix == "The bundled documents are `cognigy`, `dumgum`, `getprofile`."


@pytest.mark.parametrize(("text", "problem"), OTHER_FILES.items(), ids=OTHER_FILES)
def test_other_file_is_reported(tmp_path: Path, text: str, problem: str) -> None:
    """A file that is not an OpenAPI document of a supported version is refused."""
    found = find_faults(write(tmp_path, text))
    assert any(problem in fault for fault in found), found


@pytest.mark.parametrize("name", bundled_names())
def test_copy_of_a_bundled_document_is_not_bundled(name: str, tmp_path: Path) -> None:
    """A document is bundled because of its path, not its content."""
    copy = tmp_path / f"{name}.yaml"
    copy.write_bytes((DOCUMENTS / copy.name).read_bytes())
    assert load_document(name).is_bundled
    assert not load_document(copy).is_bundled


@pytest.mark.parametrize("version", ["3.1", 3.1, 3.0])
def test_version_in_two_parts_is_read_as_meant(tmp_path: Path, version: object) -> None:
    """`openapi: 3.1` is a warning, whether it is quoted or a number."""
    path = write(tmp_path, {**tree({"/": {}}), "openapi": version})
    assert find_faults(path) == [
        f"{EXPECTED_VERSION[str(version)]}; received `{version}`.",
    ]


EXPECTED_VERSION = {
    "3.1": "api.json#/openapi: Expected a version in three parts, such as `3.1.0`",
    "3.0": "api.json#/openapi: Expected a version in three parts, such as `3.0.0`",
}
