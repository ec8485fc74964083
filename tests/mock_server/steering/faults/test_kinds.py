from __future__ import annotations

import pytest

from mockwright.mock_server.steering.faults.kinds import (
    KINDS,
    NO_FAULT,
    SLOW_MILLISECONDS,
    Fault,
    FaultIsUnknown,
    combine,
    parse_fault,
)

WRITTEN = [
    ("status=503", Fault(status=503)),
    ("status=400", Fault(status=400)),
    ("status=599", Fault(status=599)),
    ("delay=2s", Fault(delay=2000)),
    ("delay=60s", Fault(delay=60_000)),
    ("delay=1ms", Fault(delay=1)),
    ("delay=500ms", Fault(delay=500)),
    ("drop", Fault(damage="drop")),
    ("truncate", Fault(damage="truncate")),
    ("badjson", Fault(damage="badjson")),
    ("slow-body=5s", Fault(slow=5000)),
    ("delay=500ms, status=503", Fault(delay=500, status=503)),
    ("delay=1s, drop", Fault(delay=1000, damage="drop")),
    ("status=502, badjson", Fault(status=502, damage="badjson")),
    (
        "delay=1s, status=500, slow-body=2s, truncate",
        Fault(delay=1000, status=500, slow=2000, damage="truncate"),
    ),
]
LOOSELY = [
    ("none", NO_FAULT),
    ("slow-body", Fault(slow=SLOW_MILLISECONDS)),
    ("delay=1.5s", Fault(delay=1500)),
    ("delay=0.001s", Fault(delay=1)),
    ("  STATUS = 503 ;Delay=1s", Fault(delay=1000, status=503)),
    ("status=503,delay=2s", Fault(delay=2000, status=503)),
]
TIMES = ["", "=", "=0s", "=0ms", "=0.0001s", "=61s", "=60.001s", "=99999999s", "=2", "=s", "=-1s"]
TIMES += ["=1m", "=1 s", "=1,5s", "=1e1s", "=infs", "=nans", "=٣s", "=2sec"]
WRONG = [
    ("", "`` is not a fault."),
    ("nope", "`nope` is not a fault."),
    ("dropp", "Did you mean `drop`?"),
    ("drop,", "`` is not a fault."),
    ("status", "`status=` is not a fault. Expected a status from 400 to 599."),
    *(
        (f"status={text}", "Expected a status from 400 to 599.")
        for text in ("", "200", "399", "600", "99", "4000", "abc", "-503", "5O3", "٥٠٣", "503:10%")
    ),
    *((f"delay{text}", "Expected a time from `1ms` to `60s`.") for text in TIMES),
    *((f"slow-body{text}", "Expected a time from `1ms` to `60s`.") for text in TIMES if text),
    ("slow-body=0s", "`slow-body=0s` is not a fault."),
    ("delay", "`delay=` is not a fault."),
    ("drop=1", "`drop` takes no value."),
    ("none=", "`none` takes no value."),
    ("badjson=yes", "`badjson` takes no value."),
    ("status=503, status=500", "`status=500` cannot be combined with the faults before it."),
    ("delay=1s, delay=2s", "`delay=2s` cannot be combined with the faults before it."),
    ("truncate, badjson", "`badjson` cannot be combined with the faults before it."),
    ("drop, truncate", "`truncate` cannot be combined with the faults before it."),
    ("drop, status=503", "A dropped answer has no status and no body"),
    ("slow-body, drop", "A dropped answer has no status and no body"),
    ("none, drop", "`none` cannot be combined."),
    ("drop, none", "`none` cannot be combined."),
]


@pytest.mark.parametrize(("text", "fault"), WRITTEN + LOOSELY)
def test_faults_are_read(text: str, fault: Fault) -> None:
    """Single and combined faults are parsed."""
    assert parse_fault(text) == fault


@pytest.mark.parametrize(("text", "fault"), WRITTEN)
def test_faults_are_written_as_they_are_read(text: str, fault: Fault) -> None:
    """A fault is written in the form in which it is read."""
    assert str(fault) == text


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_what_is_no_fault_is_refused(text: str, reason: str) -> None:
    """A text that is not a fault is refused with a reason and all kinds of faults."""
    with pytest.raises(FaultIsUnknown) as caught:
        parse_fault(text)
    message = str(caught.value)
    assert reason in message
    assert [kind for kind in KINDS if f"`{kind}" not in message] == []


def test_long_text_is_shortened_in_the_refusal() -> None:
    """A long text is shortened in the error."""
    with pytest.raises(FaultIsUnknown) as caught:
        parse_fault("status=" + "9" * 5000)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("delay=1s", "status=503", "delay=1s, status=503"),
        ("truncate", "slow-body=2s", "slow-body=2s, truncate"),
        ("drop", "delay=1s", "delay=1s, drop"),
        ("none", "drop", "drop"),
        ("status=503", "status=500", None),
        ("delay=1s", "delay=2s, status=503", None),
        ("drop", "badjson", None),
        ("drop", "status=503", None),
        ("slow-body=2s", "drop", None),
    ],
)
def test_faults_go_together_or_not(first: str, second: str, together: str | None) -> None:
    """Faults can be combined if they could be written in one text."""
    combined = combine(parse_fault(first), parse_fault(second))
    assert (combined and str(combined)) == together


@pytest.mark.parametrize(
    ("text", "waits"), [("delay=1s", True), ("slow-body", True), ("drop", False), ("none", False)]
)
def test_delays_and_slow_bodies_wait(text: str, *, waits: bool) -> None:
    """Delays and slow bodies wait; other faults do not."""
    assert parse_fault(text).waits is waits
