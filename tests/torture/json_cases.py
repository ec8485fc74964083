"""JSON texts, each sent to the pipeline as a body, and oversized strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.json_text import parse_json
from tests.mock_server.asking import ask, serve
from tests.mock_server.small_documents import content, document, post
from tests.processor_time import time_call
from tests.torture.cases import Case
from tests.torture.testbed import Testbed

FILE = Path(__file__).with_name("json_texts.txt")
SECONDS = 0.5
_REPEATED = re.compile(r"=(\d+)\*\((.*?)\)(?!\))")
_BYTE = re.compile(rb"%([0-9a-f]{2}|%)")
_JSON = {"content-type": "application/json"}


class Text(NamedTuple):
    """A text of the file, and whether it has to be accepted."""

    name: str
    data: bytes
    is_accepted: bool


@cache
def read_texts() -> tuple[Text, ...]:
    """Every text of the file."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    return tuple(_read_line(line) for line in lines if line and not line.startswith("#"))


def _read_line(line: str) -> Text:
    name, _, text = line.partition(" ")
    data = b"" if text == "%" else _BYTE.sub(_byte, repeat(text).encode())
    return Text(name=name, data=data, is_accepted=name.startswith(("y_", "i_accept_")))


def repeat(text: str) -> str:
    """A text with its repetitions expanded: `=3*(ab)` is `ababab`."""
    return _REPEATED.sub(lambda found: found[2] * int(found[1]), text)


def _byte(found: re.Match[bytes]) -> bytes:
    return b"%" if found[1] == b"%" else bytes.fromhex(found[1].decode())


@cache
def _anything() -> Mockwright:
    """A mock with one operation that accepts any JSON."""
    with TemporaryDirectory() as folder:
        body = {**content({}), "required": True}
        return serve(document(Path(folder), post(body)))


def check_text(_testbed: Testbed, *, text: Text) -> Iterator[str]:
    """The text is accepted with the value that Python's parser finds, or refused, in time."""
    app = _anything()
    reply, seconds = time_call(lambda: ask(app, "POST /things", _JSON, text.data))
    if reply.status != (204 if text.is_accepted else 400):
        yield f"got {reply.status}: {reply.body[:200]!r}"
    if text.is_accepted and parse_json(text.data).value != json.loads(text.data):
        yield "it is read as another value than by Python's parser"
    if text.name.startswith("n_") and _is_json(text.data):
        yield "Python's parser accepts it: the case is wrong"
    if seconds > SECONDS:
        yield f"it took {seconds:.2f} s"
    if not reply.body and not text.is_accepted:
        yield "the refusal says nothing"


def _is_json(data: bytes) -> bool:
    """Whether Python's parser accepts it, without constants such as `NaN`."""
    try:
        json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(name: str) -> None:
    raise ValueError(name)


def check_large_string(_testbed: Testbed) -> Iterator[str]:
    """Strings of nearly a mebibyte, plain and of escaped NULs, are parsed correctly."""
    for piece, character in (("a", "a"), (r"\u0000", "\0")):
        count = (1024 * 1024 - 100) // len(piece)
        data = f'"{piece * count}"'.encode()
        reply = ask(_anything(), "POST /things", _JSON, data)
        if reply.status != 204 or parse_json(data).value != character * count:
            yield f"{count:,} times {piece}: {reply.status}"


CASES = (
    *(
        Case(id="A24", name=text.name, check=partial(check_text, text=text))
        for text in read_texts()
    ),
    Case(id="A15", name="strings of a mebibyte", check=check_large_string),
)
