"""Runs a check of a webhook within a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result, Run
from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.sending.targets import read_target
from mockwright.contracts.server.access import Access
from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS
from mockwright.contracts.webhook.command import find_webhook
from mockwright.contracts.webhook.runs import Plan, WebhookRun
from mockwright.contracts.webhook.subject import Subject
from mockwright.openapi.operations import Operation
from tests.broken_webhooks.webhook import KEY, OTHER, PERSONA, USER

NOW = "2025-06-01T00:00:00Z"
ROLES = {USER: "user", OTHER: "user", PERSONA: "persona"}
WEBHOOK = find_webhook()


@dataclass
class Listener:
    """A writer that records findings."""

    exchanges: list[Exchange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)

    def begin(self, about: About) -> None:
        """Ignore the start."""

    def exchange(self, exchange: Exchange, operation: Operation | None, phase: str) -> None:
        """Record an exchange."""
        _ = operation
        self.exchanges.append(exchange)
        self.phases.append(phase)

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        """Record a finding."""
        _ = is_known
        self.findings.append(finding)

    def end(self, result: Result) -> None:
        """Ignore the end."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The outcome of a check. `reasons` say why it is not passed, besides findings."""

    findings: list[Finding]
    exchanges: list[Exchange]
    reasons: tuple[str, ...]
    remarks: list[str]
    waited: list[float]

    @property
    def found(self) -> set[str]:
        """The ids of the checks that have findings."""
        return {finding.check for finding in self.findings}

    @property
    def severities(self) -> set[str]:
        """The severities of the findings."""
        return {finding.severity for finding in self.findings}


def check(
    url: str, *, plan: Plan | None = None, key: str = KEY, seconds: float = 60, **members: Any
) -> Checked:
    """Check an endpoint. Raises `TargetIsGone`."""
    subject = Subject(
        target=read_target(url),
        operation=WEBHOOK,
        access=Access(key=key, headers=members.pop("headers", ())),
        **{"roles": ROLES, "unknown_ids": ("nobody",), "now": NOW, **members},
    )
    listener = Listener()
    run = Run(about=_about(url), writers=[listener], credentials=Credentials(subject.secrets()))
    waited: list[float] = []
    sender = Sender(subject.target, headers=subject.access.headers, seconds=seconds)
    webhook_run = WebhookRun(
        run=run,
        sender=sender,
        subject=subject,
        plan=plan or Plan(requests=8, seconds=seconds),
        sleep=waited.append,
        say=lambda _: None,
    )
    try:
        reasons = webhook_run.execute()
    finally:
        sender.close()
    return Checked(
        findings=listener.findings,
        exchanges=listener.exchanges,
        reasons=reasons,
        remarks=webhook_run.remarks,
        waited=waited,
    )


def _about(url: str) -> About:
    return About(
        command="check webhook",
        target=url,
        seed=0,
        documents=("dumgum",),
        operations=(WEBHOOK,),
        checks=WEBHOOK_CHECKS,
    )
