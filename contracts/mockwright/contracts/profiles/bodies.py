"""From numbers to the bodies of an order: generate, choose, override, write, project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import orjson

from mockwright.contracts.profiles.orders import Order
from mockwright.contracts.profiles.projection import compile_projection
from mockwright.mock_server.people import break_profile
from mockwright.mock_server.people.filters import compile_filters, reader_of
from mockwright.mock_server.people.overrides import compile_overrides
from mockwright.mock_server.vendors.fake_bodies import Body, compile_people, compile_writer
from mockwright.mock_server.vendors.getprofile.biographies import FakeProfile

People = Iterable[FakeProfile]
Bodies = Callable[[Iterable[int]], Iterator[Body]]


def compile_bodies(order: Order) -> Bodies:
    """A function from numbers to bodies; numbers whose profile does not match have none."""
    make_person = compile_people(order.seed, order.role, order.languages, order.reference)
    choose = _compile_choice(order)
    finish = _compile_steps(order)
    return lambda numbers: map(finish, choose(map(make_person, numbers)))


def _compile_choice(order: Order) -> Callable[[Iterator[FakeProfile]], Iterator[FakeProfile]]:
    """The people who match the filters, each value of a unique column once."""
    if not order.is_choosy:
        return lambda people: people
    matches = compile_filters(order.filters, order.reference)
    is_new = _compile_novelty(order)

    def choose(people: Iterator[FakeProfile]) -> Iterator[FakeProfile]:
        return (fake for fake in people if matches(fake.profile) and is_new(fake))

    return choose


def _compile_novelty(order: Order) -> Callable[[FakeProfile], bool]:
    """Whether a person has new values in all unique columns; the values are remembered."""
    readers = [(reader_of(column, order.reference), set[bytes]()) for column in order.unique]

    def is_new(fake: FakeProfile) -> bool:
        found = [(orjson.dumps(read(fake.profile)), seen) for read, seen in readers]
        if any(value in seen or value == _MISSING for value, seen in found):
            return False
        for value, seen in found:
            seen.add(value)
        return True

    return is_new


_MISSING = b"null"


def _compile_steps(order: Order) -> Callable[[FakeProfile], Body]:
    """From a person to the body that is printed."""
    write = compile_writer(order.api, order.seed, order.reference)
    steps: Sequence[Callable[[Body], Body]] = (
        *([compile_projection(order.columns)] if order.columns else []),
        *([lambda body: break_profile(body, order.seed)._asdict()] if order.is_invalid else []),
    )
    override = compile_overrides(order.overrides) if order.overrides else None

    def finish(fake: FakeProfile) -> Body:
        if override:
            fake = FakeProfile(override(fake.profile), fake.language)
        body = write(fake)
        for step in steps:
            body = step(body)
        return body

    return finish
