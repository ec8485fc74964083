"""All formats: equal counts and ids, no secrets, no active content, and always complete."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest

from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import Ending
from mockwright.contracts.reports.formats import FORMATS
from tests.contracts.small_runs import (
    KNOWN_ID,
    NASTY,
    SECRET,
    make_finding,
    usual_findings,
    write_report,
)

_COUNTS = re.compile(r"([0-9,]+) failures?, ([0-9,]+) warnings?, ([0-9,]+) known, ([0-9,]+) req")
_ID = re.compile(r"\b[0-9a-f]{12}\b")


class Counts(NamedTuple):
    """The counts and ids of a report."""

    failures: int
    warnings: int
    known: int
    exchanges: int
    ids: frozenset[str]


def from_members(members: Any, ids: set[str]) -> Counts:
    """The counts of a mapping."""
    numbers = [int(members[name]) for name in ("failures", "warnings", "known", "exchanges")]
    return Counts._make([*numbers, frozenset(ids)])


def from_line(text: str) -> Counts:
    """The counts of a summary line, and all ids of the text."""
    found = _COUNTS.search(re.sub(r"&#46;", ".", text))
    assert found is not None
    numbers = [int(number.replace(",", "")) for number in found.groups()]
    return Counts._make([*numbers, frozenset(_ID.findall(text))])


def from_jsonl(text: str) -> Counts:
    """The counts of the last event, and the ids of the findings."""
    events = [json.loads(line) for line in text.splitlines()]
    assert len([e for e in events if e["event"] == "exchange"]) == events[-1]["exchanges"]
    ids = {event["id"] for event in events if event["event"] == "finding"}
    assert ids == {finding["id"] for finding in events[-1]["findings"]}
    return from_members(events[-1], ids)


def from_junit(text: str) -> Counts:
    """The counts of the properties, and the ids in the output of the cases."""
    root = ET.fromstring(text)  # noqa: S314 -- our own
    properties = {p.attrib["name"]: p.attrib["value"] for p in root.iter("property")}
    texts = [node.text or "" for tag in ("failure", "system-out") for node in root.iter(tag)]
    ids = re.findall(r"^(?:FAILURE|WARNING|KNOWN) ([0-9a-f]{12})$", "\n".join(texts), re.MULTILINE)
    return from_members(properties, set(ids))


def from_sarif(text: str) -> Counts:
    """The counts of the results, which must equal the run's properties."""
    run = json.loads(text)["runs"][0]
    new = [result for result in run["results"] if "suppressions" not in result]
    levels = [result["level"] for result in new]
    told = {
        "failures": levels.count("error"),
        "warnings": levels.count("warning"),
        "known": len(run["results"]) - len(new),
        "exchanges": run["properties"]["exchanges"],
    }
    assert told.items() <= run["properties"].items()
    return from_members(
        told, {r["partialFingerprints"]["mockwrightFinding/v1"] for r in run["results"]}
    )


def from_har(text: str) -> Counts:
    """The counts of the log, and the ids in its entries."""
    log = json.loads(text)["log"]
    assert len(log["entries"]) == log["_mockwright"]["exchanges"]
    ids = {id_ for entry in log["entries"] for id_ in entry["_mockwright"]["findings"]}
    return from_members(log["_mockwright"], ids)


def from_html(text: str) -> Counts:
    """The counts of the filters, and the ids of the findings."""
    counts = {name: int(n) for name, n in re.findall(r'for="show-(\w+)" data-count="(\d+)"', text)}
    kinds = re.findall(r'<details class="(\w+)" id="([0-9a-f]{12})">', text)
    assert all(sum(kind == name for kind, _ in kinds) == n for name, n in counts.items())
    exchanges = re.search(r'data-exchanges="(\d+)"', text)
    assert exchanges is not None
    numbers = (counts["failure"], counts["warning"], counts["known"], int(exchanges[1]))
    return Counts(*numbers, frozenset(id_ for _, id_ in kinds))


def from_gitlab(text: str) -> Counts:
    """The counts of the verdict, which must equal the severities, and the ids of the issues."""
    issues = json.loads(text)
    if not issues:
        return Counts(0, 0, 0, 0, frozenset())
    *found, verdict = issues
    severities = [issue["severity"] for issue in found]
    told = from_line(verdict["description"])._replace(
        ids=frozenset(i["fingerprint"] for i in found)
    )
    counted = [severities.count(name) for name in ("major", "minor", "info")]
    assert counted == [told.failures, told.warnings, told.known]
    return told


