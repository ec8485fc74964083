"""Notices: warnings about a request or an answer that do not refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NewType

from msgspec import Struct

from mockwright.openapi.unknown_fields import UnknownField

# Every code is a literal, defined once in the module of the engine or vendor that issues the
# notice: mypy refuses plain text as a code, and a test finds all of them.
NoticeCode = NewType("NoticeCode", str)

UNDOCUMENTED_FIELD = NoticeCode("undocumented-field")
UNDOCUMENTED_PARAMETER = NoticeCode("undocumented-parameter")
UNVALIDATED_BODY = NoticeCode("unvalidated-body")
UNREADABLE_CONDITION = NoticeCode("unreadable-condition")


# The meaning of a notice for the client that sent the request: the id of the check that reports
# it. None: the request is fine, and the notice only explains the mock's behaviour. A code without
# a meaning is treated in the same way.
Meaning = Literal[
    "assumed-default",
    "shared-id",
    "undocumented-field",
    "undocumented-parameter",
    "without-effect",
]
WITHOUT_EFFECT: Meaning = "without-effect"
ASSUMED_DEFAULT: Meaning = "assumed-default"
SHARED_IDENTITY: Meaning = "shared-id"

MEANINGS: Mapping[NoticeCode, Meaning | None] = {
    # The checks of these two examine the request themselves, and find the same.
    UNDOCUMENTED_FIELD: "undocumented-field",
    UNDOCUMENTED_PARAMETER: "undocumented-parameter",
    UNVALIDATED_BODY: None,
    UNREADABLE_CONDITION: WITHOUT_EFFECT,
}


class Notice(Struct, frozen=True, gc=False):
    """One notice. The code identifies it; the message is for people and may be reworded.

    `pointer` is a URI fragment within the body (`#/personaProfile/timeZone`), `query:name` or
    `header:name` for a parameter, or None for the whole request. `ruling` is the number of the
    assumption (`R13`) that it is based on, if it is based on one.
    """

    code: NoticeCode
    pointer: str | None
    message: str
    ruling: str | None = None

    @property
    def line(self) -> str:
        """The notice as one line of text: `#/profile/version: The profile has no version.`."""
        return self.message if self.pointer is None else f"{self.pointer}: {self.message}"

    def to_json(self) -> dict[str, str | None]:
        """The notice as in the journal; `ruling` only if there is one."""
        shown = {"code": self.code, "pointer": self.pointer, "message": self.message}
        return {**shown, "ruling": self.ruling} if self.ruling else shown


def notice_unknown_field(field: UnknownField) -> Notice:
    """The notice of a field that the document does not describe."""
    return Notice(UNDOCUMENTED_FIELD, field.pointer, field.detail)
