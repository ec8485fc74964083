"""Answering: choose the documented response of a call, and build its content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct, structs

from mockwright.mock_server.answer.negotiation import Negotiation
from mockwright.mock_server.answer.representations import Representation
from mockwright.mock_server.answer.response_headers import HeaderMaker
from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.request.preferences import NO_PREFERENCE, Preference
from mockwright.mock_server.request.problems import (
    INVALID_REQUEST,
    NOT_ACCEPTABLE,
    OWN_ANSWER_BROKEN,
    Problem,
    RequestRefused,
    refuse_state,
)
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.values.plausible.options import Plausible
from mockwright.openapi.document_files import Place
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.operations import DocumentedResponse, Operation
from mockwright.openapi.violations import Violation
from mockwright.openapi.wording import list_names

ANYTHING = "*/*"
_WITHOUT_CONTENT = (204, 205, 304)
_FIRST_FAILURE = 400
_FINAL_STATUSES = range(200, 600)


class Answer(Struct, frozen=True, gc=False):
    """What is sent: a value still to be written as `media_type`, or no body."""

    status: int
    media_type: str | None
    value: Any
    headers: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    wait_seconds: float = 0.0

    def encode(self) -> bytes:
        """The bytes of the body."""
        if self.media_type is None:
            return b""
        if not isinstance(self.value, str) or is_json(normalize(self.media_type)):
            return encode_json(self.value)
        return self.value.encode()


class _Choice(NamedTuple):
    """The chosen answer: status, headers of its documented response, and representation.

    `is_performed`: the value comes from the answer function, not from an example or a schema.
    """

    status: int
    headers: tuple[HeaderMaker, ...]
    representation: Representation | None
    is_performed: bool


class Responder:
    """All documented responses of one operation, ready to be chosen from."""

    def __init__(
        self,
        operation: Operation,
        *,
        function: AnswerFunction | None = None,
        locale: str | None = None,
    ) -> None:
        """`function` computes the default answer, if a schema alone does not describe it.

        It also computes the answer of every other success documented with the same schemas. With
        a `locale`, generated values suit the names of their fields and the request.
        """
        self.operation = operation
        self._function = function
        self._default_status = _success_status(operation.responses)
        self._performed = _find_alike(operation, self._default_status) if function else frozenset()
        self._representations = {
            key: {
                name: Representation(media_type, _plausible(operation, key, locale))
                for name, media_type in response.media_types.items()
            }
            for key, response in operation.responses.items()
        }
        self._negotiations = {
            key: Negotiation(known.values()) for key, known in self._representations.items()
        }
        self._headers = {
            key: tuple(HeaderMaker(header) for header in response.headers)
            for key, response in operation.responses.items()
        }
        self._usual = self._choose(NO_PREFERENCE, ANYTHING)

    def representations(self, key: str) -> Mapping[str, Representation]:
        """The representations of a documented response by media type."""
        return self._representations[key]

    def answer(self, call: Call, preference: Preference, accept: str, world: World) -> Answer:
        """The answer to a valid call. Raises `RequestRefused` (400, 406, 500, 503, 507)."""
        is_usual = accept == ANYTHING and preference is NO_PREFERENCE
        choice = self._usual if is_usual else self._choose(preference, accept)
        status, makers, representation, is_performed = choice
        headers = _write_headers(makers, call) if makers else ()
        if representation is None:
            return Answer(status=status, media_type=None, value=None, headers=headers)
        name = representation.content_type
        if self._function is not None and is_performed:
            outcome = self._perform(self._function, representation, call, world)
            notices, wait = outcome.notices, outcome.wait_seconds
            return Answer(status, name, outcome.value, headers, notices, wait)
        value = self._value(representation, call, preference)
        return Answer(status=status, media_type=name, value=value, headers=headers)

    def _choose(self, preference: Preference, accept: str) -> _Choice:
        """Choose the answer that the client prefers. Raises `RequestRefused` (400, 406)."""
        status = self._default_status if preference.status is None else preference.status
        response = self._find_response(status, preference)
        if response is None:
            return _Choice(status, (), None, is_performed=False)
        representation = self._choose_representation(response, status, accept, preference)
        is_fixed = preference.example is not None or preference.is_dynamic
        is_performed = response.key in self._performed and not is_fixed
        return _Choice(status, self._headers[response.key], representation, is_performed)

    def _perform(
        self, function: AnswerFunction, representation: Representation, call: Call, world: World
    ) -> Outcome:
        """Call the answer function, check its answer, and only then commit its changes."""
        try:
            with world.state.hold():
                outcome = function(call, world)
                if outcome.deviation is None and not representation.is_valid(outcome.value):
                    self._check(representation, outcome.value)
                if outcome.changes:
                    world.state.commit(outcome.changes)
        except StateUnavailable as error:
            raise refuse_state(error) from error
        if outcome.deviation is None:
            return outcome
        return structs.replace(outcome, notices=(*outcome.notices, outcome.deviation))

    def _check(self, representation: Representation, value: Any) -> None:
        """Refuse to send an answer that violates the contract. Raises `RequestRefused` (500)."""
        violations = representation.check(value)
        if violations:
            raise refuse_own_answer(self.operation, violations)

    def headers(self, key: str, call: Call) -> tuple[tuple[str, str], ...]:
        """The documented headers of a response, from their examples or schemas."""
        return _write_headers(self._headers[key], call)

    def _find_response(self, status: int, preference: Preference) -> DocumentedResponse | None:
        """The documented response; None if the document describes no response."""
        response = self.operation.response_for(status)
        if preference.status is None or (response is not None and status in _FINAL_STATUSES):
            return response
        known = list_names(f"`{key}`" for key in self.operation.responses)
        detail = f"`Prefer: code={status}` is not documented here. Known: {known}."
        raise RequestRefused(Problem(status=400, code=INVALID_REQUEST, detail=detail))

    def _choose_representation(
        self, response: DocumentedResponse, status: int, accept: str, preference: Preference
    ) -> Representation | None:
        negotiation = self._negotiations[response.key]
        usual = negotiation.usual
        if usual is None or status in _WITHOUT_CONTENT:
            return None
        if accept == ANYTHING and preference.example is None:
            return usual
        chosen = negotiation.choose(accept, preference.example)
        if chosen is not None:
            return chosen
        offered = negotiation.having(preference.example)
        if status >= _FIRST_FAILURE:
            return offered[0]  # a failure is reported even where its type was not asked for
        types = ", ".join(f"`{each.content_type}`" for each in offered)
        detail = f"`Accept: {accept[:80]}` covers nothing that this operation answers: {types}."
        raise RequestRefused(Problem(status=406, code=NOT_ACCEPTABLE, detail=detail))

    def _value(self, representation: Representation, call: Call, preference: Preference) -> Any:
        """The value to send: an example or an instance. Raises `RequestRefused` (400, 500)."""
        valid = representation.valid_examples
        if preference.example is not None:
            example = self._find_example(representation, preference.example)
        elif preference.is_dynamic or not valid:
            instance = representation.instance(call)
            self._check(representation, instance)
            return representation.write(instance)
        else:
            example = valid[0]
        if representation.is_json:
            self._check(representation, example)
        return representation.write(example, is_example=True)

    def _find_example(self, representation: Representation, name: str) -> Any:
        """The example with this name. Raises `RequestRefused` (400)."""
        examples = representation.media_type.examples
        if name in examples:
            return examples[name]
        known = list_names(f"`{known}`" for known in examples) or "none"
        detail = f"`Prefer: example={name[:80]}` is not documented: {known}."
        raise RequestRefused(Problem(status=400, code=INVALID_REQUEST, detail=detail))


def _write_headers(makers: tuple[HeaderMaker, ...], call: Call) -> tuple[tuple[str, str], ...]:
    return tuple((maker.name, maker.make(call)) for maker in makers)


def refuse_own_answer(operation: Operation, violations: tuple[Violation, ...]) -> RequestRefused:
    """The 500 for an answer of the mock that would violate the contract."""
    first = violations[0]
    detail = (
        f"The mock's own answer to `{operation.label}` breaks the contract at {first.rule}: "
        f"{first.pointer}: {first.detail} Nothing was sent as if it were valid."
    )
    return RequestRefused(
        Problem(status=500, code=OWN_ANSWER_BROKEN, detail=detail, violations=violations)
    )


def _plausible(operation: Operation, key: str, locale: str | None) -> Plausible | None:
    """How values of a documented response are generated; by the schema alone without a locale."""
    if locale is None:
        return None
    first = key[:1]
    status = int(key) if key.isdecimal() else int(first) * 100 if first.isdecimal() else 400
    return Plausible(locale=locale, operation=operation, status=status)


def _success_status(responses: Mapping[str, DocumentedResponse]) -> int:
    """The default status.

    That is the first success or redirect, 200 if there is a `default` response, otherwise the
    first failure.
    """
    ranked = [key for first in "23" for key in responses if key.startswith(first)]
    if not ranked and "default" not in responses:
        ranked = [key for key in responses if key.startswith(("4", "5"))]
    return int(ranked[0].replace("XX", "00")) if ranked else 200


def _find_alike(operation: Operation, status: int) -> frozenset[str]:
    """The keys of the default response and of successes whose schemas are the same."""
    default = operation.response_for(status)
    wanted = _schema_places(default) if default else {}
    return frozenset(
        key
        for key, response in operation.responses.items()
        if response is default or (key.startswith("2") and _schema_places(response) == wanted)
    )


def _schema_places(response: DocumentedResponse) -> dict[str, Place | None]:
    """The place of the schema of each media type, behind references."""
    return {
        name: media_type.schema.field().place if media_type.schema else None
        for name, media_type in response.media_types.items()
    }
