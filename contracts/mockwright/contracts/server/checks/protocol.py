"""Checks of HTTP itself: methods, malformed bodies, media types and repeated requests."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.server.checks.answers import show_status
from mockwright.contracts.server.verdicts import is_success
from mockwright.openapi.exchange import Response
from mockwright.openapi.wording import list_names, shorten

_NOT_ALLOWED = 405
_TOO_MANY = 429
_CREATED = 201
_GONE = frozenset({404, 410})
# These headers legitimately differ between answers.
_PASSING_HEADERS = frozenset({"date", "age", "connection", "keep-alive", "server", "set-cookie"})


def _judge_method(trial: Trial) -> Iterator[Finding]:
    method = trial.last.request.method
    if is_success(trial.last.status):
        expected = "a refusal (405 or 404): the method is not documented for this path"
        wrong = Wrong(f"method {method}", expected, show_status(trial.last.status))
        yield UNDOCUMENTED_METHOD_ACCEPTED.find(trial, wrong)


def _judge_allow(trial: Trial) -> Iterator[Finding]:
    response = trial.last.response
    if response is None or response.status != _NOT_ALLOWED:
        return
    allowed = _header(response, "allow")
    wanted = [str(name) for name in trial.facts.get("methods", ())]
    where = "response header parameter Allow"
    if allowed is None:
        expected = "the header `Allow`, which RFC 9110 requires with 405"
        yield ALLOW_INCOMPLETE.find(trial, Wrong(where, expected, "nothing"), "warning")
        return
    named = {name.strip().upper() for name in allowed.split(",")}
    if not named.issuperset(wanted):
        expected = f"every documented method: {list_names(f'`{name}`' for name in wanted)}"
        wrong = Wrong(where, expected, f"`{shorten(allowed)}`")
        yield ALLOW_INCOMPLETE.find(trial, wrong, "warning")


def _header(response: Response, name: str) -> str | None:
    values = [value for other, value in response.headers if other.lower() == name]
    return ", ".join(values) if values else None


def _judge_malformed(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "a refusal (4xx): the body is not valid JSON"
        yield MALFORMED_BODY_ACCEPTED.find(trial, _body_wrong(trial, expected))


def _judge_empty(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "a refusal (4xx): the document requires a body"
        yield EMPTY_BODY_ACCEPTED.find(trial, _body_wrong(trial, expected))


def _judge_media_type(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "a refusal (415): this media type is not documented for the body"
        yield WRONG_MEDIA_TYPE_ACCEPTED.find(trial, _body_wrong(trial, expected))


def _body_wrong(trial: Trial, expected: str) -> Wrong:
    place = str(trial.facts.get("varied", "body"))
    return Wrong(place, expected, show_status(trial.last.status))


def _judge_head(trial: Trial) -> Iterator[Finding]:
    """Judge HEAD, which should get the status of GET or be unsupported."""
    got, head = trial.exchanges[0].status, trial.last.status
    if head in {got, _NOT_ALLOWED, 501} or not got or not head:
        return
    if _TOO_MANY in {got, head}:
        return
    expected = f"the status of GET ({show_status(got)})"
    yield HEAD_DIFFERS.find(trial, Wrong("method HEAD", expected, show_status(head)), "warning")


def _judge_unknown_path(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "404: the path is not documented"
        wrong = Wrong("path", expected, show_status(trial.last.status))
        yield UNKNOWN_PATH_ACCEPTED.find(trial, wrong, "warning")


def _judge_accept(trial: Trial) -> Iterator[Finding]:
    if is_success(trial.last.status):
        expected = "the documented 406: the header accepts no documented media type"
        wrong = Wrong("header parameter Accept", expected, show_status(trial.last.status))
        yield ACCEPT_IGNORED.find(trial, wrong)


def _judge_repetition(trial: Trial) -> Iterator[Finding]:
    """Judge repeated requests: from the second on, answers are equal unless they create something.

    The first request may change the state; for example, it may end a conversation.
    """
    settled = [_essence(exchange) for exchange in trial.exchanges[1:]]
    for other in settled[1:] if settled[0].status != _CREATED else ():
        difference = _difference(settled[0], other)
        if difference is not None:
            yield ANSWER_VARIES.find(trial, difference)
            return


def _essence(exchange: Exchange) -> Response:
    response = exchange.response or Response(status=0)
    headers = tuple(
        sorted(
            (name.lower(), value)
            for name, value in response.headers
            if name.lower() not in _PASSING_HEADERS
        )
    )
    return structs.replace(response, headers=headers)


def _difference(first: Response, other: Response) -> Wrong | None:
    if _TOO_MANY in {first.status, other.status}:
        return None
    if first.status != other.status:
        expected = f"{show_status(first.status)} again for the same request"
        return Wrong("response status", expected, show_status(other.status))
    if first.body != other.body:
        at = next(
            (
                i
                for i, pair in enumerate(zip(first.body, other.body, strict=False))
                if _differ(pair)
            ),
            min(len(first.body), len(other.body)),
        )
        expected = f"the same bytes for the same request: {_excerpt(first.body, at)}"
        return Wrong("response #", expected, _excerpt(other.body, at))
    changed = sorted({name for name, _ in {*first.headers} ^ {*other.headers}})
    if changed:
        names = list_names(f"`{name}`" for name in changed)
        return Wrong(
            "response headers", "the same headers for the same request", f"different ones: {names}"
        )
    return None


def _differ(pair: tuple[int, int]) -> bool:
    return pair[0] != pair[1]


def _excerpt(body: bytes, at: int) -> str:
    """The part of a body around an offset."""
    start = max(0, at - 20)
    text = body[start : at + 40].decode("utf-8", "replace")
    return f"`{'…' if start else ''}{shorten(' '.join(text.split()))}` at byte {at:,}"


def _judge_preference(trial: Trial) -> Iterator[Finding]:
    asked = trial.facts.get("asked")
    if isinstance(asked, int) and trial.last.status not in {asked, 0}:
        expected = f"{show_status(asked)}, which is documented and was requested with `Prefer`"
        wrong = Wrong(f"response {asked}", expected, show_status(trial.last.status))
        yield PREFERRED_ANSWER_MISSING.find(trial, wrong)


def _judge_untested(trial: Trial) -> Iterator[Finding]:
    severity: Severity = "warning" if trial.facts.get("is_allowed") else "failure"
    wrong = Wrong("request", "one valid request", f"none: {trial.facts.get('reason', '')}")
    if not trial.exchanges:
        yield OPERATION_UNTESTED.find(trial, wrong, severity)


OPERATION_UNTESTED = Check(
    id="operation-untested",
    title="The operation was never called",
    advice=(
        "Add an example to the document, leave the operation out with `--exclude-operation`, or "
        "accept this with `--allow-untested`."
    ),
    judge=_judge_untested,
)
UNDOCUMENTED_METHOD_ACCEPTED = Check(
    id="undocumented-method-accepted",
    title="An undocumented method is accepted",
    advice="Answer 405 with `Allow`, or document the method.",
    judge=_judge_method,
)
ALLOW_INCOMPLETE = Check(
    id="allow-incomplete",
    title="A 405 does not name the allowed methods",
    advice="Send `Allow` with every documented method of the path.",
    judge=_judge_allow,
)
MALFORMED_BODY_ACCEPTED = Check(
    id="malformed-body-accepted",
    title="A body that is not JSON is accepted",
    advice="Parse the whole body before acting on it, and answer 400 if that fails.",
    judge=_judge_malformed,
)
EMPTY_BODY_ACCEPTED = Check(
    id="empty-body-accepted",
    title="A missing required body is accepted",
    advice="Refuse requests without a body, or document it as optional.",
    judge=_judge_empty,
)
WRONG_MEDIA_TYPE_ACCEPTED = Check(
    id="wrong-media-type-accepted",
    title="A body of an undocumented media type is accepted",
    advice="Compare `Content-Type` with the documented types, and answer 415.",
    judge=_judge_media_type,
)
HEAD_DIFFERS = Check(
    id="head-differs",
    title="HEAD and GET have different statuses",
    advice="Answer HEAD like GET, without the body.",
    judge=_judge_head,
)
UNKNOWN_PATH_ACCEPTED = Check(
    id="unknown-path-accepted",
    title="An undocumented path answers with success",
    advice="Answer 404; a fallback page hides misspelled paths.",
    judge=_judge_unknown_path,
)
ACCEPT_IGNORED = Check(
    id="accept-ignored",
    title="`Accept` is ignored although 406 is documented",
    advice="Answer 406 if no documented media type is accepted.",
    judge=_judge_accept,
)
ANSWER_VARIES = Check(
    id="answer-varies",
    title="Identical requests get different answers",
    advice="Derive the answer from the request only, or run without `--deterministic`.",
    judge=_judge_repetition,
)
PREFERRED_ANSWER_MISSING = Check(
    id="preferred-answer-missing",
    title="The mock does not give a documented answer",
    advice="Make the mock serve the document that it is checked against.",
    judge=_judge_preference,
)

PROTOCOL_CHECKS = (
    OPERATION_UNTESTED,
    UNDOCUMENTED_METHOD_ACCEPTED,
    ALLOW_INCOMPLETE,
    MALFORMED_BODY_ACCEPTED,
    EMPTY_BODY_ACCEPTED,
    WRONG_MEDIA_TYPE_ACCEPTED,
    HEAD_DIFFERS,
    UNKNOWN_PATH_ACCEPTED,
    ACCEPT_IGNORED,
    ANSWER_VARIES,
    PREFERRED_ANSWER_MISSING,
)
