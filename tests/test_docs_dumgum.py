"""The pages about DumGum: every field has its row, and every number is correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from mockwright.mock_server.cli import serve as serve_command
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.timestamps import DAY, START, WEEK, format_timestamp
from mockwright.mock_server.vendors.dumgum.profiles.versions import ADULT_YEARS
from mockwright.mock_server.vendors.dumgum.replies.composing import (
    MAX_PARTS,
    QUESTIONS_WHEN_UNSET,
    SPLITS,
    Wording,
    compose,
)
from mockwright.mock_server.vendors.dumgum.replies.costs import (
    MODEL_COSTS,
    SOUL_ENGINE_COST,
    VISION_COST,
    format_cost,
)
from mockwright.mock_server.vendors.dumgum.replies.emojis import count_emojis
from mockwright.mock_server.vendors.dumgum.replies.guardrails import (
    FOR_EVER,
    PROGRESSION,
    REASONS,
    REPEATED,
    SWITCHES,
    is_guarded,
)
from mockwright.mock_server.vendors.dumgum.replies.icebreakers import MUCH_YEARS, NEAR
from mockwright.mock_server.vendors.dumgum.replies.lengths import (
    MESSAGE_LENGTHS,
    SENTENCE_LENGTHS,
    SENTENCE_LENGTHS_WITHOUT_SPACES,
)
from mockwright.mock_server.vendors.dumgum.replies.occasions import DORMANT
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.mock_server.vendors.dumgum.replies.reply import MAX_WAIT_SECONDS
from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import supports_pictures
from mockwright.mock_server.vendors.dumgum.replies.suggestion import COUNT
from mockwright.mock_server.vendors.dumgum.replies.triggers import read_triggers
from mockwright.mock_server.vendors.dumgum.replies.typing_delay import CHARACTERS_A_SECOND
from mockwright.mock_server.vendors.dumgum.replies.typos import LEVELS_WHEN_UNSET, WORDS_A_SLIP
from mockwright.openapi.loading import DOCUMENTS
from tests.mock_server.asking import ask, journal, serve

Node = dict[str, Any]

ROOT = Path(__file__).parent.parent
PAGE = "\n\n".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("dumgum.md", "dumgum-fields.md")
)
FLAT = " ".join(PAGE.split())
DOCUMENT: Node = yaml.safe_load((DOCUMENTS / "dumgum.yaml").read_text(encoding="utf-8"))
SCHEMAS: Node = DOCUMENT["components"]["schemas"]
REQUESTS = {"reply": "GenerateRequest", "suggestion": "SuggestionRequest"}

REPLY = "POST /cs/v1/content_creation/conversations/generate"
NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand|twice|half"
)


def members(schema: Node) -> Iterator[Node]:
    """A schema and all schemas that it refers to or combines."""
    yield schema
    if "$ref" in schema:
        target: Node = DOCUMENT
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from members(target)
    for combiner in ("allOf", "anyOf", "oneOf"):
        for member in schema.get(combiner, ()):
            yield from members(member)


def fields_of(schema: Node, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Every field of a schema by its dotted path, with its merged keywords."""
    for member in members(schema):
        for name, child in member.get("properties", {}).items():
            said: Node = {}
            for part in members(child):
                said = {**part, **said}
            yield prefix + name, said
            yield from fields_of(child, f"{prefix}{name}.")
        if "items" in member:
            yield from fields_of(member["items"], f"{prefix.removesuffix('.')}[].")


@cache
def documented() -> dict[str, tuple[Node, str]]:
    """Every field of both requests, with the operations that have it."""
    found = {call: dict(fields_of(SCHEMAS[name])) for call, name in REQUESTS.items()}
    reply, suggestion = found["reply"], found["suggestion"]
    return {
        path: (field, "both" if path in reply and path in suggestion else call)
        for call in REQUESTS
        for path, field in found[call].items()
    }


def rows() -> list[tuple[str, str, str]]:
    """The rows of the field table; a row for both profiles counts twice."""
    table = PAGE.partition("| Field | Calls | What the mock does with it |")[2]
    found = re.findall(r"^\| `([^`]+)` \| (\w+) \| (.+) \|$", table, re.MULTILINE)
    assert len(found) == len(table.strip().splitlines()) - 1
    return [
        (path.replace("*Profile", profile, 1), calls, text)
        for path, calls, text in found
        for profile in (("userProfile", "personaProfile") if path.startswith("*") else ("",))
    ]


def test_every_field_has_one_row() -> None:
    """Each field of the two requests has exactly one row."""
    assert sorted(path for path, _, _ in rows()) == sorted(documented())


def test_rows_name_the_calls() -> None:
    """A row names the requests that have its field."""
    assert {path: calls for path, calls, _ in rows()} == {
        path: calls for path, (_, calls) in documented().items()
    }


