"""HTML: one self-contained page without scripts or external resources."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from mockwright.contracts.coverage.gathering import CoverageReport
from mockwright.contracts.coverage.points import DIMENSIONS
from mockwright.contracts.engine.runs import Result
from mockwright.contracts.reports.cases import Case, cases_of
from mockwright.contracts.reports.sanitized import sanitize
from mockwright.contracts.reports.shown import (
    ShownFinding,
    counts_line,
    explain_verdict,
    repeat_line,
    show_findings,
    verdict_word,
)
from mockwright.contracts.reports.text import finding_lines

_FILTERS = {"failure": "failures", "warning": "warnings", "known": "known"}
_COPIED = frozenset({"curl", "replay"})


def render_html(result: Result) -> Iterator[str]:
    """The page: verdict, findings, what was checked, coverage."""
    about, word = result.about, verdict_word(result)
    title = escape(sanitize(f"mockwright {about.command}: {word}"))
    counts = {"failure": result.failures, "warning": result.warnings, "known": result.known}
    yield _HEAD.format(title=title)
    yield f'<h1 class="{word.lower()}">{title}</h1>'
    yield f'<p data-exchanges="{result.exchanges}">{_code(about.target)}: '
    yield f"{escape(counts_line(result))}. Seed {about.seed}.</p>"
    yield from (f"<p><strong>{escape(text)}</strong></p>" for text in explain_verdict(result))
    line = repeat_line(about)
    if line:
        yield f"<p>Repeat with</p><pre>{escape(line)}</pre>"
    for name, noun in _FILTERS.items():
        yield f'<input type="checkbox" id="show-{name}" checked>'
        yield f'<label for="show-{name}" data-count="{counts[name]}">{counts[name]} {noun}</label>'
    yield "<main>"
    for shown in show_findings(result):
        yield from _finding(shown)
    yield "</main>"
    yield from _cases([*cases_of(result)])
    if result.coverage is not None and result.coverage.operations:
        yield from _coverage(result.coverage)
    yield "</body></html>"


def _finding(shown: ShownFinding) -> Iterator[str]:
    yield f'<details class="{shown.severity}" id="{shown.id}"><summary>'
    yield f"<b>{shown.severity}</b> {_code(shown.label)} {escape(shown.title)}"
    yield f"<small>{escape(shown.where)}</small></summary><dl>"
    for label, text in finding_lines(shown):
        content = f"<pre>{escape(text)}</pre>" if label in _COPIED else escape(text)
        yield f"<dt>{label}</dt><dd>{content}</dd>"
    yield "</dl></details>"


def _cases(cases: list[Case]) -> Iterator[str]:
    yield f"<details><summary>What was checked ({len(cases)} cases)</summary><table>"
    yield "<tr><th>Operation</th><th>Check</th><th>Trials</th><th>Findings</th></tr>"
    for case in cases:
        cells = (case.operation, case.title, f"{case.trials:,}", f"{len(case.findings):,}")
        yield f"<tr>{''.join(f'<td>{escape(sanitize(cell))}</td>' for cell in cells)}</tr>"
    yield "</table></details>"


def _coverage(report: CoverageReport) -> Iterator[str]:
    yield f"<details><summary>Coverage ({report.share().percent:.1f} %)</summary><table>"
    heads = "".join(f"<th>{escape(name or 'all')}</th>" for name in DIMENSIONS)
    yield f"<tr><th>Operation</th>{heads}</tr>"
    for covered in report.operations:
        shares = [covered.share(name) for name in DIMENSIONS]
        cells = "".join(f"<td>{share.hit}/{share.points}</td>" for share in shares)
        yield f"<tr><td>{escape(sanitize(covered.operation.label))}</td>{cells}</tr>"
    yield "</table></details>"


def _code(text: str) -> str:
    return f"<code>{escape(sanitize(text))}</code>"


_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ --failure: #b3261e; --warning: #8a5a00; --known: #1f5fa8; --passed: #1b6e35 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --failure: #ff8a80; --warning: #ffc457; --known: #8ec2ff; --passed: #7fd99a }}
}}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto }}
body {{ padding: 0 1rem }}
details {{ border-left: .3rem solid GrayText; margin: .5rem 0; padding: .2rem .8rem }}
summary {{ cursor: pointer }}
small {{ margin-left: .5rem }}
.failure {{ border-color: var(--failure) }} .failure b {{ color: var(--failure) }}
.warning {{ border-color: var(--warning) }} .warning b {{ color: var(--warning) }}
.known {{ border-color: var(--known) }} .known b {{ color: var(--known) }}
h1.passed {{ color: var(--passed) }}
h1.failed, h1.unreachable {{ color: var(--failure) }}
h1.interrupted {{ color: var(--warning) }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; margin: 0 }}
dd {{ overflow-wrap: anywhere }}
table {{ border-collapse: collapse }}
th, td {{ text-align: left; padding: .1rem .8rem .1rem 0 }}
#show-failure:not(:checked) ~ main .failure,
#show-warning:not(:checked) ~ main .warning,
#show-known:not(:checked) ~ main .known {{ display: none }}
</style></head><body>"""
