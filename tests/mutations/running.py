"""Runs `check server` with default settings to find a mutant."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from functools import cache, partial
from pathlib import Path

import yaml

from mockwright.contracts.engine.exchanges import Exchange, Headers
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.server.conformance import PHASES
from mockwright.mock_server.app import create_app
from mockwright.mock_server.catalogue import Catalogue, load_catalogue
from mockwright.mock_server.settings import Settings
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.operations import Operation
from tests.contracts.wsgi_target import Application, Conduct, WsgiTarget, check_target
from tests.mutations.mutants import Mutant

KEY = "right-key-0123456789"
EXAMPLES = 50
# The slow phase comes last, and only for mutants that no other phase finds.
_FAST = tuple(phase for phase in PHASES if phase != "fuzzing")


class Found(Exception):
    """Ends a run at the first failure."""


class _Stop:
    """A writer that ends the run at the first failure."""

    def begin(self, about: object) -> None: ...

    def exchange(self, *_: object) -> None: ...

    def end(self, result: object) -> None: ...

    def finding(self, finding: Finding, *, is_known: bool) -> None:
        if finding.is_failure and not is_known:
            raise Found(finding.check)


class _ChangedTarget(WsgiTarget):
    """Sends to the mock and changes the answers of one operation with one status."""

    def __init__(self, application: Application, mutant: Mutant, operation: Operation) -> None:
        super().__init__(application)
        self._mutant = mutant
        self._operation = operation

    def send(
        self,
        method: str,
        path: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        omit: Collection[str] = (),
    ) -> Exchange:
        exchange = super().send(method, path, headers, body, omit=omit)
        change, operation = self._mutant.change, self._operation
        is_meant = exchange.status == self._mutant.status and method == operation.method
        if exchange.response is None or change is None or not is_meant:
            return exchange
        if not path.startswith(operation.path.partition("{")[0]):
            return exchange
        return exchange._replace(response=change(exchange.response))


@cache
def _catalogue() -> Catalogue:
    return load_catalogue(("bundled",))


def mock_application() -> Application:
    """The mock of the bundled documents, with one key and empty state."""
    app = create_app(Settings(access_keys=(KEY,)), catalogue=_catalogue())
    application: Application = app.wsgi_app
    return application


def find_mutant(mutant: Mutant, *, is_quick: bool = False) -> str:
    """The check that finds a mutant, or the reason why the run failed; empty if there is none.

    `is_quick` skips the slowest phase.
    """
    application = mock_application()
    if mutant.change is not None:
        operations = load_catalogue((mutant.source,)).router.operations
        meant = tuple(o for o in operations if o.id == mutant.operation)
        return _find(
            lambda: _ChangedTarget(application, mutant, meant[0]),
            meant,
            (mutant.source,),
            is_quick=is_quick,
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{mutant.source}.yaml"
        path.write_text(yaml.safe_dump(mutant.document, sort_keys=False), encoding="utf-8")
        try:
            operations = load_catalogue((str(path),)).router.operations
        except DocumentIsBroken as error:
            return f"the document is broken: {error.faults[0]}"
        paths = (mutant.document or {})["paths"]
        meant = tuple(o for o in operations if o.path in paths)
        return _find(partial(WsgiTarget, application), meant, (str(path),), is_quick=is_quick)


def find_nothing() -> str:
    """What is found without a mutation, which should be nothing."""
    operations = served_operations()
    for name in dict.fromkeys(operation.document.name for operation in operations):
        meant = tuple(o for o in operations if o.document.name == name)
        application = mock_application()
        found = _find(partial(WsgiTarget, application), meant, (name,), is_quick=False)
        if found:
            return f"{name}: {found}"
    return ""


def served_operations() -> tuple[Operation, ...]:
    """The operations of the bundled documents' paths."""
    operations = _catalogue().router.operations
    return tuple(o for o in operations if o.path in o.document.root["paths"])


def _find(
    target: Callable[[], WsgiTarget],
    operations: tuple[Operation, ...],
    specs: tuple[str, ...],
    *,
    is_quick: bool,
) -> str:
    for phases in (_FAST, *(() if is_quick else (("fuzzing",),))):
        conduct = Conduct(
            specs=specs,
            key=KEY,
            phases=phases,
            max_examples=EXAMPLES,
            is_mock=True,
            is_deterministic=True,
            writers=(_Stop(),),
        )
        try:
            result = check_target(target(), conduct, operations)
        except Found as found:
            return str(found)
        if not result.is_passed:
            return "; ".join(result.reasons)
    return ""
