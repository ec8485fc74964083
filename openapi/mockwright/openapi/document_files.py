"""The files of one OpenAPI document: the root file and what it refers to in its own folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

import jiter

from mockwright.openapi.faults import DocumentIsBroken, broken
from mockwright.openapi.json_text import JsonIsBroken, refuse_extreme_numbers
from mockwright.openapi.pointers import PointerToNowhere, escape, find, from_fragment, split_pointer
from mockwright.openapi.wording import shorten, show_value, suggest_or_list
from mockwright.openapi.yaml_text import MAX_DEPTH, YamlIsBroken, parse_yaml

BASE_URI = "https://document.invalid/"
MAX_FILE_BYTES = 64 * 1024 * 1024

# Numbers that could be infinite or endless; a match in a string costs a closer look, no more.
_EXTREME_NUMBER = re.compile(rb"[\s:,\[]-?[0-9][0-9.]*[eE]\+?[0-9]{3}|[0-9]{100}")


def uri_of(file: str) -> str:
    """The absolute URI under which validators know a file."""
    return BASE_URI + quote(file)


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
        return Place(file=self.file, pointer="/".join([self.pointer, *map(escape, parts)]))

    @property
    def parent(self) -> Place:
        """The place of what this is a part of."""
        return Place(file=self.file, pointer=self.pointer.rpartition("/")[0])

    @property
    def uri(self) -> str:
        """The absolute URI under which validators know this place."""
        return f"{uri_of(self.file)}#{quote(self.pointer)}"

    @classmethod
    def from_uri(cls, uri: str) -> Place:
        """The inverse of `uri`."""
        split = urlsplit(uri)
        return cls(file=unquote(split.path.lstrip("/")), pointer=from_fragment(split.fragment))

    def broken(self, problem: str, cure: str = "") -> DocumentIsBroken:
        """A fault of what stands here."""
        return broken(self.file, self.pointer, problem, cure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A value of the document and the place where it really stands, after all references."""

    value: Any
    place: Place

    def child(self, *parts: str | int) -> Located:
        """A part of this value. Raises `LookupError` where there is none."""
        value = self.value
        for part in parts:
            value = value[part]
        return Located(value=value, place=self.place.child(*parts))

    def children(self, keyword: str) -> list[Located]:
        """The members of a list that stands under a keyword; none without it."""
        return [self.child(keyword, index) for index in range(len(self.value.get(keyword, ())))]


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
        try:
            path = (self.folder / file).resolve()
            is_inside = path.is_relative_to(self.folder.resolve())
            is_file = is_inside and path.is_file()
        except (OSError, RuntimeError, ValueError) as error:  # too long, links in a circle, NUL
            reason = error.strerror if isinstance(error, OSError) else error
            problem = f"The file {show_value(file)} cannot be found: {reason}."
            raise asked_by.broken(problem) from error
        if not is_inside:
            raise asked_by.broken(
                f"The reference leads to `{shorten(file)}`, outside the document's folder.",
                "Put the file beside the document.",
            )
        if not is_file:
            raise asked_by.broken(
                f"The referenced file `{shorten(file)}` does not exist.",
                "Files are found by their path from the file that refers to them.",
            )
        return path

    def at(self, place: Place) -> Any:
        """The value at a place. Raises `DocumentIsBroken` where there is none."""
        try:
            return find(self.tree(place.file, place), place.pointer)
        except PointerToNowhere:
            raise place.broken("Nothing stands here.") from None

    def target(self, reference: str, asked_by: Place) -> Place:
        """The place that a `$ref` found at `asked_by` names; always within the folder."""
        return self.locate(reference, asked_by).place

    def locate(self, reference: str, asked_by: Place) -> Located:
        """What a `$ref` found at `asked_by` names (one step). Raises `DocumentIsBroken`."""
        place = _target_of(reference, asked_by)
        tree = self.tree(place.file, asked_by)
        try:
            return Located(value=find(tree, place.pointer), place=place)
        except PointerToNowhere:
            problem = f"`$ref: {shorten(reference)}` leads nowhere."
            raise asked_by.broken(problem, _explain_nowhere(tree, place.pointer)) from None

    def follow(self, value: Any, place: Place) -> Located:
        """The value after following `$ref` as often as it stands there."""
        located = Located(value=value, place=place)
        passed: dict[Place, None] = {}
        while isinstance(located.value, dict) and isinstance(located.value.get("$ref"), str):
            if located.place in passed:
                raise _refuse_circle([*passed], located.place)
            passed[located.place] = None
            located = self.locate(located.value["$ref"], located.place)
        return located


