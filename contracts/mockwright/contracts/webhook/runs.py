"""Runs a check of a profile endpoint: makes, records and judges its calls by phase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.engine.runs import Run
from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.sending.targets import UrlIsUnusable, read_target
from mockwright.contracts.server.access import Shown
from mockwright.contracts.server.mock_detection import is_mock
from mockwright.contracts.server.runs import (
    MAX_PATIENCE_SECONDS,
    TOO_MANY,
    TargetIsGone,
    read_retry_after,
)
from mockwright.contracts.webhook.answers import (
    OK,
    find_header,
    keep_start,
    picture_urls,
    read_id,
    read_profile,
)
from mockwright.contracts.webhook.checks.calls import (
    COMPLETE_ANSWER,
    LATENCY,
    ONLINE_PICTURES,
    PARALLEL_CALLS,
    VERSION_STABLE,
    is_usable,
)
from mockwright.contracts.webhook.ids import find_unknown_ids
from mockwright.contracts.webhook.latency import Latency, measure
from mockwright.contracts.webhook.probes import (
    parallel_ids,
    probe_ids,
    probe_methods,
    probe_profiles,
    probe_representations,
    probe_unknown_id,
    probe_without_key,
    probe_wrong_keys,
)
from mockwright.contracts.webhook.subject import Probe, Subject
from mockwright.contracts.webhook.verdicts import explain_endpoint, explain_refusals, is_refused
from mockwright.openapi.wording import show_value

# Each unanswered call takes the whole time limit, so a phase ends after this many.
MAX_UNANSWERED = 3
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The scope of a run: numbers of sequential and parallel calls, and the latency limit.

    `is_online` also fetches the pictures, each within `seconds`, trusting `ca_file`.
    """

    requests: int = 20
    parallel: int = 20
    max_latency_ms: int | None = None
    is_online: bool = False
    seconds: float = 10.0
    ca_file: Path | None = None


