"""The pages: commands, answers, options, paths and links are correct."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest

from mockwright.contracts.commands.root import COMMANDS
from mockwright.contracts.replay.check_registry import SOURCES
from mockwright.mock_server.control.routes import PREFIX
from tests.mock_server.asking import serve
from tests.processes import COMMAND, PATIENCE_SECONDS, ServerMaker, ServerProcess, environment

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}
APIS = PAGES["docs/bundled-apis.md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PETSTORE = str(ROOT / "docs" / "examples" / "petstore.yaml")
MAX_README_LINES, MAX_PAGE_LINES = 150, 250
SECTIONS = [
    "Install",
    "Serve your own document",
    "Serve the bundled APIs",
    "Check a client",
    "Check a server",
    "Test with pytest",
    "People",
    "Read more",
]


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def section(page: str, heading: str) -> str:
    """The text below a heading."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def curl_lines(text: str) -> list[str]:
    """Every curl command, with continuation lines joined."""
    joined = "\n".join(blocks(text, "console")).replace("\\\n", " ")
    joined = re.sub(r"\n(?= +)", " ", joined)
    return [line.strip() for line in joined.splitlines() if line.startswith("curl")]


def run_curl(line: str, port: int) -> tuple[int, str]:
    """Status and body of the answer to a curl command (with the options that the pages use)."""
    words = shlex.split(line)[1:]
    headers = dict(w.split(": ", 1) for flag, w in itertools.pairwise(words) if flag == "-H")
    bodies = [word for flag, word in itertools.pairwise(words) if flag == "-d"]
    url = urlsplit(next(word for word in words if word.startswith("http://")))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    target = f"{url.path}?{url.query}" if url.query else url.path
    body = bodies[0] if bodies else None
    connection.request("POST" if bodies else "GET", target, body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def test_readme_is_short_and_in_order() -> None:
    """The README has its sections in order and fewer than 150 lines."""
    assert re.findall(r"^## (.+)$", README, re.MULTILINE) == SECTIONS
    assert len(README.splitlines()) < MAX_README_LINES


def test_findings_of_the_readme_have_the_titles_of_their_checks() -> None:
    """Each finding that the README shows is headed as its check heads it today."""
    titles = {check.id: check.title for source in SOURCES.values() for check in source.checks}
    shown = dict(re.findall(r"^FAILURE  .*  (?P<title>.+) \((.+)\)$", README, re.MULTILINE))
    assert shown
    assert {title: titles[check] for title, check in shown.items()} == {t: t for t in shown}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_short(name: str) -> None:
    """No page of `docs/` has more than 250 lines."""
    assert not name.startswith("docs/") or len(PAGES[name].splitlines()) <= MAX_PAGE_LINES


@pytest.fixture(scope="module")
def petstore(make_server: ServerMaker) -> ServerProcess:
    """A mock of the document that the README uses."""
    return make_server("--spec", PETSTORE)


def test_readme_shows_the_answers_of_the_own_document(petstore: ServerProcess) -> None:
    """The README shows exactly the answers that its curl commands get."""
    text = section(README, "Serve your own document")
    good, bad = (run_curl(line, petstore.port) for line in curl_lines(text))
    shown_good, shown_bad = (block.rstrip() for block in blocks(text, "json"))
    assert good == (200, shown_good)
    assert (bad[0], bad[1].startswith(shown_bad.removesuffix(", …}"))) == (400, True)


def test_readme_shows_the_answer_of_a_bundled_api(server: ServerProcess) -> None:
    """The README shows exactly the suggestions that its curl command gets."""
    text = section(README, "Serve the bundled APIs")
    (line,), (shown,) = curl_lines(text), blocks(text, "json")
    assert run_curl(line, server.port) == (200, shown.rstrip())


def test_readme_shows_the_finding_of_a_client(tmp_path: Path) -> None:
    """The README shows the finding that its client causes."""
    sent = """curl -s "$MOCKWRIGHT_URL/pets" -H 'Content-Type: application/json' -d """
    script = sent + """'{"name": "Tom", "kind": "car"}'"""
    shutil.copy(PETSTORE, tmp_path)
    command = [str(COMMAND), "check", "client", "--spec", "petstore.yaml", "--"]
    ended = subprocess.run(
        [*command, "sh", "-c", script],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    (shown,) = blocks(section(README, "Check a client"), "text")
    *lines, replay = shown.splitlines()
    assert ended.returncode == 1
    assert [line for line in lines if line not in ended.stdout.splitlines()] == []
    assert re.fullmatch("  replay    mockwright replay [0-9a-f]{12}", replay)


def test_readme_shows_the_people(tmp_path: Path) -> None:
    """The README shows exactly the output of its `profiles` command."""
    text = section(README, "People")
    (line,), (shown,) = blocks(text, "console"), blocks(text, "json")
    words = [str(COMMAND), *shlex.split(line)[1:]]
    printed = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert printed.stdout == shown


def test_readme_shows_a_test_that_passes(tmp_path: Path) -> None:
    """The test in the README passes."""
    (code,) = blocks(section(README, "Test with pytest"), "python")
    (tmp_path / "test_readme.py").write_text(code, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in ended.stdout, ended.stdout


@pytest.mark.parametrize("line", curl_lines(APIS))
def test_curl_of_the_bundled_apis_works(line: str, server: ServerProcess) -> None:
    """Each curl command succeeds with a default server."""
    assert run_curl(line, server.port)[0] // 100 == 2


def test_page_of_the_bundled_apis_shows_five_calls() -> None:
    """There is one curl command for each of the five operations."""
    assert len(curl_lines(APIS.partition("## A tour")[0])) == 5


def tour() -> list[str]:
    """The lines of the tour."""
    (block,) = blocks(section(APIS, "A tour of the checks"), "console")
    return block.splitlines()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_tour_works(server: ServerProcess, tmp_path: Path) -> None:
    """Every command of the tour succeeds, one after the other, with a default mock."""
    path = f"{COMMAND.parent}:{os.environ['PATH']}"
    for line in tour():
        ended = subprocess.run(
            ["/bin/sh", "-c", line.replace("http://127.0.0.1:4080", server.url)],
            cwd=tmp_path,
            env=environment({"PATH": path}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, f"{line}\n{ended.stdout}\n{ended.stderr}"
    assert (tmp_path / "contract.html").exists()


def test_page_of_the_control_surface_has_every_route() -> None:
    """The table has exactly the methods and paths of the control surface."""
    app = serve()
    routes = {
        (method, re.sub("<(?:rest:)?(?:[a-z]+_)*([a-z]+)>", r"<\1>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PREFIX)
    }
    named = set()
    for row in re.findall(r"^\| (`[A-Z].*?) \|", PAGES["docs/control.md"], re.MULTILINE):
        paths = re.findall(r"/_mock[^`]*", row)
        for method in re.findall(r"`([A-Z]+)", row):
            own = re.findall(rf"`{method} (/_mock[^`]*)`", row) or paths
            named |= {(method, path) for path in own}
    assert named - {("GET", "/_mock/journal/latest")} == routes


@pytest.mark.parametrize("name", PAGES)
def test_make_targets_exist(name: str) -> None:
    """Every `make` target that a page names exists."""
    targets = set(re.findall(r"`make ([a-z-]+)", PAGES[name]))
    assert {t for t in targets if not re.search(rf"^{t}:", MAKEFILE, re.MULTILINE)} == set()


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link leads to an existing file and heading."""
    for target, anchor in re.findall(r"\]\(([^)#\s:]*)(?:#([^)]*))?\)", PAGES[name]):
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs


@pytest.mark.parametrize("name", PAGES)
def test_json_blocks_are_json(name: str) -> None:
    """Every complete JSON block is valid JSON."""
    for block in blocks(PAGES[name], "json"):
        if "…" not in block:
            lines = block.splitlines() if block.startswith("{") and "\n{" in block else [block]
            for line in lines:
                json.loads(line)


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_have_examples(name: str) -> None:
    """The help of each command or of its subcommands has examples."""
    root = click.Context(click.Group())
    command = COMMANDS[name].load()
    subcommands = [*command.commands.values()] if isinstance(command, click.Group) else [command]
    assert all("Examples:" in sub.get_help(root) for sub in subcommands)
