"""The files of one OpenAPI document: the root file and what it refers to in its own folder."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import jiter

from openapi.faults import broken
from openapi.json_text import JsonIsBroken
from openapi.pointers import PointerToNowhere, find, from_fragment
from openapi.yaml_text import YamlIsBroken, parse_yaml

BASE_URI = "https://document.invalid/"
MAX_FILE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place in a document: the file (relative to the document's folder) and a JSON pointer."""

    file: str
    pointer: str

    def __str__(self) -> str:
        """The form in which messages name a place: `dumgum.yaml#/paths/~1pets`."""
        return f"{self.file}#{self.pointer}"

    def child(self, *parts: str | int) -> Place:
        """The place of a part of what stands here."""
        escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
        return Place(file=self.file, pointer="/".join([self.pointer, *escaped]))

    @property
    def uri(self) -> str:
        """The absolute URI under which validators know this place."""
        return f"{BASE_URI}{quote(self.file)}#{quote(self.pointer)}"

    @classmethod
    def from_uri(cls, uri: str) -> Place:
        """The inverse of `uri`."""
        split = urlsplit(uri)
        return cls(file=unquote(split.path.lstrip("/")), pointer=from_fragment(split.fragment))


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A value of the document and the place where it really stands, after all references."""

    value: Any
    place: Place


@dataclass(frozen=True, kw_only=True)
class DocumentFiles:
    """Every file of a document that was read so far, by its path relative to the folder."""

    folder: Path
    root: str
    trees: dict[str, Any] = field(default_factory=dict)

    def tree(self, file: str, asked_by: Place) -> Any:
        """The value of one file, read when first asked for."""
        if file not in self.trees:
            self.trees[file] = read_file(self._path_of(file, asked_by), file)
        return self.trees[file]

    def _path_of(self, file: str, asked_by: Place) -> Path:
        path = (self.folder / file).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise broken(
                asked_by.file,
                asked_by.pointer,
                f"The reference leads to `{file}`, outside the document's folder.",
                "Put the file beside the document.",
            )
        if not path.is_file():
            raise broken(
                asked_by.file, asked_by.pointer, f"The referenced file `{file}` does not exist."
            )
        return path

    def at(self, place: Place) -> Any:
        """The value at a place. Raises `DocumentIsBroken` where there is none."""
        try:
            return find(self.tree(place.file, place), place.pointer)
        except PointerToNowhere:
            raise broken(place.file, place.pointer, "Nothing stands here.") from None

    def target(self, reference: str, asked_by: Place) -> Place:
        """The place that a `$ref` found at `asked_by` names; always within the folder."""
        split = urlsplit(reference)
        if split.scheme or split.netloc:
            raise broken(
                asked_by.file,
                asked_by.pointer,
                f"`$ref: {reference}` leads outside the document's folder.",
                "Only files beside the document are read; copy the target there.",
            )
        file = asked_by.file
        if split.path:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(split.path)))
        target = Place(file=file, pointer=from_fragment(split.fragment))
        if target.pointer and not target.pointer.startswith("/"):
            raise broken(
                asked_by.file,
                asked_by.pointer,
                f"`$ref: {reference}` names an anchor.",
                "Use a JSON pointer, such as `#/components/schemas/Pet`.",
            )
        try:
            find(self.tree(target.file, asked_by), target.pointer)
        except PointerToNowhere:
            problem = f"`$ref: {reference}` leads nowhere."
            raise broken(asked_by.file, asked_by.pointer, problem) from None
        return target

    def follow(self, value: Any, place: Place) -> Located:
        """The value after following `$ref` as often as it stands there."""
        seen: list[Place] = []
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if place in seen:
                raise broken(place.file, place.pointer, "The references lead in a circle.")
            seen.append(place)
            place = self.target(value["$ref"], place)
            value = self.at(place)
        return Located(value=value, place=place)


def read_file(path: Path, name: str) -> Any:
    """Read one YAML or JSON file. Raises `DocumentIsBroken`."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise broken(name, "", f"The file is larger than {MAX_FILE_BYTES >> 20} MiB.")
        text = path.read_bytes()
    except OSError as error:
        raise broken(name, "", f"The file cannot be read: {error.strerror}.") from error
    try:
        return _parse(text.removeprefix(b"\xef\xbb\xbf"))
    except (JsonIsBroken, YamlIsBroken) as error:
        raise broken(name, "", f"The file cannot be read: {error}.") from error


def _parse(text: bytes) -> Any:
    if text.lstrip()[:1] != b"{":
        return parse_yaml(text)
    try:
        return jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as json_error:
        try:
            return parse_yaml(text)  # YAML's flow style starts with a brace too
        except YamlIsBroken:
            raise JsonIsBroken(str(json_error)) from json_error
