from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from mockwright.mock_server.settings import Settings


def test_defaults_are_safe() -> None:
    """By default the server listens on loopback, is lenient, and serves every bundled document."""
    assert Settings() == Settings(
        host="127.0.0.1",
        port=4080,
        seed=0,
        specs=("bundled",),
        is_strict=False,
        access_keys=(),
        workers=1,
        allowed_hosts=(),
        max_body_bytes=1024 * 1024,
        control_token=None,
        db=None,
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "localhost"])
def test_loopback_is_known(host: str) -> None:
    """Loopback addresses and `localhost` are recognised."""
    assert Settings(host=host).is_loopback is True


@pytest.mark.parametrize(
    "host",
    [
        *("0.0.0.0", "::", "192.168.1.2", "10.127.0.1", "fd00::1", "mock.example", ""),  # noqa: S104 -- not bound to
        *("localhost.evil.example", "localhosts", "127.evil.example", "127.0.0.1.evil.example"),
        *("::1234", "::1:2", "::10"),
    ],
)
def test_what_others_may_reach_is_not_loopback(host: str) -> None:
    """Any other address or name is not loopback, even if it starts like one."""
    assert Settings(host=host).is_loopback is False


def test_settings_cannot_be_changed() -> None:
    """Settings are immutable."""
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.seed = 7  # type: ignore[misc]  # this is what must not work
