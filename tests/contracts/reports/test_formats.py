"""All formats: equal counts and ids in each, nothing secret, nothing that acts, always whole."""

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


class Told(NamedTuple):
    """What a report says in numbers."""

    failures: int
    warnings: int
    known: int
    exchanges: int
    ids: frozenset[str]


def from_members(members: Any, ids: set[str]) -> Told:
    """From members of these names."""
    numbers = [int(members[name]) for name in ("failures", "warnings", "known", "exchanges")]
    return Told._make([*numbers, frozenset(ids)])


def from_line(text: str) -> Told:
    """From the line of counts, and every id in the text."""
    found = _COUNTS.search(re.sub(r"&#46;", ".", text))
    assert found is not None
    numbers = [int(number.replace(",", "")) for number in found.groups()]
    return Told._make([*numbers, frozenset(_ID.findall(text))])


def from_jsonl(text: str) -> Told:
    """From the last event, and the events of findings."""
    events = [json.loads(line) for line in text.splitlines()]
    assert len([e for e in events if e["event"] == "exchange"]) == events[-1]["exchanges"]
    ids = {event["id"] for event in events if event["event"] == "finding"}
    assert ids == {finding["id"] for finding in events[-1]["findings"]}
    return from_members(events[-1], ids)


def from_junit(text: str) -> Told:
    """From the properties, and every id in the output of cases."""
    root = ET.fromstring(text)  # noqa: S314 -- our own
    properties = {p.attrib["name"]: p.attrib["value"] for p in root.iter("property")}
    texts = [node.text or "" for tag in ("failure", "system-out") for node in root.iter(tag)]
    ids = re.findall(r"^(?:FAILURE|WARNING|KNOWN) ([0-9a-f]{12})$", "\n".join(texts), re.MULTILINE)
    return from_members(properties, set(ids))


def from_sarif(text: str) -> Told:
    """From the run's properties, which its results have to bear out."""
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


def from_har(text: str) -> Told:
    """From the log, and the findings of its entries."""
    log = json.loads(text)["log"]
    assert len(log["entries"]) == log["_mockwright"]["exchanges"]
    ids = {id_ for entry in log["entries"] for id_ in entry["_mockwright"]["findings"]}
    return from_members(log["_mockwright"], ids)


def from_html(text: str) -> Told:
    """From the labels of the filters, and the findings themselves."""
    counts = {name: int(n) for name, n in re.findall(r'for="show-(\w+)" data-count="(\d+)"', text)}
    kinds = re.findall(r'<details class="(\w+)" id="([0-9a-f]{12})">', text)
    assert all(sum(kind == name for kind, _ in kinds) == n for name, n in counts.items())
    exchanges = re.search(r'data-exchanges="(\d+)"', text)
    assert exchanges is not None
    numbers = (counts["failure"], counts["warning"], counts["known"], int(exchanges[1]))
    return Told(*numbers, frozenset(id_ for _, id_ in kinds))


READERS: dict[str, Callable[[str], Told]] = {
    "github": from_line,
    "har": from_har,
    "html": from_html,
    "jsonl": from_jsonl,
    "junit": from_junit,
    "markdown": from_line,
    "sarif": from_sarif,
    "text": from_line,
}


def test_every_format_is_tested() -> None:
    """Each format that can be written is read here."""
    assert FORMATS.keys() == READERS.keys()


@pytest.mark.parametrize("name", FORMATS)
def test_counts_are_equal_everywhere(name: str) -> None:
    """Each format tells the same failures, warnings, known ones, exchanges and ids."""
    found = usual_findings()
    text = write_report(FORMATS[name].make_writer, found, known=[KNOWN_ID])
    ids = frozenset(finding.id for finding in found)
    assert READERS[name](text) == Told(2, 1, 1, 5, ids)


@pytest.mark.parametrize("ending", ["complete", "interrupted", "unreachable"])
@pytest.mark.parametrize("name", FORMATS)
def test_reports_are_whole_whatever_happens(name: str, ending: Ending) -> None:
    """A run without any finding, of any ending, has a report that can be read."""
    text = write_report(FORMATS[name].make_writer, [], ending=ending, reasons=["Nobody answered."])
    assert READERS[name](text) == Told(0, 0, 0, 0, frozenset())
    assert ending == "complete" or ending[:9] in text.lower()


@pytest.mark.parametrize("name", FORMATS)
def test_reasons_and_lost_findings_are_told(name: str) -> None:
    """Why a run is not passed stands in each report, but for the exchanges alone."""
    text = write_report(
        FORMATS[name].make_writer, [], known=["0123456789ab"], reasons=["Nobody answered"]
    )
    assert name == "har" or ("Nobody answered" in text and "0123456789ab" in text)


@pytest.mark.parametrize("name", FORMATS)
def test_no_credential_is_told(name: str) -> None:
    """A secret stands in no report, whether it was in address, headers, body, answer or text."""
    text = write_report(FORMATS[name].make_writer, [make_finding("a", f"x {SECRET} y")])
    assert SECRET not in text
    assert "KEY" in text


def is_shown_safely(text: str) -> bool:
    """Whether every character is a glyph or a line end: nothing commands a terminal."""
    return all(c.isprintable() or c in "\n\u200c\u200d" for c in text)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("name", FORMATS)
def test_what_a_target_sends_is_harmless(name: str, nasty: str) -> None:
    """No text of a target is a control character, markup, or a command to a CI."""
    text = write_report(FORMATS[name].make_writer, [full_of(nasty)], reasons=[nasty], target=nasty)
    assert READERS[name](text).failures == 1
    assert is_shown_safely(text)
    text.encode()
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert all(line.startswith(("::error title=", "::notice title=")) for line in commands)
    assert not re.search(r"##(\[|vso|teamcity)", text)


def full_of(text: str) -> Finding:
    """A finding that has a text in every place."""
    names = ("title", "check", "where", "expected", "rule", "assumption")
    return make_finding("a", text, **dict.fromkeys(names, text))


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.found |= {tag, *(f"{tag}@{name}" for name, _ in attrs)}


@pytest.mark.parametrize("nasty", NASTY)
def test_a_page_has_no_markup_of_others(nasty: str) -> None:
    """The page has the same tags and attributes whatever a target sends; none loads or runs."""
    pages = [write_report(FORMATS["html"].make_writer, [full_of(text)]) for text in ("that", nasty)]
    tags = [Tags(), Tags()]
    for tag, page in zip(tags, pages, strict=True):
        tag.feed(page)
    assert tags[0].found == tags[1].found
    assert not tags[0].found & {"script", "img", "link", "iframe", "a", "base"}


@pytest.mark.parametrize("nasty", NASTY)
def test_markdown_has_no_markup_of_others(nasty: str) -> None:
    """A text of a target has no character with a meaning, so lines, cells and links stay ours."""
    texts = [
        write_report(FORMATS["markdown"].make_writer, [full_of(text)]) for text in ("that", nasty)
    ]
    shapes = [re.sub(r"<code>[^<>]*</code>", "", text) for text in texts]
    assert shapes[0] == shapes[1]
    inside = re.findall(r"<code>(.*?)</code>", texts[1])
    assert not any(set("|<>[]`*_~\\!$") & set(text) for text in inside)
