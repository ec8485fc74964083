"""Read the serialization styles of parameters: scalars, arrays and objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Pairs = list[tuple[str, str]]

ANY_SEGMENT = "([^/]+)"

_DEFAULTS = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def default_style(location: str) -> str:
    """The style that OpenAPI assumes for a parameter without one."""
    return _DEFAULTS[location]


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """One of OpenAPI's styles for the parameter `name`.

    When exploded, `form`, `spaceDelimited` and `pipeDelimited` repeat the name for each item; then,
    and for `deepObject`, each text is already a single item or field. In a header, white space
    around items and fields is none of them.
    """

    name: str
    kind: str
    is_exploded: bool
    is_header: bool = False

    @property
    def repeats_name(self) -> bool:
        """Whether each item of an array is sent as a separate pair: `tags=a&tags=b`."""
        return self.is_exploded and self.kind in {"form", "spaceDelimited", "pipeDelimited"}

    @property
    def pattern(self) -> str:
        """A regular expression, with one group, for the text of a variable in a path.

        Its prefix is part of a `label` or `matrix` text; `;a=1;b=2` can be two variables.
        """
        if self.kind == "label":
            return r"(\.[^/]*)"
        if self.kind != "matrix":
            return ANY_SEGMENT
        own = f";{re.escape(self.name)}(?:=[^/;]*)?"
        return f"((?:{own})+|(?:;[^/;=]+=[^/;]*)+)" if self.is_exploded else f"({own})"

    @property
    def spreads_fields(self) -> bool:
        """Whether each field of an object is sent as a pair under its own name: `R=100&G=200`."""
        return self.is_exploded and self.kind == "form"

    def read_scalar(self, text: str) -> str:
        """The single value: `.5` and `;id=5` both mean 5."""
        if self.kind == "label":
            return text.removeprefix(".")
        if self.kind == "matrix":
            return text.removeprefix(f";{self.name}").removeprefix("=")
        return text

    def read_items(self, text: str) -> list[str]:
        """The items of an array: `.3.4.5`, `;id=3;id=4;id=5`, `3,4,5`, `3|4|5`."""
        rest = self.read_scalar(text)
        items = rest.split(self._separator(f";{self.name}=")) if rest else []
        return [item.strip() for item in items] if self.is_header else items

    def read_fields(self, text: str) -> Pairs:
        """The fields of an object: `R=100,G=200` if exploded, otherwise `R,100,G,200`."""
        if self.is_exploded:
            rest = text.removeprefix(";") if self.kind == "matrix" else self.read_scalar(text)
            parts = (part.partition("=") for part in rest.split(self._separator(";")))
            fields = [(name, value) for name, _, value in parts]
            return [(n.strip(), v.strip()) for n, v in fields] if self.is_header else fields
        parts_in_turn = self.read_items(text)
        return list(zip_longest(parts_in_turn[::2], parts_in_turn[1::2], fillvalue=""))

    def read_deep_fields(self, pairs: Pairs) -> Pairs:
        """The fields of a `deepObject`: `color[R]=100&color[G]=200`."""
        prefix = f"{self.name}["
        return [
            (name[len(prefix) : -1], text)
            for name, text in pairs
            if name.startswith(prefix) and name.endswith("]")
        ]

    def _separator(self, matrix: str) -> str:
        if self.is_exploded and self.kind == "label":
            return "."
        if self.is_exploded and self.kind == "matrix":
            return matrix
        return _SEPARATORS.get(self.kind, ",")


def style_of(name: str, location: str, value: dict[str, Any]) -> Style:
    """The style that a parameter, header or encoding describes."""
    kind = value.get("style", default_style(location))
    is_exploded = bool(value.get("explode", kind in {"form", "deepObject"}))
    return Style(name=name, kind=kind, is_exploded=is_exploded, is_header=location == "header")
