"""The registry of vendors: what an API adds to its document, found by entry point or module.

A package provides a vendor by an entry point of the group `mockwright.vendors`, whose name is the
vendor's and whose value refers to a `Vendor`. `serve --vendor MODULE` names a module instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TextIO

import click

from mockwright.mock_server.answer.error_formats import ErrorFormat
from mockwright.mock_server.answer.world import AnswerFunction, World
from mockwright.mock_server.control.routes import ControlRoute
from mockwright.mock_server.exit_codes import USAGE
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.request.notices import Meaning, NoticeCode
from mockwright.openapi.loading import Document
from mockwright.openapi.operations import Operation

GROUP = "mockwright.vendors"
ATTRIBUTE = "VENDOR"

Behaviour = Callable[[Operation], AnswerFunction]
RecordSchemas = Mapping[str, Mapping[str, Any]]
OptionValues = dict[str, Any]


class VendorIsBroken(click.ClickException):
    """A vendor cannot be used; `str()` names it and says why and what to do. A usage error."""

    exit_code = USAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The running mock as a vendor sees it.

    `operations` are those of the vendor's own documents. `world` is what answer functions receive
    before any vendor wraps it.
    """

    operations: tuple[Operation, ...]
    world: World
    journal: Journal
    log: TextIO
    is_strict: bool


def leave(world: World) -> World:
    """Return the world unchanged."""
    return world


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """What a vendor adds to a running mock.

    `watch` returns the world that the answer functions of all vendors receive from then on, for
    instance one whose state reports each commit.
    """

    control_routes: tuple[ControlRoute, ...] = ()
    watch: Callable[[World], World] = leave


def attach_nothing(_surroundings: Surroundings) -> Attached:
    """Add nothing to the mock."""
    return Attached()


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendor:
    """One API: its documents, and the behaviour that they cannot express.

    - `documents`: files by the name that `--spec` takes.
    - `behaviours`: by `operationId`, the function that returns an operation's answer function; an
      operation without one is answered from its examples and schemas.
    - `record_schemas`: the JSON Schema of every kind of record that answer functions keep.
    - `error_format`: how the API writes problems, for documents with `x-error-format: NAME`.
    - `options`: additional options of `serve`; `read_options` converts their values to what
      answer functions find in `World.options`, and may raise `click.UsageError`.
    - `notices`: what the codes of its notices mean for the client that sent the request.
    - `attach`: what runs beside the answers, and routes of the control surface.
    """

    name: str
    documents: Mapping[str, Path] = field(default_factory=dict)
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    record_schemas: RecordSchemas = field(default_factory=dict)
    error_format: ErrorFormat | None = None
    options: tuple[click.Option, ...] = ()
    read_options: Callable[[OptionValues], OptionValues] = dict
    notices: Mapping[NoticeCode, Meaning | None] = field(default_factory=dict)
    attach: Callable[[Surroundings], Attached] = attach_nothing

    def owns(self, document: Document) -> bool:
        """Whether a document is one of the vendor's own."""
        return document.path in self.documents.values()


@dataclass(frozen=True, kw_only=True, slots=True)
class Vendors:
    """All vendors of a mock by name. Raises `VendorIsBroken` if two define the same thing."""

    every: tuple[Vendor, ...]

    def __post_init__(self) -> None:
        """Refuse names that two vendors use."""
        _require_distinct("vendor", [(vendor, (vendor.name,)) for vendor in self.every])
        _require_distinct("document", [(vendor, vendor.documents) for vendor in self.every])
        _require_distinct("kind of record", [(v, v.record_schemas) for v in self.every])

    @property
    def documents(self) -> dict[str, Path]:
        """The documents of all vendors by name."""
        return {name: path for each in self.every for name, path in each.documents.items()}

    @property
    def record_schemas(self) -> dict[str, Mapping[str, Any]]:
        """The schemas of all records by kind."""
        return {kind: s for each in self.every for kind, s in each.record_schemas.items()}

    @property
    def error_formats(self) -> dict[str, ErrorFormat]:
        """The formats that vendors bring, by the vendor's name."""
        return {each.name: each.error_format for each in self.every if each.error_format}

    @property
    def options(self) -> tuple[click.Option, ...]:
        """The options of all vendors; an option that two vendors share appears once."""
        return tuple(
            {id(option): option for each in self.every for option in each.options}.values()
        )

    @property
    def notices(self) -> dict[NoticeCode, Meaning | None]:
        """What the codes of all vendors' notices mean for a client."""
        return {code: meaning for each in self.every for code, meaning in each.notices.items()}

    def owner_of(self, document: Document) -> Vendor | None:
        """The vendor to which a document belongs, if any."""
        return next((vendor for vendor in self.every if vendor.owns(document)), None)

    def read_options(self, values: OptionValues) -> OptionValues:
        """The values of `World.options`, from the values of all options."""
        read: OptionValues = {}
        for vendor in self.every:
            own = {str(option.name) for option in vendor.options}
            read |= vendor.read_options({name: values[name] for name in own})
        return read


def _require_distinct(thing: str, claims: Sequence[tuple[Vendor, Iterable[str]]]) -> None:
    owners: dict[str, Vendor] = {}
    for vendor, names in claims:
        for name in names:
            other = owners.setdefault(name, vendor)
            if other is not vendor:
                raise VendorIsBroken(
                    f"The {thing} `{name}` is claimed by two vendors, `{other.name}` and "
                    f"`{vendor.name}`. Rename one, or uninstall its package."
                )


@lru_cache(maxsize=16)
def find_vendors(modules: tuple[str, ...] = ()) -> Vendors:
    """The vendors of all installed packages in order of their names, then those of `modules`.

    A module is given as `package.module`, whose `VENDOR` is used, or as
    `package.module:attribute`. Raises `VendorIsBroken`.
    """
    installed = sorted(entry_points(group=GROUP), key=lambda found: found.name)
    return Vendors(every=(*map(_load, installed), *map(load_vendor, modules)))


def load_vendor(module: str) -> Vendor:
    """The vendor of a module. Raises `VendorIsBroken`."""
    name, _, attribute = module.partition(":")
    return _load(EntryPoint(module, f"{name}:{attribute or ATTRIBUTE}", GROUP))


def _load(found: EntryPoint) -> Vendor:
    try:
        vendor = found.load()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise VendorIsBroken(_explain(found, f"cannot be imported: {reason}")) from error
    if not isinstance(vendor, Vendor):
        problem = f"is a {type(vendor).__name__}; expected a `mockwright.behaviours.Vendor`"
        raise VendorIsBroken(_explain(found, problem))
    return vendor


def _explain(found: EntryPoint, problem: str) -> str:
    package = f" of the package `{found.dist.name}`" if found.dist else ""
    return f"The vendor `{found.name}`{package} ({found.value}) {problem}."
