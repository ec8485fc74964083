"""The report: plain tables, and the ratios of the mock to other servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.bench.figures import Column, SectionResult, ratio

OURS = "mockwright"


def render_section(section: SectionResult) -> str:
    """A title and a table."""
    return f"{section.title}\n\n{render_table(section.rows)}"


def render_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns; the first column is left-aligned, the others right-aligned."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [_render_row(row, widths) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "".join(f"  {line.rstrip()}\n" for line in lines)


def _render_row(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if index else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells)


def render_ratios(columns: Iterable[Column]) -> str:
    """The mock's figures divided by those of each other server; empty without others."""
    shown = list(columns)
    others = dict.fromkeys(name for column in shown for name in column.by_server if name != OURS)
    rows = [(f"{OURS}/{name}", *(_render_ratio(one, name) for one in shown)) for name in others]
    rows = [row for row in rows if any(cell != "-" for cell in row[1:])]
    if not rows:
        return ""
    titles = ("ratio", *(column.title for column in shown))
    more = "Ratios (of what is a second more is better, of the others less)"
    return f"{more}\n\n{render_table([titles, *rows])}"


def _render_ratio(column: Column, other: str) -> str:
    value = ratio(column, OURS, other)
    return "-" if value is None else f"{value:.2f}"
