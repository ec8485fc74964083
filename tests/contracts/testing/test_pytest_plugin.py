"""The pytest plugin in a separate project, with its own pytest process and folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HEAD = """
import os
import pytest, requests

REPLY = "/cs/v1/content_creation/conversations/generate"
KEY = {"Authorization": "Bearer k"}
PERSONA = {"id": "p", "firstName": "Bo", "timeZone": "Europe/Paris"}
BODY = {"language": "EN", "userProfile": {"id": "u", "firstName": "Ann"}, "personaProfile": PERSONA}

def send(**changes):
    body = {**BODY, **changes}
    return requests.post(os.environ["MOCKWRIGHT_URL"] + REPLY, json=body, headers=KEY)
"""


def run_tests(folder: Path, code: str, *options: str, conftest: str = "") -> tuple[str, str]:
    """The summary line of a project's tests, and everything they print."""
    (folder / "test_project.py").write_text(HEAD + code)
    (folder / "conftest.py").write_text(conftest)
    (folder / "pytest.ini").write_text(
        "[pytest]\naddopts = --strict-markers -p no:cacheprovider -p no:hypothesispytest "
        "-p no:schemathesis\n"
    )
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-rA", *options]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    summary = ended.stdout.strip().splitlines()[-1]
    return summary.partition(" in ")[0], ended.stdout + ended.stderr


PASSING = """
def test_first(mockwright):
    assert send().status_code == 200
    assert mockwright.url == os.environ["MOCKWRIGHT_URL"]
    assert [call.label for call in mockwright.journal] == [f"POST {REPLY} -> 200"]
    assert mockwright.journal[0].json["language"] == "EN"

def test_second(mockwright):
    mockwright.assert_none()
    send(language="FR")
    (call,) = mockwright.wait_for("generate_reply", status=200)
    assert call.json["language"] == "FR"
    mockwright.assert_none("export_profile")

@pytest.mark.keeps_contract
def test_marked():
    assert send().status_code == 200

@pytest.mark.keeps_contract
def test_marked_but_odd():
    assert send(mesages=[]).status_code == 200
"""


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_project_that_keeps_the_contract_passes(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Each test starts with an empty journal, also in parallel runs."""
    summary, output = run_tests(tmp_path, PASSING, *options)
    assert summary == "4 passed", output


FAILING = """
@pytest.mark.keeps_contract
def test_violation():
    send(language="english")

@pytest.mark.keeps_contract(strict=True)
def test_oddity():
    send(mesages=[])

@pytest.mark.keeps_contract
def test_unexpected_call(mockwright):
    requests.get(mockwright.url + "/nowhere")

def test_missing_call(mockwright):
    mockwright.wait_for("export_profile", seconds=0.1)

def test_surplus_call(mockwright):
    send()
    mockwright.assert_none()

def test_unknown_operation(mockwright):
    mockwright.wait_for("export_profil")

def test_unknown_filter(mockwright):
    mockwright.assert_none(stauts=1)

@pytest.mark.keeps_contract
def test_other_failure():
    send(language="french")
    assert 1 == 2
"""
TOLD = (
    "- POST /cs/v1/content_creation/conversations/generate, body #/language: Expected one",
    "Expected a documented field; received `mesages`. Did you mean `messages`?",
    "- no operation, request GET /nowhere: Expected a documented operation",
    "Expected 1 calls with operation `export_profile`; received 0. There were no calls.",
    "Expected no calls; received 1. The last calls:",
    "There is no operation `export_profil`. Did you mean `export_profile`?",
    "There is no filter `stauts`. Did you mean `status`?",
    "assert 1 == 2",
)


@pytest.mark.slow
def test_a_failure_says_what_was_sent(tmp_path: Path) -> None:
    """Every test fails with its own reason only."""
    summary, output = run_tests(tmp_path, FAILING)
    assert summary == "8 failed", output
    assert [told for told in TOLD if told not in output] == []
    assert 'received "french"' not in output


@pytest.mark.slow
def test_documents_and_options_are_the_projects(tmp_path: Path) -> None:
    """Projects can override the fixtures for documents and options."""
    conftest = (
        "import pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def mockwright_specs(): return ['dumgum']\n"
        "@pytest.fixture(scope='session')\n"
        "def mockwright_options(): return ['--strict']\n"
    )
    code = (
        "def test(mockwright):\n"
        "    assert send(mesages=[]).status_code == 400\n"
        "    url = mockwright.url + '/api/profiles/u/export'\n"
        "    assert requests.get(url, headers=KEY).status_code == 404\n"
    )
    summary, output = run_tests(tmp_path, code, conftest=conftest)
    assert summary == "1 passed", output


@pytest.mark.slow
def test_a_mock_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The error has the message of `serve` and none of our stack frames."""
    conftest = (
        "import pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def mockwright_specs(): return ['none.yaml']\n"
    )
    summary, output = run_tests(tmp_path, "def test(mockwright): pass", conftest=conftest)
    assert summary == "1 error", output
    assert "none.yaml#: There is no such file." in output


def test_a_session_that_does_not_use_it_does_not_pay(tmp_path: Path) -> None:
    """A session without the fixture imports neither the mock nor its libraries."""
    code = (
        "def test():\n"
        "    import sys\n"
        "    heavy = {'mockwright.mock_server.app', 'flask', 'hypothesis', 'schemathesis'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    summary, output = run_tests(tmp_path, code)
    assert summary == "1 passed", output
