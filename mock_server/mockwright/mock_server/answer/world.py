"""What answer functions are given and what they give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.state.protocol import Key, State

NO_CHANGES: Mapping[Key, bytes | None] = MappingProxyType({})
NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


class World(NamedTuple):
    """What an answer depends on besides its request.

    `clock` gives milliseconds since 1970; without it time is what the request's messages say.
    `options` are what vendors read from their options of `serve`.
    """

    seed: int
    state: State
    clock: Callable[[], int] | None = None
    options: Mapping[str, Any] = NO_OPTIONS


class Outcome(Struct, frozen=True, gc=False):
    """An answer, not yet sent, and what is to be kept before it is.

    `deviation` says why the value leaves the contract, where the operator has asked for that.
    """

    value: Any
    notices: tuple[Notice, ...] = ()
    changes: Mapping[Key, bytes | None] = NO_CHANGES
    wait_seconds: float = 0.0
    deviation: Notice | None = None


AnswerFunction = Callable[[Call, World], Outcome]
