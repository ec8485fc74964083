"""Webhook checks of calls: whether answers come, come in time, and agree with one another."""

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
            wrong = Wrong("answer", "a whole answer", received, exchange.failure)
            yield COMPLETE_ANSWER.find(trial, wrong)


def _judge_versions(trial: Trial) -> Iterator[Finding]:
    """Calls for one id, one after the other: the profile of a version stays the same."""
    profiles = [p for e in trial.exchanges if e.status == OK and (p := read_profile(e)) is not None]
    versions = {show_value(p["version"]): p for p in profiles if "version" in p}
    if len(versions) > 1:
        expected = "one version, as long as the profile is not changed"
        received = f"{len(versions)} versions in {len(profiles)} calls"
        hint = "A version that always changes has the profile fetched again and again."
        wrong = Wrong("response #/profile/version", expected, received, hint)
        yield VERSION_STABLE.find(trial, wrong)
    elif versions:
        yield from _compare(VERSION_STABLE, trial, profiles)


def _compare(check: Check, trial: Trial, profiles: list[Profile]) -> Iterator[Finding]:
    """What differs between profiles of one id and one version."""
    for other in profiles[1:]:
        if other == profiles[0]:
            continue
        first, plain = without_picture_queries(profiles[0]), without_picture_queries(other)
        fields = [name for name in {**first, **plain} if first.get(name) != plain.get(name)]
        where = f"response #/profile/{fields[0]}" if fields else "response #/profile"
        expected = "the same profile for the same version"
        if fields:
            received = f"another `{fields[0]}`"
            yield check.find(trial, Wrong(where, expected, received))
        else:
            hint = "Pictures are loaded when they are needed: their URLs have to stay."
            wrong = Wrong(where, expected, "pictures with another query in their URLs", hint)
            yield check.find(trial, wrong, "warning")
        return


def _judge_parallel(trial: Trial) -> Iterator[Finding]:
    """Calls at the same time. `facts["asked"]` are their ids, of which some nobody has.

    `facts["alone"]` has status and id of the answer that each of them gets when asked for alone.
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
    """What is wrong with one answer among others, where it has this status and id when alone."""
    where, found = "parallel calls", read_id(exchange)
    if exchange.response is None:
        return Wrong(where, "an answer", "none", exchange.failure)
    if exchange.status != status:
        return Wrong(where, f"{show_status(status)}, as when alone", show_status(exchange.status))
    if found != profile_id:
        expected = f"the id {show_value(profile_id)}, as when alone"
        return Wrong(where, expected, f"the id {show_value(found)}")
    return None


def _judge_latency(trial: Trial) -> Iterator[Finding]:
    latency, limit = measure(trial.exchanges), trial.facts.get("max_latency_ms")
    if latency is not None and limit is not None and latency.p95 > limit:
        expected = f"95 % of the answers within {limit:,} ms"
        yield LATENCY.find(trial, Wrong("latency", expected, str(latency)))


def _judge_coding(trial: Trial) -> Iterator[Finding]:
    """The first call allows no coding, the last one gzip: both have to bring the same profile."""
    for exchange in trial.exchanges:
        fault = _find_coding_fault(exchange)
        if fault:
            where = "response header parameter Content-Encoding"
            yield COMPRESSION.find(trial, Wrong(where, "a body that can be decoded", fault))
            return
    first, last = trial.exchanges[0], trial.last
    if first.response and find_codings(first.response):
        received = f"`{find_header(first, 'content-encoding')}`"
        expected = "no coding, where `Accept-Encoding` asks for none"
        where = "response header parameter Content-Encoding"
        yield COMPRESSION.find(trial, Wrong(where, expected, received), "warning")
    if last.status != first.status or read_id(last) != read_id(first):
        wrong = Wrong(
            "Accept-Encoding: gzip", "the profile, as without it", show_status(last.status)
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
    """The first call names a tag that no answer has; the second one the tag of the first answer."""
    first, *others = trial.exchanges
    place = "header parameter If-None-Match"
    if first.status != OK:
        expected = "`200`: no answer has that tag"
        yield ENTITY_TAG.find(trial, Wrong(place, expected, show_status(first.status)))
    for exchange in others:
        if exchange.status not in {OK, _NOT_MODIFIED}:
            expected = "`304`, or `200` with the profile"
            yield ENTITY_TAG.find(trial, Wrong(place, expected, show_status(exchange.status)))


def _judge_online(trial: Trial) -> Iterator[Finding]:
    """A picture, fetched as anybody would fetch it."""
    exchange, where = trial.last, str(trial.facts["where"])
    media_type = (find_header(exchange, "content-type") or "").lower()
    wrong: Wrong | None = None
    if exchange.response is None:
        wrong = Wrong(where, "a picture", "no answer", exchange.failure)
    elif exchange.status in _REDIRECTS:
        received = f"{show_status(exchange.status)}, which may not be followed"
        yield ONLINE_PICTURES.find(trial, Wrong(where, "a picture", received), "warning")
    elif exchange.status not in _SUCCESSES:
        wrong = Wrong(where, "a picture", show_status(exchange.status))
    elif not media_type.startswith("image/"):
        wrong = Wrong(where, "an `image/…` type", f"`{media_type[:80]}`" if media_type else "none")
    if wrong is not None:
        yield ONLINE_PICTURES.find(trial, wrong)


def is_usable(value: Any) -> bool:
    """Whether a picture's URL is one that can be fetched at all."""
    return isinstance(value, str) and value.lower().startswith("https://")


COMPLETE_ANSWER = Check(
    id="complete-answer",
    title="A call gets no whole answer",
    advice="Answer every call, also one that is refused, in time and to its end.",
    judge=_judge_answered,
)
VERSION_STABLE = Check(
    id="version-stable",
    title="The same profile comes in different versions, or the same version in different forms",
    advice="Change `version` with the profile, and never without it.",
    judge=_judge_versions,
)
PARALLEL_CALLS = Check(
    id="parallel-calls",
    title="Calls at the same time disturb each other",
    advice="Keep nothing of a call where another one can see it, and have enough workers.",
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
    title="A compressed answer is not what it says",
    advice="Compress only what `Accept-Encoding` allows, and name it in `Content-Encoding`.",
    judge=_judge_coding,
)
ENTITY_TAG = Check(
    id="entity-tag",
    title="A conditional call is answered wrongly",
    advice="Answer 304 only where `If-None-Match` has the tag of the present answer.",
    judge=_judge_tag,
)
ONLINE_PICTURES = Check(
    id="online-pictures",
    title="A picture cannot be fetched",
    advice="Keep every picture at its URL, public, as an `image/…` type, without a redirect.",
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
