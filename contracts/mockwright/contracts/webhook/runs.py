"""Webhook runs: the calls of a check are made, recorded and judged, phase by phase."""

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
from mockwright.contracts.webhook.ids import find_unknown
from mockwright.contracts.webhook.latency import Latency, measure
from mockwright.contracts.webhook.probes import (
    ask_as_stranger,
    ask_by_methods,
    ask_for_forms,
    ask_for_profiles,
    ask_otherwise,
    ask_with_wrong_keys,
    ask_without_key,
    parallel_ids,
)
from mockwright.contracts.webhook.subject import Asking, Subject
from mockwright.contracts.webhook.verdicts import explain_endpoint, explain_refusals, is_refused
from mockwright.openapi.wording import show_value

# A call without an answer costs its whole time: after so many of a phase, the rest is left out.
MAX_SILENCES = 3
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much is done: calls one after the other, calls at once; what latency is allowed.

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
    """One check of one endpoint. `sleep` waits so many seconds, `say` shows a line to people.

    `remarks` say what was not looked at, and why; `latency` is that of the calls in turn.
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
    _silences: int = 0

    def execute(self) -> tuple[str, ...]:
        """Make every call; why the run is not passed even without a finding, each in a sentence.

        Raises `TargetIsGone`.
        """
        exchanges = self._ask_for_profiles()
        answers = {
            profile_id: read_id(exchange)
            for profile_id, exchange in zip(self.subject.roles, exchanges, strict=True)
            if exchange.status == OK
        }
        if not answers:
            return (explain_refusals(exchanges, has_key=self.subject.has_key),)
        known = next(iter(answers))
        tag = next(find_header(e, "etag") for e in exchanges if e.status == OK)
        self._ask_in_turn(known)
        self._ask_for_strangers(known, answers)
        self._ask_without_right(known)
        self._perform("methods", ask_by_methods(self.subject, known))
        self._perform("forms", ask_for_forms(self.subject, known, tag))
        self._ask_at_once(answers)
        self._fetch_pictures(exchanges)
        return ()

    def _ask_for_profiles(self) -> list[Exchange]:
        """The answers for all ids that exist, judged only if there is an endpoint at all."""
        self.run.phase = "profiles"
        askings = [*ask_for_profiles(self.subject)]
        exchanges = []
        for asking in askings:
            exchanges.append(self._send(asking.calls[0]))
            if exchanges[0].response is None:
                raise TargetIsGone(exchanges[0].failure)
        reason = explain_endpoint(exchanges)
        if reason:
            raise TargetIsGone(reason)
        for asking, exchange in zip(askings, exchanges, strict=True):
            self._judge(asking, (exchange,))
        return exchanges

    def _ask_in_turn(self, known: str) -> None:
        """The same call again and again: its answers agree, and come in time."""
        self.run.phase = "latency"
        asking = Asking(
            calls=(self.subject.ask(known),) * self.plan.requests,
            checks=(VERSION_STABLE, LATENCY),
            facts={"variant": "calls in turn", "max_latency_ms": self.plan.max_latency_ms},
        )
        self.latency = measure(self._make(asking))

    def _ask_for_strangers(self, known: str, answers: Mapping[str, Any]) -> None:
        unknown = find_unknown(self.subject)
        strangers = (ask_as_stranger(self.subject, one, answers) for one in unknown)
        self._perform("ids", (*strangers, *ask_otherwise(self.subject, known, answers)))

    def _ask_without_right(self, known: str) -> None:
        if not self.subject.has_key:
            self.remarks.append("Not checked: authentication, for no `--key` was given.")
            return
        self._begin("access")
        last = self._make(ask_without_key(self.subject, known))[-1]
        if is_refused(last.status):
            askings = ask_with_wrong_keys(self.subject, known, is_mock=self._is_mock())
            self._perform("access", askings)
        else:
            self.remarks.append("Not checked: wrong keys, for a call without any is not refused.")

    def _is_mock(self) -> bool:
        """Whether it is Mockwright's own mock on this machine, which takes any key unless told."""
        target = self.subject.target
        if target.host not in _LOOPBACK:
            return False
        sender = Sender(target._replace(path="", query=""), seconds=self.plan.seconds)
        try:
            return is_mock(sender)
        finally:
            sender.close()

    def _ask_at_once(self, answers: Mapping[str, Any]) -> None:
        """Many calls at the same time."""
        self.run.phase = "parallel"
        ids = parallel_ids(self.subject, [*answers], self.plan.parallel)
        if not ids:
            return
        nobody = self._send(self.subject.ask(self.subject.nobody))
        alone = {
            **{known: (OK, found) for known, found in answers.items()},
            self.subject.nobody: (nobody.status, read_id(nobody)),
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
            self.remarks.append("Not checked: pictures, for no profile has one with `https://`.")

    def _fetch_picture(self, url: str, where: str) -> None:
        """Fetch one picture, as anybody would: without any key."""
        try:
            target = read_target(url)
        except UrlIsUnusable:
            return  # another check says what is wrong with it
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
        self._silences = 0

    def _perform(self, phase: str, askings: Iterable[Asking]) -> None:
        """Make all calls of a phase. Raises `TargetIsGone`."""
        self._begin(phase)
        for asking in askings:
            if self._silences >= MAX_SILENCES:
                self.remarks.append(
                    f"Left out: the rest of `{phase}`, for {MAX_SILENCES} calls got no answer."
                )
                return
            self._make(asking)

    def _make(self, asking: Asking) -> tuple[Exchange, ...]:
        """Make the calls of one asking and judge them. Raises `TargetIsGone`."""
        exchanges: list[Exchange] = []
        for call in asking.calls:
            exchanges.append(self._send(call))
            if exchanges[-1].response is None:
                self._check_life(exchanges[-1])
                break
        self._judge(asking, tuple(exchanges))
        return tuple(exchanges)

    def _judge(self, asking: Asking, exchanges: tuple[Exchange, ...]) -> None:
        """Without all answers there is only one thing to say."""
        trial = Trial(self.subject.operation, exchanges, self._tell(asking.facts))
        self.run.judge(COMPLETE_ANSWER, trial)
        if all(exchange.response is not None for exchange in exchanges):
            for check in asking.checks:
                self.run.judge(check, trial)

    def _tell(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {**facts, "variables": [*self.run.credentials.variables]}

    def _send(self, call: Shown) -> Exchange:
        """One exchange, recorded; again after a pause where there are too many calls."""
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
                f"The endpoint limits the rate (429) and asks to wait {seconds:g} s more; "
                f"{MAX_PATIENCE_SECONDS} s in all are waited. Raise its limit for the check."
            )
            raise TargetIsGone(message)
        self.patience -= seconds
        self.say(f"The endpoint limits the rate (429): going on in {seconds:g} s.")
        self.sleep(seconds)

    def _check_life(self, exchange: Exchange) -> None:
        """See whether the usual call is still answered. Raises `TargetIsGone`."""
        self._silences += 1
        known = next(iter(self.subject.roles))
        again = self._send(self.subject.ask(known))
        if again.response is None:
            label = show_value(f"{exchange.request.method} {exchange.request.target}")
            raise TargetIsGone(f"The endpoint stopped answering after {label}: {again.failure}")
