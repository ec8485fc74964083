"""Checks of state: what was created, changed and deleted, and how it is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.server.identities import (
    fields_of,
    identities_of,
    identity_of,
    items_of,
)
from mockwright.contracts.server.verdicts import is_success
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.wording import show_value

_GONE = frozenset({404, 410})
_MOCK_HINT = "The mock keeps no state for documents that it does not bundle."
# A list with as many items may be the first page of a longer one.
_PAGE_SIZES = frozenset({10, 12, 15, 20, 24, 25, 30, 50, 100, 200, 250, 500, 1000})
_CONTINUED = re.compile(r"next|cursor|more|^link$", re.IGNORECASE)
_TOTAL = re.compile(r"total|^count$", re.IGNORECASE)
_MARKED = re.compile(r"delet|archiv|remov|status|state|active", re.IGNORECASE)
_CLOSE = 1e-6


def _severity(trial: Trial) -> Severity:
    """Lost state is only a warning for our own mock, which may not keep any."""
    return "warning" if trial.facts.get("is_mock") else "failure"


def _forgotten(check: Check, trial: Trial, wrong: Wrong) -> Finding:
    hint = _MOCK_HINT if trial.facts.get("is_mock") else wrong.hint
    return check.find(trial, wrong._replace(hint=hint), _severity(trial))


def _judge_use_after_delete(trial: Trial) -> Iterator[Finding]:
    _, deleted, later = trial.exchanges
    if is_success(deleted.status) and is_success(later.status):
        expected = "404 or 410, because it was just deleted"
        wrong = Wrong("response status", expected, show_status(later.status))
        yield _forgotten(USED_AFTER_DELETION, trial, wrong)


def _judge_created(trial: Trial) -> Iterator[Finding]:
    created, later = trial.exchanges
    if is_success(created.status) and later.status in _GONE:
        wrong = Wrong("response status", "what was just created", show_status(later.status))
        yield _forgotten(CREATED_NOT_FOUND, trial, wrong)


def _judge_difference(trial: Trial) -> Iterator[Finding]:
    """Compare what was sent and answered with what is read."""
    created, later = trial.exchanges
    if not is_success(later.status) or later.response is None or created.response is None:
        return
    parameter = str(trial.facts.get("parameter", ""))
    ids = [identity_of(_fields(exchange), parameter) for exchange in (created, later)]
    if None not in ids and ids[0] != ids[1]:
        wrong = Wrong("response #", f"the id `{ids[0]}`, as created", f"`{ids[1]}`")
        yield _forgotten(CREATED_DIFFERS, trial, wrong)
        return
    sent, answered, read = _sent(created), fields_of(created.response), fields_of(later.response)
    for name, value in sent.items():
        if name not in read:
            continue
        expected = answered.get(name, value)
        if _differs(expected, read[name]) and _differs(value, read[name]):
            where = f"response #/{name}"
            wrong = Wrong(where, f"{show_value(expected)}, as created", show_value(read[name]))
            yield _forgotten(CREATED_DIFFERS, trial, wrong)
            return


def _judge_update(trial: Trial) -> Iterator[Finding]:
    """A change is unseen if every field that it changes has its former value."""
    before, changed, after = trial.exchanges
    if not (is_success(changed.status) and is_success(after.status)):
        return
    old, new = _fields(before), _fields(after)
    meant = {n: v for n, v in _sent(changed).items() if n in old and _differs(v, old[n])}
    if meant and all(name in new and new[name] == old[name] for name in meant):
        name, value = next(iter(meant.items()))
        expected = f"{show_value(value)}, to which it was changed"
        wrong = Wrong(f"response #/{name}", expected, show_value(new[name]))
        yield _forgotten(UPDATE_NOT_SEEN, trial, wrong)


def _judge_listed(trial: Trial) -> Iterator[Finding]:
    """A complete list has what was created."""
    listed, identity = trial.last, str(trial.facts.get("identity", ""))
    found = _ids(trial)
    page = trial.facts.get("page")
    if found is None or listed.response is None or identity in found:
        return
    if _is_complete(listed.response, page if isinstance(page, int) else None):
        expected = f"the item `{identity}`, which was just created"
        wrong = Wrong("response #", expected, f"{len(found)} other items")
        yield _forgotten(CREATED_NOT_LISTED, trial, wrong)


def _judge_unlisted(trial: Trial) -> Iterator[Finding]:
    """A list does not have what was deleted, unless the item says that it is deleted."""
    identity, found = str(trial.facts.get("identity", "")), _ids(trial)
    if trial.last.response is None or found is None or identity not in found:
        return
    item = (items_of(trial.last.response) or ())[found.index(identity)]
    if not any(_MARKED.search(name) for name in item):
        expected = f"no item `{identity}`, because it was just deleted"
        yield _forgotten(DELETED_STILL_LISTED, trial, Wrong("response #", expected, "it"))


def _judge_size(trial: Trial) -> Iterator[Finding]:
    found, size = _ids(trial), int(str(trial.facts.get("size", 1)))
    if found is not None and len(found) > size:
        where = f"query parameter {trial.facts['name']}"
        wrong = Wrong(where, f"at most {size} item", f"{len(found)} items")
        yield PAGE_SIZE_IGNORED.find(trial, wrong, _severity(trial))


def _judge_pages(trial: Trial) -> Iterator[Finding]:
    """The first two items, and then each of them as a page of its own."""
    both, first, second = (_ids_of(exchange, trial) for exchange in trial.exchanges)
    if both is None or first is None or second is None or len(both) != 2:  # noqa: PLR2004 -- two items
        return
    if len(first) == len(second) == 1 and first + second != both and first[0] == both[0]:
        where = f"query parameter {trial.facts['name']}"
        wrong = Wrong(where, f"the item `{both[1]}` on the second page", f"`{second[0]}`")
        yield PAGES_REPEAT.find(trial, wrong, _severity(trial))


def _judge_stale(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "`412 Precondition Failed`, because the entity tag in `If-Match` is outdated"
        wrong = Wrong("header parameter If-Match", expected, show_status(trial.last.status))
        yield STALE_UPDATE_ACCEPTED.find(trial, wrong, _severity(trial))


def _sent(exchange: Exchange) -> Mapping[str, Any]:
    try:
        value = parse_json(exchange.request.body).value
    except JsonIsBroken:
        return {}
    return value if isinstance(value, dict) else {}


def _fields(exchange: Exchange) -> Mapping[str, Any]:
    return fields_of(exchange.response) if exchange.response else {}


def _ids(trial: Trial) -> list[str] | None:
    return _ids_of(trial.last, trial)


def _ids_of(exchange: Exchange, trial: Trial) -> list[str] | None:
    if exchange.response is None or not is_success(exchange.status):
        return None
    return identities_of(exchange.response, str(trial.facts.get("parameter", "")))


def _is_complete(response: Response, page: int | None) -> bool:
    """Whether a list is certainly not one page of a longer one.

    `page` is the documented number of items on a page, 0 if the document has pages of any size.
    """
    count = len(items_of(response) or ())
    beside = _beside_list(response)
    totals = [value for name, value in beside.items() if _TOTAL.search(name) and _is_whole(value)]
    if totals and max(totals) <= count:
        return True
    if totals or page is not None:
        return count < (page or 0)
    is_continued = any(_CONTINUED.search(name) for name, value in beside.items() if value)
    return not is_continued and count not in _PAGE_SIZES


def _beside_list(response: Response) -> dict[str, Any]:
    """What is said about a list: headers, and the fields beside it."""
    value = parse_json(response.body).value
    said: dict[str, Any] = {
        name: int(text) if text.isdecimal() else text for name, text in response.headers
    }
    for part in (value, *(value.values() if isinstance(value, dict) else ())):
        said |= part if isinstance(part, dict) else {}
    return said


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _differs(expected: Any, received: Any) -> bool:
    """Whether two values are certainly different: spelling and precision do not count."""
    if expected is None or received is None:
        return False
    if isinstance(expected, bool) or isinstance(received, bool):
        return type(expected) is type(received) and expected != received
    if isinstance(expected, int | float) and isinstance(received, int | float):
        return abs(expected - received) > _CLOSE * max(1, abs(expected))
    if isinstance(expected, str) and isinstance(received, str):
        texts = [re.sub(r"\W+", "", text).casefold() for text in (expected, received)]
        return bool(texts[0] and texts[1]) and texts[0] not in texts[1] and texts[1] not in texts[0]
    return False


USED_AFTER_DELETION = Check(
    id="used-after-deletion",
    title="A deleted resource can still be read",
    advice="Answer 404 or 410 for deleted resources.",
    judge=_judge_use_after_delete,
)
CREATED_NOT_FOUND = Check(
    id="created-not-found",
    title="A created resource cannot be read",
    advice="Answer the creation only once the resource can be read.",
    judge=_judge_created,
)
CREATED_DIFFERS = Check(
    id="created-differs",
    title="A created resource is read with other values",
    advice="Store what the creation accepted, and read the resource with that id.",
    judge=_judge_difference,
)
UPDATE_NOT_SEEN = Check(
    id="update-not-seen",
    title="An update has no effect",
    advice="Store what the update accepted, or refuse it.",
    judge=_judge_update,
)
CREATED_NOT_LISTED = Check(
    id="created-not-listed",
    title="A created resource is not listed",
    advice="List every resource, or document which ones are left out.",
    judge=_judge_listed,
)
DELETED_STILL_LISTED = Check(
    id="deleted-still-listed",
    title="A deleted resource is still listed",
    advice="Leave deleted resources out of lists.",
    judge=_judge_unlisted,
)
PAGE_SIZE_IGNORED = Check(
    id="page-size-ignored",
    title="A list is longer than requested",
    advice="Return at most as many items as the parameter says.",
    judge=_judge_size,
)
PAGES_REPEAT = Check(
    id="pages-repeat",
    title="Pages of a list repeat or skip items",
    advice="Start each page with the item after the previous page, in a stable order.",
    judge=_judge_pages,
)
STALE_UPDATE_ACCEPTED = Check(
    id="stale-update-accepted",
    title="An update of an outdated version is accepted",
    advice="Compare `If-Match` with the current entity tag, and answer 412.",
    judge=_judge_stale,
)

LIFE_CHECKS = (
    USED_AFTER_DELETION,
    CREATED_NOT_FOUND,
    CREATED_DIFFERS,
    UPDATE_NOT_SEEN,
    CREATED_NOT_LISTED,
    DELETED_STILL_LISTED,
    PAGE_SIZE_IGNORED,
    PAGES_REPEAT,
    STALE_UPDATE_ACCEPTED,
)
