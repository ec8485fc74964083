"""Hypothesis strategies for what clients and servers of a document exchange.

They need Hypothesis: `pip install 'mockwright[check]'`.

>>> from hypothesis import given, settings
>>> from mockwright.strategies import near_misses, reply_requests
>>> @settings(max_examples=5, database=None, deadline=None)
... @given(reply_requests())
... def test_language_is_sent(body):
...     assert body["language"]
>>> test_language_is_sent()

`realistic` values (the default mode) are people who do not exist and what they write to each other;
`adversarial` ones are the edges of the schemas. Both conform to the document, and shrink towards
small plain values. `near_misses` break one rule of an operation and no other.

`variants` lists every edge without chance. These names are stable; import them from here.
"""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("hypothesis") is None:
    message = "`mockwright.strategies` needs Hypothesis: `pip install 'mockwright[check]'`."
    raise ModuleNotFoundError(message, name="hypothesis")

from mockwright.contracts.boundaries.variants import RequestVariant, variants
from mockwright.contracts.drawing.strategies import (
    OperationIsUnknown,
    conversations,
    find_operation,
    from_operation,
    messages,
    near_misses,
    profiles,
    reply_requests,
    suggestion_requests,
)

__all__ = [
    "OperationIsUnknown",
    "RequestVariant",
    "conversations",
    "find_operation",
    "from_operation",
    "messages",
    "near_misses",
    "profiles",
    "reply_requests",
    "suggestion_requests",
    "variants",
]
