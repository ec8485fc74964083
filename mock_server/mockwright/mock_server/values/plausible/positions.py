"""Where in an answer an object stands: at its root, in its list, or somewhere below."""

from __future__ import annotations

from typing import NamedTuple

from mockwright.mock_server.values.plausible.kinds import head_of
from mockwright.mock_server.values.plausible.tokens import Tokens, split_name
from mockwright.mock_server.values.plausible.vocabulary import words
from mockwright.openapi.operations import Operation

# Fields that wrap what is answered.
_ENVELOPES = words(
    """
    data result item payload response record entity attributes resource object content
    """
)
_LISTS = words(
    """
    data items results records entries content list rows values elements hits collection
    nodes objects resources members docs page_items
    """
)
_PAGING = words(
    """
    meta metadata pagination paging pageinfo pager paginator page links pageinformation
    """
)


class Position(NamedTuple):
    """The place of a value in the answer.

    `owner`: nouns that say what it is. `name`: the field that has it, or that has the list with it.
    `trail`: the names of the fields from the root, None inside lists. `is_root`: it is what is
    answered, behind fields that only wrap it. `is_item`: it is in the list that is answered.
    `is_element`: it is in any list. `is_paging`: it describes the list that is answered.
    """

    owner: Tokens = ()
    name: str = ""
    trail: tuple[str, ...] | None = ()
    is_root: bool = True
    is_item: bool = False
    is_element: bool = False
    is_paging: bool = False
    resource: str = ""

    def field(self, name: str) -> Position:
        """The position of a field's value."""
        words = split_name(name)
        plain = "".join(words)
        return Position(
            owner=(head_of(words),),
            name=name,
            trail=(*self.trail, name) if self.trail is not None else None,
            is_root=self.is_root and (name in _ENVELOPES or plain == self.resource),
            is_paging=self.is_root and plain in _PAGING,
            resource=self.resource,
        )

    def items(self) -> Position:
        """The position of the items of a list at this position."""
        return Position(
            owner=self.owner,
            name=self.name,
            # What was sent for an item is the body of the call that makes it.
            trail=() if self.trail is not None else None,
            is_root=False,
            is_item=self.is_root,
            is_element=True,
            resource=self.resource,
        )

    def named(self, component: str) -> Position:
        """The same position, for a value whose schema has a name."""
        head = head_of(split_name(component))
        return self._replace(owner=(head, *self.owner)) if head else self

    def has_list(self, name: str) -> bool:
        """Whether a field of this name has the list that is answered."""
        words = split_name(name)
        is_known = "".join(words) in _LISTS or head_of(words) == self.resource
        return self.is_root and bool(words) and is_known


def root_of(operation: Operation | None) -> Position:
    """The root of an answer; its resource is the noun at the end of the path."""
    segments = operation.path.split("/") if operation is not None else []
    literal = [segment for segment in segments if segment and "{" not in segment]
    resource = head_of(split_name(literal[-1])) if literal else ""
    return Position(owner=(resource,) if resource else (), resource=resource)


def is_paging_name(name: str) -> bool:
    """Whether an object of this name describes the page of a list."""
    return "".join(split_name(name)) in _PAGING


def is_envelope(name: str) -> bool:
    """Whether a field of this name may wrap what is answered or sent."""
    return name in _ENVELOPES
