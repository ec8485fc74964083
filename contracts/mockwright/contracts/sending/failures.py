"""Explains failed exchanges to the person who runs the server."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine, HTTPException, IncompleteRead

from mockwright.contracts.sending.connections import (
    BODY,
    CONNECTING,
    HANDSHAKE,
    HEAD,
    LOOKUP,
    MAX_BODY_BYTES,
    WRITING,
    BodyIsCut,
    BodyIsTooLarge,
    Clock,
)
from mockwright.contracts.sending.targets import Target
from mockwright.openapi.wording import show_value

FAILURES = (OSError, HTTPException, UnicodeError, BodyIsTooLarge, BodyIsCut)

# The start of a TLS alert, as `http.client` shows it in place of a status line.
_TLS_RECORDS = ("\x15\x03", repr("\x15\x03")[:-1])
_HOSTNAME_MISMATCH = 62
_IP_MISMATCH = 64
_OTHER_NAME = "is for another host name. Use a name listed in the certificate in the URL"
# OpenSSL's verification codes that have their own advice.
_CERTIFICATES = {
    9: "is not valid yet. Check the clocks of both machines",
    10: "has expired. Renew it",
    _HOSTNAME_MISMATCH: _OTHER_NAME,
    _IP_MISMATCH: _OTHER_NAME,
}
_UNKNOWN_ISSUER = (
    "is not signed by a known CA. Give the certificate of its CA, or the certificate itself if it "
    "is self-signed, with `--ca FILE`"
)
_WAITED = {
    LOOKUP: "The host name was not resolved within {0}. Check the name and the DNS.",
    CONNECTING: "`{1}` accepted no connection within {0}. Check host, port and firewalls.",
    HANDSHAKE: "`{1}` accepted the connection, but the TLS handshake did not finish within {0}. "
    "Check that the port serves TLS, or use `http://`.",
    WRITING: "`{1}` did not read the whole request within {0}.",
    HEAD: "`{1}` received the request, but did not start to answer within {0}. Check what it waits "
    "for.",
    BODY: "The answer of `{1}` was not complete within {0}. It has to send `Content-Length`, or "
    "end the body.",
}


def explain_failure(error: BaseException, clock: Clock, target: Target, seconds: float) -> str:
    """A sentence that explains one of `FAILURES`; `seconds` is the time limit of the exchange."""
    host = target.authority
    match error:
        case ssl.SSLError() if not isinstance(error, TimeoutError):
            return _explain_tls(error, host)
        case TimeoutError():
            return _WAITED[clock.stage].format(f"{seconds:g} seconds", host)
        case HTTPException() | BodyIsTooLarge() | BodyIsCut() | ConnectionResetError():
            return _explain_answer(error, clock, host)
    return _explain_system(error, clock, host)


def _explain_system(error: BaseException, clock: Clock, host: str) -> str:
    """Explain errors of name resolution and connections."""
    match error:
        case socket.gaierror() | UnicodeError():
            return f"The host name in `{host}` cannot be resolved. Check the URL."
        case ConnectionRefusedError():
            return f"No server listens at `{host}`. Start the server, or correct the URL."
        case ConnectionError():
            return _explain_end(clock, host)
    return f"The request to `{host}` failed: {getattr(error, 'strerror', None) or error}."


def _explain_answer(error: BaseException, clock: Clock, host: str) -> str:
    """Explain an incomplete, invalid or missing answer."""
    match error:
        case BodyIsTooLarge():
            return f"The body is larger than {MAX_BODY_BYTES:,} bytes; the rest was not read."
        case BodyIsCut():
            return f"The connection was closed in the middle of the body: {error}."
        case IncompleteRead():
            return "The connection was closed in the middle of the body, within a chunk."
        case ConnectionResetError():
            return _explain_end(clock, host)
        case BadStatusLine() if str(error).startswith(_TLS_RECORDS):
            return f"`{host}` speaks TLS. Use `https://`."
    what = f"{type(error).__name__}: {show_value(str(error))}"
    is_other = isinstance(error, BadStatusLine) and not str(error).startswith("HTTP/")
    advice = " Something else listens there: check host and port." if is_other else ""
    return f"`{host}` did not send a valid HTTP answer ({what}).{advice}"


def _explain_end(clock: Clock, host: str) -> str:
    return f"`{host}` closed the connection {_PLACES.get(clock.stage, 'too early')}."


_PLACES = {
    HANDSHAKE: "during the TLS handshake. Check that the port serves TLS",
    WRITING: "while the request was being sent. Check its log",
    HEAD: "before it answered. Check its log",
    BODY: "in the middle of the body",
}


def _explain_tls(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        advice = _CERTIFICATES.get(error.verify_code, _UNKNOWN_ISSUER)
        return f"The certificate of `{host}` {advice}."
    if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return (
            f"`{host}` does not serve TLS on this port. Use `http://`, or the port for `https://`."
        )
    return f"TLS with `{host}` failed: {error.reason or error}."
