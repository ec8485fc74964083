"""The fault plan: the active rules, and which fault applies to a request."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from mockwright.mock_server.request.problems import (
    INVALID_REQUEST,
    Problem,
    RequestRefused,
    refuse_state,
)
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.steering.faults.kinds import (
    NO_FAULT,
    Fault,
    FaultIsUnknown,
    combine,
    parse_fault,
)
from mockwright.mock_server.steering.faults.register import FaultRegister
from mockwright.mock_server.steering.faults.rules import MAX_RULES, FaultRule, parse_rule
from mockwright.openapi.operations import Operation

HEADER = "mock-fault"


class FaultPlan:
    """The active rules: those of the options, until others replace them.

    `rules` is empty if faults come from the header alone.
    """

    def __init__(
        self,
        flags: Sequence[str],
        operations: Collection[str],
        *,
        seed: int,
        register: FaultRegister,
    ) -> None:
        """`operations` are all operation ids. Raises `FaultIsUnknown` and `StateUnavailable`."""
        self._operations = frozenset(operations)
        self._flags = parse_rules(flags, self._operations)
        self._seed = seed
        self._register = register
        self.rules: tuple[FaultRule, ...] = ()
        self.is_put = False
        self.refresh()

    def put(self, texts: Sequence[str] | None) -> None:
        """Replace all rules; None restores those of the options.

        Counting restarts. Raises `FaultIsUnknown` and `StateUnavailable`.
        """
        rules = parse_rules(texts or (), self._operations)
        self._register.put(None if texts is None else [str(rule) for rule in rules])
        self.refresh()

    def refresh(self) -> None:
        """Load the rules that another worker was given. Raises `StateUnavailable`."""
        texts = self._register.read()
        self.is_put = texts is not None
        self.rules = self._flags if texts is None else parse_rules(texts, self._operations)

    def find(self, operation: str, key: bytes, header: str | None) -> Fault | None:
        """The fault of a request: that of its header, otherwise that of the rules.

        `key` identifies the canonical request. Raises `RequestRefused` (400, 503, 507).
        """
        if header is None:
            return self._draw(operation, key)
        try:
            fault = parse_fault(header)
        except FaultIsUnknown as error:
            problem = Problem(status=400, code=INVALID_REQUEST, detail=f"`Mock-Fault`: {error}")
            raise RequestRefused(problem) from error
        return None if fault == NO_FAULT else fault

    def _draw(self, operation: str, key: bytes) -> Fault | None:
        """The combined fault of all rules that apply; earlier rules take precedence."""
        rules = [rule for rule in self.rules if rule.operation in {None, operation}]
        count = self._count(key) if any(rule.needs_count for rule in rules) else 0
        found = NO_FAULT
        for rule in rules:
            if rule.hits(self._seed, key, count):
                found = combine(found, rule.fault) or found
        return None if found == NO_FAULT else found

    def _count(self, key: bytes) -> int:
        try:
            return self._register.count(key)
        except StateUnavailable as error:
            raise refuse_state(error) from error

    def to_json(self) -> dict[str, Any]:
        """The active rules, and whether they come from `PUT` or from the options."""
        texts = [str(rule) for rule in self.rules]
        return {"faults": texts, "source": "put" if self.is_put else "flags"}


def open_plan(
    settings: Settings, operations: Iterable[Operation], folder: Path | None
) -> FaultPlan:
    """The fault plan of one worker; `folder` is shared with its peers.

    Raises `FaultIsUnknown` and `StateUnavailable`.
    """
    register = FaultRegister(folder and folder / "faults.db")
    ids = [operation.id for operation in operations]
    return FaultPlan(settings.faults, ids, seed=settings.seed, register=register)


def parse_rules(texts: Sequence[str], operations: Collection[str]) -> tuple[FaultRule, ...]:
    """Parse rules. Raises `FaultIsUnknown`."""
    if len(texts) > MAX_RULES:
        raise FaultIsUnknown(f"These are {len(texts):,} faults; there may be {MAX_RULES}.")
    return tuple(parse_rule(text, operations) for text in texts)
