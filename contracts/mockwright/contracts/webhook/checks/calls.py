"""Checks that calls get complete, timely and consistent answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.sending.content_codings import (
    CodingIsUnusable,
    decode_content,
    find_codings,
)
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.webhook.answers import (
    OK,
    Profile,
    find_header,
    read_id,
    read_profile,
    without_picture_queries,
)
from mockwright.contracts.webhook.latency import measure
from mockwright.openapi.wording import show_value

OTHER_TAG = '"mockwright-no-such-tag"'
_NOT_MODIFIED = 304
_TOO_MANY = 429
_REDIRECTS = range(300, 400)
_SUCCESSES = range(200, 300)
_SERVER_ERROR = 500


def _judge_answered(trial: Trial) -> Iterator[Finding]:
    for exchange in trial.exchanges:
        if exchange.response is None:
            received = f"none ({trial.facts.get('variant', exchange.request.method)})"
            wrong = Wrong("answer", "a complete answer", received, exchange.failure)
            yield COMPLETE_ANSWER.find(trial, wrong)


def _judge_versions(trial: Trial) -> Iterator[Finding]:
    """Judge sequential calls for one id: each version has one profile."""
    profiles = [p for e in trial.exchanges if e.status == OK and (p := read_profile(e)) is not None]
    versions = {show_value(p["version"]): p for p in profiles if "version" in p}
    if len(versions) > 1:
        expected = "one version while the profile does not change"
        received = f"{len(versions)} versions in {len(profiles)} calls"
        hint = "A version that always changes causes the profile to be fetched repeatedly."
        wrong = Wrong("response #/profile/version", expected, received, hint)
        yield VERSION_STABLE.find(trial, wrong)
    elif versions:
        yield from _compare(VERSION_STABLE, trial, profiles)


def _compare(check: Check, trial: Trial, profiles: list[Profile]) -> Iterator[Finding]:
    """Find the differences between profiles of one id and version."""
    for other in profiles[1:]:
        if other == profiles[0]:
            continue
        first, plain = without_picture_queries(profiles[0]), without_picture_queries(other)
        fields = [name for name in {**first, **plain} if first.get(name) != plain.get(name)]
        where = f"response #/profile/{fields[0]}" if fields else "response #/profile"
        expected = "the same profile for the same version"
        if fields:
            received = f"a different `{fields[0]}`"
            yield check.find(trial, Wrong(where, expected, received))
        else:
            hint = "Pictures are loaded when they are needed, so their URLs must stay valid."
            wrong = Wrong(where, expected, "pictures with a different query in their URLs", hint)
            yield check.find(trial, wrong, "warning")
        return


def _judge_parallel(trial: Trial) -> Iterator[Finding]:
    """Judge parallel calls. `facts["asked"]` are their ids, some of which are unknown.

    `facts["alone"]` maps each id to status and id of the answer to a separate call.
    """
    by_version: dict[str, list[Profile]] = {}
    for asked, exchange in zip(trial.facts["asked"], trial.exchanges, strict=False):
        status, profile_id = trial.facts["alone"][asked]
        wrong = _find_mixup(exchange, status, profile_id)
        profile = read_profile(exchange)
        if wrong is not None:
            severity: Severity = "warning" if exchange.status == _TOO_MANY else "failure"
            yield PARALLEL_CALLS.find(trial, wrong, severity)
        elif profile is not None and "version" in profile:
            key = f"{asked} {show_value(profile['version'])}"
            by_version.setdefault(key, []).append(profile)
    for profiles in by_version.values():
        yield from _compare(PARALLEL_CALLS, trial, profiles)


def _find_mixup(exchange: Exchange, status: int, profile_id: Any) -> Wrong | None:
    """The difference from the status and id of the answer to a separate call."""
    where, found = "parallel calls", read_id(exchange)
    if exchange.response is None:
        return Wrong(where, "an answer", "none", exchange.failure)
    if exchange.status != status:
        return Wrong(
            where, f"{show_status(status)}, as for a separate call", show_status(exchange.status)
        )
    if found != profile_id:
        expected = f"the id {show_value(profile_id)}, as for a separate call"
        return Wrong(where, expected, f"the id {show_value(found)}")
    return None


def _judge_latency(trial: Trial) -> Iterator[Finding]:
    latency, limit = measure(trial.exchanges), trial.facts.get("max_latency_ms")
    if latency is not None and limit is not None and latency.p95 > limit:
        expected = f"95 % of the answers within {limit:,} ms"
        yield LATENCY.find(trial, Wrong("latency", expected, str(latency)))


def _judge_coding(trial: Trial) -> Iterator[Finding]:
    """Judge a call without coding and one with gzip: both must return the same profile."""
    for exchange in trial.exchanges:
        fault = _find_coding_fault(exchange)
        if fault:
            where = "response header parameter Content-Encoding"
            yield COMPRESSION.find(trial, Wrong(where, "a body that can be decoded", fault))
            return
    first, last = trial.exchanges[0], trial.last
    if first.response and find_codings(first.response):
        received = f"`{find_header(first, 'content-encoding')}`"
        expected = "no coding, because `Accept-Encoding` allows none"
        where = "response header parameter Content-Encoding"
        yield COMPRESSION.find(trial, Wrong(where, expected, received), "warning")
    if last.status != first.status or read_id(last) != read_id(first):
        wrong = Wrong(
            "Accept-Encoding: gzip", "the same profile as without it", show_status(last.status)
        )
        yield COMPRESSION.find(trial, wrong)


def _find_coding_fault(exchange: Exchange) -> str:
    """Why the body cannot be decoded; empty if it can."""
    try:
        if exchange.response is not None:
            decode_content(exchange.response)
    except CodingIsUnusable as error:
        return str(error)
    return ""


def _judge_tag(trial: Trial) -> Iterator[Finding]:
    """Judge a call with an unknown entity tag and one with the current entity tag."""
    first, *others = trial.exchanges
    place = "header parameter If-None-Match"
    if first.status != OK:
        expected = "`200`, because the tag is unknown"
        yield ENTITY_TAG.find(trial, Wrong(place, expected, show_status(first.status)))
    for exchange in others:
        if exchange.status not in {OK, _NOT_MODIFIED}:
            expected = "`304`, or `200` with the profile"
            yield ENTITY_TAG.find(trial, Wrong(place, expected, show_status(exchange.status)))


def _judge_online(trial: Trial) -> Iterator[Finding]:
    """Judge a picture that was fetched without credentials."""
    exchange, where = trial.last, str(trial.facts["where"])
    media_type = (find_header(exchange, "content-type") or "").lower()
    wrong: Wrong | None = None
    if exchange.response is None:
        wrong = Wrong(where, "a picture", "no answer", exchange.failure)
    elif exchange.status in _REDIRECTS:
        received = f"{show_status(exchange.status)}, which clients may not follow"
        yield ONLINE_PICTURES.find(trial, Wrong(where, "a picture", received), "warning")
    elif exchange.status not in _SUCCESSES:
        wrong = Wrong(where, "a picture", show_status(exchange.status))
    elif not media_type.startswith("image/"):
        wrong = Wrong(where, "an `image/…` type", f"`{media_type[:80]}`" if media_type else "none")
    if wrong is not None:
        yield ONLINE_PICTURES.find(trial, wrong)


def is_usable(value: Any) -> bool:
    """Whether a picture's URL can be fetched."""
    return isinstance(value, str) and value.lower().startswith("https://")


