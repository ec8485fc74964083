"""Fetching: get one profile from the profile endpoint, with a verdict and no credential."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from msgspec import structs

from mockwright.mock_server.redaction import REDACTED, Redactor
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.request.problems import render_violation
from mockwright.mock_server.vendors.dumgum.profile_endpoint.bodies import ENCODING
from mockwright.mock_server.vendors.dumgum.profile_endpoint.call import Answer, call
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.mock_server.vendors.dumgum.profile_endpoint.verdicts import Judge, Question, Verdict
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.media_types import JSON
from mockwright.openapi.operations import Operation
from mockwright.openapi.violations import Violation

Result = Literal["ok", "contract-broken", "unreachable", "timeout"]

_MIN_HIDDEN = 6  # a shorter key is not secret, and occurs in many words


class Fetch(NamedTuple):
    """The result of one fetch. `verdict` is one line; `seconds` is its duration.

    `response` is what arrived, possibly incomplete; `profile` is only set if nothing is wrong.
    """

    profile_id: str
    request: Request
    response: Response | None
    result: Result
    verdict: str
    violations: tuple[Violation, ...]
    notices: tuple[Notice, ...]
    profile: Profile | None
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The fetch as JSON, without the exchange."""
        return {
            "profileId": self.profile_id,
            "result": self.result,
            "verdict": self.verdict,
            "status": None if self.response is None else self.response.status,
            "milliseconds": round(self.seconds * 1000, 3),
            "violations": [
                {"where": found.where, **render_violation(found)} for found in self.violations
            ],
            "warnings": [notice.to_json() for notice in self.notices],
            "profile": self.profile,
        }


class ProfileEndpoint:
    """The integrator's endpoint, called as DumGum calls it."""

    def __init__(
        self,
        target: Target,
        operation: Operation,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
    ) -> None:
        """`operation` is the webhook; `clock` returns seconds since 1970, `timer` any seconds."""
        self.target = target
        self.operation = operation
        self._judge = Judge(operation)
        self._redactor = Redactor((operation,))
        self._secrets = _spellings(target.key)
        self._clock = clock
        self._timer = timer

    def fetch(self, profile_id: str, role: str | None = None) -> Fetch:
        """Fetch and validate one profile; `role` is `user`, `persona` or unknown."""
        url = self.target.url_of(profile_id)
        headers = self._headers()
        started = self._timer()
        answer = call(self.target, url, headers)
        seconds = self._timer() - started
        response = self._hide(answer.response)
        question = Question(
            profile_id=profile_id,
            now=int(self._clock() * 1000),
            role=role,
            has_key=self.target.key is not None,
        )
        verdict = self._judge_answer(answer, response, question)
        return Fetch(
            profile_id=profile_id,
            request=self._redactor.redact(_to_request(url, headers)),
            response=response,
            result=_result(answer, verdict),
            verdict=_sentence(answer, verdict),
            violations=verdict.violations,
            notices=verdict.notices,
            profile=verdict.profile,
            seconds=seconds,
        )

    def _judge_answer(
        self, answer: Answer, response: Response | None, question: Question
    ) -> Verdict:
        if answer.failure is not None or response is None:
            return Verdict()
        return self._judge.judge(response, question)

    def _headers(self) -> dict[str, str]:
        headers = {
            "User-Agent": f"Mockwright/{version('mockwright')}",
            "Accept": JSON,
            "Accept-Encoding": ENCODING,
            "Connection": "close",
        }
        return headers | self._credential()

    def _credential(self) -> dict[str, str]:
        """The key in its documented place; nothing without a key."""
        scheme = self.operation.security[0][0]
        if self.target.key is None:
            return {}
        return {scheme.parameter: f"{scheme.scheme.capitalize()} {self.target.key}"}

    def _hide(self, response: Response | None) -> Response | None:
        """The response without cookies and without the key, wherever the endpoint repeats it."""
        if response is None:
            return None
        headers = tuple(
            (
                name,
                REDACTED if self._redactor.hides_header(name.lower()) else self._hide_text(value),
            )
            for name, value in response.headers
        )
        body = response.body
        for secret in self._secrets:
            body = body.replace(secret.encode(), REDACTED.encode())
        return structs.replace(response, headers=headers, body=body)

    def _hide_text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text


def _spellings(key: str | None) -> tuple[str, ...]:
    """The forms in which an answer may contain a key: plain, in JSON, in a URL."""
    if key is None or len(key) < _MIN_HIDDEN:
        return ()
    written = json.dumps(key)[1:-1]
    spellings = (written.replace("/", "\\/"), written, quote(key, safe=""), key)
    return tuple(sorted(set(spellings), key=lambda spelling: (-len(spelling), spelling)))


def _to_request(url: str, headers: Mapping[str, str]) -> Request:
    split = urlsplit(url)
    return Request(
        method="GET",
        path=unquote(split.path) or "/",
        query=split.query,
        headers={"host": split.netloc, **{name.lower(): text for name, text in headers.items()}},
    )


def _result(answer: Answer, verdict: Verdict) -> Result:
    if answer.failure is not None:
        return answer.failure.kind
    return "contract-broken" if verdict.violations or verdict.profile is None else "ok"


def _sentence(answer: Answer, verdict: Verdict) -> str:
    """The verdict in one line."""
    if answer.failure is not None:
        return answer.failure.detail
    if verdict.profile is not None:
        count = len(verdict.notices)
        return f"The profile conforms to the contract{f'; warnings: {count}' if count else ''}."
    first = verdict.violations[0]
    more = len(verdict.violations) - 1
    place = "" if first.location == "response status" else f"The answer ({_place(first)}): "
    return f"{place}{first.detail}{f' Further violations: {more}.' if more else ''}"


def _place(violation: Violation) -> str:
    if violation.parameter is not None:
        return f"header `{violation.parameter}`"
    return f"`{violation.pointer}`"
