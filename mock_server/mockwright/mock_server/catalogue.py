"""The catalogue: every operation that is served, compiled, and what answers each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mockwright.mock_server.answer.conditional import ConditionalResponder, is_conditional
from mockwright.mock_server.answer.error_formats import GENERIC, ErrorFormat
from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.settings import ALL_BUNDLED
from mockwright.mock_server.values.plausible.faker_names import unknown_fakers
from mockwright.mock_server.values.plausible.locales import DEFAULT_LOCALE
from mockwright.mock_server.vendors.registry import Vendor, Vendors, find_vendors
from mockwright.openapi.compiler import compile_operations, compile_schemas
from mockwright.openapi.faults import broken
from mockwright.openapi.loading import Document, bundled_names, load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import Router


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """All operations that are served, compiled, and how they are found."""

    documents: tuple[Document, ...]
    router: Router
    vendors: Vendors

    @property
    def error_formats(self) -> Mapping[str, ErrorFormat]:
        """Every known value of `x-error-format`, and how problems are written then."""
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
        # What a bundled document is answered with is a promise; it has its own examples.
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
    """Load documents by the names that vendors give them, by bundled name, or by file.

    `vendors` are modules whose vendors are known besides the installed ones. Raises
    `DocumentIsBroken` and `VendorIsBroken`.
    """
    known = find_vendors(tuple(vendors))
    names = [
        name for spec in specs for name in (bundled_names() if spec == ALL_BUNDLED else (spec,))
    ]
    sources = [known.documents.get(name, name) for name in dict.fromkeys(names)]
    documents = tuple(load_document(source) for source in sources)
    operations = [op for document in documents for op in compile_operations(document)]
    compile_schemas(operations)
    catalogue = Catalogue(documents=documents, router=Router(operations), vendors=known)
    for document in documents:
        _check_error_format(document, catalogue.error_formats)
    return catalogue


def _check_error_format(document: Document, known: Mapping[str, ErrorFormat]) -> None:
    if document.error_format not in known:
        names = ", ".join(f"`{name}`" for name in sorted(known))
        problem = f"`{document.error_format}` is no known error format. Expected one of {names}."
        raise broken(document.place.file, "/x-error-format", problem)
