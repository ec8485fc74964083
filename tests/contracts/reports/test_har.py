from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.reports import har
from mockwright.contracts.reports.har import HarWriter
from mockwright.openapi.exchange import Response
from tests.contracts.small_runs import TextSink, make_finding, record_run, write_report


def log_of(findings: Any, limit: int = 100, **members: Any) -> Any:
    """The log of a run with a constant clock."""
    text = write_report(lambda sink: HarWriter(sink, lambda: 100.0, limit), findings, **members)
    return json.loads(text)["log"]


def test_an_entry_has_what_har_requires() -> None:
    """An entry has every member that HAR 1.2 requires."""
    (entry,) = log_of([make_finding("a")])["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys()
    assert {
        "method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize",
        "bodySize",
    } <= entry["request"].keys()  # fmt: skip
    assert {
        "status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL",
        "headersSize", "bodySize",
    } <= entry["response"].keys()  # fmt: skip
    assert {"size", "mimeType"} <= entry["response"]["content"].keys()


def test_times_are_when_a_request_was_sent() -> None:
    """An entry starts when its request was sent."""
    (entry,) = log_of([make_finding("a")])["entries"]
    assert entry["startedDateTime"] == "1970-01-01T00:01:39.500+00:00"
    assert (entry["time"], entry["timings"]) == (500.0, {"send": 0, "wait": 500.0, "receive": 0})


def test_an_entry_names_its_findings() -> None:
    """An entry names its findings in a comment, and operation and phase as data."""
    finding = make_finding("a")
    (entry,) = log_of([finding])["entries"]
    assert entry["comment"] == f"Findings: {finding.id}"
    assert entry["_mockwright"] == {
        "operation": "POST /cs/v1/content_creation/suggestion",
        "phase": "fuzzing",
        "findings": [finding.id],
    }


@pytest.mark.parametrize("body", [b"\xff\x00", "é".encode()])
def test_bodies_are_kept(body: bytes) -> None:
    """A UTF-8 body is stored as text, another one in Base64."""
    made = Exchange(SentRequest("POST", "http://h/", (), body), Response(200, (), body))
    entry = har._entry(made, 0.0)  # noqa: SLF001 -- a body that no finding has
    content = entry["response"]["content"]
    is_text = content.get("encoding") is None
    text = entry["request"]["postData"]["text"]
    assert (text.encode() if is_text else base64.b64decode(text)) == body
    assert (content["text"], content["size"]) == (text, len(body))


def test_a_failure_is_an_entry_too() -> None:
    """A missing answer has status 0 and the reason as its comment."""
    made = Exchange(SentRequest("GET", "http://h/"), None, "Nobody answered.")
    response = har._entry(made, 0.0)["response"]  # noqa: SLF001 -- as above
    assert (response["status"], response["comment"]) == (0, "Nobody answered.")


def test_of_many_exchanges_the_first_and_those_of_findings_are_kept() -> None:
    """The first exchanges and those of findings are kept, and a comment counts them."""
    texts = [make_finding(name, name * 3) for name in "abcd"]
    log = log_of(texts, limit=2)
    kept = [entry["_mockwright"]["findings"] for entry in log["entries"]]
    assert kept == [[finding.id] for finding in texts]
    assert log["comment"].startswith("The first 2 of 4 exchanges")


def test_an_exchange_that_found_nothing_has_no_findings() -> None:
    """An exchange without a finding has no comment."""
    log = log_of([make_finding("a"), make_finding("a", "other")])
    assert [entry.get("comment", "")[:8] for entry in log["entries"]] == ["Findings", ""]


@pytest.mark.parametrize("part", ["method", "url", "headers", "body"])
def test_exchanges_that_differ_are_told_apart(part: str) -> None:
    """Only the exchange of a finding names it, even if others differ in one part only."""
    finding = make_finding("a")
    (shown,) = finding.trial.exchanges
    other: Any = {"method": "PUT", "url": "http://h/", "headers": (), "body": b"other"}[part]
    plain = shown._replace(request=shown.request._replace(**{part: other}))
    sink = TextSink()
    writer = HarWriter(sink, lambda: 0.0)
    writer.exchange(plain, None, "")
    writer.exchange(shown, None, "")
    result = record_run([], [finding])
    told = finding.trial._replace(exchanges=(shown,))
    counted = replace(result.findings[0], finding=replace(finding, trial=told))
    writer.end(replace(result, findings=(counted,)))
    entries = json.loads(sink.text)["log"]["entries"]
    assert [entry["_mockwright"]["findings"] for entry in entries] == [[], [finding.id]]
