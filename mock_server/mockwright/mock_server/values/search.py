"""Search an instance of a schema: generate a part, ask the validator, and try again otherwise.

This is for what the ordinary instance does not satisfy. Each place tries its own alternatives, so
that one that fails does not fail the others. All chance comes from the stream, and the work for one
instance is limited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.values.applicable import Applicability
from mockwright.mock_server.values.candidates import OPTIONS, Candidate, Key, Node, Nodes
from mockwright.mock_server.values.checks import Check, Checks
from mockwright.mock_server.values.discriminators import Discriminators
from mockwright.mock_server.values.heights import Heights
from mockwright.mock_server.values.limits import MAX_NESTING, MAX_SIZE, MAX_WORK
from mockwright.mock_server.values.merged import has_room, narrow
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner
from mockwright.mock_server.values.scalars import compile_scalar
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import CompiledSchema

_ROUNDS = 12
_MAX_ATTEMPTS = 120
_NUMBERS: Sequence[Mapping[str, float]] = ({}, {"maximum": -1}, {"maximum": 0}, {"minimum": 1000})
# Tried one after another, because `not` and `if` may refuse all that is ordinary.
_VARIANTS: Mapping[str, Sequence[Mapping[str, float]]] = {
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "string": ({}, {"maxLength": 1}, {"minLength": 40}, {"maxLength": 0}),
}
_MODEST_WORK = MAX_WORK // 4  # after that, optional fields are left out
_EXHAUSTED = {"boolean": 4, "null": 1}


class NoInstance(Exception):
    """Raised if no instance is found; `value` is the best one, which breaks the schema."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A part that has no instance, at this depth and deeper; `value` is the best one."""

    depth: int
    value: Any


@dataclass(kw_only=True, slots=True)
class Run:
    """The search for one instance: the call, the work done, and which parts have none."""

    call: Call
    work: int = 0
    failed: dict[Key, Failure] = field(default_factory=dict)

    @property
    def is_spent(self) -> bool:
        """Whether the search has to end."""
        return self.work >= MAX_WORK


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """The way to a part of the value: the schemas of all values around it."""

    depth: int = 0
    places: frozenset[Place] = frozenset()
    parent: Path | None = None

    def into(self, candidate: Candidate) -> Path:
        """The way to a part of a value of this candidate."""
        return Path(depth=self.depth + 1, places=candidate.places, parent=self)

    def meets(self, places: frozenset[Place]) -> bool:
        """Whether one of the schemas already applies to a value around this one."""
        path: Path | None = self
        while path is not None:
            if not path.places.isdisjoint(places):
                return True
            path = path.parent
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A part of the value to be found: its schemas, and the way to it.

    `name` is the name of the property; the value also has to pass `accept`.
    """

    run: Run
    node: Node
    path: Path = Path()
    name: str | None = None
    accept: Check | None = None

    def is_found(self, value: Any, candidate: Candidate) -> bool:
        """Whether the value is an instance. The root is always checked."""
        is_sure = candidate.is_certain and self.path.depth > 0
        return (is_sure or self.node.is_valid(value)) and (
            self.accept is None or self.accept(value)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One attempt at a part: how, with which chance, and how often it was tried before.

    `inner` is the way to the parts of its value.
    """

    part: Part
    candidate: Candidate
    stream: RandomStream
    round: int
    inner: Path


ValueOf = Callable[[Attempt], Any]


