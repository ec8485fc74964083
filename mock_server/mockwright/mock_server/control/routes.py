"""Routes of the control surface as values, which the application, its index and errors read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from flask import Response
from werkzeug.routing import BaseConverter

PREFIX = "/_mock"
_VARIABLE = re.compile("<(?:[a-z]+:)?(?:[a-z]+_)*([a-z]+)>")


class ControlRoute(NamedTuple):
    """A method and a path below `/_mock` in Werkzeug's syntax, with its view function.

    `<rest:name>` matches the rest of the path, slashes included.
    """

    method: str
    path: str
    view: Callable[..., Response]

    @property
    def shown(self) -> str:
        """The path in the notation of the documentation: `/_mock/journal/<id>`."""
        return PREFIX + _VARIABLE.sub(r"<\1>", self.path)

    @property
    def is_fixed(self) -> bool:
        """Whether the path has no variables."""
        return "<" not in self.path


class RestOfPath(BaseConverter):
    """Matches the rest of a path, because ids may contain slashes, which arrive decoded."""

    regex = r"[\s\S]+"
    part_isolating = False
