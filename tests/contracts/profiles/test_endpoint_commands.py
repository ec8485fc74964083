from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockwright.contracts.profiles.endpoint_command import profile
from tests.mock_server.bad_endpoints.cases import GOOD, GOOD_ANSWER, ID, answer_profile
from tests.mock_server.bad_endpoints.endpoints import (
    CERTIFICATES,
    closed,
    send,
    send_and_hold,
    serving,
)
from tests.processes import KEY, Start, run_command


def fetch(*arguments: str, **environment: str) -> Result:
    """Run `mockwright profile fetch user-1` with these arguments."""
    command = ["fetch", ID, *arguments]
    return CliRunner().invoke(profile, command, env=environment, standalone_mode=False)


def test_good_profile() -> None:
    """A correct endpoint is reported with its answer, and the exit code is 0."""
    with serving(send(GOOD_ANSWER)) as endpoint:
        result = fetch("--profile-endpoint", endpoint.url, "--key", KEY)
    lines = result.stdout.splitlines()
    assert lines[0] == f"GET {endpoint.url} for `{ID}`"
    assert lines[1].startswith("  200 application/json, ")
    assert lines[2:] == ["ok: The profile conforms to the contract."]
    assert (result.return_value, f"Bearer {KEY}".encode() in endpoint.requests[0]) == (0, True)


def test_broken_profile() -> None:
    """Every violation is printed, and the exit code is 1."""
    with serving(send(answer_profile(gender="X", timeZone="Paris"))) as endpoint:
        result = fetch("--profile-endpoint", endpoint.url)
    assert result.return_value == 1
    assert "contract-broken: The answer (`#/profile/" in result.stdout
    assert result.stdout.count("\n  violation: response #/profile/") == 2


def test_role_matters() -> None:
    """A minor is a warning for a user and a violation for a persona."""
    with serving(send(answer_profile(birthdate="2020-01-01"))) as endpoint:
        arguments = ("--profile-endpoint", endpoint.url, "--role")
        user, persona = fetch(*arguments, "user"), fetch(*arguments, "persona")
    assert (user.return_value, persona.return_value) == (0, 1)
    assert "  warning: #/profile/birthdate: Under 18." in user.stdout


def test_json() -> None:
    """With `--json` the verdict is one JSON object."""
    with serving(send(GOOD_ANSWER)) as endpoint:
        result = fetch("--profile-endpoint", endpoint.url, "--json")
    value: dict[str, Any] = json.loads(result.stdout)
    assert value.pop("milliseconds") > 0
    assert value == {
        "profileId": ID,
        "result": "ok",
        "verdict": "The profile conforms to the contract.",
        "status": 200,
        "violations": [],
        "warnings": [],
        "profile": GOOD,
    }


def test_unreachable_endpoint() -> None:
    """If nothing listens, the exit code is 4."""
    with closed() as url:
        result = fetch("--profile-endpoint", url)
    assert (result.return_value, result.stdout.splitlines()[1][:11]) == (4, "  no answer")
    assert "unreachable: Nothing listens at" in result.stdout


def test_slow_endpoint() -> None:
    """If the endpoint exceeds the time limit, the exit code is 4."""
    with serving(send_and_hold(b"")) as endpoint:
        result = fetch("--profile-endpoint", endpoint.url, "--timeout", "0.2")
    assert (result.return_value, "timeout: " in result.stdout) == (4, True)


def test_certificates() -> None:
    """A certificate is trusted if its CA is given; otherwise the exit code is 4."""
    with serving(send(GOOD_ANSWER), "good") as endpoint:
        url = ("--profile-endpoint", endpoint.url)
        trusted = fetch(*url, "--profile-endpoint-ca", str(CERTIFICATES / "ca.pem"))
        untrusted = fetch(*url)
    assert (trusted.return_value, untrusted.return_value) == (0, 4)


def test_environment() -> None:
    """URL and key can come from the environment."""
    with serving(send(GOOD_ANSWER)) as endpoint:
        result = fetch(
            MOCKWRIGHT_PROFILE_ENDPOINT=endpoint.url, MOCKWRIGHT_PROFILE_ENDPOINT_KEY=KEY
        )
    assert (result.return_value, KEY.encode() in endpoint.requests[0]) == (0, True)


def test_control_characters_are_not_printed() -> None:
    """Control characters in an answer are not printed."""
    data = b"HTTP/1.1 302 F\r\nLocation: /\x9b31m\r\n\r\n"
    with serving(send(data)) as endpoint:
        result = fetch("--profile-endpoint", endpoint.url)
    assert "\x9b" not in result.stdout
    assert r"/\x9b31m" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing option '--profile-endpoint'"),
        (("--profile-endpoint", "x"), "Expected a URL with `http://`"),
        (("--profile-endpoint", f"http://a:{KEY}@h/"), "contains a user name or password"),
        (("--profile-endpoint", "http://h", "--key", f"{KEY} x"), "printable ASCII"),
        (("--profile-endpoint", "http://h", "--ca", "/none.pem"), "No such file"),
    ],
)
def test_usage_errors(arguments: tuple[str, ...], message: str) -> None:
    """A usage error has exit code 2 and a reason, and does not show the key."""
    result = run_command("profile", "fetch", ID, *arguments, start=Start())
    assert (result.returncode, message in result.stderr) == (2, True)
    assert KEY not in result.stdout + result.stderr
