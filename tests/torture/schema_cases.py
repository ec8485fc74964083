"""Schemas with accepted and refused texts, each sent to the pipeline."""

from __future__ import annotations

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
from tests.torture.json_cases import repeat
from tests.torture.testbed import Testbed

FILE = Path(__file__).with_name("schema_texts.txt")
SECONDS = 0.5
_JSON = {"content-type": "application/json"}


class Family(NamedTuple):
    """A schema and its texts with whether each has to be accepted."""

    id: str
    name: str
    version: str
    schema: str
    texts: tuple[tuple[str, bool], ...]


@cache
def read_families() -> tuple[Family, ...]:
    """Every schema of the file."""
    _, *blocks = FILE.read_text(encoding="utf-8").split("\n## ")
    return tuple(_read_block(block) for block in blocks)


def _read_block(block: str) -> Family:
    title, *lines = block.splitlines()
    id_, _, name = title.partition(" ")
    members = [line.partition(" ") for line in lines if line]
    told = {key: text for key, _, text in members if key not in "+-"}
    texts = tuple((repeat(text), key == "+") for key, _, text in members if key in "+-")
    return Family(id_, name, told.get("version", "3.1.0"), told["schema"], texts)


@cache
def _serve(schema: str, version: str) -> Mockwright:
    """A mock with one operation whose body has the schema."""
    with TemporaryDirectory() as folder:
        body = {**content(parse_json(schema.encode()).value), "required": True}
        return serve(document(Path(folder), post(body), version=version))


def check_text(_testbed: Testbed, *, family: Family, text: str, is_accepted: bool) -> Iterator[str]:
    """The text is accepted or refused as the file says, within a time limit."""
    app = _serve(family.schema, family.version)
    reply, seconds = time_call(lambda: ask(app, "POST /things", _JSON, text.encode()))
    if reply.status != (204 if is_accepted else 400):
        yield f"got {reply.status}: {reply.body[:200]!r}"
    elif not is_accepted and not re.search(rb'"errors":\[\{', reply.body):
        yield f"the refusal names no rule: {reply.body[:200]!r}"
    if seconds > SECONDS:
        yield f"it took {seconds:.2f} s"


CASES = tuple(
    Case(
        id=family.id,
        name=f"{family.name}: {text[:40]}",
        check=partial(check_text, family=family, text=text, is_accepted=is_accepted),
    )
    for family in read_families()
    for text, is_accepted in family.texts
)