def as_default(value: Any) -> str:
    """A default as the page writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def test_rows_tell_the_defaults() -> None:
    """The rows of reply parameters have the defaults of the document."""
    told = {path: re.findall(r"Default: `([^`]*)`\.", text) for path, _, text in rows()}
    assert told == {
        path: [as_default(field["default"])]
        if "default" in field and path.startswith("replyParameters.")
        else []
        for path, (field, _) in documented().items()
    }


def test_rows_tell_what_is_deprecated() -> None:
    """The rows of deprecated fields say so."""
    assert {path for path, _, text in rows() if text.startswith("Deprecated")} == {
        path for path, (field, _) in documented().items() if field.get("deprecated")
    }


def per_cent(share: float) -> str:
    """A share as the page formats it."""
    return f"{share * 100:.0f} %"


def span(band: tuple[int, int]) -> str:
    """A range as the page formats it."""
    return f"{band[0]} to {band[1]}"


class Script(RandomStream):
    """A random stream with given outcomes and their probability."""

    __slots__ = ("likelihood", "outcomes")

    def __init__(self, outcomes: tuple[bool, ...]) -> None:
        super().__init__(b"")
        self.outcomes, self.likelihood = [*outcomes], 1.0

    def chance(self, probability: float) -> bool:
        """The next outcome."""
        comes = self.outcomes.pop(0)
        self.likelihood *= probability if comes else 1 - probability
        return comes


def emoji_shares(frequency: str | None) -> list[float]:
    """The probabilities of no, one and two emojis."""
    shares = [0.0, 0.0, 0.0]
    for outcomes in product((True, False), repeat=2):
        script = Script(outcomes)
        shares[count_emojis(frequency, script)] += script.likelihood * 0.5 ** len(script.outcomes)
    return shares


def values_of(parameter: str) -> list[str | None]:
    """The values of a reply parameter, with None for unset."""
    values = SCHEMAS["ReplyParameters"]["properties"][parameter]["enum"]
    return [*(value for value in values if value is not None), None]


def stop_duration(reason: str) -> str:
    """The durations of a stop, as the page formats them."""
    steps = ["then permanent" if step is None else f"{step // 3600} h" for step in PROGRESSION]
    return "permanent" if reason in FOR_EVER else ", ".join(steps)


def table_rows() -> Iterator[str]:
    """Every table row with numbers, formatted from the code."""
    for reason in SWITCHES:
        yield f"| {reason} | {stop_duration(reason)} |"
    for name, band in MESSAGE_LENGTHS.items():
        yield f"| {name} | {span(band)} |"
    for name, band in SENTENCE_LENGTHS.items():
        yield f"| {name} | {span(band)} | {span(SENTENCE_LENGTHS_WITHOUT_SPACES[name])} |"
    yield "| `emojis` | None | 1 | 2 |"
    for frequency in values_of("emojis"):
        shares = " | ".join(map(per_cent, emoji_shares(frequency)))
        yield f"| {frequency or 'unset'} | {shares} |"
    for value in values_of("multipleMessagesPerReplyFrequency"):
        yield f"| {value or 'unset'} | {per_cent(SPLITS[value])} |"
    for level, words in WORDS_A_SLIP.items():
        yield f"| {level} | 1 in {words} |"
    levels = " or ".join(LEVELS_WHEN_UNSET)
    yield f"| unset | as {levels}, {per_cent(1 / len(LEVELS_WHEN_UNSET))} each |"
    for model in values_of("chatModel")[:-1]:
        yield f"| A reply of `{model}` | {format_cost(MODEL_COSTS[str(model)])} |"
    yield f"| SoulEngine, with `generatePersonality` | {format_cost(SOUL_ENGINE_COST)} |"
    yield f"| A picture that vision looks at | {format_cost(VISION_COST)} |"


def lengths_when_unset() -> list[int]:
    """The numbers of statements in replies without a requested length."""
    parameters = {
        "multipleMessagesPerReply": False,
        "questionFrequency": 0,
        "fluencyDegradation": "NONE",
        "postProcessing": {"greekRewrite": False},
    }
    wording = Wording(phrases_of("EN"), parameters)
    keys = [request_key(0, str(number).encode()) for number in range(100)]
    return [len(re.findall(r"[.!]", "".join(compose(wording, RandomStream(key))))) for key in keys]


def sentences() -> Iterator[str]:
    """Every phrase with numbers outside of tables, formatted from the code."""
    yield from (f"`POST {path}`" for path in DOCUMENT["paths"])
    yield f"`{format_timestamp(START)}` in a request without messages"
    yield from (f"{under} {ADULT_YEARS}" for under in ("under", "Under"))
    yield f"The user's `birthdate` is less than {ADULT_YEARS} years ago"
    yield f"A suggestion consists of {COUNT} different texts"
    yield f"The user's last {REPEATED} texts are equal"
    yield f"revives after {DORMANT // DAY} days without a message of the user"
    yield f"or {WEEK // DAY} days after it was stored"
    yield f"by {MUCH_YEARS} years or more"
    yield f"`profileDistance` is {NEAR} or less"
    yield f"AUTO chooses the icebreaker NEARBY up to {NEAR};"
    statements = lengths_when_unset()
    yield f"Without `messageLength` there are {min(statements)} to {max(statements)} statements"
    counts = [str(count) for count, share in enumerate(emoji_shares("FREQUENT")) if share]
    yield f"how FREQUENT is split into {' and '.join(counts)}, where"
    yield f"unset, it is {per_cent(QUESTIONS_WHEN_UNSET)} ("
    yield f"A split reply has 2 to {MAX_PARTS} messages"
    yield f"the others cost {format_cost(0)}."
    speeds = CHARACTERS_A_SECOND
    yield f"FAST types {speeds['FAST']} characters per second, NORMAL {speeds['NORMAL']};"
    yield f"until the `responseTime` of its last message, by at most {MAX_WAIT_SECONDS:.0f} s."
    times = SCHEMAS["ReplyParameters"]["properties"]["maxProcessingTimeSeconds"]["anyOf"]
    least = times[0]["minimum"]
    yield f"as its minimum is {least}, this is always {min(least, MAX_WAIT_SECONDS):.0f} s."
    models = [f"`{model}`" for model in MODEL_COSTS if supports_pictures({"chatModel": model})]
    yield f"Only {' and '.join(sorted(models))} support pictures, vision and meeting policies."


CLAIMS = [*table_rows(), *sentences()]


@pytest.mark.parametrize("claim", CLAIMS)
def test_numbers_are_those_of_the_code(claim: str) -> None:
    """The page contains each phrase with the number of the code."""
    assert claim in FLAT


def message(number: int, text: str, sender: str = "USER") -> Node:
    """A message that was sent at a given minute."""
    date = f"2025-01-01T12:{number:02}:00Z"
    return {"id": str(number), "sender": sender, "date": date, "text": text}


def request(*messages: Node, **fields: Any) -> Node:
    """A request for a reply."""
    user = {"id": "u", "firstName": "Alex"}
    persona = {"id": "p", "firstName": "Marie", "timeZone": "Europe/Paris"}
    body = {"userProfile": user, "personaProfile": persona, "language": "EN"}
    return {**body, "messages": [*messages], **fields}


MINOR = {"id": "p", "firstName": "Marie", "birthdate": "2010-01-01"}
AUTHORIZED = {"authorization": "Bearer any"}
SILENCES = {
    "No answer: stopped until 2025-01-01T14:00:00.000Z (USER_HOSTILE).": (
        request(message(0, "mock:stop=USER_HOSTILE")),
        request(message(1, "Hello")),
    ),
    "No answer: stopped permanently (USER_SUSPICIOUS).": (
        request(message(0, "mock:stop=USER_SUSPICIOUS")),
        request(message(1, "Hello")),
    ),
    "No answer: the user did not write last, and `engage` is unset.": (
        request(message(0, "Hello", "PERSONA")),
    ),
    "No answer: dropped because of `mock:drop`.": (request(message(0, "mock:drop")),),
}


@pytest.mark.parametrize("message", SILENCES)
def test_silences_explain_themselves(message: str) -> None:
    """The page has the ruling, code and message of each silence."""
    app = serve()
    replies = [ask(app, REPLY, AUTHORIZED, body) for body in SILENCES[message]]
    assert replies[-1].value == {"answers": []}
    last = journal(app)[-1]["warnings"][-1]
    assert (last["pointer"], last["message"]) == (None, message)
    assert f" ({last['ruling']}) | `{last['code']}` | ``{message}`` |" in PAGE


def test_minors_are_refused_as_personas() -> None:
    """The page has the status for a persona who is a minor."""
    reply = ask(serve(), REPLY, AUTHORIZED, request(message(0, "Hello"), personaProfile=MINOR))
    assert f"is refused with {reply.status} (R14)" in FLAT


def test_messages_count_from_the_page_s_number() -> None:
    """The page has the sequence number of the first message."""
    reply = ask(serve(), REPLY, AUTHORIZED, request(message(0, "Hello")))
    assert f"`sequenceNumber` counts from {reply.value['answers'][0]['sequenceNumber']}," in FLAT


def markers() -> dict[str, tuple[str, str]]:
    """The triggers of the table with guardrail and default."""
    table = PAGE.partition("| Trigger | Effect | Guardrail | Default |")[2].partition("\n\n")[0]
    found = re.findall(r"^\| (.+) \| .+ \| (.+) \| (.+) \|$", table, re.MULTILINE)
    return {trigger.strip("`"): (guardrail, default) for trigger, guardrail, default in found}


def expected_switch(reason: str) -> tuple[str, str]:
    """The guardrail of a reason and its default, as the page formats them."""
    fields = SCHEMAS["Guardrails"]["properties"]
    defaults = {name: field["default"] for name, field in fields.items() if "default" in field}
    is_on = is_guarded(reason, {"guardrails": defaults})
    switch = SWITCHES[reason]
    return (f"`{switch}`", "on" if is_on else "off") if switch else ("none", "always on")


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_markers_of_stops_name_their_guardrail(reason: str) -> None:
    """The row of each stop marker has its guardrail and default."""
    assert markers()[f"mock:stop={reason}"] == expected_switch(reason)


@pytest.mark.parametrize(
    ("trigger", "reason"),
    [
        ("mock:language=XX`, in neither of them", "UNKNOWN_LANGUAGE"),
        (f"The user's last {REPEATED} texts are equal", "USER_MESSAGE_REPETITION"),
        (f"The user's `birthdate` is less than {ADULT_YEARS} years ago", "USER_UNDERAGE"),
    ],
)
def test_natural_triggers_name_their_guardrail(trigger: str, reason: str) -> None:
    """The row of each natural trigger has its guardrail and default."""
    assert markers()[trigger] == expected_switch(reason)


def test_markers_are_those_of_the_code() -> None:
    """The table lists exactly the markers and reasons of the code."""
    unknown, wrong = read_triggers("mock:unknown mock:stop=WRONG", {"stop": REASONS}).notices
    names = set(re.findall(r"`mock:(\w+)`", unknown.message)) - {"unknown"}
    told = [trigger for trigger in markers() if trigger.startswith("mock:")]
    assert {re.split(r"[:=`]", trigger)[1] for trigger in told} == names
    reasons = {trigger.partition("=")[2] for trigger in told if trigger.startswith("mock:stop")}
    assert reasons == set(re.findall(r"`([A-Z_]+)`", wrong.message)) == REASONS


def test_markers_elsewhere_are_in_the_table() -> None:
    """Every marker that the page names is in the table."""
    assert set(re.findall(r"`mock:(\w+)", PAGE)) == {
        re.split(r"[:=`]", trigger)[1] for trigger in markers() if trigger.startswith("mock:")
    }


def test_prices_are_called_documented_where_they_are() -> None:
    """Exactly the prices of the document's ruling are called documented."""
    cost = SCHEMAS["Answer"]["properties"]["cost"]["x-assumption"]
    public = {float(price) for why in cost for price in re.findall(r"0\.0\d+[1-9]", why["why"])}
    table = PAGE.partition("| What | Price | Known from |")[2].partition("\n\n")[0]
    prices = re.findall(r"\| (0\.\d{4}) \| (Documented)?", table)
    assert {float(price) for price, is_documented in prices if is_documented} == public
    assert len(prices) == len(MODEL_COSTS) + 2