class InstanceSearch:
    """Searches instances of one schema."""

    def __init__(
        self,
        schema: CompiledSchema,
        first: int,
        optional_depth: int,
        planner: Planner | None = None,
    ) -> None:
        """`first` is the number of the alternative to begin with."""
        self._planner = planner
        self._root = [Located(value=schema.schema, place=schema.place)]
        self.checks = Checks(schema)
        discriminators = Discriminators(schema.library)
        applicability = Applicability(schema.library, discriminators, has_conditions=True)
        heights = Heights(schema.library, self.checks)
        self.nodes = Nodes(applicability, self.checks, heights, first)
        self.optional_depth = optional_depth
        self._makers: dict[str, ValueOf] = {
            OPTIONS: lambda attempt: attempt.stream.pick(attempt.candidate.options)
        }

    def register(self, kind: str, make: ValueOf) -> None:
        """Generate values of a type with this function."""
        self._makers[kind] = make

    def find(self, stream: RandomStream, call: Call) -> Any:
        """An instance for a call. Raises `NoInstance`."""
        return self._search(Part(run=Run(call=call), node=self.nodes.of(self._root)), stream)

    def generate(
        self, node: Node, attempt: Attempt, name: str | None, accept: Check | None = None
    ) -> Any:
        """An instance for a part of what is attempted. Raises `NoInstance`."""
        run, path = attempt.part.run, attempt.inner
        part = Part(run=run, node=node, path=path, name=name, accept=accept)
        return self._search(part, attempt.stream)

    def is_wanted(self, node: Node, attempt: Attempt) -> bool:
        """Whether an optional part is to be generated: not deep inside, and without recursion."""
        if attempt.part.path.depth >= self.optional_depth or attempt.part.run.work > _MODEST_WORK:
            return False
        return not attempt.inner.meets(node.first_places)

    def _search(self, part: Part, stream: RandomStream) -> Any:
        run, node, depth = part.run, part.node, part.path.depth
        run.work += 1
        failure = run.failed.get(node.key)
        if failure is not None and depth >= failure.depth:
            raise NoInstance(failure.value)
        if run.is_spent or depth > MAX_NESTING:
            raise NoInstance(None)
        if node.echo is not None:
            value = node.echo.value(run.call)
            if value is not MISSING:
                return value
            stream = node.echo.stream(run.call)
        last = None
        for attempt in _attempts(part, stream):
            try:
                value = self._make(attempt)
            except NoInstance as error:
                last = error.value
                continue
            if part.is_found(value, attempt.candidate):
                return value
            last = value
        if part.accept is None:
            run.failed[node.key] = Failure(depth=depth, value=last)
        raise NoInstance(last)

    def _make(self, attempt: Attempt) -> Any:
        make = self._makers.get(attempt.candidate.kind)
        return make(attempt) if make else self._make_scalar(attempt)

    def _make_scalar(self, attempt: Attempt) -> Any:
        candidate, name = attempt.candidate, attempt.part.name
        variants = _VARIANTS.get(candidate.kind, ({},))
        number = attempt.round % len(variants)
        key = name, number
        if key not in candidate.makers:
            candidate.makers[key] = self._compile_leaf(attempt.part, candidate, variants[number])
        return candidate.makers[key](attempt.stream)

    def _compile_leaf(
        self, part: Part, candidate: Candidate, variant: Mapping[str, Any]
    ) -> Callable[[RandomStream], Any]:
        kind, merged = candidate.kind, candidate.merged
        narrowed = narrow(merged.keywords, variant)
        merged = replace(merged, keywords=narrowed if has_room(narrowed) else merged.keywords)
        make = compile_scalar(merged, kind, MAX_SIZE, part.name)
        if self._planner is None or part.name is None:
            return make
        field = Field(part.name, {"type": kind, **merged.keywords}, part.node.is_valid)
        return self._planner.prefer_named(field, make)


def _attempts(part: Part, stream: RandomStream) -> Iterator[Attempt]:
    """The attempts at a value: each candidate once, then each again with other chances."""
    source = b""
    for number, (candidate, again) in enumerate(_turns(part)):
        if part.run.is_spent:
            return
        if number:
            source = source or stream.bits().to_bytes(8, "big")
            stream = RandomStream(request_key(number, source))
        inner = part.path.into(candidate)
        yield Attempt(part=part, candidate=candidate, stream=stream, round=again, inner=inner)


def _turns(part: Part) -> Iterator[tuple[Candidate, int]]:
    """The candidates to try, and how often each was tried before."""
    node, path = part.node, part.path
    is_ending = part.run.work > _MODEST_WORK or path.meets(node.first_places)
    first = None
    if not is_ending and node.first is not None:
        first = node.first
        yield first, 0
    is_ending = is_ending or path.meets(node.places)
    candidates = node.by_height if is_ending else node.candidates
    rounds = min(_ROUNDS, max(3, _MAX_ATTEMPTS // max(1, len(candidates))))
    for again in range(rounds):
        for candidate in candidates:
            is_done = candidate is first and not again
            if not is_done and again < _EXHAUSTED.get(candidate.kind, rounds):
                yield candidate, again
