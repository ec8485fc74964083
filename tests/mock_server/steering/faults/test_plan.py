"""The plan: the same requests have the same faults in any order."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import pytest

from mockwright.mock_server.request.problems import RequestRefused
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.steering.faults.kinds import FaultIsUnknown
from mockwright.mock_server.steering.faults.plan import FaultPlan, open_plan
from mockwright.mock_server.steering.faults.register import FaultRegister
from tests.mock_server.asking import ask, bundled, journal, serve
from tests.mock_server.steering.faults.test_answers import EXPORT, KEY, PEOPLE, REPLY

IDS = ("generate_reply", "export_profile")


def plan(*flags: str, seed: int = 0, register: FaultRegister | None = None) -> FaultPlan:
    """A plan of these flags."""
    return FaultPlan(flags, IDS, seed=seed, register=register or FaultRegister())


def drawn(faults: FaultPlan, key: bytes = b"k", operation: str = "generate_reply") -> str:
    """The fault of a request as text."""
    return str(faults.find(operation, key, None) or "")


def test_nothing_fails_unless_it_is_asked_to() -> None:
    """Without rules there are no faults."""
    assert (plan().rules, drawn(plan())) == ((), "")


def test_rules_come_to_their_operation() -> None:
    """A rule applies to its operation only."""
    faults = plan("drop@export_profile")
    assert [drawn(faults, operation=each) for each in IDS] == ["", "drop"]


def test_rules_that_go_together_are_done_together() -> None:
    """Rules that can be combined apply together; of conflicting rules the first one applies."""
    faults = plan("status=503", "delay=1s", "status=500", "drop")
    assert drawn(faults) == "delay=1s, status=503"


def test_first_times_are_counted_for_each_request() -> None:
    """A number of times is counted separately for each request."""
    faults = plan("status=503:2x")
    keys = [b"a", b"b", b"a", b"a", b"b", b"b"]
    hits = ["status=503", "status=503", "status=503", "", "status=503", ""]
    assert [drawn(faults, key) for key in keys] == hits


def test_header_decides_alone_and_is_not_counted() -> None:
    """The header overrides the rules and is not counted."""
    faults = plan("status=503:1x")
    assert faults.find("generate_reply", b"k", "none") is None
    assert str(faults.find("generate_reply", b"k", "drop")) == "drop"
    assert [drawn(faults), drawn(faults)] == ["status=503", ""]


def test_faults_do_not_depend_on_the_order_of_others() -> None:
    """The faults of a request do not depend on the order of other requests."""
    requests = [(f"r{number}".encode(), turn) for number in range(20) for turn in range(10)]
    outcomes = []
    for round_ in range(3):
        mixed = sorted(requests, key=lambda made: blake2b(f"{round_} {made}".encode()).digest())
        faults = plan("status=503:30%", "delay=1s:50%", seed=7)
        seen: dict[bytes, list[str]] = {}
        for key, _ in mixed:
            seen.setdefault(key, []).append(drawn(faults, key))
        outcomes.append(seen)
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert len({fault for faults in outcomes[0].values() for fault in faults}) == 4


def test_other_seeds_have_other_faults() -> None:
    """Each seed gives other faults."""
    outcomes = {
        tuple(drawn(faults, str(n).encode()) for n in range(50))
        for faults in (plan("drop:50%", seed=seed) for seed in range(5))
    }
    assert len(outcomes) == 5


def test_order_of_rules_draws_nothing_anew() -> None:
    """The hits of a rule do not depend on other rules."""
    alone = [drawn(plan("status=503:30%"), str(n).encode()) for n in range(50)]
    both = [drawn(plan("delay=1s:0.0001%", "status=503:30%"), str(n).encode()) for n in range(50)]
    assert both == alone


def test_put_takes_the_place_of_the_flags() -> None:
    """Put faults replace those of the flags until they are removed, and counting restarts."""
    faults = plan("status=503:1x")
    assert drawn(faults) == "status=503"
    faults.put(["drop:1x"])
    assert [drawn(faults), drawn(faults)] == ["drop", ""]
    assert faults.to_json() == {"faults": ["drop:1x"], "source": "put"}
    faults.put([])
    assert (drawn(faults), faults.to_json()) == ("", {"faults": [], "source": "put"})
    faults.put(None)
    assert [drawn(faults), drawn(faults)] == ["status=503", ""]
    assert faults.to_json() == {"faults": ["status=503:1x"], "source": "flags"}


def test_wrong_put_changes_nothing() -> None:
    """An invalid put changes nothing."""
    faults = plan("status=503:1x")
    drawn(faults)
    with pytest.raises(FaultIsUnknown):
        faults.put(["drop", "explode"])
    assert (drawn(faults), faults.to_json()["source"]) == ("", "flags")


def test_there_is_an_end_to_faults() -> None:
    """At most 100 faults can be put."""
    faults = plan()
    faults.put(["drop"] * 100)
    with pytest.raises(FaultIsUnknown, match="101 faults; there may be 100"):
        faults.put(["drop"] * 101)


def test_workers_share_rules_and_counts(tmp_path: Path) -> None:
    """Workers share put rules and count together."""
    first, second = (plan(register=FaultRegister(tmp_path / "f.db")) for _ in range(2))
    first.put(["status=503:2x"])
    assert second.rules == ()
    second.refresh()
    assert [drawn(each) for each in (first, second, first)] == ["status=503", "status=503", ""]


def test_worker_that_comes_later_has_what_was_put(tmp_path: Path) -> None:
    """A worker that starts later has the put rules."""
    open_plan(Settings(), bundled().router.operations, tmp_path).put(["drop"])
    late = open_plan(Settings(), bundled().router.operations, tmp_path)
    assert late.to_json() == {"faults": ["drop"], "source": "put"}


@pytest.mark.parametrize(("is_full", "status"), [(True, 507), (False, 503)])
def test_request_that_cannot_be_counted_is_refused(
    monkeypatch: pytest.MonkeyPatch, status: int, *, is_full: bool
) -> None:
    """A request that cannot be counted is refused."""
    register = FaultRegister()

    def fail(key: bytes) -> int:
        message = f"No room for {key!r}."
        raise StateUnavailable(message, is_full=is_full)

    monkeypatch.setattr(register, "count", fail)
    with pytest.raises(RequestRefused) as caught:
        drawn(plan("drop:1x", register=register))
    assert caught.value.problem.status == status


def test_what_comes_always_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request is counted only if a rule with a count or share applies to it."""
    register = FaultRegister()
    counted: list[bytes] = []
    monkeypatch.setattr(register, "count", counted.append)
    drawn(plan("status=503", "drop:1x@export_profile", register=register))
    assert counted == []


def test_equal_requests_are_one_however_they_are_written() -> None:
    """Requests that differ only in the order of fields are counted as one."""
    app = serve(faults=("status=503:1x",))
    backwards = dict(reversed(PEOPLE.items()))
    statuses = [ask(app, REPLY, KEY, body).status for body in (PEOPLE, backwards)]
    assert statuses == [503, 200]


def test_flags_are_checked_against_the_documents() -> None:
    """A rule for an unknown operation is refused with a suggestion."""
    with pytest.raises(FaultIsUnknown, match="Did you mean `generate_reply`"):
        serve(faults=("drop@generate_replay",))


def test_requests_without_a_rule_are_not_touched() -> None:
    """A request without a rule has no fault and no header."""
    app = serve(faults=("drop@generate_reply",))
    assert "mock-fault" not in ask(app, EXPORT, KEY).headers
    assert journal(app)[-1]["fault"] is None
