"""Loading: from a bundled name or a file to a checked document with compiled operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from openapi.document_files import DocumentFiles, Place, read_file
from openapi.faults import DocumentFault, DocumentIsBroken, broken
from openapi.violations import Subject, from_errors

_PACKAGE = Path(__file__).parent
DOCUMENTS = _PACKAGE / "documents"
MAX_FAULTS = 20


def bundled_names() -> tuple[str, ...]:
    """The names of the documents that this package carries."""
    return tuple(sorted(path.stem for path in DOCUMENTS.glob("*.yaml")))


@dataclass(frozen=True, kw_only=True)
class Document:
    """One OpenAPI document, read and structurally sound; its operations are compiled elsewhere."""

    name: str
    files: DocumentFiles
    is_modern: bool

    @property
    def root(self) -> dict[str, Any]:
        """The document's root object."""
        tree: dict[str, Any] = self.files.trees[self.files.root]
        return tree

    @property
    def place(self) -> Place:
        """The place of the root."""
        return Place(file=self.files.root, pointer="")

    @property
    def title(self) -> str:
        """`info.title`."""
        return str(self.root["info"]["title"])

    @cached_property
    def error_format(self) -> str:
        """How this API writes errors: the root's `x-error-format`, or `problem-details`."""
        return str(self.root.get("x-error-format", "problem-details"))


def load_document(source: str | Path) -> Document:
    """Load a bundled document by name (`dumgum`), or any file (`their.yaml`).

    Raises `DocumentIsBroken` with every fault found, each with file and JSON pointer.
    """
    path = DOCUMENTS / f"{source}.yaml" if str(source) in bundled_names() else Path(source)
    if not path.is_file():
        names = ", ".join(f"`{name}`" for name in bundled_names())
        raise broken(
            str(source), "", "There is no such file.", f"The bundled documents are {names}."
        )
    root = read_file(path, path.name)
    version = _version_of(root, path.name)
    _check_structure(root, path.name, version)
    files = DocumentFiles(folder=path.parent, root=path.name, trees={path.name: root})
    return Document(name=path.stem, files=files, is_modern=version == "3.1")


def _version_of(root: Any, file: str) -> str:
    if not isinstance(root, dict):
        raise broken(file, "", "An OpenAPI document is an object; this file is not.")
    if "swagger" in root:
        raise broken(
            file,
            "/swagger",
            "This is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are served.",
            "Convert it, for example with swagger2openapi.",
        )
    version = str(root.get("openapi", ""))[:3]
    if version not in {"3.0", "3.1"}:
        found = f"found `{root['openapi']}`" if "openapi" in root else "found none"
        raise broken(file, "/openapi", f"Expected `openapi: 3.0.x` or `3.1.x`; {found}.")
    return version


@cache
def _metaschema(version: str) -> Any:
    return orjson.loads((_PACKAGE / "metaschemas" / f"oas-{version}.json").read_bytes())


def _check_structure(root: dict[str, Any], file: str, version: str) -> None:
    metaschema = _metaschema(version)
    validator = jsonschema_rs.validator_for(metaschema, validate_formats=False, offline=True)
    if validator.is_valid(root):
        return
    faults = list(_structure_faults(validator, root, file))
    raise DocumentIsBroken(faults[:MAX_FAULTS])


def _structure_faults(
    validator: jsonschema_rs.Validator, root: Any, file: str
) -> Iterator[DocumentFault]:
    subject = Subject(location="document")
    for error in validator.iter_errors(root):
        for violation in from_errors([error], subject, lambda _: None):
            yield DocumentFault(
                file=file,
                pointer=violation.pointer.removeprefix("#"),
                problem=violation.detail,
            )
