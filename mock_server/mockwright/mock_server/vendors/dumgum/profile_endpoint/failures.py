"""Failures: why a call has no complete answer, with advice on how to fix it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, IncompleteRead, RemoteDisconnected
from typing import Literal, NamedTuple

from urllib3.exceptions import IncompleteRead as IncompleteBody

from mockwright.mock_server.vendors.dumgum.profile_endpoint.bodies import BodyIsUnusable
from mockwright.mock_server.vendors.dumgum.profile_endpoint.connection import (
    BODY,
    CONNECTING,
    HANDSHAKE,
    HEAD,
    LOOKUP,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.openapi.wording import show_value

Kind = Literal["unreachable", "timeout", "contract-broken"]


class Failure(NamedTuple):
    """Why there is no complete answer; `detail` says what was expected and what to do."""

    kind: Kind
    detail: str


_OPTION = "`--profile-endpoint`"
_TLS_RECORD = "\x15\x03"
_OTHER_NAME = f"is for another name. Use one of its names in {_OPTION}"
# Verification codes of OpenSSL that have a specific remedy.
_CERTIFICATES = {
    10: "has expired. Renew it",
    9: "is not valid yet. Check the clocks of both machines",
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
_UNKNOWN_ISSUER = (
    "is signed by an unknown CA. Give the certificate of this CA, or the certificate "
    "itself if it is self-signed, with `--profile-endpoint-ca FILE`"
)
_WAITED = {
    LOOKUP: "The DNS lookup of the host took longer than {}. Check the name and the DNS.",
    CONNECTING: "`{1}` did not accept a connection within {0}. Check host, port and firewalls.",
    HANDSHAKE: "`{1}` accepted the connection, but the TLS handshake took longer than {0}. "
    "Check that it speaks TLS there, or use `http://`.",
    HEAD: "`{1}` accepted the request, but no head of an answer arrived within {0}. "
    "Find out what your endpoint waits for.",
    BODY: "The body of the answer was not complete within {0}. "
    "Send `Content-Length`, or close the connection after the body.",
}


def explain_wait(stage: str, target: Target) -> Failure:
    """The failure of a call that reached the time limit in a stage."""
    detail = _WAITED[stage].format(f"{target.seconds:g} seconds", target.authority)
    return Failure("timeout", detail)


def explain_failure(error: BaseException, stage: str, target: Target) -> Failure:
    """The failure that corresponds to an exception of the HTTP library.

    The library wraps the reason in its own exceptions: the innermost one with a message decides.
    """
    causes = [*_causes(error)]
    for cause in reversed(causes):
        failure = _explain(cause, stage, target)
        if failure is not None:
            return failure
    innermost = causes[-1]
    detail = f"The call failed: {type(innermost).__name__}: {show_value(str(innermost))}."
    return Failure("unreachable", f"{detail} Check {_OPTION}.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, its causes, and the exceptions among its arguments."""
    pending, seen = [error], set[int]()
    while pending:
        cause = pending.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        near = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        pending += [other for other in near if isinstance(other, BaseException)]


def _explain(cause: BaseException, stage: str, target: Target) -> Failure | None:
    """The explanation of one exception; None if it only wraps another."""
    broken = _explain_body(cause, stage)
    if broken:
        return Failure("contract-broken", broken)
    if isinstance(cause, ssl.SSLError):
        return Failure("unreachable", _explain_tls(cause, target.authority))
    if isinstance(cause, TimeoutError):
        return explain_wait(stage, target)
    detail = _explain_connection(cause, target.authority)
    return Failure("unreachable", detail) if detail else None


def _explain_body(cause: BaseException, stage: str) -> str:
    match cause:
        case BodyIsUnusable():
            return str(cause)
        case IncompleteRead() | IncompleteBody():
            return _explain_cut(cause)
        case ConnectionError() if stage == BODY:
            return f"{_BROKE_OFF}. Expected all of it."
    return ""


def _explain_connection(cause: BaseException, host: str) -> str:
    if isinstance(cause, BadStatusLine) and not isinstance(cause, RemoteDisconnected):
        return _explain_status_line(cause, host)
    for kinds, text in _CONNECTION:
        if isinstance(cause, kinds):
            reason = getattr(cause, "strerror", None)
            return text.format(host, reason or show_value(str(cause)))
    return ""


_LOG = "Check the log of your endpoint."
# The first match counts: some of these are subclasses of others.
_CONNECTION: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    (
        (socket.gaierror, UnicodeError),
        f"The host in `{{}}` is unknown. Check {_OPTION}.",
    ),
    (
        (ConnectionRefusedError,),
        f"Nothing listens at `{{}}`. Start your endpoint, or correct {_OPTION}.",
    ),
    (
        (RemoteDisconnected,),
        f"`{{}}` took the request and closed the connection without an answer. {_LOG}",
    ),
    ((ConnectionError,), f"`{{}}` reset the connection. {_LOG}"),
    ((HTTPException,), f"The answer of `{{}}` is not valid HTTP: {{}}. {_LOG}"),
    ((OSError,), f"`{{}}` cannot be reached: {{}}. Check {_OPTION} and the network."),
)
_BROKE_OFF = "The connection was closed in the middle of the body"


def _explain_cut(cause: BaseException) -> str:
    partial, expected = getattr(cause, "partial", None), getattr(cause, "expected", None)
    count = len(partial) if isinstance(partial, bytes) else partial
    if not isinstance(count, int) or not isinstance(expected, int):
        return f"{_BROKE_OFF}, before its announced end. Expected all of it."
    whole = count + expected
    return f"{_BROKE_OFF}, after {count:,} of {whole:,} announced bytes. Expected all of them."


def _explain_status_line(cause: BadStatusLine, host: str) -> str:
    line = str(getattr(cause, "line", ""))
    if line.startswith(_TLS_RECORD):
        return f"`{host}` speaks TLS. Use `https://` in {_OPTION}."
    return f"The answer of `{host}` is not HTTP: {show_value(line)}. Check the port in {_OPTION}."


def _explain_tls(cause: ssl.SSLError, host: str) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = _CERTIFICATES.get(cause.verify_code, _UNKNOWN_ISSUER)
        return f"The certificate of `{host}` {why}. ({cause.verify_message})"
    reason = (cause.reason or "").replace("_", " ").lower()
    if reason in {"wrong version number", "record layer failure", "http request"}:
        return f"`{host}` does not speak TLS. Use `http://` in {_OPTION}, or enable TLS there."
    if "protocol" in reason:
        return f"`{host}` only has insecure TLS ({reason}). Expected TLS 1.2 or later."
    return f"TLS with `{host}` failed: {reason or cause}. {_LOG}"
