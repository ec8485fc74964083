"""A context that also decorates functions, coroutine functions and classes of tests."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar, cast

from mockwright.contracts.client.mock_calls import Mock

T = TypeVar("T", bound=Callable[..., Any])

_TEST = "test"


class Interception(AbstractContextManager[Mock, None]):
    """Calls are intercepted for the duration of a `with` block, or while decorated code runs.

    The same object can be used again, but not within itself.
    """

    def __init__(self, start: Callable[[], AbstractContextManager[Mock, bool | None]]) -> None:
        """`start` returns a new context that intercepts calls."""
        self._start = start
        self._running: AbstractContextManager[Mock, bool | None] | None = None

    def __enter__(self) -> Mock:
        """Intercept calls from now on."""
        running = self._start()
        mock = running.__enter__()
        self._running = running
        return mock

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Intercept no more calls."""
        running, self._running = self._running, None
        if running is not None:
            running.__exit__(kind, error, trace)

    def __call__(self, decorated: T) -> T:
        """Intercept the calls of a function, a coroutine function, or the tests of a class.

        Raises `TypeError` for anything else, because its calls would not be intercepted.
        """
        if inspect.isclass(decorated):
            self._decorate_tests(decorated)
            return decorated
        if inspect.iscoroutinefunction(decorated):
            return cast("T", self._around_coroutine(decorated))
        if inspect.isgeneratorfunction(decorated) or inspect.isasyncgenfunction(decorated):
            message = (
                "`intercept()` cannot decorate a generator, which runs after the decorator has "
                "ended. Use `with intercept() as mock:` within it."
            )
            raise TypeError(message)
        return cast("T", self._around_function(decorated))

    def _decorate_tests(self, decorated: type) -> None:
        tests = {
            name: member
            for name, member in vars(decorated).items()
            if name.startswith(_TEST) and inspect.isfunction(member)
        }
        if not tests:
            message = (
                f"`intercept()` found no test in the class `{decorated.__name__}`. Decorate its "
                f"functions, or name its methods `{_TEST}_…`."
            )
            raise TypeError(message)
        for name, member in tests.items():
            setattr(decorated, name, self(member))

    def _around_function(self, decorated: Any) -> Any:
        @wraps(decorated)
        def call(*arguments: Any, **options: Any) -> Any:
            with self._start():
                return decorated(*arguments, **options)

        return call

    def _around_coroutine(self, decorated: Any) -> Any:
        @wraps(decorated)
        async def call(*arguments: Any, **options: Any) -> Any:
            with self._start():
                return await decorated(*arguments, **options)

        return call
