"""The input and output of answer functions."""

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
    """Everything besides the request on which an answer depends.

    `clock` returns milliseconds since 1970; without it, the date of the newest message is used.
    `options` are the values of the vendors' options of `serve`.
    """

    seed: int
    state: State
    clock: Callable[[], int] | None = None
    options: Mapping[str, Any] = NO_OPTIONS


class Outcome(Struct, frozen=True, gc=False):
    """An answer that has not been sent yet, and the changes to commit before it is.

    `deviation` says why the value deviates from the contract, if the operator has requested that.
    """

    value: Any
    notices: tuple[Notice, ...] = ()
    changes: Mapping[Key, bytes | None] = NO_CHANGES
    wait_seconds: float = 0.0
    deviation: Notice | None = None


AnswerFunction = Callable[[Call, World], Outcome]
