"""A fourth vendor: everything a vendor can define works without changes to the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner

from mockwright.behaviours import Vendor, VendorIsBroken
from mockwright.mock_server import cli
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.vendors.registry import Vendors, find_vendors, load_vendor
from mockwright.mock_server.vendors.serve_options import VENDORS
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import Reply, ask, journal, serve
from tests.processes import ServerMaker, Start, environment

FOLDER = Path(__file__).parent
MODULE = "tests.mock_server.vendors.library.library_vendor"
CARD = {"library-card": "any"}
BUNDLED = ["cognigy", "dumgum", "getprofile"]


def library(*, closed: bool = False, **settings: Any) -> Mockwright:
    """A mock of the library."""
    options = {"closed": closed}
    return serve("library", vendors=(MODULE,), vendor_options=options, **settings)


def lend(app: Mockwright, body: Any) -> Reply:
    """Request a loan."""
    return ask(app, "POST /loans", CARD, body)


def test_behaviours_answer_and_keep_state() -> None:
    """Behaviours share state, and equal requests to new mocks get equal answers."""
    app = library()
    lent = lend(app, {"title": "Emma"})
    assert (lent.status, lent.value["title"]) == (201, "Emma")
    assert ask(app, f"GET /loans/{lent.value['id']}", CARD).value == lent.value
    assert lend(library(), {"title": "Emma"}).body == lent.body


def test_operation_without_behaviour_is_answered_from_its_example() -> None:
    """An operation without a behaviour is answered from its example."""
    assert ask(library(), "GET /opening-hours", CARD).value["opens"] == "09:00"


@pytest.mark.parametrize(
    ("target", "headers", "body", "status"),
    [
        ("GET /loans/none", CARD, None, 404),
        ("GET /loans/none", {}, None, 401),
        ("POST /loans", CARD, {"title": ""}, 400),
        ("POST /loans", CARD, b"{", 415),
        ("PATCH /loans", CARD, None, 405),
    ],
)
def test_refusals_have_the_vendors_shape(
    target: str, headers: dict[str, str], body: Any, status: int
) -> None:
    """Refusals of the engine and of behaviours have the vendor's format."""
    reply = ask(library(), target, headers, body)
    assert (reply.status, [*reply.value], bool(reply.value["refusal"]["reason"])) == (
        status,
        ["refusal"],
        True,
    )


def test_violations_reach_the_vendors_shape() -> None:
    """The vendor's error format gets every violation."""
    (rule,) = lend(library(), {"title": ""}).value["refusal"]["rules"]
    assert rule.endswith("/properties/title/minLength")


def test_options_reach_behaviours() -> None:
    """A behaviour sees the value of the vendor's option."""
    assert lend(library(closed=True), {"title": "Emma"}).status == 503


def test_control_routes_are_served_and_listed() -> None:
    """A vendor's control route is served and listed."""
    app = library()
    lent = lend(app, {"title": "Emma"}).value
    client = app.test_client()
    assert client.get("/_mock/loans").get_json() == {"loans": [lent["id"]]}
    assert "/_mock/loans" in client.get("/").get_json()["control"]
    assert "`/_mock/loans`" in client.get("/_mock/nothing").get_json()["detail"]


def test_records_are_part_of_snapshots() -> None:
    """A snapshot includes a vendor's records and is validated against their schema."""
    app = library()
    lent = lend(app, {"title": "Emma"}).value
    client = app.test_client()
    snapshot = client.get("/_mock/state").get_json()
    assert client.put("/_mock/state", json={"format": 1, "records": []}).status_code == 200
    assert ask(app, f"GET /loans/{lent['id']}", CARD).status == 404
    assert client.put("/_mock/state", json=snapshot).status_code == 200
    assert ask(app, f"GET /loans/{lent['id']}", CARD).value == lent
    snapshot["records"][0]["value"] = {}
    assert client.put("/_mock/state", json=snapshot).status_code == 400


def test_journal_names_the_operation() -> None:
    """The journal names the operation of a vendor."""
    app = library()
    lend(app, {"title": "Emma"})
    assert journal(app)[0]["operation"] == "lend"


