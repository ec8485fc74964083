"""Routes of the control surface, as values: the application, its index and its errors read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from flask import Response
from werkzeug.routing import BaseConverter

PREFIX = "/_mock"
_VARIABLE = re.compile("<(?:[a-z]+:)?(?:[a-z]+_)*([a-z]+)>")


class ControlRoute(NamedTuple):
    """A method and a path below `/_mock`, as Werkzeug writes it, with the function that answers.

    `<rest:name>` matches the rest of the path, slashes included.
    """

    method: str
    path: str
    view: Callable[..., Response]

    @property
    def shown(self) -> str:
        """The path as documentation writes it: `/_mock/journal/<id>`."""
        return PREFIX + _VARIABLE.sub(r"<\1>", self.path)

    @property
    def is_fixed(self) -> bool:
        """Whether the path has no variable."""
        return "<" not in self.path


class RestOfPath(BaseConverter):
    """All that is left of a path: an id may have slashes, which are decoded before we see them."""

    regex = r"[\s\S]+"
    part_isolating = False
