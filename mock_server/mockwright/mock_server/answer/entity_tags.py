"""Entity tags (RFC 9110): identify an answer's bytes, and recognize tags that a client has.

Lists are not read with Werkzeug's `parse_etags`, because it does not report malformed ones: `abc`,
`w/"abc"` and `"abc", *` would silently match, and a client would not learn that it sends them.
"""

from __future__ import annotations

import re
from hashlib import blake2b

_DIGEST_BYTES = 16
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_ANY_TAG = '""'
ANY = "*"


class TagsAreBroken(ValueError):
    """A text that is not a list of entity tags."""


def make_tag(body: bytes) -> str:
    """The strong entity tag of a body, in quotes; different bytes have different tags."""
    return f'"{blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()}"'


def names_tag(condition: str, tag: str) -> bool:
    """Whether the value of `If-None-Match` names a tag, by weak comparison; `*` names every one.

    Raises `TagsAreBroken`.
    """
    if condition.strip(" \t") == ANY:
        return True
    members = _TAG.sub(_ANY_TAG, condition).split(",")
    # Empty members are allowed in lists of HTTP: `"a", , "b"`.
    if {member.strip(" \t") for member in members} - {""} != {_ANY_TAG}:
        raise TagsAreBroken(condition)
    return tag.removeprefix("W/") in _TAG.findall(condition)
