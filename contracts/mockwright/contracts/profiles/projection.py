"""Some fields of a body, in a chosen order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Any]


def project_fields(fields: Fields, columns: Sequence[str]) -> Fields:
    """The types of the chosen columns, such as `id` or `features.job`; without any, of all."""
    if not columns:
        return fields
    chosen: dict[str, Any] = {}
    for column in columns:
        parent, _, name = column.rpartition(".")
        if parent:
            chosen.setdefault(parent, {})[name] = fields[parent][name]
        else:
            chosen[name] = fields[name]
    return chosen


def compile_projection(columns: Sequence[str]) -> Callable[[Fields], dict[str, Any]]:
    """A function that keeps these columns of a body, as far as it has them."""
    pairs = [column.rpartition(".")[::2] for column in columns]

    def project(body: Fields) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for parent, name in pairs:
            source = body.get(parent) if parent else body
            if isinstance(source, Mapping) and name in source:
                target = kept.setdefault(parent, {}) if parent else kept
                target[name] = source[name]
        return kept

    return project
