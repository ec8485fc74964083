"""Repeats the requests of a finding and runs the same check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, SentRequest, hide_credentials
from mockwright.contracts.engine.findings import Check, Finding, Trial
from mockwright.contracts.replay.check_registry import SOURCES, find_check
from mockwright.contracts.replay.links import find_links, follow_links
from mockwright.contracts.replay.stored_findings import FindingIsBroken, StoredFinding
from mockwright.contracts.sending.sender import Sender
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.operations import Operation

# The sender adds these headers unless they are given.
_STANDING = frozenset({"user-agent", "accept-encoding"})


class TargetIsSilent(Exception):
    """A request that was answered before got no answer; the text says why."""


class Replayed(NamedTuple):
    """The result of a replay. `found` is everything that the check finds now.

    `is_still_there` says whether the finding is among it; `exchanges` are the new ones.
    """

    is_still_there: bool
    found: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]


def find_operation(stored: StoredFinding) -> Operation | None:
    """The operation of a finding, if any. Raises `DocumentIsBroken` and `FindingIsBroken`."""
    if not stored.document:
        return None
    operations = load_catalogue((stored.document,)).router.operations
    for operation in operations:
        if operation.label == stored.operation:
            return operation
    message = f"The document `{stored.document}` has no operation `{stored.operation}` any more."
    raise FindingIsBroken(f"{message} The finding cannot be replayed.")


def judge_again(stored: StoredFinding, operation: Operation | None) -> Replayed:
    """Run the check on the stored exchanges. Raises `FindingIsBroken`."""
    return _judge(_find_check(stored), stored, Trial(operation, stored.exchanges, stored.facts))


def send_again(
    stored: StoredFinding, operation: Operation | None, sender: Sender, credentials: Credentials
) -> Replayed:
    """Send the requests again, in order, and run the check on the answers.

    Ids of things that an earlier request created are replaced by their current ids.
    Raises `TargetIsSilent` if a request is no longer answered, and `FindingIsBroken`.
    """
    check, made = _find_check(stored), []
    links: dict[str, str] = {}
    for before in stored.exchanges:
        request = follow_links(before.request, links)
        now = _send(request, stored, sender, credentials)
        if now.response is None and before.response is not None:
            raise TargetIsSilent(now.failure)
        made.append(hide_credentials(now, credentials))
        links |= find_links(before, made[-1])
    return _judge(check, stored, Trial(operation, tuple(made), stored.facts))


def _find_check(stored: StoredFinding) -> Check:
    try:
        return find_check(stored.command, stored.check)
    except LookupError:
        message = f"There is no check `{stored.check}` of `mockwright {stored.command}` any more."
        raise FindingIsBroken(message) from None


def _judge(check: Check, stored: StoredFinding, trial: Trial) -> Replayed:
    found = tuple(check.judge(trial))
    is_still_there = any(finding.id == stored.id for finding in found)
    return Replayed(is_still_there, found, trial.exchanges)


def sends(stored: StoredFinding) -> bool:
    """Whether the requests of a finding can be sent again. Raises `FindingIsBroken`."""
    try:
        return SOURCES[stored.command].sends
    except LookupError:
        known = ", ".join(f"`{name}`" for name in SOURCES)
        message = f"A finding of `{stored.command}` is unknown; expected one of {known}."
        raise FindingIsBroken(message) from None


def base_of(stored: StoredFinding) -> str:
    """The URL below which the requests of a finding were sent."""
    target = stored.target.partition("?")[0]
    urls = [exchange.request.url for exchange in stored.exchanges]
    if all(_is_below(url, target) for url in urls):
        return target
    return "/".join(urls[0].split("/", 3)[:3])


def _send(
    request: SentRequest, stored: StoredFinding, sender: Sender, credentials: Credentials
) -> Exchange:
    base = base_of(stored)
    body = credentials.reveal_bytes(request.body)
    headers = tuple(_headers_to_send(request, base, is_changed=body != request.body))
    given = {name.lower() for name, _ in request.headers}
    return sender.send(
        request.method,
        credentials.reveal_in_url(request.url.removeprefix(base)),
        tuple((name, credentials.reveal(value)) for name, value in headers),
        body,
        omit=_STANDING - given,
    )


def _headers_to_send(
    request: SentRequest, base: str, *, is_changed: bool
) -> Iterator[tuple[str, str]]:
    """The stored headers, except headers that the sender derives from target and body."""
    host = base.split("/", 3)[2]
    for name, value in request.headers:
        folded = name.lower()
        if folded == "host" and value == host:
            continue
        if folded == "content-length" and (is_changed or value == str(len(request.body))):
            continue
        yield name, value


def _is_below(url: str, base: str) -> bool:
    return url.startswith(base) and url[len(base) :][:1] in {"", "/", "?"}
