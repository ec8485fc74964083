"""Storage: full disks, damaged files, and concurrent writes."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.processes import EXPORT, ServerProcess, find_children
from tests.torture.by_pytest import by_pytest
from tests.torture.cases import Case, Check
from tests.torture.meaning_cases import create, send
from tests.torture.testbed import Testbed

STATE = "/_mock/state"
_LIMIT = 128 * 1024
_BIG = {"profile": {"firstName": "a" * 9000}}
_WRITES = 40
_CAN_LIMIT = sys.platform == "linux"
_CAN_MOUNT = _CAN_LIMIT and os.geteuid() == 0 and bool(shutil.which("mount"))
_NO_LIMITS = "the limits of a running process can be changed on Linux only"
_NO_MOUNT = "only the superuser may mount a small disk"


def put(server: ServerProcess, number: int) -> tuple[int, bytes]:
    """Store a large profile and return status and body."""
    return send(server, "PUT", f"/_mock/profiles/u-{number}", json.dumps(_BIG).encode())


def fill(server: ServerProcess) -> Iterator[str]:
    """Store until the disk is full; the refusals are clear, and stored profiles are kept."""
    statuses = [put(server, number)[0] for number in range(_WRITES)]
    stored = statuses.count(201)
    refusals = set(statuses[stored:])
    if not stored or not refusals <= {503, 507} or not refusals:
        yield f"statuses are {statuses}"
    text = put(server, 0)[1] + put(server, _WRITES)[1]
    if b"state" not in text or b'"detail"' not in text:
        yield f"the refusal is {text[:300]!r}"
    if server.ask("/_mock/ready")[0] != 200 or server.ask(EXPORT)[0] != 200:
        yield "it does not answer what needs no room"
    kept = json.loads(server.ask("/_mock/profiles?limit=1000")[1])["total"]
    if kept != stored:
        yield f"{stored} were acknowledged, {kept} are kept"


def find_unrecovered(server: ServerProcess) -> Iterator[str]:
    """Check that profiles can be stored again."""
    statuses = {put(server, _WRITES + number)[0] for number in range(4)}
    if statuses != {201}:
        yield f"with room again, statuses are {statuses}"


def check_file_limit(testbed: Testbed, *, workers: str) -> Iterator[str]:
    """A limit of file sizes acts like a full disk until it is removed."""
    folder = testbed.make_folder()
    server = testbed.start("--workers", workers, "--db", str(folder / "state.db"))
    limit_files(server, _LIMIT)
    yield from fill(server)
    limit_files(server, resource.RLIM_INFINITY)
    yield from find_unrecovered(server)


def limit_files(server: ServerProcess, size: int) -> None:
    """Limit the size of files for the server and its workers."""
    pid = server.process.pid
    for one in (pid, *find_children(pid)):
        resource.prlimit(one, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def small_disk(testbed: Testbed) -> Iterator[Path]:
    """A disk of 256 KiB."""
    folder = testbed.make_folder()
    mount = ("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder))
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield folder
    finally:
        testbed.end_servers_of_case()
        subprocess.run(("umount", str(folder)), check=True)  # noqa: S607 -- where it is differs


def check_small_disk(testbed: Testbed, *, workers: str) -> Iterator[str]:
    """A full disk gets a 507, and after a deletion the server continues."""
    with small_disk(testbed) as disk:
        (disk / "filler").write_bytes(b"x" * 100 * 1024)
        server = testbed.start("--workers", workers, "--db", str(disk / "state.db"))
        yield from fill(server)
        (disk / "filler").unlink()
        yield from find_unrecovered(server)


def check_full_journal_file(testbed: Testbed) -> Iterator[str]:
    """A full journal file is reported once, and later entries are complete."""
    with small_disk(testbed) as disk:
        filler, journal = disk / "filler", disk / "journal.jsonl"
        filler.write_bytes(b"x" * 200 * 1024)
        server = testbed.start("--journal-file", str(journal))
        statuses = {server.ask(EXPORT)[0] for _ in range(100)}
        filler.unlink()
        statuses |= {server.ask("/nowhere")[0] for _ in range(3)}
        if statuses != {200, 404}:
            yield f"statuses are {statuses}"
        if server.stderr_text().count("entries of the journal are missing") != 1:
            yield f"standard error has {server.stderr_text()[-500:]!r}"
        lines = journal.read_bytes().splitlines()[-3:]
        if [json.loads(line)["status"] for line in lines] != [404, 404, 404]:
            yield f"the last lines are {lines}"


def _delete(file: Path) -> None:
    file.unlink()


def _replace(file: Path) -> None:
    other = file.with_name("other")
    shutil.copy(file, other)
    other.rename(file)


HARMS: dict[str, Callable[[Path], object]] = {
    "deleted": _delete,
    "replaced": _replace,
    "emptied": lambda file: os.truncate(file, 0),
    "cut": lambda file: os.truncate(file, 5000),
    "overwritten": lambda file: file.write_bytes(b"\xff" * 10_000),
}


def check_harm(testbed: Testbed, *, harm: str, workers: str) -> Iterator[str]:
    """A damaged file gets a 503 with a reason, and it is not changed or created again."""
    folder = testbed.make_folder()
    file = folder / "state.db"
    server = testbed.start("--workers", workers, "--db", str(file))
    put(server, 1)
    HARMS[harm](file)
    before = file.read_bytes() if file.exists() else None
    status, text = put(server, 2)
    if status != 503 or b"state.db" not in text:
        yield f"{status}: {text[:300]!r}"
    if (file.read_bytes() if file.exists() else None) != before:
        yield "the file was changed"
    if server.ask(EXPORT)[0] not in {200, 503} or server.ask("/_mock/live")[0] != 200:
        yield "it does not answer any more"


def check_reset_while_writing(testbed: Testbed, *, options: tuple[str, ...]) -> Iterator[str]:
    """A reset during concurrent writes leaves no partial records."""
    server = testbed.start(*options)
    for turn in range(5):
        with ThreadPoolExecutor(24) as pool:
            writes = [pool.submit(create, server, f"contact-{turn}-{n}") for n in range(50)]
            resets = [pool.submit(send, server, "POST", "/_mock/reset", b"") for _ in range(5)]
            moments = [pool.submit(server.ask, STATE) for _ in range(40)]
        if any(each.result()[0] != 200 for each in resets):
            yield "a reset failed"
        created = {each.result()["_id"] for each in writes}
        for text in (*(each.result()[1] for each in moments), server.ask(STATE)[1]):
            yield from _find_halves(text)
        kept = _keys(server.ask(STATE)[1], "contact_profile")
        if not kept <= created:
            yield "there is a profile that was not created"


def _find_halves(snapshot: bytes) -> Iterator[str]:
    """Profiles without their two names, and names without a profile."""
    records = json.loads(snapshot)["records"]
    kept = _keys(snapshot, "contact_profile")
    owners = [one["value"] for one in records if one["kind"] == "contact_profile_id"]
    if {*owners} != kept or len(owners) != 2 * len(kept):
        yield f"at one moment {len(kept)} profiles have {len(owners)} names"


def _keys(snapshot: bytes, kind: str) -> set[str]:
    return {one["key"] for one in json.loads(snapshot)["records"] if one["kind"] == kind}


def _case(id_: str, name: str, check: Check, *, absent: str = "") -> Case:
    """A case, or the reason why it is not possible here."""
    return Case(id=id_, name=name, check=None if absent else check, absent=absent)


_WITHOUT_LIMITS = "" if _CAN_LIMIT else _NO_LIMITS
_WITHOUT_MOUNT = "" if _CAN_MOUNT else _NO_MOUNT

CASES = (
    *(
        _case(
            "G5",
            f"no file may grow, {workers} workers",
            partial(check_file_limit, workers=workers),
            absent=_WITHOUT_LIMITS,
        )
        for workers in ("1", "2")
    ),
    *(
        _case(
            "G5",
            f"a disk of 256 KiB, {workers} workers",
            partial(check_small_disk, workers=workers),
            absent=_WITHOUT_MOUNT,
        )
        for workers in ("1", "2")
    ),
    _case("G5", "a full journal file", check_full_journal_file, absent=_WITHOUT_MOUNT),
    Case(
        id="G6",
        name="files that are not valid state files, before the start",
        check=by_pytest(
            "mock_server/state/test_database.py", "mock_server/process/test_server_state.py"
        ),
    ),
    *(
        Case(
            id="G6",
            name=f"the file is {harm} under {workers} workers",
            check=partial(check_harm, harm=harm, workers=workers),
        )
        for harm in HARMS
        for workers in ("1", "2")
    ),
    Case(
        id="G7",
        name="two servers with one state file",
        check=by_pytest(
            "mock_server/state/test_file_lock.py",
            "mock_server/state/test_opening.py",
            "mock_server/process/test_server_state.py::test_two_servers_do_not_share_a_file",
        ),
    ),
    Case(
        id="G16",
        name="a write-ahead log",
        check=by_pytest(
            "mock_server/state/test_database.py::test_file_in_another_journal_mode_is_brought_back"
        ),
    ),
    *(
        Case(
            id="G17",
            name=f"resets during 50 writes: {name}",
            check=partial(check_reset_while_writing, options=options),
        )
        for name, options in {
            "memory": (),
            "two workers": ("--workers", "2"),
            "a file": ("--db", "state.db"),
            "two workers and a file": ("--workers", "2", "--db", "state.db"),
        }.items()
    ),
    Case(
        id="G18",
        name="snapshots of another version, cut, endless, of another product",
        check=by_pytest("mock_server/control/test_state.py"),
    ),
    Case(
        id="G18",
        name="state beyond its limit",
        check=by_pytest("mock_server/state/test_limit.py", "mock_server/control/test_usage.py"),
    ),
)
