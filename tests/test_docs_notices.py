"""The page about warnings: its codes, members and example are correct."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mockwright.contracts.client.notice_checks import meanings
from tests.mock_server.asking import ask, journal, serve

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
APIS = (ROOT / "docs" / "bundled-apis.md").read_text(encoding="utf-8")
REPLY = "/cs/v1/content_creation/conversations/generate"


def test_every_code_is_described() -> None:
    """The table lists each code with its check."""
    rows = re.findall(r"^\| `([a-z-]+)` \| .+ \| (?:`([a-z-]+)`|none) \|$", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted((code, check or "") for code, check in meanings().items())


def test_members_are_described() -> None:
    """The table lists exactly the members of a warning."""
    table = PAGE.partition("| Member |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [
        "code",
        "pointer",
        "message",
        "ruling",
    ]


def test_example_is_the_warning_of_a_reply() -> None:
    """The example is the warning of the first reply on the page about the bundled APIs."""
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    found = re.search(rf"{REPLY} .*?-d '(.*?)'", APIS, re.DOTALL)
    assert found is not None
    app = serve()
    body = json.loads(found[1])
    assert ask(app, f"POST {REPLY}", {"authorization": "Bearer any-key"}, body).status == 200
    assert journal(app)[-1]["warnings"] == [json.loads(example)]
