"""The catalogue: every operation that is served, compiled, with its responder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count

from mockwright.mock_server.answer.conditional import ConditionalResponder, is_conditional
from mockwright.mock_server.answer.error_formats import GENERIC, ErrorFormat
from mockwright.mock_server.answer.refusing import RefusingResponder
from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.settings import ALL_BUNDLED
from mockwright.mock_server.shared_paths import share_paths
from mockwright.mock_server.spec_sources import resolve_specs
from mockwright.mock_server.values.plausible.faker_names import unknown_fakers
from mockwright.mock_server.values.plausible.locales import DEFAULT_LOCALE
from mockwright.mock_server.vendors.registry import Vendor, Vendors, find_vendors
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.faults import broken
from mockwright.openapi.loading import Document, bundled_names, load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.refusals import compile_schemas
from mockwright.openapi.routing import Router


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All operations that are served, compiled, and their lookup.

    `remarks` are sentences about paths that several documents have.
    """

    documents: tuple[Document, ...]
    router: Router
    vendors: Vendors
    remarks: tuple[str, ...] = ()

    @property
    def error_formats(self) -> Mapping[str, ErrorFormat]:
        """Every known value of `x-error-format`, with the function that writes problems in it."""
        return {**GENERIC, **self.vendors.error_formats}

    def operations_of(self, vendor: Vendor) -> tuple[Operation, ...]:
        """The operations of a vendor's own documents."""
        return tuple(found for found in self.router.operations if vendor.owns(found.document))

    def compile_responders(self, locale: str = DEFAULT_LOCALE) -> dict[Operation, Responder]:
        """A responder for each operation; generated values are those of the locale."""
        return {
            operation: self._compile_responder(operation, locale)
            for operation in self.router.operations
        }

    def _compile_responder(self, operation: Operation, locale: str) -> Responder:
        if operation.refusal:
            return RefusingResponder(operation)
        # The answers of bundled documents are a promise; these documents have their own examples.
        usual = None if operation.document.is_bundled else locale
        vendor = self.vendors.owner_of(operation.document)
        if vendor is None:
            return Responder(operation, locale=usual)
        behaviour = vendor.behaviours.get(operation.id)
        kind = ConditionalResponder if is_conditional(operation) else Responder
        function = behaviour(operation) if behaviour else None
        return kind(operation, function=function, locale=usual)

    def find_unknown_fakers(self) -> Iterator[str]:
        """A sentence for each `x-faker` of a document that names nothing known."""
        for document in self.documents:
            for tree in () if document.is_bundled else document.files.trees.values():
                yield from unknown_fakers(tree, document.name)


def load_catalogue(specs: Iterable[str], vendors: Iterable[str] = ()) -> Catalogue:
    """Load documents by a name that a vendor gives them, by bundled name, by file or by folder.

    `vendors` are modules whose vendors are loaded in addition to the installed ones. Raises
    `DocumentIsBroken` and `VendorIsBroken`.
    """
    known = find_vendors(tuple(vendors))
    names = [
        name
        for spec in resolve_specs(specs, names=known.documents)
        for name in (bundled_names() if spec == ALL_BUNDLED else (spec,))
    ]
    sources = [known.documents.get(name, name) for name in dict.fromkeys(names)]
    documents = tuple(_with_distinct_names(load_document(source) for source in sources))
    found = [operation for document in documents for operation in compile_operations(document)]
    operations = compile_schemas(found)
    sharing = share_paths(operations)
    catalogue = Catalogue(
        documents=documents,
        router=Router(operations, sharing.below_base),
        vendors=known,
        remarks=sharing.remarks,
    )
    for document in documents:
        _check_error_format(document, catalogue.error_formats)
    return catalogue


def _with_distinct_names(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, of which later ones get numbers where names are equal: `api`, `api-2`."""
    taken: set[str] = set()
    for document in documents:
        numbered = (f"{document.name}-{number}" for number in count(2))
        name = next(each for each in chain([document.name], numbered) if each not in taken)
        taken.add(name)
        yield document if name == document.name else replace(document, name=name)


def _check_error_format(document: Document, known: Mapping[str, ErrorFormat]) -> None:
    if document.error_format not in known:
        names = ", ".join(f"`{name}`" for name in sorted(known))
        problem = f"`{document.error_format}` is not a known error format. Expected one of {names}."
        raise broken(document.place.file, "/x-error-format", problem)
