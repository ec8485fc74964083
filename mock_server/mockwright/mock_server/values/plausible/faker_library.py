"""Methods of the library Faker, if it is installed: the extra `faker` of the package."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from mockwright.mock_server.request.calls import MISSING
from mockwright.mock_server.values.plausible.vocabulary import words

# The locale, 64 bits of chance, and the arguments; returns `MISSING` where there is no value.
FakerMethod = Callable[[str, int, Any], Any]

# Methods that read the clock or a file: their values would differ from run to run.
_UNSTABLE_PROVIDERS = frozenset({"date_time"})
_UNSTABLE = words(
    """
    profile simple_profile credit_card_expire credit_card_full passport_dob passport_dates
    passport_full passport_owner binary zip tar image json_bytes time_series unique_word
    enum
    """
)
# One generator is seeded and then called, which another thread must not interrupt.
_LOCK = threading.Lock()
_NOT_METHODS = frozenset({"locale_data_or_none", "add_provider", "seed", "seed_instance"})


@cache
def has_faker() -> bool:
    """Whether Faker is installed."""
    return _load() is not None


def find_method(name: str) -> FakerMethod | None:
    """The method of a provider, by `person.prefix` or `prefix`; None if there is none.

    Methods whose values would depend on the clock count as unknown.
    """
    provider, _, method = name.rpartition(".")
    if not has_faker() or not _is_known(provider, method):
        return None

    def call(locale: str, seed: int, arguments: Any) -> Any:
        with _LOCK:
            fake = _instance(locale)
            fake.seed_instance(seed)
            return _call(getattr(fake, method, None), arguments)

    return call


def _call(method: Any, arguments: Any) -> Any:
    """The value as JSON; a method that the locale lacks, or other arguments, give none."""
    if not callable(method):
        return MISSING
    try:
        if isinstance(arguments, dict):
            return _as_json(method(**arguments))
        return _as_json(method(*arguments) if isinstance(arguments, list) else method())
    except Exception:  # noqa: BLE001 -- arguments of a document may break a method in any way
        return MISSING


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, set | frozenset):  # whose order is Python's
        value = sorted(value, key=str)
    if isinstance(value, tuple | list):
        return [_as_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else MISSING


@cache
def _is_known(provider: str, method: str) -> bool:
    if method.startswith("_") or method in _UNSTABLE | _NOT_METHODS or not method:
        return False
    for each in _instance("en_US").get_providers():
        group = each.__provider__.rpartition(".")[2]
        is_of_group = provider in {"", group}
        if (
            is_of_group
            and group not in _UNSTABLE_PROVIDERS
            and callable(getattr(each, method, None))
        ):
            return True
    return False


@cache
def _load() -> Any:
    try:
        import faker  # noqa: PLC0415 -- an extra that need not be installed
    except ImportError:
        return None
    return faker


@cache
def _instance(locale: str) -> Any:
    """A generator of its own for each locale; seeding it changes no other."""
    module = _load()
    known = module.config.AVAILABLE_LOCALES
    return module.Faker(locale if locale in known else "en_US").factories[0]
