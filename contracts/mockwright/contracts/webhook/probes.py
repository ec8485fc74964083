"""Webhook askings: which calls a check of a profile endpoint makes, and what judges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

from mockwright.contracts.engine.findings import Check
from mockwright.contracts.server.access import WRONG_KEY, Shown
from mockwright.contracts.webhook.checks.access import (
    HEAD_REQUEST,
    KEY_IN_QUERY,
    MISSING_KEY,
    WRITE_METHODS,
    WRONG_CREDENTIALS,
    WRONG_SCHEME,
)
from mockwright.contracts.webhook.checks.answers import ANSWER_CHECKS
from mockwright.contracts.webhook.checks.calls import COMPRESSION, ENTITY_TAG, OTHER_TAG
from mockwright.contracts.webhook.checks.ids import ENCODED_ID, REPEATED_ID
from mockwright.contracts.webhook.checks.profiles import PROFILE_CHECKS
from mockwright.contracts.webhook.ids import Stranger, find_strangers
from mockwright.contracts.webhook.subject import PARAMETER, Asking, Subject

# Of so many parallel calls, one is for an id that nobody has.
_STRANGER_EACH = 4
_QUERY_NAMES = ("access_token", "key")
_JSON = ("Content-Type", "application/json")


def ask_for_profiles(subject: Subject) -> Iterator[Asking]:
    """One call for each id that exists."""
    for profile_id, role in subject.roles.items():
        facts = {
            "profile_id": profile_id,
            "role": role,
            "now": subject.now,
            "has_key": subject.has_key,
            "variant": f"the call for `{profile_id[:80]}`",
        }
        yield Asking((subject.ask(profile_id),), (*ANSWER_CHECKS, *PROFILE_CHECKS), facts)


def ask_as_stranger(subject: Subject, stranger: Stranger, answers: Mapping[str, Any]) -> Asking:
    """A call that should find nobody. `answers` are the ids in the profiles of those who exist."""
    facts = {
        "variant": stranger.variant,
        "asked": stranger.asked,
        "status": stranger.status,
        "known": sorted({*answers, *(text for text in answers.values() if isinstance(text, str))}),
        "is_promised": stranger.is_promised,
    }
    return Asking((subject.call(stranger.query),), (stranger.check,), facts)


def ask_otherwise(subject: Subject, known: str, answers: Mapping[str, Any]) -> Iterator[Asking]:
    """Ids that do not exist, in every form; and the one that does, written in other ways."""
    for stranger in find_strangers(subject, known):
        yield ask_as_stranger(subject, stranger, answers)
    nobody = subject.nobody
    first, second = quote(known, safe=""), quote(nobody, safe="")
    for variant, query in {
        "twice, the known one first": f"{PARAMETER}={first}&{PARAMETER}={second}",
        "twice, the known one last": f"{PARAMETER}={second}&{PARAMETER}={first}",
    }.items():
        stranger = Stranger(REPEATED_ID, variant, query, status=400)
        asking = ask_as_stranger(subject, stranger, answers)
        repeated = [known, nobody, answers[known]]
        yield asking._replace(facts={**asking.facts, "repeated": repeated})
    encoded = "".join(f"%{byte:02X}" for byte in known.encode())
    calls = (subject.call(f"{PARAMETER}={encoded}"),)
    facts = {"variant": "percent-encoded", "plain_id": answers[known]}
    yield Asking(calls, (ENCODED_ID,), facts)


def ask_without_key(subject: Subject, known: str) -> Asking:
    """A call that shows no key at all."""
    facts = {"variant": "header parameter Authorization (missing)"}
    return Asking((subject.bare(subject.ask(known)),), (MISSING_KEY,), facts)


def ask_with_wrong_keys(subject: Subject, known: str, *, is_mock: bool) -> Iterator[Asking]:
    """Calls that show each credential wrongly, the other ones as they are."""
    call, key = subject.ask(known), subject.access.key
    for name, _ in subject.confidential_headers:
        asking = _show(call, name, WRONG_KEY, WRONG_CREDENTIALS, "a wrong one")
        yield asking._replace(facts={**asking.facts, "is_mock": is_mock})
    if not key:
        return
    for check, variant, value in (
        (WRONG_CREDENTIALS, "a wrong key", f"Bearer {WRONG_KEY}"),
        (WRONG_CREDENTIALS, "an empty key", "Bearer "),
        (WRONG_SCHEME, "as `Basic`", f"Basic {key}"),
        (WRONG_SCHEME, "without a scheme", key),
    ):
        asking = _show(call, "Authorization", value, check, variant)
        yield asking._replace(facts={**asking.facts, "is_mock": is_mock})
    for name in _QUERY_NAMES:
        request = call.request.without_header("Authorization").with_query(name, key)
        facts = {"variant": f"query parameter {name}"}
        yield Asking((Shown(request),), (KEY_IN_QUERY,), facts)


def _show(call: Shown, name: str, value: str, check: Check, variant: str) -> Asking:
    shown = Shown(call.request.with_header(name, value))
    return Asking((shown,), (check,), {"variant": f"header parameter {name} ({variant})"})


def ask_by_methods(subject: Subject, known: str) -> Iterator[Asking]:
    """Other methods. What could change or remove somebody is asked of nobody."""
    query = f"{PARAMETER}={quote(known, safe='')}"
    yield Asking((subject.call(query, "HEAD"),), (HEAD_REQUEST,), {"variant": "HEAD"})
    yield Asking((subject.call(query, "POST"),), (WRITE_METHODS,), {"variant": "POST"})
    query = f"{PARAMETER}={subject.nobody}"
    for method in ("PUT", "PATCH", "DELETE"):
        headers = () if method == "DELETE" else (_JSON,)
        call = subject.call(query, method, *headers)
        yield Asking((call,), (WRITE_METHODS,), {"variant": method})


def ask_for_forms(subject: Subject, known: str, tag: str | None) -> Iterator[Asking]:
    """The same answer compressed, and only if it has changed; `tag` is the one that it had."""
    gzip = subject.ask(known, ("Accept-Encoding", "gzip"))
    plain = subject.ask(known, ("Accept-Encoding", "identity"))
    yield Asking((plain, gzip), (COMPRESSION,), {"variant": "compressed"})
    tags = [OTHER_TAG, *([tag] if tag else [])]
    calls = tuple(subject.ask(known, ("If-None-Match", text)) for text in tags)
    yield Asking(calls, (ENTITY_TAG,), {"variant": "conditional"})


def parallel_ids(subject: Subject, known: list[str], count: int) -> list[str]:
    """The ids of so many calls: those that exist in turn, and nobody's among them."""
    in_turn = cycle(known)
    ids = (
        subject.nobody if n % _STRANGER_EACH == _STRANGER_EACH - 1 else next(in_turn)
        for n in range(count)
    )
    return list(islice(ids, count))
