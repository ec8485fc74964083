"""Checks and their findings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, hide_credentials
from mockwright.openapi.operations import Operation
from mockwright.openapi.violations import Violation

Severity = Literal["failure", "warning"]

_ID_LENGTH = 12
# The same fault in another item of an array is the same finding.
_INDEX = re.compile(r"(?<=/)[0-9]+(?=/|$)")


class Trial(NamedTuple):
    """The input of a check: exchanges in the order in which they were made, and facts.

    `facts` are JSON values by name, such as the requested id.
    """

    operation: Operation | None
    exchanges: tuple[Exchange, ...]
    facts: Mapping[str, Any] = MappingProxyType({})

    @property
    def last(self) -> Exchange:
        """The last exchange."""
        return self.exchanges[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One failure, or one warning (`severity` is `warning`).

    `check` is the check's id; `where`, `expected` and `received` are as in a `Violation`;
    `rule` is the place in the document; `assumption` is the ruling and its reason if the rule is
    assumed, not documented by the vendor. `trial` reproduces the finding.
    """

    check: str
    title: str
    severity: Severity
    where: str
    expected: str
    received: str
    trial: Trial
    hint: str = ""
    rule: str = ""
    assumption: str | None = None

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits, equal for the same fault at the same place."""
        place = _INDEX.sub("*", self.where)
        parts = (self.check, self.operation, place, self.rule, self.severity)
        written = "\0".join(parts).encode(errors="surrogatepass")
        return hashlib.sha256(written).hexdigest()[:_ID_LENGTH]

    @property
    def operation(self) -> str:
        """The label of the operation, such as `POST /pets`; empty if there is none."""
        return self.trial.operation.label if self.trial.operation else ""

    @property
    def is_failure(self) -> bool:
        """Whether the finding is a failure, not a warning."""
        return self.severity == "failure"

    @property
    def detail(self) -> str:
        """Expected, received, what to do, and the assumption if the rule is assumed."""
        text = f"Expected {self.expected}; received {self.received}."
        if self.hint:
            text += f" {self.hint}"
        if self.assumption:
            text += f" (assumed: {self.assumption.partition(':')[0]})"
        return text


def hide_in_finding(finding: Finding, credentials: Credentials) -> Finding:
    """The finding with secrets replaced by variables in texts, facts and exchanges."""
    trial = finding.trial
    hide = credentials.hide
    return replace(
        finding,
        where=hide(finding.where),
        expected=hide(finding.expected),
        received=hide(finding.received),
        hint=hide(finding.hint),
        trial=trial._replace(
            facts={name: _hide_in_json(value, credentials) for name, value in trial.facts.items()},
            exchanges=tuple(hide_credentials(one, credentials) for one in trial.exchanges),
        ),
    )


def _hide_in_json(value: Any, credentials: Credentials) -> Any:
    if isinstance(value, str):
        return credentials.hide(value)
    if isinstance(value, Mapping):
        hidden = {name: _hide_in_json(part, credentials) for name, part in value.items()}
        return {credentials.hide(name): part for name, part in hidden.items()}
    if isinstance(value, (list, tuple)):
        return [_hide_in_json(part, credentials) for part in value]
    return value


class Wrong(NamedTuple):
    """A mismatch as noun phrases: where it is, what was expected, what was received."""

    where: str
    expected: str
    received: str
    hint: str = ""


Judge = Callable[[Trial], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule, with a function that yields the findings of a trial.

    The same function is used when a finding is replayed. `advice` says how to fix a finding.
    """

    id: str
    title: str
    advice: str
    judge: Judge

    def find(self, trial: Trial, wrong: Wrong, severity: Severity = "failure") -> Finding:
        """A finding of this check."""
        return Finding(
            check=self.id,
            title=self.title,
            severity=severity,
            where=wrong.where,
            expected=wrong.expected,
            received=wrong.received,
            hint=wrong.hint,
            trial=trial,
            rule=str(trial.operation.place) if trial.operation else "",
        )

    def find_violation(
        self, trial: Trial, violation: Violation, severity: Severity = "failure"
    ) -> Finding:
        """A finding of this check, from a validator's violation."""
        wrong = Wrong(
            where=violation.where,
            expected=violation.expected,
            received=violation.received,
            hint=violation.hint,
        )
        found = self.find(trial, wrong, severity)
        return replace(found, rule=violation.rule, assumption=violation.assumption)
