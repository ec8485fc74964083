"""Load a document by its bundled name or from a file, and check its structure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from mockwright.openapi.document_files import DocumentFiles, Located, Place, read_file
from mockwright.openapi.faults import READ_AS_MEANT, Complaints, DocumentFault, broken
from mockwright.openapi.repairs import repair
from mockwright.openapi.schemas import SchemaLibrary
from mockwright.openapi.structure import Version

DOCUMENTS = Path(__file__).parent / "documents"

_VERSION = re.compile(r"3\.[01](?=\.|$)")


def bundled_names() -> tuple[str, ...]:
    """The names of the bundled documents."""
    return tuple(sorted(path.stem for path in DOCUMENTS.glob("*.yaml")))


@dataclass(frozen=True, kw_only=True)
class Document:
    """One OpenAPI document with a valid structure; its operations are compiled separately.

    What was not valid in it has been repaired or left out, and is in `complaints`.
    """

    name: str
    files: DocumentFiles
    version: Version
    # The schemas, once the operations are compiled: those of components that nothing uses too.
    libraries: list[SchemaLibrary] = field(default_factory=list)

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
    def complaints(self) -> Complaints:
        """The faults of the document that were found so far, in all its files."""
        return self.files.complaints

    @property
    def path(self) -> Path:
        """The path of the root file."""
        return self.files.folder / self.files.root

    @property
    def is_bundled(self) -> bool:
        """Whether the document is a bundled one."""
        return self.files.folder == DOCUMENTS

    @property
    def title(self) -> str:
        """`info.title`."""
        return str(self.root["info"]["title"])

    @property
    def is_modern(self) -> bool:
        """Whether its schemas already use JSON Schema 2020-12."""
        return self.version == "3.1"

    @cached_property
    def error_format(self) -> str:
        """The error format of this API: the root's `x-error-format`, or `problem-details`."""
        return str(self.root.get("x-error-format", "problem-details"))


def load_document(source: str | Path) -> Document:
    """Load a bundled document by name (`dumgum`), or any file (`their.yaml`).

    Raises `DocumentIsBroken` if nothing of it can be served, with every reason for that.
    """
    path = DOCUMENTS / f"{source}.yaml" if str(source) in bundled_names() else Path(source)
    if not _is_file(path):
        names = ", ".join(f"`{name}`" for name in bundled_names())
        raise broken(
            str(source), "", "There is no such file.", f"The bundled documents are {names}."
        )
    root = read_file(path, path.name)
    files = DocumentFiles(folder=path.parent, root=path.name, trees={path.name: root})
    version = _version_of(root, path.name)
    files.complaints.add(*_complete_version(root, path.name, version))
    place = Place(file=path.name, pointer="")
    repair(Located(value=root, place=place), version, files.complaints, None)
    return Document(name=path.stem, files=files, version=version)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or contains a NUL
        return False


def _version_of(root: Any, file: str) -> Version:
    if not isinstance(root, dict):
        raise broken(file, "", "An OpenAPI document is an object; this file is not.")
    if "swagger" in root:
        raise broken(
            file,
            "/swagger",
            "This is a Swagger 2.0 document; only OpenAPI 3.0 and 3.1 are supported.",
            f"Convert it first: `npx swagger2openapi {file} --outfile openapi.json`.",
        )
    found = _VERSION.match(str(root.get("openapi", "")))
    if found is None:
        received = f"found `{root['openapi']}`" if "openapi" in root else "found none"
        raise broken(file, "/openapi", f"Expected `openapi: 3.0.x` or `3.1.x`; {received}.")
    return "3.1" if found[0] == "3.1" else "3.0"


def _complete_version(root: dict[str, Any], file: str, version: Version) -> list[DocumentFault]:
    """Read `openapi: 3.1` as `3.1.0`: without quotes it is a number, and has two parts."""
    found = root["openapi"]
    if isinstance(found, str) and found.count(".") > 1:
        return []
    root["openapi"] = f"{version}.0"
    problem = f"Expected a version in three parts, such as `{version}.0`; received `{found}`."
    return [
        DocumentFault(
            file=file,
            pointer="/openapi",
            problem=problem,
            level="warning",
            done=READ_AS_MEANT,
        )
    ]
