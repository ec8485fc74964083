"""Sending that failed: why there is no whole answer, in words for who runs the server."""

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

# A TLS alert, as the parser of HTTP shows the line that it takes it for.
_TLS_RECORDS = ("\x15\x03", repr("\x15\x03")[:-1])
_HOSTNAME_MISMATCH = 62
_IP_MISMATCH = 64
_OTHER_NAME = "is for another name. Use a name that it holds in the URL"
# The verification codes of OpenSSL that have a cure of their own.
_CERTIFICATES = {
    9: "is not valid yet. Check the clocks of both machines",
    10: "has expired. Renew it",
    _HOSTNAME_MISMATCH: _OTHER_NAME,
    _IP_MISMATCH: _OTHER_NAME,
}
_UNKNOWN_ISSUER = (
    "is signed by nobody who is known here. Give the certificate of its CA, or the certificate "
    "itself if it is self-signed, with `--ca FILE`"
)
_WAITED = {
    LOOKUP: "The name of the host was not found out within {0}. Check the name, and the DNS.",
    CONNECTING: "`{1}` accepted no connection within {0}. Check host, port and firewalls.",
    HANDSHAKE: "`{1}` accepted the connection, but TLS was not agreed upon within {0}. Check that "
    "it speaks TLS there, or use `http://`.",
    WRITING: "`{1}` did not read the whole request within {0}.",
    HEAD: "`{1}` took the request, but no answer began within {0}. Look for what it waits for.",
    BODY: "The answer of `{1}` was not complete within {0}. It has to send `Content-Length`, or to "
    "end the body.",
}


def explain_failure(error: BaseException, clock: Clock, target: Target, seconds: float) -> str:
    """The sentence for one of `FAILURES`; `seconds` are what the exchange was given."""
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
    """What the system says of names and connections."""
    match error:
        case socket.gaierror() | UnicodeError():
            return f"The name of the host in `{host}` is not known. Check the URL."
        case ConnectionRefusedError():
            return f"Nothing listens at `{host}`. Start the server, or correct the URL."
        case ConnectionError():
            return _explain_end(clock, host)
    return f"The call of `{host}` failed: {getattr(error, 'strerror', None) or error}."


def _explain_answer(error: BaseException, clock: Clock, host: str) -> str:
    """What is wrong with an answer that was begun, or that there is none of."""
    match error:
        case BodyIsTooLarge():
            return f"The body is larger than {MAX_BODY_BYTES:,} bytes; no more of it was read."
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
    cure = " Something else listens there: check host and port." if is_other else ""
    return f"What `{host}` sent is no HTTP answer ({what}).{cure}"


def _explain_end(clock: Clock, host: str) -> str:
    return f"`{host}` closed the connection {_PLACES.get(clock.stage, 'too early')}."


_PLACES = {
    HANDSHAKE: "before TLS was agreed upon. Check that it speaks TLS there",
    WRITING: "while the request was sent. Its log may say why",
    HEAD: "before it answered. Its log may say why",
    BODY: "in the middle of the body",
}


def _explain_tls(error: ssl.SSLError, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        cure = _CERTIFICATES.get(error.verify_code, _UNKNOWN_ISSUER)
        return f"The certificate of `{host}` {cure}."
    if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return f"`{host}` does not speak TLS there. Use `http://`, or its port for `https://`."
    return f"TLS with `{host}` failed: {error.reason or error}."
