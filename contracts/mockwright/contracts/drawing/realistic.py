"""Realistic values: fictitious people, and for other schemas values like their examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from hypothesis import strategies as st

from mockwright.contracts.boundaries.bases import (
    base_request,
    bodies_of,
    maker_of,
    valid_values,
)
from mockwright.contracts.boundaries.bodies import is_understood
from mockwright.contracts.boundaries.requests import (
    RequestParts,
    as_read,
    with_body,
    with_parameter,
    without_parameter,
)
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.contracts.drawing.conversations import BYTES_A_MESSAGE, compile_talk
from mockwright.contracts.drawing.thinning import Thinner
from mockwright.mock_server.people import fake_profile
from mockwright.mock_server.values.instances import compile_fake
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema

PEOPLE = 10_000

T = TypeVar("T")

_BYTES_A_HEAD = 7
_BYTES_A_PROFILE = 48
_BYTES_A_REQUEST = 160
_SEEDS = 64
_ALTERNATIVES = 3
_COHERENT = frozenset({"userProfile", "personaProfile", "language", "messages"})


def languages_of(operation: Operation) -> Sequence[str]:
    """The languages that the document lists for a request to the operation."""
    names: Sequence[str] = operation.json_schema.field("language").value["enum"]
    return names


def people(operation: Operation, role: str) -> st.SearchStrategy[dict[str, Any]]:
    """Profiles in one of the two roles of a request to the operation."""
    thinner = Thinner(field_schema(operation.json_schema, f"{role}Profile"))
    return st.builds(
        lambda who, language, parts: thinner.thin(fake_profile(0, who, language, role), parts),
        st.integers(0, PEOPLE - 1),
        st.sampled_from(languages_of(operation)),
        _parts(_BYTES_A_PROFILE),
    )


def conversations_of(
    operation: Operation, least: int, most: int
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Conversations of a given number of messages, as a request to the operation has them."""
    talk = compile_talk(operation)
    return st.builds(
        lambda language, count, content: talk.write(language, content[: count * BYTES_A_MESSAGE]),
        st.sampled_from(languages_of(operation)),
        st.integers(least, most),
        _parts(most * BYTES_A_MESSAGE),
    )


def conversation_requests(operation: Operation, most: int) -> st.SearchStrategy[dict[str, Any]]:
    """Requests for two people who have exchanged up to this number of messages."""
    schema, languages = operation.json_schema, languages_of(operation)
    thinner, talk = Thinner(schema), compile_talk(operation)
    fakes = [*_other_fields(operation)]
    order = [*schema.field().value["properties"]]

    def build(drawn: bytes) -> dict[str, Any]:
        head, parts, content = (
            drawn[:_BYTES_A_HEAD],
            drawn[_BYTES_A_HEAD:][:_BYTES_A_REQUEST],
            drawn[_BYTES_A_HEAD:][_BYTES_A_REQUEST:],
        )
        language = _pick(languages, head[0])
        people = {
            "userProfile": fake_profile(0, int.from_bytes(head[3:5], "big"), language, "user"),
            "personaProfile": fake_profile(
                0, int.from_bytes(head[5:7], "big"), language, "persona"
            ),
            "language": language,
        }
        # Other people have other fields, so the people come last and the rest keeps its bytes.
        body: dict[str, Any] = thinner.thin({**_pick(fakes, head[1]), **people}, parts)
        size = _pick(range(most + 1), head[2])
        body["messages"] = talk.write(language, content[: size * BYTES_A_MESSAGE])
        return {name: body[name] for name in order if name in body}

    # One draw decides everything: a draw in Hypothesis takes as long as everything above.
    return _parts(_BYTES_A_HEAD + _BYTES_A_REQUEST + most * BYTES_A_MESSAGE).map(build)


def _pick(options: Sequence[T], byte: int) -> T:
    """One of at most 256 options by a byte; 0 is the first."""
    return options[byte * len(options) >> 8]


def _other_fields(operation: Operation) -> Iterator[dict[str, Any]]:
    """Some values of the fields that control the answer."""
    schema = operation.json_schema
    names = [name for name in schema.field().value["properties"] if name not in _COHERENT]
    makers = {name: compile_fake(operation, field_schema(schema, name)) for name in names}
    for seed in range(_SEEDS):
        yield {name: make(seed) for name, make in makers.items()}


def field_schema(schema: CompiledSchema, name: str) -> CompiledSchema:
    """The schema of a field as a schema of its own."""
    return schema.library.compile(schema.field(name).place, schema.direction)


def _parts(count: int) -> st.SearchStrategy[bytes]:
    """A byte per decision; zeros give the simplest results."""
    return st.binary(min_size=count, max_size=count)


def requests_of(operation: Operation) -> st.SearchStrategy[RequestParts]:
    """Requests to any operation: the documents' examples, and reduced values like them.

    Raises `NoValidRequest`.
    """
    base = base_request(operation)
    strategy = st.just(base)
    for parameter in operation.parameters:
        strategy = st.builds(_with_drawn, strategy, _parameter_values(base, parameter))
    body = operation.body
    if body is not None:
        written = [m for m in body.media_types.values() if is_understood(m)]
        if written:
            bodies = st.one_of([_values_of(base, media_type) for media_type in written])
            strategy = st.builds(_with_body, strategy, bodies)
    return strategy


class _Value(NamedTuple):
    """A value for a parameter or a body; `owner` says which one."""

    owner: Any
    value: Any = None
    is_absent: bool = False


def _parameter_values(base: RequestParts, parameter: Parameter) -> st.SearchStrategy[_Value]:
    """Values of a parameter that keep the request valid; the simplest leaves it out."""
    values = [_Value(parameter, value) for value in valid_values(base, parameter)]
    absent = [] if parameter.is_required else [_Value(parameter, is_absent=True)]
    return st.sampled_from([*absent, *values])


def _with_drawn(parts: RequestParts, drawn: _Value) -> RequestParts:
    if drawn.is_absent:
        return without_parameter(parts, drawn.owner)
    return with_parameter(parts, drawn.owner, drawn.value)


def _values_of(parts: RequestParts, media_type: MediaType) -> st.SearchStrategy[_Value]:
    """Bodies of a media type."""
    maker = maker_of(parts.operation, media_type)
    first = next(bodies_of(parts, media_type), None)
    if first is None:
        return st.nothing()
    base, schema = first.content, maker.schema
    thinner = Thinner(schema)
    makers = [maker.fake(number) for number in range(_ALTERNATIVES)]

    def build(source: int, seed: int, chosen: bytes) -> _Value:
        if source < len(maker.sources):
            full = maker.sources[source]
        else:
            full = makers[source - len(maker.sources)](seed)
        thinned = thinner.thin(full if schema.is_valid(full) else base, chosen)
        return _Value(media_type, thinned if _can_be_sent(parts, media_type, thinned) else base)

    return st.builds(
        build,
        st.integers(0, len(maker.sources) + _ALTERNATIVES - 1),
        st.integers(0, _SEEDS - 1),
        _parts(_BYTES_A_REQUEST),
    )


def _can_be_sent(parts: RequestParts, media_type: MediaType, value: Any) -> bool:
    """Whether the media type can express the value; JSON always can."""
    if is_json(normalize(media_type.name)):
        return True
    try:
        body = as_read(with_body(parts, media_type, value))
    except CannotBeSent:
        return False
    return body.schema is None or body.schema.is_valid(body.value)


def _with_body(parts: RequestParts, drawn: _Value) -> RequestParts:
    return with_body(parts, drawn.owner, drawn.value)
