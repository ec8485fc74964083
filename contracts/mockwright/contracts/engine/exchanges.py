"""Exchanges: requests as exact bytes with their responses, as values, JSON and curl commands."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import structs

from mockwright.contracts.engine.credentials import Credentials
from mockwright.openapi.exchange import Request, Response

Headers = tuple[tuple[str, str], ...]


class SentRequest(NamedTuple):
    """A request as it was sent. `url` is absolute and not decoded."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query, not decoded."""
        split = urlsplit(self.url)
        return (split.path or "/") + (f"?{split.query}" if split.query else "")


class Exchange(NamedTuple):
    """A request and its response; without a response, `failure` is a sentence that says why."""

    request: SentRequest
    response: Response | None
    failure: str = ""
    seconds: float = 0.0

    @property
    def status(self) -> int:
        """The status of the response; 0 if there is none."""
        return self.response.status if self.response else 0


def to_request(exchange: Exchange) -> Request:
    """The request in the form that documents are matched and validated against."""
    sent = exchange.request
    split = urlsplit(sent.url)
    return Request(
        method=sent.method,
        path=unquote(split.path) or "/",
        query=split.query,
        headers={name.lower(): value for name, value in sent.headers},
        body=sent.body,
    )


def hide_credentials(exchange: Exchange, credentials: Credentials) -> Exchange:
    """The exchange with every secret replaced by its variable."""
    request, response = exchange.request, exchange.response
    if response is not None:
        response = structs.replace(
            response,
            headers=_hide_headers(response.headers, credentials),
            body=credentials.hide_bytes(response.body),
        )
    return exchange._replace(
        request=SentRequest(
            method=request.method,
            url=credentials.hide(request.url),
            headers=_hide_headers(request.headers, credentials),
            body=credentials.hide_bytes(request.body),
        ),
        response=response,
        failure=credentials.hide(exchange.failure),
    )


def _hide_headers(headers: Headers, credentials: Credentials) -> Headers:
    return tuple((name, credentials.hide(value)) for name, value in headers)


def exchange_to_json(exchange: Exchange) -> dict[str, Any]:
    """An exchange as JSON; bodies are text if they are UTF-8, otherwise base64."""
    request, response = exchange.request, exchange.response
    written: dict[str, Any] = {
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": [list(pair) for pair in request.headers],
            **_body_to_json(request.body),
        },
        "seconds": round(exchange.seconds, 6),
    }
    if response is None:
        return {**written, "failure": exchange.failure}
    written["response"] = {
        "status": response.status,
        "headers": [list(pair) for pair in response.headers],
        **_body_to_json(response.body),
    }
    return written


def exchange_from_json(written: Mapping[str, Any]) -> Exchange:
    """The inverse of `exchange_to_json`. Raises `LookupError`, `TypeError` or `ValueError`."""
    request, response = written["request"], written.get("response")
    answered = None
    if response is not None:
        answered = Response(
            status=int(response["status"]),
            headers=_headers_from_json(response["headers"]),
            body=_body_from_json(response),
        )
    return Exchange(
        request=SentRequest(
            method=str(request["method"]),
            url=str(request["url"]),
            headers=_headers_from_json(request["headers"]),
            body=_body_from_json(request),
        ),
        response=answered,
        failure=str(written.get("failure", "")),
        seconds=float(written["seconds"]),
    )


def _headers_from_json(pairs: list[list[str]]) -> Headers:
    return tuple((str(name), str(value)) for name, value in pairs)


def _body_to_json(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def _body_from_json(written: Mapping[str, Any]) -> bytes:
    if "body_base64" in written:
        return base64.b64decode(written["body_base64"], validate=True)
    return str(written["body"]).encode()


# These depend on the connection; curl sends its own.
_CURLS_OWN = frozenset({"host", "content-length", "connection"})
# Our requests send this header; curl's default has the same effect.
_PLAIN = ("accept-encoding", "identity")
# Linux limits an argument to 128 KiB.
_LONGEST_WORD = 100_000
# curl adds these headers unless they are removed.
_CURLS_ADDITIONS = ("Accept", "User-Agent", "Content-Type")


def curl_line(request: SentRequest, variables: Sequence[str] = ()) -> str:
    """A curl command that sends the same bytes; the shell expands the variables (`$KEY`)."""
    quote = partial(quote_word, variables=variables)
    words = ["curl", "-i", "--globoff", "--path-as-is"]
    if request.method == "HEAD":
        words.append("--head")
    elif request.method != ("POST" if request.body else "GET"):
        words += ["-X", quote(request.method)]
    for name, value in request.headers:
        folded = name.lower()
        if folded == _PLAIN[0] and value != _PLAIN[1]:
            words.append("--compressed")
        if folded not in _CURLS_OWN and (folded, value) != _PLAIN:
            header = f"{name}: {value}" if value else f"{name};"
            words += ["-H", quote(header, encoding="latin-1")]
    sent = {name.lower() for name, _ in request.headers}
    for name in _CURLS_ADDITIONS:
        if name.lower() not in sent and (request.body or name != "Content-Type"):
            words += ["-H", f"'{name}:'"]
    if not request.body:
        return " ".join([*words, quote(request.url)])
    text = _printable(request.body)
    data = "@-" if text is None else quote(text)
    line = " ".join([*words, "--data-binary", data, quote(request.url)])
    if text is not None:
        return line
    encoded = base64.b64encode(request.body).decode()
    return f"printf %s {encoded} | base64 -d | {line}"


def _printable(body: bytes) -> str | None:
    """The body as a text for `--data-binary`; None if it is binary, too long or a file name."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    is_fine = text.isprintable() and not text.startswith("@") and len(body) <= _LONGEST_WORD
    return text if is_fine else None


def quote_word(text: str, variables: Sequence[str] = (), encoding: str = "utf-8") -> str:
    """A word for a POSIX shell, which expands the variables in it and nothing else.

    The shell sees the bytes of the text in the encoding; control characters are escaped.
    """
    quote = partial(_quote, encoding=encoding)
    if not any(name in text for name in variables):
        return quote(text)
    parts = re.split(f"({'|'.join(map(re.escape, variables))})", text)
    return "".join(f'"{part}"' if part in variables else quote(part) for part in parts if part)


def _quote(text: str, encoding: str) -> str:
    if text.isprintable() and (text.isascii() or encoding == "utf-8"):
        return shlex.quote(text)
    try:
        written = text.encode(encoding)
    except UnicodeEncodeError:
        written = text.encode(errors="surrogatepass")
    octal = "".join(map(_escape_for_printf, written))
    return f"\"$(printf -- '{octal}')\""


def _escape_for_printf(byte: int) -> str:
    character = chr(byte)
    is_plain = character.isascii() and character.isprintable() and character not in "%\\'"
    return character if is_plain else f"\\{byte:03o}"
