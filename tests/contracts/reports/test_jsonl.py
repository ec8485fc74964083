from __future__ import annotations

import io
import json

import pytest

from mockwright.contracts.reports.finding_json import finding_to_json, to_json_text
from mockwright.contracts.reports.formats import FORMATS
from mockwright.contracts.reports.jsonl import JsonLinesWriter
from mockwright.contracts.reports.sinks import StreamSink
from tests.contracts.small_runs import ABOUT, NASTY, OPERATIONS, make_finding, write_report


def test_events_come_in_order() -> None:
    """The events are the start, each exchange before its finding, and the end."""
    text = write_report(FORMATS["jsonl"].make_writer, [make_finding("a"), make_finding("a")])
    events = [json.loads(line) for line in text.splitlines()]
    assert [e["event"] for e in events] == ["begin", "exchange", "finding", "exchange", "end"]
    assert events[1]["phase"] == "fuzzing"
    assert events[-1]["findings"][0]["occurrences"] == 2


def test_every_line_is_there_at_once() -> None:
    """Every event is written as a complete line at once."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    writer = JsonLinesWriter(StreamSink(stream))
    writer.begin(ABOUT)
    writer.finding(make_finding("a"), is_known=False)
    stream.seek(0)
    events = [json.loads(line) for line in stream]
    assert [event["event"] for event in events] == ["begin", "finding"]


@pytest.mark.parametrize("text", NASTY)
def test_json_is_exact(text: str) -> None:
    """JSON text is printable ASCII without CI commands, and is read back unchanged."""
    written = to_json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert written.isascii()
    assert written.isprintable()
    assert "##" not in written


def test_a_finding_has_what_it_takes_to_ask_again() -> None:
    """A finding contains its run, document, operation and facts."""
    written = finding_to_json(make_finding("a"), ABOUT)
    assert written["run"]["variables"] == ["$KEY"]
    assert written["trial"]["document"] == "dumgum"
    assert (written["operation"], written["trial"]["facts"]) == (
        OPERATIONS[0].label,
        {"text": "that"},
    )
