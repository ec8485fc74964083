"""The page about reports: formats, files, options, exit codes, examples and the schema."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from jsonschema import Draft202012Validator

from mockwright.contracts.commands.check import CHECKS
from mockwright.contracts.commands.check_options import FINDINGS
from mockwright.contracts.commands.root import COMMANDS, run
from mockwright.contracts.engine.baseline import load_baseline
from mockwright.contracts.reports.finding_files import FindingFiles
from mockwright.contracts.reports.formats import FORMATS
from mockwright.contracts.reports.har import MAX_EXCHANGES
from mockwright.contracts.reports.private_folder import FOLDER
from mockwright.mock_server.exit_codes import (
    BROKEN_DOCUMENT,
    CONTRACT_BROKEN,
    INTERNAL_ERROR,
    OK,
    UNAVAILABLE,
    USAGE,
)
from tests.contracts.small_runs import (
    ABOUT,
    KNOWN_ID,
    NASTY,
    make_finding,
    usual_findings,
    write_report,
)

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "report-events.schema.json").read_text(encoding="utf-8"))


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose first column has this title."""
    table = PAGE.partition(f"| {head} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def examples(language: str) -> list[str]:
    """The code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def command(*names: str) -> click.Command:
    """A command by its name and subcommand."""
    if names[0] == "check":
        return CHECKS[names[1]].load()
    return COMMANDS[names[0]].load()


def test_the_page_lists_every_format() -> None:
    """The table lists each format with its default file."""
    listed = {row[0].strip("`"): row[1].strip("`") for row in rows("Format")}
    table = {name: each.file_name or "standard output" for name, each in FORMATS.items()}
    assert listed == table
    assert f"Default file in `{FOLDER}/`" in PAGE


def test_the_page_lists_exit_codes() -> None:
    """The tables list exactly the exit codes of the commands."""
    codes = {
        head: {int(row[0]) for row in rows(f"Exit code of `{head}`")}
        for head in ("check", "replay")
    }
    known = {OK, CONTRACT_BROKEN, USAGE, BROKEN_DOCUMENT, UNAVAILABLE}
    assert codes == {"check": known | {INTERNAL_ERROR, 130}, "replay": known}


def test_numbers_of_the_page_are_the_code_s() -> None:
    """The page has the number of exchanges in a HAR and the folder of findings."""
    assert f"the first {MAX_EXCHANGES:,} exchanges" in PAGE
    assert f"`{FINDINGS}/<id>.json`" in PAGE


def test_options_of_the_page_exist() -> None:
    """Each option that the page names exists."""
    known = {o for name in CHECKS for p in command("check", name).params for o in p.opts}
    known |= {o for p in command("replay").params for o in p.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(PAGE.split("```")[::2])))
    assert named <= known


def test_commands_of_the_page_can_be_read() -> None:
    """Every example is a valid command line."""
    workflow = yaml.safe_load(examples("yaml")[0])
    steps = [step.get("run", "") for step in workflow["jobs"]["contract"]["steps"]]
    lines = [
        line.partition("#")[0] if " # " in line else line
        for line in examples("console")[0].splitlines()
    ]
    lines += [step for step in steps if step.startswith("mockwright")]
    assert len(lines) == 4
    for line in lines:
        _, *words = shlex.split(line)
        depth = 2 if words[0] == "check" else 1
        command(*words[:depth]).make_context(words[0], words[depth:], resilient_parsing=True)


def test_reports_of_the_workflow_are_where_it_reads_them() -> None:
    """The workflow reads the default files of its reports."""
    for name in ("markdown", "sarif"):
        assert f"{FOLDER}/{FORMATS[name].file_name}" in examples("yaml")[0]


def test_the_baseline_of_the_page_is_one(tmp_path: Path) -> None:
    """The baseline of the page is valid."""
    (text,) = examples("json")
    (tmp_path / "known").write_text(text, encoding="utf-8")
    assert [entry.why for entry in load_baseline(tmp_path / "known").entries] == [
        "Fixed in the next release."
    ]


@pytest.mark.parametrize("text", ["that", *NASTY])
def test_events_keep_their_schema(text: str) -> None:
    """Every event conforms to the schema, whatever texts it contains."""
    validator = Draft202012Validator(SCHEMA)
    findings = [*usual_findings(), make_finding("e", text)]
    report = write_report(FORMATS["jsonl"].make_writer, findings, known=[KNOWN_ID], reasons=[text])
    for line in report.splitlines():
        assert [error.message for error in validator.iter_errors(json.loads(line))] == []


def test_finding_files_keep_their_schema(tmp_path: Path) -> None:
    """A file of a finding conforms to the schema of the event without its additional members."""
    files = FindingFiles(tmp_path)
    files.begin(ABOUT)
    files.finding(make_finding("a"), is_known=False)
    (path,) = tmp_path.iterdir()
    schema: dict[str, Any] = {**SCHEMA["$defs"]["finding"], "unevaluatedProperties": False}
    validator = Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]})
    assert [error.message for error in validator.iter_errors(json.loads(path.read_text()))] == []


def test_the_hook_is_one_of_ours(tmp_path: Path) -> None:
    """The page has the hook's command, which accepts several documents."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {"id", "name", "entry", "language", "files"} <= hook.keys()
    assert f"`{hook['id']}` runs `{hook['entry']}`" in PAGE
    names = {"openapi.yaml": True, "api/openapi-v2.json": True, "readme.yaml": False}
    assert {name: bool(re.search(hook["files"], name)) for name in names} == names
    _, *words = hook["entry"].split()
    assert run([*words, "cognigy", "getprofile"]) == OK
    assert run([*words, "cognigy", str(tmp_path / "none.yaml")]) == BROKEN_DOCUMENT
