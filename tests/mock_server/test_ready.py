"""What `serve` prints once it answers."""

from __future__ import annotations

import pytest

from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.ready import ready_lines
from mockwright.mock_server.settings import Settings

URL = "http://127.0.0.1:4321"
EXPORT = "/api/profiles/user-123/export -H 'Authorization: Bearer any-key'"


@pytest.mark.parametrize(
    ("specs", "target"),
    [
        (("bundled",), EXPORT),
        (("getprofile",), EXPORT),
        (("dumgum",), "/"),
        (("cognigy",), "/"),
    ],
)
def test_ready_lines_can_be_pasted(specs: tuple[str, ...], target: str) -> None:
    """Once it answers, the server says where it is and how to try what it serves."""
    operations = load_catalogue(specs).router.operations
    assert ready_lines(Settings(specs=specs), operations, URL).splitlines() == [
        "Mockwright is ready at http://127.0.0.1:4321 (seed 0).",
        f"Try: curl -s http://127.0.0.1:4321{target}",
        "Journal: http://127.0.0.1:4321/_mock/journal   Stop: Ctrl-C",
    ]


def test_ready_lines_show_a_new_token() -> None:
    """A token that was made for this run is printed, because nothing else says it."""
    lines = ready_lines(Settings(), (), URL, "new-token").splitlines()
    assert lines[-1] == "Reachable from other machines. Control token: new-token"


def test_ready_lines_do_not_offer_a_key_that_is_refused() -> None:
    """Where only listed keys are accepted, the command to paste shows none, and no other."""
    operations = load_catalogue(("bundled",)).router.operations
    lines = ready_lines(Settings(access_keys=("sk-right",)), operations, URL)
    assert ("any-key" in lines, "sk-right" in lines) == (False, False)
