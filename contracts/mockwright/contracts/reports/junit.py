"""JUnit XML: one test case per operation and check, for Jenkins, GitLab and others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.cases import Case, cases_of
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    ShownFinding,
    count,
    counts_line,
    explain_verdict,
    repeat_line,
    verdict_word,
)
from mockwright.contracts.reports.text import finding_lines


def render_junit(result: Result) -> Iterator[str]:
    """The document. Failures fail their case; warnings and known findings are in its output.

    The case named after the verdict fails if the run itself did not pass.
    """
    cases = [*cases_of(result)]
    reasons = explain_verdict(result)
    failed = sum(bool(case.of("failure")) for case in cases)
    skipped = sum(not case.trials and not case.findings for case in cases)
    is_wrong = not result.is_passed and (bool(reasons) or not failed)
    started = dt.datetime.fromtimestamp(result.about.started, dt.UTC)
    suite = _attributes(
        name=sanitize(f"mockwright {result.about.command}"),
        tests=len(cases) + 1,
        failures=failed + is_wrong,
        errors=0,
        skipped=skipped,
        time=f"{result.seconds:.3f}",
        timestamp=started.strftime("%Y-%m-%dT%H:%M:%S"),
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    yield f"<testsuite {suite}>"
    yield "<properties>"
    yield from (f"<property {_attributes(name=n, value=v)}/>" for n, v in _properties(result))
    yield "</properties>"
    for case in cases:
        yield from _case(case)
    yield from _verdict_case(result, reasons, is_wrong=is_wrong)
    yield "</testsuite>"
    yield "</testsuites>"


def _properties(result: Result) -> Iterator[tuple[str, object]]:
    about = result.about
    yield "verdict", verdict_word(result).lower()
    yield "target", sanitize(about.target)
    yield "seed", about.seed
    yield "failures", result.failures
    yield "warnings", result.warnings
    yield "known", result.known
    yield "exchanges", result.exchanges
    line = repeat_line(about)
    if line:
        yield "repeat", line


def _case(case: Case) -> Iterator[str]:
    name = f"{case.title} ({case.check})" if case.check else case.title
    attributes = _attributes(classname=sanitize(case.operation), name=sanitize(name))
    failures = case.of("failure")
    others = case.of("warning") + case.of("known")
    if not failures and not others and case.trials:
        yield f'<testcase {attributes} time="0"/>'
        return
    yield f'<testcase {attributes} time="0">'
    if not case.trials and not case.findings:
        yield f"<skipped {_attributes(message='Nothing was sent to it.')}/>"
    if failures:
        more = f" (and {count(len(failures) - 1, 'more finding')})" if failures[1:] else ""
        head = _attributes(message=f"{failures[0].detail}{more}", type=case.check)
        yield f"<failure {head}>{escape(_text(failures))}</failure>"
    if others:
        yield f"<system-out>{escape(_text(others))}</system-out>"
    yield "</testcase>"


def _verdict_case(result: Result, reasons: list[str], *, is_wrong: bool) -> Iterator[str]:
    attributes = _attributes(classname="mockwright", name="verdict", time="0")
    yield f"<testcase {attributes}>"
    if is_wrong:
        message = _attributes(message=" ".join(reasons) or counts_line(result), type="verdict")
        yield f"<failure {message}/>"
    yield f"<system-out>{escape(counts_line(result))}</system-out>"
    yield "</testcase>"


def _text(findings: tuple[ShownFinding, ...]) -> str:
    """Every finding as in the text report, with its id."""
    blocks = []
    for shown in findings:
        lines = [f"{shown.severity.upper()} {shown.id}", *_labelled(shown)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _labelled(shown: ShownFinding) -> Iterator[str]:
    return (f"  {label}: {text}" for label, text in finding_lines(shown))


def _attributes(**members: object) -> str:
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in members.items())