def test_rulings_exist() -> None:
    """Each ruling that the page names exists."""
    listed = (ROOT / "openapi/mockwright/openapi/ASSUMPTIONS.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bR\d+\b", PAGE))
    assert named <= set(re.findall(r"^\| (R\d+) \|", listed, re.MULTILINE))


def test_no_number_is_unchecked() -> None:
    """Every number of the page is compared with the code by another test."""
    page = re.sub(r"^\d\. |\bR\d+\b|Default: `[^`]*`", "", PAGE, flags=re.MULTILINE)
    rest = " ".join(page.split())
    checked = [*CLAIMS, *SILENCES, "is refused with 400", "counts from 0,"]
    for claim in sorted(checked, key=len, reverse=True):
        rest = rest.replace(claim, "")
    assert re.findall(rf"(?i).{{0,40}}(?:\d|\b(?:{NUMBER_WORDS})\b).{{0,20}}", rest) == []


def test_options_exist() -> None:
    """Each option that the page names exists."""
    options = {
        option
        for parameter in serve_command.get_params(click.Context(serve_command))
        for option in parameter.opts
    }
    assert set(re.findall(r"`(--[a-z-]+)", PAGE)) <= options


def test_links_within_the_page_lead_somewhere() -> None:
    """Each link within the page leads to an existing heading."""
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\((?:dumgum\.md)?#([a-z-]+)\)", PAGE)) <= anchors


def test_lines_are_short() -> None:
    """No line is longer than 130 characters, except in tables."""
    lines = [line for line in PAGE.splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > 130] == []
