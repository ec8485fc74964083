"""Real documents are served, and valid requests to them get answers that conform."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.tools.corpus import Numbers

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SECONDS = 120.0


class Bounds(NamedTuple):
    """The worst numbers that are accepted, which may only get better.

    `operations` and `conforming` are minimums; refused requests, failures, the seconds of the
    slowest answer and the peak of memory are maximums, with room for slow machines.
    """

    operations: int
    conforming: int
    refused: int
    failed: int
    slowest: float
    peak_mb: int


BOUNDS = {
    "adyen-transfer-v4.json": Bounds(12, 13, 0, 0, 1, 100),
    "box.json": Bounds(278, 139, 0, 0, 1, 200),
    "dir-gitea.io.json": Bounds(346, 116, 0, 0, 1, 150),
    "dir-jira.json": Bounds(499, 123, 0, 0, 1, 200),
    "dir-linode.com.json": Bounds(350, 116, 0, 0, 1, 150),
    "dir-squareup.com.json": Bounds(200, 100, 0, 0, 1, 150),
    "discord.json": Bounds(242, 121, 0, 0, 2.5, 350),
    "ex30-discriminators.yaml": Bounds(10, 9, 0, 0, 1, 100),
    "ex30-http-status-codes.yaml": Bounds(89, 82, 2, 1, 1, 100),
    "ex30-parameters-style.yaml": Bounds(23, 23, 0, 0, 1, 100),
    "ex30-petstore.yaml": Bounds(20, 20, 0, 0, 1, 100),
    "ex30-polymorphism.yaml": Bounds(13, 13, 0, 0, 1, 100),
    "ex30-request-examples.yaml": Bounds(11, 14, 0, 0, 1, 100),
    "ex30-schema-circular.yaml": Bounds(3, 3, 0, 0, 1, 100),
    "ex30-star-trek.yaml": Bounds(120, 120, 0, 0, 1, 150),
    "ex31-petstore.json": Bounds(20, 20, 0, 0, 1, 100),
    "ex31-schema-types.json": Bounds(23, 21, 0, 0, 1, 100),
    "ex31-schema-validation-local.json": Bounds(5, 5, 0, 0, 1, 100),
    "ex31-security.json": Bounds(15, 14, 1, 0, 1, 100),
    "figma.yaml": Bounds(47, 47, 0, 0, 1, 150),
    "scalar-galaxy.yaml": Bounds(9, 10, 0, 0, 1, 100),
    "twilio_verify_v2.json": Bounds(57, 67, 0, 0, 1, 150),
    "xero-projects.yaml": Bounds(16, 16, 0, 0, 1, 100),
}


def folder() -> Path | None:
    """The folder with the documents, beside this repository or above it."""
    folders = (parent / "shared" / "documents" / "real" for parent in ROOT.parents)
    return next((found for found in folders if found.is_dir()), None)


def document(name: str) -> Path:
    """One of the documents; the test is skipped where it is missing."""
    found = folder()
    if found is None or not (found / name).is_file():
        pytest.skip(f"`{name}` is not on this machine.")
    return found / name


def run(name: str) -> Numbers:
    """The numbers of a document, from a process whose memory and time are limited."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.corpus", str(document(name))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    members = json.loads(done.stdout)
    members.pop("document")
    return Numbers(**members)


@pytest.mark.parametrize("name", BOUNDS)
def test_document_is_served_at_least_as_well(name: str) -> None:
    """No number of a real document is worse than its bound."""
    numbers, bounds = run(name), BOUNDS[name]
    worse = {
        "operations": numbers.operations < bounds.operations,
        "conforming": numbers.conforming < bounds.conforming,
        "refused": numbers.refused > bounds.refused,
        "failed": numbers.failed > bounds.failed,
        "slowest": numbers.slowest > bounds.slowest,
        "peak_mb": numbers.peak_mb > bounds.peak_mb,
    }
    assert [field for field, is_worse in worse.items() if is_worse] == [], numbers


def test_every_document_has_bounds() -> None:
    """Each document of the folder is in the table."""
    found = folder()
    if found is None:
        pytest.skip("The documents are not on this machine.")
    names = {path.name for path in found.iterdir() if path.suffix in {".json", ".yaml"}}
    assert names == set(BOUNDS)
