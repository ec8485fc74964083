"""The lines that `serve` prints when it is ready."""

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
    """The ready lines have the URL, a working command, and the journal's URL."""
    operations = load_catalogue(specs).router.operations
    assert ready_lines(Settings(specs=specs), operations, URL).splitlines() == [
        "Mockwright is ready at http://127.0.0.1:4321 (seed 0).",
        f"Try: curl -s http://127.0.0.1:4321{target}",
        "Journal: http://127.0.0.1:4321/_mock/journal   Stop: Ctrl-C",
    ]


def test_ready_lines_show_a_new_token() -> None:
    """A generated control token is printed."""
    lines = ready_lines(Settings(), (), URL, "new-token").splitlines()
    assert lines[-1] == "Reachable from other machines. Control token: new-token"


def test_ready_lines_do_not_offer_a_key_that_is_refused() -> None:
    """With access keys the ready lines show no key."""
    operations = load_catalogue(("bundled",)).router.operations
    lines = ready_lines(Settings(access_keys=("sk-right",)), operations, URL)
    assert ("any-key" in lines, "sk-right" in lines) == (False, False)
