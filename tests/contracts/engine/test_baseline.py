from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.engine.baseline import (
    Baseline,
    BaselineIsBroken,
    load_baseline,
    save_baseline,
)
from mockwright.contracts.engine.runs import Result
from tests.contracts.small_runs import CHECKS, make_finding, record_run, usual_findings

HEAD = '{"mockwright_baseline": 1}\n'
ENTRY = {
    "id": "0123456789ab",
    "check": "odd",
    "operation": "GET /a",
    "where": "response",
    "severity": "failure",
    "why": "",
}


def accept(path: Path, *names: str, **members: Any) -> Baseline:
    """The baseline that a run with findings of these names writes."""
    result = record_run([], [make_finding(name) for name in names], **members)
    before = load_baseline(path) if path.exists() else Baseline(path=path)
    after = before.with_result(result)
    save_baseline(after)
    return after


def test_a_baseline_round_trips(tmp_path: Path) -> None:
    """A baseline that was written and read contains each finding of the run once."""
    path = tmp_path / "known.jsonl"
    result = record_run([], usual_findings())
    saved = Baseline(path=path).with_result(result)
    save_baseline(saved)
    assert load_baseline(path) == saved
    assert {entry.id for entry in saved.entries} == {f.id for f in usual_findings()}


def test_entries_are_sorted(tmp_path: Path) -> None:
    """The order of findings in a run does not affect the file."""
    texts = set()
    for names in ("abc", "cab"):
        accept(tmp_path / names, *names)
        texts.add((tmp_path / names).read_text(encoding="utf-8"))
    assert len(texts) == 1


def test_a_reason_is_kept(tmp_path: Path) -> None:
    """The reason a team wrote for a finding is kept as long as the finding occurs."""
    path = tmp_path / "known.jsonl"
    accept(path, "a", "b")
    path.write_text(path.read_text(encoding="utf-8").replace('"why": ""', '"why": "später"'))
    kept = accept(path, "a", "c")
    assert [(e.where, e.why) for e in kept.entries] == [
        ("response #/a", "später"),
        ("response #/c", ""),
    ]


def test_entries_a_run_could_not_find_are_kept(tmp_path: Path) -> None:
    """A run keeps entries of other checks and other operations."""
    path = tmp_path / "known.jsonl"
    accept(path, "a")
    for narrowed in ({"checks": CHECKS[1:]}, {"operations": ()}, {"is_partial": True}):
        kept = accept(path, **narrowed)
        assert [entry.where for entry in kept.entries] == ["response #/a"]
    assert accept(path).entries == ()


def test_a_run_knows_what_it_could_find(tmp_path: Path) -> None:
    """A run knows the entries of its own checks and operations only."""
    baseline = accept(tmp_path / "known.jsonl", "a")
    abouts = [result_of(**members).about for members in ({}, {"checks": ()}, {"operations": ()})]
    assert [len(baseline.known_to(about)) for about in abouts] == [1, 0, 0]


def result_of(**members: Any) -> Result:
    """The result of a run without findings."""
    return record_run([], [], **members)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ':1: Expected `{"mockwright_baseline": 1}`'),
        ('{"mockwright_baseline": 2}\n', ':1: Expected `{"mockwright_baseline": 1}`'),
        ("nonsense\n", ":1: Expected JSON"),
        (HEAD + "\n{\n", ":3: Expected JSON"),
        (HEAD + "[" * 100_000, ":2: Expected JSON"),
        (HEAD + "[]\n", ":2: Expected a JSON object."),
        (HEAD + "{}\n", ":2: The member `id` is missing."),
        (HEAD + json.dumps({**ENTRY, "colour": ""}), ":2: The member `colour` is unknown."),
        (HEAD + json.dumps({**ENTRY, "why": 1}), ":2: The member `why` must be a string."),
        (
            HEAD + 2 * f"{json.dumps(ENTRY)}\n",
            ":3: The finding `0123456789ab` is already listed on line 2.",
        ),
    ],
)
def test_an_invalid_baseline_is_explained(tmp_path: Path, text: str, said: str) -> None:
    """The error has the file, the line, what was expected, and what to do."""
    path = tmp_path / "known.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineIsBroken) as caught:
        load_baseline(path)
    assert str(caught.value).startswith(f"{path}{said}")
    assert "--update-baseline" in str(caught.value)


def test_unreadable_baselines_are_explained(tmp_path: Path) -> None:
    """A file in another encoding and a folder have their own messages."""
    (tmp_path / "latin").write_bytes(b"\xff")
    for path, said in (
        (tmp_path / "latin", "Expected UTF-8 text"),
        (tmp_path, "The file cannot be read"),
    ):
        with pytest.raises(BaselineIsBroken, match=said):
            load_baseline(path)


def test_an_entry_needs_no_reason(tmp_path: Path) -> None:
    """An entry without `why` is accepted."""
    path = tmp_path / "known.jsonl"
    entry = {name: text for name, text in ENTRY.items() if name != "why"}
    path.write_text(f"{HEAD}{json.dumps(entry)}\n", encoding="utf-8")
    assert load_baseline(path).entries[0].why == ""
    assert replace(load_baseline(path), entries=()) == Baseline(path=path)
