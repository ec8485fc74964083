"""Cases that are tests: their functions are called with the test bed's fixtures."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from tests.torture.cases import Check
from tests.torture.testbed import Testbed

_FIXTURES: dict[str, Callable[[Testbed], Any]] = {
    "server": lambda testbed: testbed.server,
    "make_server": lambda testbed: testbed.start,
    "tmp_path": lambda testbed: testbed.make_folder(),
}


def from_test(test: Callable[..., None], **arguments: Any) -> Check:
    """A check that calls a test function; `arguments` are its parameters other than fixtures."""
    return partial(_call, test, arguments)


def _call(test: Callable[..., None], arguments: dict[str, Any], testbed: Testbed) -> Iterable[str]:
    wanted = [name for name in inspect.signature(test).parameters if name not in arguments]
    test(**arguments, **{name: _FIXTURES[name](testbed) for name in wanted})
    return ()
