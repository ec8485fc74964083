"""Ids that do not exist, in many forms; a call with any of them should find no profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from mockwright.contracts.engine.findings import Check
from mockwright.contracts.webhook.checks.ids import (
    CONTROL_ID,
    EMPTY_ID,
    INJECTED_HEADER,
    LONG_ID,
    MALFORMED_ID,
    MISSING_ID,
    PATH_ID,
    SIMILAR_ID,
    SQL_ID,
    STRUCTURED_ID,
    UNICODE_ID,
    UNKNOWN_ID,
    WILDCARD_ID,
    WORD_ID,
)
from mockwright.contracts.webhook.subject import PARAMETER, Subject

_LONG = 8192
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_BAD_REQUEST, _NOT_FOUND = 400, 404


class UnknownId(NamedTuple):
    """A query that identifies no profile. `asked` is the id a lenient parser finds in it, if any.

    `status` is the documented refusal; `is_promised` says that the operator listed it as unknown.
    """

    check: Check
    variant: str
    query: str
    asked: str | None = None
    status: int = _NOT_FOUND
    is_promised: bool = False


def find_unknown_forms(subject: Subject, known: str) -> Iterator[UnknownId]:
    """Missing, malformed and suspicious ids; `known` is an existing id that some resemble.

    Existing ids named by the operator are left out. The payloads are harmless even to a
    vulnerable endpoint.
    """
    yield UnknownId(MISSING_ID, "missing", "", status=_BAD_REQUEST)
    yield UnknownId(EMPTY_ID, "empty", f"{PARAMETER}=", status=_BAD_REQUEST)
    yield UnknownId(EMPTY_ID, "without a value", PARAMETER, status=_BAD_REQUEST)
    for check, variant, text in _texts(subject, known):
        if text not in subject.roles:
            yield UnknownId(check, variant, f"{PARAMETER}={quote(text, safe='')}", text)
    for check, variant, query, asked in _raw(subject, known):
        yield UnknownId(check, variant, query, asked)


def find_unknown_ids(subject: Subject) -> Iterator[UnknownId]:
    """Unknown ids that look like any other id."""
    for text in (*subject.unknown_ids, subject.unknown_id):
        query = f"{PARAMETER}={quote(text, safe='')}"
        is_promised = text in subject.unknown_ids
        variant = "an id of `--unknown-id`" if is_promised else "an id generated for this run"
        yield UnknownId(UNKNOWN_ID, variant, query, text, is_promised=is_promised)


def _texts(subject: Subject, known: str) -> Iterator[tuple[Check, str, str]]:
    for group in (_look_alikes(known), _injections(known), _words(), _characters(known)):
        yield from group
    yield LONG_ID, f"{_LONG:,} characters", (f"{subject.unknown_id}-" + "x" * _LONG)[:_LONG]


def _look_alikes(known: str) -> Iterator[tuple[Check, str, str]]:
    yield SIMILAR_ID, "letter case swapped", known.swapcase()
    yield SIMILAR_ID, "a leading space", f" {known}"
    yield SIMILAR_ID, "a trailing space", f"{known} "
    yield SIMILAR_ID, "fullwidth forms", known.translate(_WIDE)
    yield SIMILAR_ID, "last character removed", known[:-1] or "-"
    yield WILDCARD_ID, "%", "%"
    yield WILDCARD_ID, "*", "*"
    yield WILDCARD_ID, ".*", ".*"
    yield WILDCARD_ID, "an id ending in %", f"{known[:-1]}%"
    yield WILDCARD_ID, "an id ending in *", f"{known[:-1]}*"
    yield WILDCARD_ID, "as many _ as characters", "_" * len(known)


def _injections(known: str) -> Iterator[tuple[Check, str, str]]:
    yield SQL_ID, "a quote", "'"
    yield SQL_ID, "a double quote", '"'
    yield SQL_ID, "a backslash", "\\"
    yield SQL_ID, "or true", "' OR '1'='1"
    yield SQL_ID, "or true, in double quotes", '" OR "1"="1'
    yield SQL_ID, "or true, as a number", "0 OR 1=1"
    yield SQL_ID, "an id and a comment", f"{known}'-- "
    yield SQL_ID, "an id and true", f"{known}' AND '1'='1"
    yield PATH_ID, "up and down", f"../{known}"
    yield PATH_ID, "the same folder", f"./{known}"
    yield PATH_ID, "a leading slash", f"/{known}"
    yield PATH_ID, "a file", "../../../../../../etc/passwd"
    yield PATH_ID, "a Windows file", "..\\..\\..\\..\\windows\\win.ini"
    yield PATH_ID, "encoded twice", f"..%2f{known}"
    yield PATH_ID, "a URL", "file:///etc/passwd"
    yield STRUCTURED_ID, "a JSON object", '{"$ne":null}'
    yield STRUCTURED_ID, "a JSON array", "[]"
    yield STRUCTURED_ID, "a template", "${7*7}{{7*7}}"


def _words() -> Iterator[tuple[Check, str, str]]:
    for word in ("null", "undefined", "None", "NaN", "true", "0", "-1", "[object Object]"):
        yield WORD_ID, word, word


def _characters(known: str) -> Iterator[tuple[Check, str, str]]:
    yield UNICODE_ID, "Japanese", "名前"
    yield UNICODE_ID, "an emoji", "🦊"
    yield UNICODE_ID, "right to left", "\u202eabc"
    yield UNICODE_ID, "a combining accent", "e\u0301"
    yield CONTROL_ID, "a line break and a header", f"x\r\n{INJECTED_HEADER}: yes"
    yield CONTROL_ID, "an id and a line break", f"{known}\n"
    yield CONTROL_ID, "NUL", "\0"
    yield CONTROL_ID, "an id and NUL", f"{known}\0"


def _raw(subject: Subject, known: str) -> Iterator[tuple[Check, str, str, str | None]]:
    """Queries that are not a single percent-encoded value."""
    unknown_id = subject.unknown_id
    yield SIMILAR_ID, "a trailing plus", f"{PARAMETER}={quote(known, safe='')}+", f"{known} "
    yield STRUCTURED_ID, "an operator", f"{PARAMETER}[$ne]={unknown_id}", None
    yield STRUCTURED_ID, "an array", f"{PARAMETER}[]={unknown_id}", unknown_id
    yield MALFORMED_ID, "half an escape", f"{PARAMETER}=%a", "%a"
    yield MALFORMED_ID, "no hexadecimal digits", f"{PARAMETER}=%zz", "%zz"
    yield MALFORMED_ID, "invalid UTF-8", f"{PARAMETER}=%ff%fe", "\ufffd\ufffd"
    yield MALFORMED_ID, "an overlong encoding of /", f"{PARAMETER}=%c0%af", "\ufffd\ufffd"
