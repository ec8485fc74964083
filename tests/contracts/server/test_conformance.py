"""Runs Schemathesis, with every phase and check, against the mock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockwright.openapi.loading import DOCUMENTS
from tests.processes import KEY, ServerMaker, ServerProcess

pytestmark = pytest.mark.slow

EXAMPLES = 200
PETSTORE = Path(__file__).parents[2] / "documents" / "petstore-expanded.json"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def strict_keys(make_server: ServerMaker) -> ServerProcess:
    """A mock that accepts one key and refuses others."""
    return make_server("--access-key", KEY)


def webhooks_as_paths(document: dict[str, Any]) -> dict[str, Any]:
    """The document with webhooks as paths, because Schemathesis reads only paths."""
    items = document.pop("webhooks")
    document["paths"] = {item.pop("x-mock-path"): item for item in items.values()}
    return document


def run_schemathesis(
    document: Path, server: ServerProcess, folder: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    """Run Schemathesis in its own folder: 200 examples per operation, a fixed seed, no cache."""
    command = Path(sys.executable).with_name("st")
    header = "X-API-Key" if "cognigy" in document.name else "Authorization"
    credential = KEY if header == "X-API-Key" else f"Bearer {KEY}"
    return subprocess.run(
        [
            *(str(command), "run", str(document), "--url", server.url, "--no-color"),
            *("-H", f"{header}: {credential}", "--max-examples", str(EXAMPLES), "--seed", "1"),
            *("--generation-database", "none", "--continue-on-failure", *options),
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "mockwright.schemathesis_hooks",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


@pytest.mark.parametrize("name", ["cognigy", "dumgum", "getprofile"])
def test_schemathesis_finds_nothing(name: str, strict_keys: ServerProcess, tmp_path: Path) -> None:
    """All phases and checks of Schemathesis find nothing against a bundled document."""
    run = run_schemathesis(DOCUMENTS / f"{name}.yaml", strict_keys, tmp_path)
    assert (run.returncode, "No issues found" in run.stdout) == (0, True), run.stdout


def test_schemathesis_finds_nothing_at_the_webhook(
    strict_keys: ServerProcess, tmp_path: Path
) -> None:
    """Schemathesis finds nothing wrong with the mock's profile webhook."""
    document = yaml.safe_load((DOCUMENTS / "dumgum.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "webhook.json"
    path.write_text(json.dumps(webhooks_as_paths(document)), encoding="utf-8")
    run = run_schemathesis(path, strict_keys, tmp_path)
    assert (run.returncode, "No issues found" in run.stdout) == (0, True), run.stdout


def test_schemathesis_finds_nothing_in_a_foreign_document(
    make_server: ServerMaker, tmp_path: Path
) -> None:
    """Schemathesis finds nothing wrong when the mock serves a third-party document.

    The check of stored resources is left out, because the document does not describe storage.
    """
    server = make_server("--spec", str(PETSTORE), "--access-key", KEY)
    run = run_schemathesis(PETSTORE, server, tmp_path, "--exclude-checks", "use_after_free")
    assert (run.returncode, "No issues found" in run.stdout) == (0, True), run.stdout


def test_schemathesis_finds_a_broken_answer(make_server: ServerMaker, tmp_path: Path) -> None:
    """Schemathesis finds failures if the served document differs from the checked one."""
    judged = json.loads(PETSTORE.read_text(encoding="utf-8"))
    judged["components"]["schemas"]["NewPet"]["properties"]["name"]["maxLength"] = 1
    path = tmp_path / "judged.json"
    path.write_text(json.dumps(judged), encoding="utf-8")
    server = make_server("--spec", str(PETSTORE))
    run = run_schemathesis(path, server, tmp_path)
    assert (run.returncode, "ST108" in run.stdout) == (1, True), run.stdout