COMPLETE_ANSWER = Check(
    id="complete-answer",
    title="A call gets no complete answer",
    advice="Answer every call completely and in time, including refused ones.",
    judge=_judge_answered,
)
VERSION_STABLE = Check(
    id="version-stable",
    title="A profile has several versions, or a version has several contents",
    advice="Change `version` if and only if the profile changes.",
    judge=_judge_versions,
)
PARALLEL_CALLS = Check(
    id="parallel-calls",
    title="Concurrent calls affect each other",
    advice="Do not share state between calls, and use enough workers.",
    judge=_judge_parallel,
)
LATENCY = Check(
    id="latency",
    title="The answers take too long",
    advice="Answer from an index or a cache, or allow more with `--max-latency-ms`.",
    judge=_judge_latency,
)
COMPRESSION = Check(
    id="compression",
    title="A compressed answer does not match its headers",
    advice="Use codings that `Accept-Encoding` allows, and declare them in `Content-Encoding`.",
    judge=_judge_coding,
)
ENTITY_TAG = Check(
    id="entity-tag",
    title="A conditional call is answered wrongly",
    advice="Answer 304 only if `If-None-Match` contains the current entity tag.",
    judge=_judge_tag,
)
ONLINE_PICTURES = Check(
    id="online-pictures",
    title="A picture cannot be fetched",
    advice="Serve every picture publicly at its URL, as an `image/…` type, without a redirect.",
    judge=_judge_online,
)

CALL_CHECKS = (
    COMPLETE_ANSWER,
    VERSION_STABLE,
    PARALLEL_CALLS,
    LATENCY,
    COMPRESSION,
    ENTITY_TAG,
    ONLINE_PICTURES,
)