def _refuse_circle(passed: list[Place], start: Place) -> DocumentIsBroken:
    """The fault of a circle, the same wherever one entered it."""
    circle = passed[passed.index(start) :]
    first = circle.index(min(circle, key=str))
    way = " -> ".join(f"`{place}`" for place in circle[first:] + circle[:first])
    problem = f"The references lead in a circle: {way} and back."
    return circle[first].broken(problem, "One of them has to describe something.")


def _target_of(reference: str, asked_by: Place) -> Place:
    split = _split(reference, asked_by)
    if split.scheme or split.netloc or split.query:
        raise asked_by.broken(
            f"`$ref: {shorten(reference)}` leads outside the document's folder.",
            "Only files beside the document are read; copy the target there.",
        )
    file = asked_by.file
    if split.path:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(split.path)))
    pointer = from_fragment(split.fragment)
    if pointer and not pointer.startswith("/"):
        raise asked_by.broken(
            f"`$ref: {shorten(reference)}` names an anchor.",
            "Use a JSON pointer, such as `#/components/schemas/Pet`.",
        )
    return Place(file=file, pointer=pointer)


def _split(reference: str, asked_by: Place) -> SplitResult:
    try:
        return urlsplit(reference)
    except ValueError as error:
        problem = f"`$ref: {shorten(reference)}` is no URI reference: {error}."
        raise asked_by.broken(problem) from error


def _explain_nowhere(tree: Any, pointer: str) -> str:
    """Where the pointer's way ends, and which names it could have taken there."""
    reached = ""
    for part in split_pointer(pointer):
        found = find(tree, reached)
        try:
            find(found, f"/{escape(part)}")
        except PointerToNowhere:
            known = list(found) if isinstance(found, dict) else []
            return f"`#{reached}` has no `{part}`. {suggest_or_list(part, known)}".rstrip()
        reached += f"/{escape(part)}"
    return ""


def read_file(path: Path, name: str) -> Any:
    """Read one YAML or JSON file. Raises `DocumentIsBroken`."""
    try:
        size = path.stat().st_size
        text = path.read_bytes() if size <= MAX_FILE_BYTES else None
    except OSError as error:
        raise broken(name, "", f"The file cannot be read: {error.strerror}.") from error
    if text is None:
        limit = MAX_FILE_BYTES >> 20
        raise broken(name, "", f"The file has {size >> 20} MiB; at most {limit} MiB are read.")
    try:
        return _parse(text.removeprefix(b"\xef\xbb\xbf"))
    except (JsonIsBroken, YamlIsBroken) as error:
        problem = str(error).rstrip(".")
        raise broken(name, "", f"The file cannot be read: {problem}.") from error


def _parse(text: bytes) -> Any:
    if text.lstrip()[:1] != b"{":
        return parse_yaml(text)
    try:
        value = jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as json_error:
        try:
            return parse_yaml(text)  # YAML's flow style starts with a brace too
        except YamlIsBroken:
            raise JsonIsBroken(_explain_json(str(json_error))) from json_error
    if _EXTREME_NUMBER.search(text):
        refuse_extreme_numbers(value)
    return value


def _explain_json(problem: str) -> str:
    if "recursion limit" in problem:
        return f"it is nested deeper than {MAX_DEPTH} levels"
    return f"it is not valid JSON: {problem}"
