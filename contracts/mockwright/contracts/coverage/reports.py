"""Renders coverage reports as text, JSON and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from mockwright.contracts.coverage.gathering import (
    CoverageReport,
    OperationCoverage,
    Share,
    coverage_to_json,
)
from mockwright.contracts.coverage.points import DIMENSIONS, Point
from mockwright.openapi.json_text import encode_json

_MOST_CASES = 8


def coverage_lines(report: CoverageReport, *, has_missed: bool) -> Iterator[str]:
    """A line for each operation with its shares; `has_missed` adds its missed points."""
    width = max((len(covered.operation.label) for covered in report.operations), default=0)
    for covered in report.operations:
        shares = (
            f"{name} {_fraction(covered.share(name))}"
            for name in DIMENSIONS[1:]
            if covered.share(name).points
        )
        total = covered.share()
        yield f"{covered.operation.label:<{width}}  {total.percent:5.1f} %  {', '.join(shares)}"
        if has_missed:
            yield from (f"  missed: {line}" for line in _missed_lines(covered))
    total = report.share()
    yield f"{'total':<{width}}  {total.percent:5.1f} %  {_fraction(total)} points"


def _fraction(share: Share) -> str:
    return f"{share.hit}/{share.points}"


def _missed_lines(covered: OperationCoverage) -> Iterator[str]:
    """The missed points, one line for each subject."""
    for subject, points in groupby(covered.missed, key=lambda point: point.subject):
        cases = [point.case for point in points]
        more = f", and {len(cases) - _MOST_CASES} more" if len(cases) > _MOST_CASES else ""
        yield f"{subject}: {', '.join(cases[:_MOST_CASES])}{more}"


def coverage_json(report: CoverageReport) -> bytes:
    """The report as JSON with a trailing newline."""
    return encode_json(coverage_to_json(report)) + b"\n"


def coverage_page(report: CoverageReport, title: str) -> str:
    """The report as a self-contained HTML page."""
    rows = "\n".join(_row(covered.operation.label, covered) for covered in report.operations)
    details = "\n".join(_details(covered) for covered in report.operations)
    heads = "".join(f"<th>{name}</th>" for name in DIMENSIONS)
    return _PAGE.format(
        title=escape(title), heads=heads, rows=rows, total=_row("Total", report), details=details
    )


def _row(label: str, covered: OperationCoverage | CoverageReport) -> str:
    cells = "".join(_cell(covered.share(name)) for name in (None, *DIMENSIONS))
    return f"<tr><th scope=row>{escape(label)}</th>{cells}</tr>"


def _cell(share: Share) -> str:
    if not share.points:
        return "<td></td>"
    text = f"{share.percent:.1f} % <small>{_fraction(share)}</small>"
    return f'<td><meter max="{share.points}" value="{share.hit}"></meter> {text}</td>'


def _details(covered: OperationCoverage) -> str:
    if not covered.missed:
        return ""
    missed = groupby(covered.missed, key=lambda point: point.subject)
    items = "\n".join(_item(subject, [*points]) for subject, points in missed)
    summary = f"{escape(covered.operation.label)}: {len(covered.missed)} missed"
    return f"<details><summary>{summary}</summary><ul>\n{items}\n</ul></details>"


def _item(subject: str, points: list[Point]) -> str:
    cases = ", ".join(f"<code>{escape(point.case)}</code>" for point in points)
    return f"<li>{escape(subject)}: {cases}</li>"


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #8886; padding: .3rem .8rem; text-align: left; }}
meter {{ width: 5rem; }}
code {{ overflow-wrap: anywhere; }}
</style>
<h1>{title}</h1>
<table>
<thead><tr><th></th><th>all</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
<tfoot>{total}</tfoot>
</table>
{details}
</html>
"""
