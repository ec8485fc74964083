"""Entity tags: the same bytes have the same tag, and `If-None-Match` is read as RFC 9110 says."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockwright.mock_server.answer.entity_tags import TagsAreBroken, make_tag, names_tag
from tests.processor_time import time_call

TAG = make_tag(b"body")
OTHER = make_tag(b"another body")


def test_tags_are_strong_and_differ() -> None:
    """A tag is strong and in quotes, the same for the same bytes, another one for others."""
    assert re.fullmatch(r'"[0-9a-f]{32}"', TAG)
    assert (make_tag(b"body"), OTHER == TAG, make_tag(b"")[0]) == (TAG, False, '"')


@pytest.mark.parametrize(
    "condition",
    [
        "*",
        " * ",
        TAG,
        f"W/{TAG}",
        f"{OTHER}, {TAG}",
        f"{TAG},{OTHER}",
        f"{OTHER},\t,,{TAG} ,",
        f'"", W/{OTHER}, W/{TAG}',
        f'"a,b", {TAG}',
        f'"\xe9", {TAG}',
    ],
)
def test_condition_names_the_tag(condition: str) -> None:
    """Any tag, the tag itself, its weak form, and a list with it somewhere name the tag."""
    assert names_tag(condition, TAG)


@pytest.mark.parametrize("condition", [OTHER, f"W/{OTHER}", '""', f'"a", {OTHER}', f'"W/{TAG[1:]}'])
def test_condition_names_others(condition: str) -> None:
    """Other tags do not name it, even where its text is within theirs."""
    assert not names_tag(condition, TAG)


@pytest.mark.parametrize(
    "condition",
    [
        "",
        ",",
        "abc",
        TAG.strip('"'),
        TAG[:-1],
        f"{TAG} {TAG}",
        f"{TAG}{TAG}",
        f"w/{TAG}",
        f"W/ {TAG}",
        f"*, {TAG}",
        f"{TAG}, *",
        f"{TAG};q=1",
        '"a b"',
        '"a\x7f"',
        '"""',
    ],
)
def test_broken_condition_is_told(condition: str) -> None:
    """What is no list of entity tags names nothing, and is told apart from one that is."""
    with pytest.raises(TagsAreBroken):
        names_tag(condition, TAG)


TAGS = st.builds(
    lambda text, is_weak: f'W/"{text}"' if is_weak else f'"{text}"',
    st.text(st.sampled_from("!#a,W/ée~"), max_size=4),
    st.booleans(),
)


@given(
    tags=st.lists(TAGS, min_size=1),
    tag=st.text(st.sampled_from("!#a,W/"), max_size=4),
    comma=st.sampled_from([",", ", ", "\t,,"]),
)
@example(tags=['"a"', '"b"'], tag=",", comma=",")
def test_lists_are_read_as_they_were_written(tags: list[str], tag: str, comma: str) -> None:
    """A written list names exactly its members, whatever the tags hold."""
    opaque = {member.removeprefix("W/") for member in tags}
    assert names_tag(comma.join(tags), f'"{tag}"') == (f'"{tag}"' in opaque)


@pytest.mark.parametrize("text", ['"', '",', ",", '"a" ', "W/", " \t", '"",'])
def test_long_conditions_are_read_at_once(text: str) -> None:
    """However long a condition is, reading it takes no time worth mentioning."""

    def read() -> None:
        with pytest.raises(TagsAreBroken):
            names_tag(text * 20_000 + "x", TAG)

    _, seconds = time_call(read)
    assert seconds < 1
