from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.contracts.commands.root import run
from mockwright.mock_server.exit_codes import BROKEN_DOCUMENT, OK, USAGE
from tests.mock_server.small_documents import content, document, get, post, response

INTEGER = {"type": "integer"}


def test_sound_document_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound document exits with 0 and is summarized by title, version and counts."""
    file = document(tmp_path, get({"200": response(INTEGER, example=7)}))
    assert run(["spec", "check", file]) == OK
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "small.json: Small, OpenAPI 3.1.0: sound.",
        "  1 operations, 0 webhooks, 1 examples.",
    ]
    assert printed.err == ""


def test_limits_are_not_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each limit of the mock is a line of the report, and the exit code stays 0."""
    assert run(["spec", "check", document(tmp_path, post(content(None, "text/csv")))]) == OK
    printed = capsys.readouterr()
    expected = "  Limit: POST /things: a `text/csv` request is accepted without validation."
    assert printed.out.splitlines()[2:] == [expected]
    assert printed.err == ""


def test_faults_are_counted_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Invalid examples are warnings, each with its line; they exit with 3 if asked to."""
    answers = {"200": response(INTEGER, examples={"a": {"value": "x"}, "b": {"value": None}})}
    file = document(tmp_path, get(answers))
    assert run(["spec", "check", "--strict", file]) == BROKEN_DOCUMENT
    capsys.readouterr()
    assert run(["spec", "check", file]) == OK
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == "small.json: Small, OpenAPI 3.1.0: 2 warnings."
    place = "small.json:1#/paths/~1things/get/responses/200/content/application~1json"
    assert printed.err.splitlines() == [
        f'Warning: {place}: The example `a`: Expected an integer; received "x".',
        f"Warning: {place}: The example `b`: Expected an integer; received null.",
    ]


def test_broken_document_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document without usable paths exits with 3 and prints its faults only."""
    file = document(tmp_path, {}, components=[])
    assert run(["spec", "check", file]) == BROKEN_DOCUMENT
    printed = capsys.readouterr()
    assert printed.err.startswith("Error: small.json:1#/components: Expected an object;")
    assert printed.out == ""


def test_several_documents_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each document is reported, and one broken document determines the exit code."""
    broken = document(tmp_path, {}, components=[])
    assert run(["spec", "check", "cognigy", broken, "getprofile"]) == BROKEN_DOCUMENT
    printed = capsys.readouterr()
    names = [line.partition(":")[0] for line in printed.out.splitlines() if line[0] != " "]
    assert names == ["cognigy.yaml", "getprofile.yaml"]
    assert printed.err.startswith("Error: small.json:1#")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["spec"], "Usage: mockwright spec"),
        (["spec", "check"], "Missing argument 'NAME|FILE|FOLDER|-…'"),
        (["spec", "chekc"], "No such command 'chekc'"),
    ],
)
def test_wrong_arguments_are_a_usage_error(
    capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    """Invalid arguments are reported on standard error with exit code 2."""
    assert run(arguments) == USAGE
    printed = capsys.readouterr()
    assert (reason in printed.err, printed.out) == (True, "")


def test_unknown_document_name_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is neither bundled nor a file exits with 3 and lists the bundled names."""
    assert run(["spec", "check", "dumgam"]) == BROKEN_DOCUMENT
    assert "`cognigy`, `dumgum`, `getprofile`" in capsys.readouterr().err
