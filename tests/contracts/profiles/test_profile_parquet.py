"""`mockwright profiles --format parquet` contains the same data as JSON lines."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from mockwright.mock_server.exit_codes import OK, USAGE
from mockwright.mock_server.people import APIS
from tests.contracts.profiles.test_profile_commands import ENDLESS, parse, profiles
from tests.processes import COMMAND, run_command
from tests.terminals import run_in_terminal

ONE_ROW_GROUP = 4096


def table_of(*arguments: str) -> Any:
    """The command's output, read as a table."""
    run = subprocess.run(
        [str(COMMAND), "profiles", "--format", "parquet", *arguments],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (OK, b"")
    return parquet.read_table(io.BytesIO(run.stdout))


def plain(value: Any) -> Any:
    """A table value as JSON, without nulls and with normalized timestamps."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def with_milliseconds(value: Any) -> Any:
    """A JSON value with the normalization of `plain`."""
    if isinstance(value, dict):
        kept = {
            name: with_milliseconds(inner) for name, inner in value.items() if inner is not None
        }
        if "expiresAt" in kept:
            kept["expiresAt"] = kept["expiresAt"].replace("Z", ".000Z")
        if "value" in kept:
            kept["value"] = json.dumps(kept["value"], ensure_ascii=False, separators=(",", ":"))
        return kept
    return [with_milliseconds(item) for item in value] if isinstance(value, list) else value


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS)
def test_table_equals_json_lines(api: str) -> None:
    """Every value is preserved; arbitrary JSON is stored as text, absent values as null."""
    rows = table_of("-n", "200", "--api", api).to_pylist()
    lines = parse(profiles("-n", "200", "--api", api))
    assert [plain(row) for row in rows] == [with_milliseconds(line) for line in lines]


def test_columns_have_the_types_of_the_document() -> None:
    """Columns have the types of the document, including dates, structs and lists."""
    schema = table_of("-n", "1").schema
    assert schema.field("birthdate").type == pa.date32()
    assert schema.field("expiresAt").type == pa.timestamp("ms", tz="UTC")
    assert schema.field("features").type.field("height").type == pa.float64()
    assert schema.field("features").type.field("childrenCount").type == pa.int64()
    assert schema.field("children").type.value_type.field("name").type == pa.string()


def test_no_profiles_are_an_empty_table() -> None:
    """A table of zero profiles has columns and no rows."""
    table = table_of("-n", "0")
    assert (table.num_rows, table.schema.names[:2]) == (0, ["id", "gender"])


@pytest.mark.slow
def test_row_groups_are_bounded(tmp_path: Path) -> None:
    """Row groups have 4,096 rows, and two processes write the same bytes as one."""
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    count = str(ONE_ROW_GROUP + 5)
    profiles("-n", count, "--format", "parquet", "-o", str(one))
    profiles("-n", count, "--format", "parquet", "--jobs", "2", "-o", str(two))
    metadata = parquet.ParquetFile(one).metadata
    sizes = [metadata.row_group(each).num_rows for each in range(metadata.num_row_groups)]
    assert sizes == [ONE_ROW_GROUP, 5]
    assert one.read_bytes() == two.read_bytes()


def test_a_closed_pipe_is_not_an_error() -> None:
    """The command ends silently if the pipe is closed early."""
    command = [str(COMMAND), "profiles", "-n", ENDLESS, "--format", "parquet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(4) == b"PAR1"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == OK


def test_full_disk_is_reported() -> None:
    """A full device is reported in one line with exit code 4."""
    run = run_command("profiles", "-n", "9000", "--format", "parquet", "-o", "/dev/full")
    expected = "Error: `/dev/full` cannot be written: No space left on device.\n"
    assert (run.returncode, run.stderr) == (4, expected)


def test_invalid_profiles_are_refused() -> None:
    """`--invalid` is refused, because invalid values do not fit the column types."""
    run = run_command("profiles", "--format", "parquet", "--invalid", "-o", "x")
    assert (run.returncode, run.stdout) == (USAGE, "")
    assert "Choose another format with `--invalid`." in run.stderr


def test_terminal_gets_no_bytes() -> None:
    """A terminal gets an error that names `-o`."""
    shown = run_in_terminal("profiles", "--format", "parquet")
    assert shown.returncode == USAGE
    assert "Name a file with `-o`" in " ".join(shown.text.split())


def test_missing_library_is_reported() -> None:
    """Without pyarrow, the error says how to install it."""
    code = (
        "import sys; sys.modules['pyarrow'] = None; "
        "from mockwright.contracts.commands.root import run; "
        "sys.exit(run(['profiles', '--format', 'parquet', '-o', 'x']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == USAGE, run.stderr
    assert "pip install 'mockwright[parquet]'" in run.stderr