@dataclass(kw_only=True)
class WebhookRun:
    """One check of one endpoint. `sleep` waits in seconds, `say` prints a line.

    `remarks` say what was not checked, and why; `latency` covers the sequential calls.
    """

    run: Run
    sender: Sender
    subject: Subject
    plan: Plan
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    remarks: list[str] = field(default_factory=list)
    latency: Latency | None = None
    patience: float = MAX_PATIENCE_SECONDS
    _unanswered: int = 0

    def execute(self) -> tuple[str, ...]:
        """Make every call; return sentences that say why the run is not passed, besides findings.

        Raises `TargetIsGone`.
        """
        exchanges = self._probe_profiles()
        answers = {
            profile_id: read_id(exchange)
            for profile_id, exchange in zip(self.subject.roles, exchanges, strict=True)
            if exchange.status == OK
        }
        if not answers:
            return (explain_refusals(exchanges, has_key=self.subject.has_key),)
        known = next(iter(answers))
        tag = next(find_header(e, "etag") for e in exchanges if e.status == OK)
        self._probe_latency(known)
        self._probe_ids(known, answers)
        self._probe_access(known)
        self._perform("methods", probe_methods(self.subject, known))
        self._perform("forms", probe_representations(self.subject, known, tag))
        self._probe_parallel(answers)
        self._fetch_pictures(exchanges)
        return ()

    def _probe_profiles(self) -> list[Exchange]:
        """Call the endpoint for all existing ids. Raises `TargetIsGone` if there is no endpoint."""
        self.run.phase = "profiles"
        probes = [*probe_profiles(self.subject)]
        exchanges = []
        for probe in probes:
            exchanges.append(self._send(probe.calls[0]))
            if exchanges[0].response is None:
                raise TargetIsGone(exchanges[0].failure)
        reason = explain_endpoint(exchanges)
        if reason:
            raise TargetIsGone(reason)
        for probe, exchange in zip(probes, exchanges, strict=True):
            self._judge(probe, (exchange,))
        return exchanges

    def _probe_latency(self, known: str) -> None:
        """Repeat one call, to compare the answers and measure the latency."""
        self.run.phase = "latency"
        probe = Probe(
            calls=(self.subject.ask(known),) * self.plan.requests,
            checks=(VERSION_STABLE, LATENCY),
            facts={"variant": "sequential calls", "max_latency_ms": self.plan.max_latency_ms},
        )
        self.latency = measure(self._make(probe))

    def _probe_ids(self, known: str, answers: Mapping[str, Any]) -> None:
        unknown = find_unknown_ids(self.subject)
        probes = (probe_unknown_id(self.subject, one, answers) for one in unknown)
        self._perform("ids", (*probes, *probe_ids(self.subject, known, answers)))

    def _probe_access(self, known: str) -> None:
        if not self.subject.has_key:
            self.remarks.append("Not checked: authentication, because no `--key` was given.")
            return
        self._begin("access")
        last = self._make(probe_without_key(self.subject, known))[-1]
        if is_refused(last.status):
            probes = probe_wrong_keys(self.subject, known, is_mock=self._is_mock())
            self._perform("access", probes)
        else:
            self.remarks.append("Not checked: wrong keys, because a missing key is accepted.")

    def _is_mock(self) -> bool:
        """Whether this is a local Mockwright mock, which accepts any key by default."""
        target = self.subject.target
        if target.host not in _LOOPBACK:
            return False
        sender = Sender(target._replace(path="", query=""), seconds=self.plan.seconds)
        try:
            return is_mock(sender)
        finally:
            sender.close()

    def _probe_parallel(self, answers: Mapping[str, Any]) -> None:
        """Make parallel calls and compare each answer with that of a separate call."""
        self.run.phase = "parallel"
        ids = parallel_ids(self.subject, [*answers], self.plan.parallel)
        if not ids:
            return
        unknown = self._send(self.subject.ask(self.subject.unknown_id))
        alone = {
            **{known: (OK, found) for known, found in answers.items()},
            self.subject.unknown_id: (unknown.status, read_id(unknown)),
        }
        with ThreadPoolExecutor(len(ids)) as pool:
            sent = [*pool.map(self._call, map(self.subject.ask, ids))]
        exchanges = tuple(self.run.record(exchange, self.subject.operation) for exchange in sent)
        facts = {"asked": ids, "alone": alone}
        self.run.judge(PARALLEL_CALLS, Trial(self.subject.operation, exchanges, self._tell(facts)))

    def _fetch_pictures(self, exchanges: Iterable[Exchange]) -> None:
        if not self.plan.is_online:
            self.remarks.append("Not checked: whether pictures can be fetched; see `--online`.")
            return
        self.run.phase = "pictures"
        seen = set()
        for exchange in exchanges:
            profile = read_profile(exchange) if exchange.status == OK else None
            for where, url in picture_urls(profile or {}):
                if is_usable(url) and url not in seen:
                    seen.add(url)
                    self._fetch_picture(url, where)
        if not seen:
            self.remarks.append("Not checked: pictures, because no profile has an `https://` one.")

    def _fetch_picture(self, url: str, where: str) -> None:
        """Fetch one picture without a key."""
        try:
            target = read_target(url)
        except UrlIsUnusable:
            return  # another check reports it
        sender = Sender(target, seconds=self.plan.seconds, ca_file=self.plan.ca_file)
        exchange = sender.send("GET", f"?{target.query}" if target.query else "")
        sender.close()
        response = exchange.response
        if response is not None:
            exchange = exchange._replace(response=keep_start(response))
        trial = Trial(
            self.subject.operation, (self.run.record(exchange),), self._tell({"where": where})
        )
        self.run.judge(ONLINE_PICTURES, trial)

    def _begin(self, phase: str) -> None:
        self.run.phase = phase
        self._unanswered = 0

    def _perform(self, phase: str, probes: Iterable[Probe]) -> None:
        """Make all calls of a phase. Raises `TargetIsGone`."""
        self._begin(phase)
        for probe in probes:
            if self._unanswered >= MAX_UNANSWERED:
                self.remarks.append(
                    f"Skipped the rest of `{phase}`, because {MAX_UNANSWERED} calls got no answer."
                )
                return
            self._make(probe)

    def _make(self, probe: Probe) -> tuple[Exchange, ...]:
        """Make the calls of one probe and judge them. Raises `TargetIsGone`."""
        exchanges: list[Exchange] = []
        for call in probe.calls:
            exchanges.append(self._send(call))
            if exchanges[-1].response is None:
                self._check_life(exchanges[-1])
                break
        self._judge(probe, tuple(exchanges))
        return tuple(exchanges)

    def _judge(self, probe: Probe, exchanges: tuple[Exchange, ...]) -> None:
        """Judge a probe; without all answers, only the missing answer is reported."""
        trial = Trial(self.subject.operation, exchanges, self._tell(probe.facts))
        self.run.judge(COMPLETE_ANSWER, trial)
        if all(exchange.response is not None for exchange in exchanges):
            for check in probe.checks:
                self.run.judge(check, trial)

    def _tell(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {**facts, "variables": [*self.run.credentials.variables]}

    def _send(self, call: Shown) -> Exchange:
        """Make and record one exchange; after a 429, wait and try again."""
        operation = self.subject.operation if call.request.method == "GET" else None
        while True:
            exchange = self.run.record(self._call(call), operation)
            if exchange.status != TOO_MANY:
                return exchange
            self._pause(exchange)

    def _call(self, call: Shown) -> Exchange:
        request = call.request
        return self.sender.send(
            request.method, request.target, request.headers, request.body, omit=call.omit
        )

    def _pause(self, exchange: Exchange) -> None:
        seconds = read_retry_after(exchange)
        if seconds > self.patience:
            message = (
                f"The endpoint limits the rate (429) and asks to wait another {seconds:g} s; "
                f"the check waits {MAX_PATIENCE_SECONDS} s in total. Raise its limit for the check."
            )
            raise TargetIsGone(message)
        self.patience -= seconds
        self.say(f"The endpoint limits the rate (429): continuing in {seconds:g} s.")
        self.sleep(seconds)

    def _check_life(self, exchange: Exchange) -> None:
        """Check that a known id is still answered. Raises `TargetIsGone`."""
        self._unanswered += 1
        known = next(iter(self.subject.roles))
        again = self._send(self.subject.ask(known))
        if again.response is None:
            label = show_value(f"{exchange.request.method} {exchange.request.target}")
            raise TargetIsGone(f"The endpoint stopped answering after {label}: {again.failure}")
