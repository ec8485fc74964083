"""Costs: the cost of an answer in ten-thousandths, and its text.

One documented answer costs 0.025, and a picture that is analysed 0.015. The other prices are
assumed: they only have to differ, so that a client can tell what it has been charged for.
"""

from __future__ import annotations

from collections.abc import Mapping

MODEL_COSTS: Mapping[str, int] = {
    "dating-smart-1": 250,
    "dating-pro-1": 400,
    "chat-2-smart": 300,
    "chat-2-pro": 500,
}
SOUL_ENGINE_COST = 100
VISION_COST = 150
_UNIT = 10_000


def format_cost(cost: int) -> str:
    """`0.0250`."""
    return f"{cost // _UNIT}.{cost % _UNIT:04}"