def test_command_serves_a_vendor_with_its_options(make_server: ServerMaker, tmp_path: Path) -> None:
    """`serve --vendor` serves the vendor's documents and accepts its options in any order."""
    for name in ("library_vendor.py", "library.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    start = Start(folder=tmp_path)
    with make_server("--closed", "--vendor", "library_vendor", start=start) as server:
        reply = requests.post(f"{server.url}/loans", json={"title": "a"}, headers=CARD, timeout=30)
        assert (reply.status_code, reply.json()) == (503, {"refusal": {"reason": "It is closed."}})
        assert server.ask("/_mock/loans")[0] == 200


def test_help_shows_the_options_of_vendors() -> None:
    """`serve --help` lists the options of bundled vendors and of `--vendor`."""
    runner = CliRunner()
    plain = runner.invoke(cli.serve, ["--help"]).stdout
    with_library = runner.invoke(cli.serve, [f"--vendor={MODULE}", "--help"]).stdout
    shown = ["--closed" in plain, "--closed" in with_library, "--suggestions-as" in plain]
    assert shown == [False, True, True]


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("no_such_module", "cannot be imported: ModuleNotFoundError: No module named"),
        (f"{MODULE}:NOTHING", "cannot be imported: AttributeError"),
        (f"{MODULE}:KIND", "is a str; expected a `mockwright.behaviours.Vendor`"),
        ("", "cannot be imported"),
    ],
)
def test_unusable_module_is_a_usage_error(module: str, reason: str) -> None:
    """An unusable module is refused with its name and the reason."""
    with pytest.raises(VendorIsBroken, match=reason):
        load_vendor(module)
    if module:
        ended = CliRunner().invoke(cli.serve, ["--vendor", module, "--port", "0"])
        assert (ended.exit_code, reason in ended.stderr) == (2, True)


def test_options_that_serve_has_already_are_refused() -> None:
    """A vendor's option that `serve` already has is refused."""
    taking = Vendor(name="taking", options=(click.Option(["--port"]),))
    context = click.Context(cli.serve)
    context.meta[VENDORS] = Vendors(every=(taking,))
    with pytest.raises(VendorIsBroken, match="`--port`"):
        cli.serve.get_params(context)


@pytest.mark.parametrize(
    ("one", "other", "thing"),
    [
        (Vendor(name="a"), Vendor(name="a"), "The vendor `a`"),
        (
            Vendor(name="a", documents={"d": FOLDER}),
            Vendor(name="b", documents={"d": FOLDER}),
            "The document `d`",
        ),
        (
            Vendor(name="a", record_schemas={"k": {}}),
            Vendor(name="b", record_schemas={"k": {}}),
            "The kind of record `k`",
        ),
    ],
)
def test_two_vendors_cannot_claim_one_thing(one: Vendor, other: Vendor, thing: str) -> None:
    """Two vendors cannot claim the same name, document or kind of record."""
    with pytest.raises(VendorIsBroken, match=f"{thing} is claimed by two vendors"):
        Vendors(every=(one, other))


def test_bundled_vendors_are_found_by_entry_point() -> None:
    """The three bundled vendors are found."""
    assert [vendor.name for vendor in find_vendors().every] == BUNDLED
    assert Settings().vendors == ()


def test_vendor_of_an_installed_package_is_found(tmp_path: Path) -> None:
    """A vendor is found by the entry point of its installed package."""
    info = tmp_path / "library-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: library\nVersion: 1.0\n")
    entry = "[mockwright.vendors]\nlibrary = library_vendor:VENDOR\n"
    (info / "entry_points.txt").write_text(entry)
    for name in ("library_vendor.py", "library.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    code = (
        "from mockwright.mock_server.vendors.registry import find_vendors\n"
        "from mockwright.mock_server.catalogue import load_catalogue\n"
        "print([vendor.name for vendor in find_vendors().every])\n"
        "print([operation.id for operation in load_catalogue(('library',)).router.operations])"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environment({"PYTHONPATH": path}),
        capture_output=True,
        text=True,
        check=True,
    )
    names, operations = ended.stdout.splitlines()
    assert names == str([*BUNDLED, "library"])
    assert operations == "['lend', 'show_loan', 'show_hours']"
