"""Numbers and times of one object that have to agree: minimum and maximum, quantity and total."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from itertools import pairwise
from typing import Any

from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.tokens import split_name

# Changes the values of an object so that they agree; `sent` are names that stay as they are.
Agree = Callable[[MutableMapping[str, Any], Collection[str]], None]

_PAIRS = (
    ("min", "max"),
    ("minimum", "maximum"),
    ("low", "high"),
    ("lower", "upper"),
    ("start", "end"),
    ("from", "to"),
    ("from", "until"),
    ("since", "until"),
    ("begin", "end"),
    ("created", "updated", "deleted"),
    ("created", "modified"),
    ("created", "expires"),
)
_QUANTITIES = ("quantity", "qty", "units")
_PRICES = ("unitprice", "unitcost", "unitamount", "priceperunit", "price", "itemprice")
_TOTALS = ("total", "totalprice", "linetotal", "totalamount", "subtotal", "totalcost", "amount")


def compile_agreement(fields: Mapping[str, Field]) -> Agree | None:
    """A function that makes the values of these fields agree; None if nothing has to."""
    rules = [*_ordered(fields), *_totals(fields)]
    if not rules:
        return None

    def agree(values: MutableMapping[str, Any], sent: Collection[str]) -> None:
        for rule in rules:
            rule(values, sent)

    return agree


def _ordered(fields: Mapping[str, Field]) -> list[Agree]:
    names = {split_name(name): name for name, field in fields.items() if _is_ordered(field)}
    rules: list[Agree] = []
    for words, name in names.items():
        for chain in _PAIRS:
            for low, high in pairwise(chain):
                if low in words:
                    partner = names.get(tuple(high if word == low else word for word in words))
                    if partner is not None:
                        rules.append(_order(fields[name], fields[partner]))
    return rules


def _is_ordered(field: Field) -> bool:
    is_time = field.type == "string" and field.keywords.get("format") in {"date", "date-time"}
    return field.type in {"integer", "number"} or is_time


def _order(first: Field, second: Field) -> Agree:
    """Exchange two values that are the wrong way round, or repeat the one that was sent."""

    def agree(values: MutableMapping[str, Any], sent: Collection[str]) -> None:
        low, high = values.get(first.name), values.get(second.name)
        if low is None or high is None or type(low) is not type(high) or low <= high:
            return
        new_low = low if first.name in sent else high
        new_high = high if second.name in sent else low
        if new_low <= new_high and first.is_valid(new_low) and second.is_valid(new_high):
            values[first.name], values[second.name] = new_low, new_high

    return agree


def _totals(fields: Mapping[str, Field]) -> list[Agree]:
    plain = {"".join(split_name(name)): name for name in fields}
    found = [
        next((plain[each] for each in group if each in plain), None)
        for group in (_QUANTITIES, _PRICES, _TOTALS)
    ]
    numbers = [fields[name] for name in found if name is not None and _is_number(fields[name])]
    return [_multiply(*numbers)] if len(numbers) == len(found) else []


def _is_number(field: Field) -> bool:
    return field.type in {"integer", "number"}


def _multiply(quantity: Field, price: Field, total: Field) -> Agree:
    """Set the total to quantity times price; lower the quantity if that is more than allowed."""

    def agree(values: MutableMapping[str, Any], sent: Collection[str]) -> None:
        count, each = values.get(quantity.name), values.get(price.name)
        if count is None or each is None or total.name in sent or total.name not in values:
            return
        for number in (count,) if quantity.name in sent else (count, 1):
            product = _rounded(number * each, total)
            if total.is_valid(product) and quantity.is_valid(number):
                values[quantity.name], values[total.name] = number, product
                return

    return agree


def _rounded(product: float, total: Field) -> float:
    return round(product) if total.type == "integer" else round(product, 2)
