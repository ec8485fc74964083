"""Read the files of one OpenAPI document: the root file and the files it refers to."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

import jiter

from mockwright.openapi.faults import Complaints, DocumentIsBroken, broken
from mockwright.openapi.identifiers import MENTIONED, find_anchor, replace_identifiers
from mockwright.openapi.json_text import JsonIsBroken, refuse_extreme_numbers
from mockwright.openapi.pointers import PointerToNowhere, escape, find, from_fragment, split_pointer
from mockwright.openapi.wording import shorten, show_value, suggest_or_list
from mockwright.openapi.yaml_text import MAX_DEPTH, YamlIsBroken, parse_yaml

BASE_URI = "https://document.invalid/"
MAX_FILE_BYTES = 48 * 1024 * 1024
# The characters allowed in a URI reference; others are escaped, as validators require.
_URI_CHARACTERS = "!#$%&'()*+,-./:;=?@_~"

# Numbers that could be infinite or too long. A match inside a string only costs a closer check.
_EXTREME_NUMBER = re.compile(rb"[\s:,\[]-?[0-9][0-9.]*[eE]\+?[0-9]{3}|[0-9]{100}")


def uri_of(file: str) -> str:
    """The absolute URI under which validators know a file."""
    return BASE_URI + quote(file)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place in a document: a file (relative to the document's folder) and a JSON pointer."""

    file: str
    pointer: str

    def __str__(self) -> str:
        """The place as messages show it: `dumgum.yaml#/paths/~1pets`."""
        return f"{self.file}#{self.pointer}"

    def child(self, *parts: str | int) -> Place:
        """The place of a part of the value here."""
        return Place(file=self.file, pointer="/".join([self.pointer, *map(escape, parts)]))

    @property
    def parent(self) -> Place:
        """The place of the value that contains this one."""
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

    def broken(self, problem: str, fix: str = "") -> DocumentIsBroken:
        """Return a `DocumentIsBroken` with one fault at this place."""
        return broken(self.file, self.pointer, problem, fix)


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """A value of the document and its actual place, after following all references."""

    value: Any
    place: Place

    def child(self, *parts: str | int) -> Located:
        """A part of this value. Raises `LookupError` if there is none."""
        value = self.value
        for part in parts:
            value = value[part]
        return Located(value=value, place=self.place.child(*parts))

    def children(self, keyword: str) -> list[Located]:
        """The items of the list under a keyword; empty if the keyword is absent."""
        return [self.child(keyword, index) for index in range(len(self.value.get(keyword, ())))]


