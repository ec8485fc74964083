"""Runs for tests: a few findings of each kind, written by the writers under test."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Check, Finding, Trial, Wrong
from mockwright.contracts.engine.runs import About, Ending, Result, Run, Writer
from mockwright.contracts.reports.sinks import Sink
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response

OPERATIONS = load_catalogue(("dumgum",)).router.operations
SECRET = "sk-proj-1234"  # noqa: S105 -- invented
CHECKS = (
    Check(id="odd", title="It is odd", advice="Fix it.", judge=lambda _: ()),
    Check(id="even", title="It is even", advice="", judge=lambda _: ()),
)
ABOUT = About(
    command="check server",
    target="http://127.0.0.1:9",
    seed=7,
    documents=("dumgum",),
    operations=OPERATIONS,
    checks=CHECKS,
    version="1.2.3",
    variables=("$KEY",),
    repeat=("mockwright", "check", "server", "--key", "$KEY"),
    started=86_400.0,
)
# Hostile texts that a target may send.
NASTY = (
    "\x1b[31mred\x1b[0m",
    "a\x00b\x07\x08\x7f\x85",
    "\u202etxt.exe\u2066\u200f\ufeff",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&lt;!--",
    "::error::owned\r\n::add-mask::x",
    "##[error]owned ##vso[task.complete] ##teamcity[x]",
    "| a | b |\n\n# head\n[x](javascript:alert(1)) `c` **b** ~~s~~",
    "\udfff\ud800\uffff\ufffe",
    "\u2028\u2029",
    "%0A%25 %s {0} {x}",
    "%(x)s' \"; echo $KEY `id` $(id)",
    "é 漢 🙂",
)


def nasty_exchange(text: str) -> Exchange:
    """An exchange with a text in every part."""
    body = text.encode(errors="surrogatepass")
    request = SentRequest(
        "POST",
        f"http://127.0.0.1:9/pets?x={text}&key={SECRET}",
        (("Authorization", f"Bearer {SECRET}"), ("X-Text", text)),
        body,
    )
    headers = (("Content-Type", text), ("Set-Cookie", f"{text}={SECRET}"))
    return Exchange(request, Response(500, headers, body + SECRET.encode()), seconds=0.5)


def make_finding(name: str, text: str = "that", **members: Any) -> Finding:
    """A finding at a place of the first operation, with changed members."""
    wrong = Wrong(f"response #/{name}", "this", text, text)
    trial = Trial(OPERATIONS[0], (nasty_exchange(text),), {"text": text})
    return replace(CHECKS[0].find(trial, wrong), **members)


def record_run(
    make_writers: Iterable[Callable[[], Writer]],
    findings: Iterable[Finding],
    *,
    known: Iterable[str] = (),
    ending: Ending = "complete",
    reasons: Iterable[str] = (),
    **members: Any,
) -> Result:
    """Record a run in which each finding follows its exchanges; another check finds nothing."""
    run = Run(
        about=replace(ABOUT, **members),
        writers=[make() for make in make_writers],
        credentials=Credentials({"KEY": SECRET}),
        known=frozenset(known),
    )
    run.begin()
    run.phase = "fuzzing"
    for finding in findings:
        told = [run.record(exchange, OPERATIONS[0]) for exchange in finding.trial.exchanges]
        run.count(finding.check, finding.trial.operation)
        run.note([replace(finding, trial=finding.trial._replace(exchanges=tuple(told)))])
    run.count("even", OPERATIONS[1])
    return run.end(ending=ending, seconds=1.25, reasons=reasons)


class TextSink:
    """A sink that collects its text."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.is_committed = False

    def write(self, text: str) -> None:
        """Append the text."""
        self.stream.write(text)

    def commit(self) -> None:
        """Record the commit."""
        self.is_committed = True

    @property
    def text(self) -> str:
        """The collected text."""
        return self.stream.getvalue()


def write_report(
    maker: Callable[[Sink], Writer], findings: Iterable[Finding], **members: Any
) -> str:
    """The text of a run's report."""
    sink = TextSink()
    record_run([lambda: maker(sink)], findings, **members)
    return sink.text


def usual_findings() -> list[Finding]:
    """Two failures, one of them assumed and without an operation; a warning; a known finding."""
    nowhere = Trial(None, (nasty_exchange("that"),))
    return [
        make_finding("a"),
        make_finding("b", assumption="R5: Nothing is documented.", trial=nowhere),
        make_finding("c", severity="warning", check="even", title="It is even"),
        make_finding("d"),
        make_finding("a"),
    ]


KNOWN_ID = usual_findings()[3].id
