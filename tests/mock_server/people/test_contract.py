"""The contract of fake profiles matches the documents that it is generated from."""

from __future__ import annotations

from mockwright.mock_server.people.contract import FIELDS, name_columns
from tests.tools.profile_contract import FILE, encode_contract


def test_file_is_what_the_documents_say() -> None:
    """The file is up to date; if not, run the tool."""
    kept = FILE.read_bytes()
    assert encode_contract() == kept, "run `python -m tests.tools.profile_contract`"


def test_columns_have_the_fields_of_objects() -> None:
    """A table has one column per field of an object, and one for a list of objects."""
    columns = list(name_columns(FIELDS["dumgum"]))
    assert columns[9:13] == ["postalCode", "timeZone", "features.ethnicity", "features.height"]
    assert columns[-3:] == ["expiresAt", "children", "pets"]
