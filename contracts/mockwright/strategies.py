"""Hypothesis strategies for the requests and values that OpenAPI documents describe.

This module needs Hypothesis: `pip install 'mockwright[check]'`.

>>> from hypothesis import given, settings
>>> from mockwright.strategies import near_misses, reply_requests
>>> @settings(max_examples=5, database=None, deadline=None)
... @given(reply_requests())
... def test_language_is_sent(body):
...     assert body["language"]
>>> test_language_is_sent()

The mode `realistic` (the default) generates fictitious people and their conversations; the mode
`adversarial` generates edge cases of the schemas. Both conform to the document and shrink towards
small, plain values. `near_misses` violate exactly one rule of an operation.

`variants` lists every edge case deterministically. These names are stable; import them from here.
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
