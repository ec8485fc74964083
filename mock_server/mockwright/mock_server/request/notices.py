"""Notices: what the mock remarks about a request or an answer without refusing it."""

from __future__ import annotations

from typing import NewType

from msgspec import Struct

from mockwright.openapi.unknown_fields import UnknownField

# Every code is made from a literal, once, in the module of the engine or vendor that gives the
# notice: mypy refuses plain text as a code, and a test finds all of them.
NoticeCode = NewType("NoticeCode", str)

UNDOCUMENTED_FIELD = NoticeCode("undocumented-field")
UNDOCUMENTED_PARAMETER = NoticeCode("undocumented-parameter")
UNVALIDATED_BODY = NoticeCode("unvalidated-body")
UNREADABLE_CONDITION = NoticeCode("unreadable-condition")


class Notice(Struct, frozen=True, gc=False):
    """One remark. The code says what it is, the message says it to people and may be reworded.

    `pointer` is a URI fragment within the body (`#/personaProfile/timeZone`), `query:name` or
    `header:name` for a parameter, or None where the whole request is meant. `ruling` is the number
    of the assumption (`R13`) that decided the matter, where it is ours.
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
        """The notice as the journal shows it; `ruling` only where there is one."""
        shown = {"code": self.code, "pointer": self.pointer, "message": self.message}
        return {**shown, "ruling": self.ruling} if self.ruling else shown


def notice_unknown_field(field: UnknownField) -> Notice:
    """The notice of a field that the document does not describe."""
    return Notice(UNDOCUMENTED_FIELD, field.pointer, field.detail)