READERS: dict[str, Callable[[str], Counts]] = {
    "github": from_line,
    "gitlab": from_gitlab,
    "har": from_har,
    "html": from_html,
    "jsonl": from_jsonl,
    "junit": from_junit,
    "markdown": from_line,
    "sarif": from_sarif,
    "text": from_line,
}


def test_every_format_is_tested() -> None:
    """Each format has a reader in this module."""
    assert FORMATS.keys() == READERS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_counts_are_equal_everywhere(name: str) -> None:
    """Each format has the same counts and ids."""
    found = usual_findings()
    text = write_report(FORMATS[name].make_writer, found, known=[KNOWN_ID])
    ids = frozenset(finding.id for finding in found)
    assert READERS[name](text) == Counts(2, 1, 1, 5, ids)


@pytest.mark.parametrize("ending", ["complete", "interrupted", "unreachable"])
@pytest.mark.parametrize("name", FORMATS)
def test_reports_are_whole_whatever_happens(name: str, ending: Ending) -> None:
    """A run without findings has a readable report, however it ends."""
    text = write_report(FORMATS[name].make_writer, [], ending=ending, reasons=["Nobody answered."])
    assert READERS[name](text) == Counts(0, 0, 0, 0, frozenset())
    assert ending == "complete" or ending[:9] in text.lower()


@pytest.mark.parametrize("name", FORMATS)
def test_reasons_and_lost_findings_are_told(name: str) -> None:
    """Every report but HAR has the reasons of a failed run and lost known findings."""
    text = write_report(
        FORMATS[name].make_writer, [], known=["0123456789ab"], reasons=["Nobody answered"]
    )
    assert name == "har" or ("Nobody answered" in text and "0123456789ab" in text)


@pytest.mark.parametrize("name", FORMATS)
def test_no_credential_is_told(name: str) -> None:
    """No report contains a secret."""
    text = write_report(FORMATS[name].make_writer, [make_finding("a", f"x {SECRET} y")])
    assert SECRET not in text
    assert "KEY" in text


def is_shown_safely(text: str) -> bool:
    """Whether every character is printable or a line end."""
    return all(c.isprintable() or c in "\n\u200c\u200d" for c in text)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("name", FORMATS)
def test_what_a_target_sends_is_harmless(name: str, nasty: str) -> None:
    """Texts of a target contain no control characters, markup or CI commands in any format."""
    text = write_report(FORMATS[name].make_writer, [full_of(nasty)], reasons=[nasty], target=nasty)
    assert READERS[name](text).failures == 1
    assert is_shown_safely(text)
    text.encode()
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert all(
        line.startswith(("::error file=", "::error title=", "::notice title=")) for line in commands
    )
    assert not re.search(r"##(\[|vso|teamcity)", text)


def full_of(text: str) -> Finding:
    """A finding with a text in every field."""
    names = ("title", "check", "where", "expected", "rule", "assumption")
    return make_finding("a", text, **dict.fromkeys(names, text))


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a tag and its attributes."""
        self.found |= {tag, *(f"{tag}@{name}" for name, _ in attrs)}


@pytest.mark.parametrize("nasty", NASTY)
def test_a_page_has_no_markup_of_others(nasty: str) -> None:
    """A page has the same tags whatever a target sends, and loads nothing."""
    pages = [write_report(FORMATS["html"].make_writer, [full_of(text)]) for text in ("that", nasty)]
    tags = [Tags(), Tags()]
    for tag, page in zip(tags, pages, strict=True):
        tag.feed(page)
    assert tags[0].found == tags[1].found
    assert not tags[0].found & {"script", "img", "link", "iframe", "a", "base"}


@pytest.mark.parametrize("nasty", NASTY)
def test_markdown_has_no_markup_of_others(nasty: str) -> None:
    """Texts of a target contain no characters with a meaning in Markdown."""
    texts = [
        write_report(FORMATS["markdown"].make_writer, [full_of(text)]) for text in ("that", nasty)
    ]
    shapes = [re.sub(r"<code>[^<>]*</code>", "", text) for text in texts]
    assert shapes[0] == shapes[1]
    inside = re.findall(r"<code>(.*?)</code>", texts[1])
    assert not any(set("|<>[]`*_~\\!$") & set(text) for text in inside)
