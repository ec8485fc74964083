from __future__ import annotations

import math

import pytest

from mockwright.mock_server.steering.faults.kinds import Fault, FaultIsUnknown
from mockwright.mock_server.steering.faults.rules import FaultRule, parse_rule

OPERATIONS = ("generate_reply", "export_profile")
UNAVAILABLE = Fault(status=503)
PINNED = [11, 20, 22, 26, 32, 37, 63, 64, 85, 86, 88, 90, 92]
KEYS = [number.to_bytes(64, "big") for number in range(5000)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("status=503", FaultRule(fault=UNAVAILABLE)),
        ("status=503:10%", FaultRule(fault=UNAVAILABLE, percent=10)),
        ("status=503:0.0001%", FaultRule(fault=UNAVAILABLE, percent=0.0001)),
        ("status=503:99.9999%", FaultRule(fault=UNAVAILABLE, percent=99.9999)),
        ("status=503:2x", FaultRule(fault=UNAVAILABLE, times=2)),
        ("status=503@generate_reply", FaultRule(fault=UNAVAILABLE, operation="generate_reply")),
        (
            "delay=1s, drop:2x@export_profile",
            FaultRule(fault=Fault(delay=1000, damage="drop"), times=2, operation="export_profile"),
        ),
    ],
)
def test_rules_are_read_and_written(text: str, rule: FaultRule) -> None:
    """A rule is written in the form in which it is read."""
    assert parse_rule(text, OPERATIONS) == rule
    assert str(rule) == text


def test_spaces_and_whole_shares_are_left_out() -> None:
    """Spaces and `100%` are omitted from a written rule."""
    assert str(parse_rule(" drop : 100% @ generate_reply ", OPERATIONS)) == "drop@generate_reply"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "`` is not a fault."),
        ("nope:10%", "`nope` is not a fault."),
        ("none", "`none` is only allowed in the header `Mock-Fault`."),
        ("none:10%", "`none` is only allowed in the header `Mock-Fault`."),
        *(
            (f"drop:{when}", "is not a share or a number of times. Expected `FAULT`, `FAULT:10%`")
            for when in ("", "0%", "0.0%", "101%", "100.1%", "10", "%", "x", "0x", "-1x", "1.5x")
        ),
        *(
            (f"drop:{when}", "is not a share or a number of times.")
            for when in ("ten%", "1e1%", "٣%", "2x3", "10%%", "5%:2x", "9999999x", "0.00001%")
        ),
        ("drop@", "There is no operation ``. Known: `export_profile`, `generate_reply`."),
        ("drop@generate_replay", "Did you mean `generate_reply`?"),
        ("drop@generate_reply@export_profile", "There is no operation"),
        ("drop@generate_reply:10%", "There is no operation"),
    ],
)
def test_what_is_no_rule_is_refused(text: str, reason: str) -> None:
    """A text that is not a rule is refused with a reason."""
    with pytest.raises(FaultIsUnknown) as caught:
        parse_rule(text, OPERATIONS)
    assert reason in str(caught.value)


@pytest.mark.parametrize("percent", [0.5, 10, 50, 90])
def test_shares_are_met(percent: float) -> None:
    """The share of hits among different requests is as given, within three standard deviations."""
    rule = FaultRule(fault=UNAVAILABLE, percent=percent)
    share, count = percent / 100, len(KEYS)
    for seed in range(3):
        hits = sum(rule.hits(seed, key, 0) for key in KEYS)
        assert abs(hits - count * share) <= 3 * math.sqrt(count * share * (1 - share))


def test_repetitions_meet_shares_too() -> None:
    """The share of hits among repetitions of a request is as given."""
    rule = FaultRule(fault=UNAVAILABLE, percent=10)
    hits = [count for count in range(5000) if rule.hits(0, KEYS[0], count)]
    assert abs(len(hits) - 500) <= 3 * math.sqrt(450)


def test_hits_depend_on_seed_request_turn_and_fault_alone() -> None:
    """Hits depend on seed, request, count and fault, and equal the recorded values."""
    rule = FaultRule(fault=UNAVAILABLE, percent=10)
    hits = [number for number in range(100) if rule.hits(0, KEYS[number], 0)]
    assert hits == PINNED
    others = (
        [number for number in range(100) if rule.hits(1, KEYS[number], 0)],
        [number for number in range(100) if rule.hits(0, KEYS[number], 1)],
        [
            number
            for number in range(100)
            if FaultRule(fault=Fault(damage="drop"), percent=10).hits(0, KEYS[number], 0)
        ],
    )
    assert all(other != hits for other in others)


def test_turns_come_first() -> None:
    """`2x` hits the first two times only."""
    rule = FaultRule(fault=UNAVAILABLE, times=2)
    assert [rule.hits(0, KEYS[0], count) for count in range(4)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "needs"),
    [("drop", False), ("drop:100%", False), ("drop:10%", True), ("drop:1x", True)],
)
def test_only_shares_and_turns_need_counts(text: str, *, needs: bool) -> None:
    """Only shares below 100% and numbers of times need counts."""
    assert parse_rule(text, OPERATIONS).needs_count is needs
