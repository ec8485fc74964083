"""The pages about the webhook, Cognigy and GetProfile: their examples and names are correct."""

from __future__ import annotations

import http.client
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest

from mockwright.contracts.profiles.endpoint_command import profile
from mockwright.mock_server.cli import serve as serve_command
from mockwright.mock_server.request.rate_limit import WINDOW_SECONDS
from mockwright.mock_server.timestamps import DAY, START, WEEK, format_timestamp
from mockwright.mock_server.vendors.dumgum.control.profiles import FAKE, PAGE_LENGTH
from mockwright.mock_server.vendors.dumgum.profile_endpoint.bodies import MAX_BODY_BYTES
from mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing import MAX_PENDING
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import DEFAULT_SECONDS
from mockwright.mock_server.vendors.dumgum.profiles.store import (
    FROM_ENDPOINT,
    FROM_PUT,
    FROM_REQUEST,
)
from tests.mock_server.vendors.dumgum.talking import operation_named
from tests.processes import PATIENCE_SECONDS, ServerMaker

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NAMES = ("cognigy-getprofile", "webhook")
PAGES = {name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in NAMES}


def curl_lines(page: str) -> list[tuple[str, int]]:
    """The curl commands of a page with their documented statuses."""
    blocks = "\n".join(re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^curl .+$", blocks.replace("\\\n", " "), re.MULTILINE)
    return [(line, int(line.rpartition("# ")[2])) for line in lines]


def run_curl(line: str, port: int) -> int:
    """The status that a curl command gets (with the options that the pages use)."""
    words = [word for word in shlex.split(line, comments=True)[1:] if word not in ("-s", "-si")]
    (address,) = (word for word in words if word.startswith("http://"))
    words.remove(address)
    url = urlsplit(address)
    options = list(zip(words[::2], words[1::2], strict=True))
    assert {flag for flag, _ in options} <= {"-H", "-d", "-X"}
    headers = dict(text.split(": ", 1) for flag, text in options if flag == "-H")
    body = next((text for flag, text in options if flag == "-d"), None)
    method = next((text for flag, text in options if flag == "-X"), "POST" if body else "GET")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, f"{url.path}?{url.query}".rstrip("?"), body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("name", NAMES)
def test_curl_lines_get_their_status(name: str, make_server: ServerMaker) -> None:
    """Each curl command of a page gets its documented status."""
    lines = curl_lines(PAGES[name])
    assert len(lines) >= 9
    assert PAGES[name].count("curl -s") == len(lines)
    with make_server() as server:
        assert [(line, run_curl(line, server.port)) for line, _ in lines] == lines


@pytest.mark.parametrize("name", NAMES)
def test_rulings_exist(name: str) -> None:
    """Each ruling that a page names exists."""
    listed = (ROOT / "openapi/mockwright/openapi/ASSUMPTIONS.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bR\d+\b", PAGES[name]))
    assert named <= set(re.findall(r"^\| (R\d+) \|", listed, re.MULTILINE))
    assert named


@pytest.mark.parametrize("name", NAMES)
def test_options_exist(name: str) -> None:
    """Each option that a page names exists."""
    root = click.Context(click.Group())
    known = serve_command.get_help(root) + profile.commands["fetch"].get_help(root)
    text = re.sub(r"`mockwright (?!serve)[^`]*`", "", PAGES[name])
    assert [o for o in re.findall(r"`(--[a-z-]+)", text) if o not in known] == []


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    """Each link leads to an existing file and heading."""
    for target, _, part in re.findall(r"\]\(([^)#]*)(#([^)]*))?\)", PAGES[name]):
        file = DOCS / (target or f"{name}.md")
        headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {heading.lower().replace(" ", "-") for heading in headings}
        assert not part or part in anchors


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short(name: str) -> None:
    """No line is longer than 130 characters, except in tables and commands."""
    lines = [line for line in PAGES[name].splitlines() if not line.startswith(("|", "curl"))]
    assert [line for line in lines if len(line) > 130] == []


def test_page_of_the_webhook_has_the_numbers_of_the_code() -> None:
    """The page about the webhook has the numbers and names of the code."""
    flat = " ".join(PAGES["webhook"].split())
    for claim in (
        f"`limit` profiles ({PAGE_LENGTH} by default)",
        f"after {WEEK // DAY} days;",
        f"the time of storing is `{format_timestamp(START)}`.",
        f"`source`: `{FROM_PUT}`, `{FROM_REQUEST}` (it came with a request),",
        f", `{FROM_ENDPOINT}` (it was fetched as described below) or",
        f"or `{FAKE}`.",
        f"the queue holds {MAX_PENDING} ids",
        f"to the last byte, is {DEFAULT_SECONDS:g} seconds or",
        f"At most {MAX_BODY_BYTES // 2**20} MiB of a body is read",
    ):
        assert claim in flat


def test_page_of_cognigy_has_the_numbers_of_the_document() -> None:
    """The page about Cognigy has the body limit and the rate limit's window."""
    flat = " ".join(PAGES["cognigy-getprofile"].split())
    schema = operation_named("create_contact_profile").json_schema.field().value
    assert f"{schema['x-max-bytes']} bytes; beyond it is 413" in flat
    assert f"requests in {WINDOW_SECONDS} seconds" in flat
