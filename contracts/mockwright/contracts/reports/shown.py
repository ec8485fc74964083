"""The presentation of findings and results: the same words and counts in every report."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mockwright.contracts.engine.exchanges import Exchange, curl_line, quote_word
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Result
from mockwright.contracts.reports.private_folder import FOLDER
from mockwright.contracts.reports.sanitized import sanitize, split_commands

KNOWN = "known"
_LONGEST_CURL = 4000
_LONGEST_ANSWER = 400
_VERDICTS = {"interrupted": "INTERRUPTED", "unreachable": "UNREACHABLE"}


class Step(NamedTuple):
    """One request of a finding: a shell command that repeats it, and the answer."""

    curl: str
    answer: str


class ShownFinding(NamedTuple):
    """A finding as sanitized texts.

    `severity` is `failure`, `warning` or `known`; `assumption` is empty if a vendor documents the
    rule; `advice` says what to do; `steps` are its requests in order, and `replay` is the command
    that repeats all of them.
    """

    id: str
    check: str
    title: str
    severity: str
    operation: str
    where: str
    expected: str
    received: str
    rule: str
    assumption: str
    advice: str
    steps: tuple[Step, ...]
    replay: str

    @property
    def detail(self) -> str:
        """One sentence: where, what was expected there, what was received."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}Expected {self.expected}; received {self.received}."

    @property
    def basis(self) -> str:
        """The basis of the rule: documented, or assumed and why."""
        return f"assumed: {self.assumption}" if self.assumption else "documented"

    @property
    def whose_rule(self) -> str:
        """The rule and its basis; empty if no document has the rule."""
        if self.rule:
            return f"{self.rule} ({self.basis})"
        return self.basis if self.assumption else ""

    @property
    def label(self) -> str:
        """The operation, or a text for none."""
        return self.operation or "(no operation)"


def show_finding(finding: Finding, about: About, *, is_known: bool) -> ShownFinding:
    """Convert a finding for presentation."""
    advice = {check.id: check.advice for check in about.checks}.get(finding.check, "")
    told = [text for text in (finding.hint, advice) if text]
    return ShownFinding(
        id=finding.id,
        check=sanitize(finding.check),
        title=sanitize(finding.title),
        severity=KNOWN if is_known else finding.severity,
        operation=sanitize(finding.operation),
        where=sanitize(finding.where),
        expected=sanitize(finding.expected),
        received=sanitize(finding.received),
        rule=sanitize(finding.rule),
        assumption=sanitize(finding.assumption or ""),
        advice=sanitize(" ".join(told)),
        steps=tuple(Step(_show_curl(e, about), _show_answer(e)) for e in finding.trial.exchanges),
        replay=sanitize(f"mockwright replay {_name_finding(finding, about)}"),
    )


def _show_curl(exchange: Exchange, about: About) -> str:
    """A command line that works; a very long one is only in the finding's file."""
    line = split_commands(curl_line(exchange.request, about.variables))
    if len(line) <= _LONGEST_CURL:
        return line
    return f"# {len(line):,} characters: `curl` in the finding's file has them."


def _show_answer(exchange: Exchange) -> str:
    response = exchange.response
    if response is None:
        return sanitize(exchange.failure)
    size = f"{response.status} {response.media_type or 'without a type'}"
    if not response.body:
        return sanitize(f"{size}, no content")
    text = response.body[:_LONGEST_ANSWER].decode(errors="replace")
    more = "…" if len(response.body) > _LONGEST_ANSWER else ""
    return sanitize(f"{size}, {count(len(response.body), 'byte')}: {text}{more}")


def _name_finding(finding: Finding, about: About) -> str:
    """The id if `replay` finds it by id, else its file."""
    if Path(about.folder) == FOLDER / "findings":
        return finding.id
    return shlex.quote(str(Path(about.folder) / f"{finding.id}.json"))


def show_findings(result: Result) -> list[ShownFinding]:
    """Every finding of a run: failures, then warnings, then known ones."""
    order = {"failure": 0, "warning": 1, KNOWN: 2}
    shown = (show_finding(c.finding, result.about, is_known=c.is_known) for c in result.findings)
    return sorted(shown, key=lambda finding: order[finding.severity])


def repeat_line(about: About) -> str:
    """The command line that repeats the run."""
    words = (quote_word(word, about.variables) for word in about.repeat)
    return split_commands(" ".join(words))


def verdict_word(result: Result) -> str:
    """`PASSED`, `FAILED`, `INTERRUPTED` or `UNREACHABLE`."""
    return _VERDICTS.get(result.ending) or ("PASSED" if result.is_passed else "FAILED")


def count(number: int, noun: str) -> str:
    """`1 failure`, `1,234 requests`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counts_line(result: Result) -> str:
    """`3 failures, 1 warning, 2 known, 1,234 requests in 12.3 s`."""
    return (
        f"{count(result.failures, 'failure')}, {count(result.warnings, 'warning')}, "
        f"{result.known:,} known, {count(result.exchanges, 'request')} in {result.seconds:.1f} s"
    )


def explain_verdict(result: Result) -> list[str]:
    """Sentences about why a run did not pass, besides its findings."""
    told = [sanitize(reason) for reason in result.reasons]
    if result.gone:
        told.append(explain_gone(result.gone))
    if result.ending == "interrupted":
        told.append("The run was interrupted: what was not reached yet may be broken too.")
    return told


def explain_gone(gone: Iterable[str]) -> str:
    """That known findings no longer occur, and what to do."""
    ids = [*gone]
    verb = "occurs" if len(ids) == 1 else "occur"
    return (
        f"{count(len(ids), 'known finding')} no longer {verb}: {', '.join(ids)}. "
        "Take them out of the baseline with `--update-baseline`."
    )


def verdict_line(result: Result) -> str:
    """The last line: verdict, counts, reasons."""
    reasons = "".join(f" {sentence}" for sentence in explain_verdict(result))
    return f"{verdict_word(result)}: {counts_line(result)}.{reasons}"
