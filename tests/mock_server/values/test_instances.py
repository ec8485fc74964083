"""Instances that belong to no request depend on their seed alone."""

from __future__ import annotations

from mockwright.mock_server.values.instances import compile_fake, fake_text
from tests.mock_server.asking import bundled

REPLY = next(o for o in bundled().router.operations if o.id == "generate_reply")


def test_an_instance_keeps_its_schema_and_depends_on_its_seed() -> None:
    """The same seed gives the same valid value, and different seeds differ."""
    schema = REPLY.json_schema
    made = [compile_fake(REPLY, schema)(seed) for seed in (0, 1, 0)]
    assert all(map(schema.is_valid, made))
    assert made[0] == made[2] != made[1]


def test_alternatives_can_be_chosen() -> None:
    """Each alternative of `anyOf` can be selected."""
    field = REPLY.json_schema.field("replyParameters", "bufferSeconds")
    options = [
        REPLY.json_schema.library.compile(field.place.child("anyOf", number), "request")
        for number in (0, 1)
    ]
    kinds = [type(compile_fake(REPLY, option)(0)) for option in options]
    assert kinds == [int, str]


def test_a_text_has_its_pattern() -> None:
    """Text is generated for the keywords of a string, by seed."""
    texts = {fake_text({"pattern": "^[a-c]{5}$"}, seed) for seed in range(20)}
    assert len(texts) > 1
    assert all(len(text) == 5 and set(text) <= set("abc") for text in texts)