@dataclass(frozen=True, kw_only=True)
class DocumentFiles:
    """The files of a document read so far, by their path relative to its folder."""

    folder: Path
    root: str
    trees: dict[str, Any] = field(default_factory=dict)
    complaints: Complaints = field(default_factory=Complaints)

    def tree(self, file: str, referrer: Place) -> Any:
        """Return the content of one file, reading it on first use."""
        if file not in self.trees:
            self.trees[file] = read_file(self._path_of(file, referrer), file)
        return self.trees[file]

    def _path_of(self, file: str, referrer: Place) -> Path:
        try:
            path = (self.folder / file).resolve()
            is_inside = path.is_relative_to(self.folder.resolve())
            is_file = is_inside and path.is_file()
        except (OSError, RuntimeError, ValueError) as error:  # path too long, circular links, NUL
            reason = error.strerror if isinstance(error, OSError) else error
            problem = f"The file {show_value(file)} cannot be found: {reason}."
            raise referrer.broken(problem) from error
        if not is_inside:
            raise referrer.broken(
                f"The reference points to `{shorten(file)}`, outside the document's folder.",
                "Move the file into that folder.",
            )
        if not is_file:
            raise referrer.broken(
                f"The referenced file `{shorten(file)}` does not exist.",
                "Paths are relative to the file that contains the reference.",
            )
        return path

    def at(self, place: Place) -> Any:
        """The value at a place. Raises `DocumentIsBroken` if there is none."""
        try:
            return find(self.tree(place.file, place), place.pointer)
        except PointerToNowhere:
            raise place.broken("There is no value here.") from None

    def target(self, reference: str, referrer: Place) -> Place:
        """The place that a `$ref` found at `referrer` refers to, always within the folder."""
        return self.locate(reference, referrer).place

    def locate(self, reference: str, referrer: Place) -> Located:
        """Resolve a `$ref` found at `referrer` by one step. Raises `DocumentIsBroken`."""
        file, fragment = _target_of(reference, referrer)
        tree = self.tree(file, referrer)
        place = Place(file=file, pointer=_pointer_of(fragment, tree, reference, referrer))
        try:
            return Located(value=find(tree, place.pointer), place=place)
        except PointerToNowhere:
            problem = f"`$ref: {shorten(reference)}` points to nothing."
            raise referrer.broken(problem, _explain_nowhere(tree, place.pointer)) from None

    def canonical(self, reference: str, target: Place) -> str:
        """The reference as validators require it: escaped, and without the name of an anchor."""
        fragment = reference.partition("#")[2]
        if fragment and not from_fragment(fragment).startswith("/"):
            return target.uri
        escaped = quote(reference, safe=_URI_CHARACTERS)
        return reference if reference.isascii() and escaped == reference else escaped

    def follow(self, value: Any, place: Place) -> Located:
        """Follow `$ref` until the value is not a reference."""
        located = Located(value=value, place=place)
        passed: dict[Place, None] = {}
        while isinstance(located.value, dict) and isinstance(located.value.get("$ref"), str):
            if located.place in passed:
                raise _refuse_circle([*passed], located.place)
            passed[located.place] = None
            located = self.locate(located.value["$ref"], located.place)
        return located


def _refuse_circle(passed: list[Place], start: Place) -> DocumentIsBroken:
    """The fault for circular references; the same wherever the circle was entered."""
    circle = passed[passed.index(start) :]
    first = circle.index(min(circle, key=str))
    way = " -> ".join(f"`{place}`" for place in circle[first:] + circle[:first])
    problem = f"The references are circular: {way} and back."
    return circle[first].broken(problem, "Replace one of them with a definition.")


def _target_of(reference: str, referrer: Place) -> tuple[str, str]:
    """The file and the fragment that a reference means."""
    if reference.startswith(BASE_URI):  # written by `DocumentFiles.canonical`
        place = Place.from_uri(reference)
        return place.file, place.pointer
    split = _split(reference, referrer)
    if split.scheme or split.netloc or split.query:
        raise referrer.broken(
            f"`$ref: {shorten(reference)}` points outside the document's folder.",
            "Only files in that folder are read; copy the target into it.",
        )
    file = referrer.file
    if split.path:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(split.path)))
    return file, from_fragment(split.fragment)


def _pointer_of(fragment: str, tree: Any, reference: str, referrer: Place) -> str:
    if not fragment or fragment.startswith("/"):
        return fragment
    pointer = find_anchor(tree, fragment)
    if pointer is None:
        raise referrer.broken(
            f"`$ref: {shorten(reference)}` refers to an anchor that is not defined once.",
            "Use a JSON pointer, such as `#/components/schemas/Pet`.",
        )
    return pointer


def _split(reference: str, referrer: Place) -> SplitResult:
    try:
        return urlsplit(reference)
    except ValueError as error:
        problem = f"`$ref: {shorten(reference)}` is not a URI reference: {error}."
        raise referrer.broken(problem) from error


def _explain_nowhere(tree: Any, pointer: str) -> str:
    """Say where the pointer stops matching, and which names exist there."""
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
        tree = _parse(text.removeprefix(b"\xef\xbb\xbf"))
    except (JsonIsBroken, YamlIsBroken) as error:
        problem = str(error).rstrip(".")
        raise broken(name, "", f"The file cannot be read: {problem}.") from error
    if MENTIONED.search(text):
        replace_identifiers(tree, uri_of(name))
    return tree


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
