"""Search an instance of a schema: generate a part, ask the validator, and try again otherwise.

This is for what the ordinary instance does not satisfy. Each place tries its own alternatives, so
that one that fails does not fail the others. All chance comes from the stream, and the work for one
instance is limited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.values.applicable import Applicability
from mockwright.mock_server.values.candidates import OPTIONS, Candidate, Key, Node, Nodes
from mockwright.mock_server.values.checks import Checks
from mockwright.mock_server.values.discriminators import Discriminators
from mockwright.mock_server.values.heights import Heights
from mockwright.mock_server.values.limits import MAX_SIZE, MAX_WORK
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner
from mockwright.mock_server.values.usual_parts import compile_scalar
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import CompiledSchema

MAX_NESTING = 60
_ROUNDS = 12
_MAX_ATTEMPTS = 120
_EXHAUSTED = {"boolean": 4, "null": 1}


class NoInstance(Exception):
    """Raised if no instance is found; `value` is the best one, which breaks the schema."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


@dataclass(kw_only=True, slots=True)
class Run:
    """The search for one instance: the call, the work done, and what has failed at which depth."""

    call: Call
    work: int = 0
    failed: dict[Key, int] = field(default_factory=dict)

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
        places = frozenset(member.place for member in candidate.members)
        return Path(depth=self.depth + 1, places=places, parent=self)

    def meets(self, places: frozenset[Place]) -> bool:
        """Whether one of the schemas already applies to a value around this one."""
        path: Path | None = self
        while path is not None:
            if not path.places.isdisjoint(places):
                return True
            path = path.parent
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One attempt at a value: how, where, with which chance, and the how-manieth it is."""

    run: Run
    node: Node
    candidate: Candidate
    path: Path
    stream: RandomStream
    round: int
    name: str | None


Generate = Callable[[Sequence[Located], Attempt, str | None], Any]
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
        return self._search(self.nodes.of(self._root), Run(call=call), Path(), stream, None)

    def generate(self, group: Sequence[Located], attempt: Attempt, name: str | None) -> Any:
        """An instance for a part of what is attempted. Raises `NoInstance`."""
        path = attempt.path.into(attempt.candidate)
        return self._search(self.nodes.of(group), attempt.run, path, attempt.stream, name)

    def is_wanted(self, group: Sequence[Located], attempt: Attempt) -> bool:
        """Whether an optional part is to be generated: not deep inside, and without recursion."""
        path = attempt.path
        if path.depth >= self.optional_depth or attempt.run.work > MAX_WORK // 4:
            return False
        places = self.nodes.of(group).places
        return not path.meets(places) and not path.into(attempt.candidate).meets(places)

    def _search(
        self, node: Node, run: Run, path: Path, stream: RandomStream, name: str | None
    ) -> Any:
        run.work += 1
        failed_at = run.failed.get(node.key)
        is_hopeless = failed_at is not None and path.depth >= failed_at
        if is_hopeless or run.is_spent or path.depth > MAX_NESTING:
            raise NoInstance(None)
        if node.echo is not None:
            value = node.echo.value(run.call)
            if value is not MISSING:
                return value
            stream = node.echo.stream(run.call)
        last = None
        for attempt in _attempts(node, run, path, stream, name):
            try:
                value = self._make(attempt)
            except NoInstance as error:
                last = error.value
                continue
            if (attempt.candidate.is_certain and path.depth) or node.is_valid(value):
                return value
            last = value
        run.failed[node.key] = path.depth
        raise NoInstance(last)

    def _make(self, attempt: Attempt) -> Any:
        make = self._makers.get(attempt.candidate.kind)
        return make(attempt) if make else self._make_scalar(attempt)

    def _make_scalar(self, attempt: Attempt) -> Any:
        candidate, name = attempt.candidate, attempt.name
        if name not in candidate.makers:
            merged, kind = candidate.merged, candidate.kind
            make = compile_scalar(merged, kind, MAX_SIZE, name)
            if self._planner is not None and name is not None:
                keywords = {"type": kind, **merged.keywords}
                field = Field(name, keywords, attempt.node.is_valid)
                make = self._planner.prefer_named(field, make)
            candidate.makers[name] = make
        return candidate.makers[name](attempt.stream)


def _attempts(
    node: Node, run: Run, path: Path, stream: RandomStream, name: str | None
) -> Iterator[Attempt]:
    """The attempts at a value: each candidate once, then each again with other chances."""
    is_ending = path.meets(node.places)
    candidates = node.by_height if is_ending else node.candidates
    rounds = min(_ROUNDS, max(3, _MAX_ATTEMPTS // max(1, len(candidates))))
    source, number = b"", 0
    for again in range(rounds):
        for candidate in candidates:
            if run.is_spent:
                return
            if again >= _EXHAUSTED.get(candidate.kind, rounds):
                continue
            if number:
                source = source or stream.bits().to_bytes(8, "big")
                stream = RandomStream(request_key(number, source))
            yield Attempt(
                run=run,
                node=node,
                candidate=candidate,
                path=path,
                stream=stream,
                round=again,
                name=name,
            )
            number += 1
