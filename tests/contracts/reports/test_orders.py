from __future__ import annotations

from pathlib import Path

import click
import pytest

from mockwright.contracts.reports.formats import FORMATS
from mockwright.contracts.reports.orders import ReportOrder, read_orders

CONTEXT = click.Context(click.Command("check"))
PARAMETER = click.Option(["--report"])


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("junit", ReportOrder(format=FORMATS["junit"], path=Path(".mockwright/report.xml"))),
        ("junit=a/b=c.xml", ReportOrder(format=FORMATS["junit"], path=Path("a/b=c.xml"))),
        ("jsonl=-", ReportOrder(format=FORMATS["jsonl"], path=None)),
        ("github", ReportOrder(format=FORMATS["github"], path=None)),
        ("github=out.txt", ReportOrder(format=FORMATS["github"], path=Path("out.txt"))),
    ],
)
def test_orders_are_read(text: str, order: ReportOrder) -> None:
    """An order has a format and a default path, a path, or standard output."""
    assert read_orders(CONTEXT, PARAMETER, [text]) == (order,)
    assert read_orders(CONTEXT, PARAMETER, [str(order)]) == (order,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("xml", "There is no format `xml`. Known: `github`, `gitlab`, `har`, `html`"),
        ("", "There is no format ``."),
        ("har=", "`har=` names no file. Write `har=PATH` or `har=-`."),
    ],
)
def test_what_is_no_order_is_told(text: str, said: str) -> None:
    """An invalid order is refused with the known formats or the expected syntax."""
    with pytest.raises(click.BadParameter) as caught:
        read_orders(CONTEXT, PARAMETER, [text])
    assert caught.value.message.startswith(said)


def test_default_files_differ() -> None:
    """Default paths differ, so that every format can be requested together."""
    names = [each.file_name for each in FORMATS.values() if each.file_name]
    assert len(names) == len(set(names)) == len(FORMATS) - 1
