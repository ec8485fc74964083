"""The bench's arithmetic, parsing and process handling, without timing."""

import json
import math
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema_rs import Draft202012Validator

from mockwright.mock_server.people import find_population
from mockwright.openapi.json_text import parse_json
from tests.bench.bare import load_schema
from tests.bench.cli import needs_servers, parse_arguments
from tests.bench.figures import Column, Round, percentile, ratio
from tests.bench.filled import STATES
from tests.bench.hammer import Report
from tests.bench.load import LoadFailed, merge_reports, parse_wrk, split, write_script
from tests.bench.makers import with_faker, with_mimesis, with_polyfactory, with_tuned_faker
from tests.bench.memory import Footprint
from tests.bench.memory import summarize as summarize_memory
from tests.bench.processes import Memory, find_session, measure_memory, parse_rollup, started
from tests.bench.profiles import Made, MakerFailed, make_by_command, make_by_script
from tests.bench.profiles import summarize as summarize_profiles
from tests.bench.report import render_ratios, render_table
from tests.bench.scale import measure_filled
from tests.bench.scale import summarize as summarize_scale
from tests.bench.servers import find_port, make_answer
from tests.bench.throughput import summarize
from tests.bench.wiremock_stub import make_schema, make_stub
from tests.bench.workload import BODY_FILE, find_end, read_body, read_status, write_request

WRK = """Running 1s test @ http://127.0.0.1:4080/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.48ms    2.01ms  21.33ms   90.12%
    Req/Sec     8.20k     1.03k    9.50k    70.00%
  Latency Distribution
     50%  812.00us
     75%    1.02ms
     90%    3.50ms
     99%    1.25s
  8998 requests in 1.10s, 4.60MB read
"""
RATE = "Requests/sec:   8180.40\nTransfer/sec:      4.18MB\n"
MADE = 400
BAD = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 90\n"


def faker_script() -> Callable[[int], Any]:
    return with_faker.create_script().make_profile


def tuned_faker_script() -> Callable[[int], Any]:
    return with_tuned_faker.create_script().make_profile


def mimesis_script() -> Callable[[int], Any]:
    return with_mimesis.create_script().make_profile


def polyfactory_maker() -> Callable[[int], Any]:
    return with_polyfactory.make_profile


def name_fields(profiles: list[Any]) -> set[str]:
    inner = {name for profile in profiles for name in profile.get("features", ())}
    return inner | {name for profile in profiles for name in profile}


def ours_as_lines(count: int) -> list[bytes]:
    make = find_population(0, "FR", "user").fake_profile
    return [orjson.dumps(make(number), option=orjson.OPT_APPEND_NEWLINE) for number in range(count)]


def as_user(profile: Any) -> Any:
    """The request with the profile as its user."""
    return {**json.loads(read_body()), "userProfile": profile}


def one_round(rate: float, errors: int = 0) -> Round:
    return Round(
        connections=8,
        seconds=1,
        requests=int(rate),
        requests_per_second=rate,
        p50_ms=1,
        p99_ms=2,
        errors=errors,
    )


def test_the_body_is_valid_and_of_the_promised_size() -> None:
    """The request is valid, has about 3 KB and ten messages."""
    body = read_body()
    value = parse_json(body).value
    assert load_schema().is_valid(value)
    assert 3_100 <= len(body) <= 3_300
    assert len(value["messages"]) == 10


def test_the_body_has_no_unknown_field() -> None:
    """The request causes no warnings."""
    assert load_schema().unknown_fields(json.loads(read_body())) == ()


def test_the_mock_answers_the_request() -> None:
    """The mock's answer, which the other servers send, is a success."""
    [answer] = json.loads(make_answer(read_body()))["answers"]
    assert answer["userProfileId"] == "user-4711"


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1, 100)]
)
def test_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    """The percentile is the nearest-rank percentile."""
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_percentile_of_nothing() -> None:
    """Without values the percentile is NaN."""
    assert math.isnan(percentile([], 0.5))


def test_parse_wrk() -> None:
    """Units are converted, and an output without complaints has no errors."""
    assert parse_wrk(WRK + RATE, 8) == Round(
        connections=8,
        seconds=1.1,
        requests=8998,
        requests_per_second=8180.40,
        p50_ms=0.812,
        p99_ms=1250,
        errors=0,
    )


def test_parse_wrk_counts_every_error() -> None:
    """Bad answers and socket errors are summed up."""
    assert parse_wrk(WRK + BAD + RATE, 8).errors == 100


def test_parse_wrk_refuses_anything_else() -> None:
    """An output that is not a report of `wrk` is quoted in the error."""
    with pytest.raises(LoadFailed, match="unable to connect"):
        parse_wrk("unable to connect to 127.0.0.1:1 Connection refused\n", 8)


def test_the_script_sends_the_body() -> None:
    """The script of `wrk` reads the body's file."""
    assert f'assert(io.open("{BODY_FILE}", "rb"))' in write_script(BODY_FILE)


@pytest.mark.parametrize(
    ("connections", "expected"), [(1, [1]), (8, [8]), (9, [8, 1]), (32, [8, 8, 8, 8])]
)
def test_split(connections: int, expected: list[int]) -> None:
    """Every connection belongs to exactly one process."""
    assert split(connections, 8) == expected


def test_merge_reports() -> None:
    """The reports of several processes are merged into one round."""
    first = Report(milliseconds=[1.0, 3.0], errors=1)
    merged = merge_reports([first, Report(milliseconds=[2.0], errors=2)], 16, 1)
    assert (merged.requests, merged.p50_ms, merged.p99_ms, merged.errors) == (3, 2.0, 3.0, 3)


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n",
    ],
)
def test_find_end(response: bytes) -> None:
    """The end of a response is found by its framing."""
    assert find_end(response) == len(response)
    assert [find_end(response[:size]) for size in range(len(response))] == [None] * len(response)


def test_read_status() -> None:
    """The status is read from the status line."""
    assert read_status(b"HTTP/1.1 404 Not Found\r\n\r\n") == 404


def test_write_request() -> None:
    """The head has the body's length."""
    assert write_request(80, b"{}").endswith(b"\r\nContent-Length: 2\r\n\r\n{}")


def test_a_port_is_none_of_the_outgoing_ones() -> None:
    """A server's port is below the ephemeral ports of Linux and macOS."""
    assert 20_000 <= find_port() < 32_000


def test_ratio() -> None:
    """A ratio needs both figures."""
    column = Column(title="requests/s", by_server={"mockwright": 6.0, "limit": 8.0, "none": 0.0})
    found = [ratio(column, "mockwright", other) for other in ("limit", "none", "absent")]
    assert found == [0.75, None, None]


def test_render_table() -> None:
    """The first column is left-aligned, the others right-aligned, under a rule."""
    expected = "  server    n\n  ------  ---\n  limit   100\n"
    assert render_table([("server", "n"), ("limit", "100")]) == expected


def test_render_ratios() -> None:
    """Each other server has a row of ratios."""
    column = Column(title="n", by_server={"mockwright": 1.0, "limit": 2.0, "bare": 4.0})
    lines = render_ratios([column]).splitlines()
    assert lines[-2:] == ["  mockwright/limit  0.50", "  mockwright/bare   0.25"]


def test_render_ratios_of_one_server() -> None:
    """Without another server there are no ratios."""
    assert render_ratios([Column(title="n", by_server={"mockwright": 1.0})]) == ""


def test_throughput_is_a_median_and_marks_errors() -> None:
    """The table has the median with its range, and marks failed requests."""
    rounds = [one_round(1000), one_round(3000, errors=2), one_round(1200)]
    section = summarize({("limit", 8): rounds}, seconds=1)
    assert section.rows[1][2:4] == ("1,200", "(1,000-3,000)")
    assert section.rows[1][-1] == "2 !"
    assert section.columns == (Column(title="requests/s, 8", by_server={"limit": 1200}),)


def test_parse_rollup() -> None:
    """Kibibytes are converted to megabytes."""
    text = "5581-7ffd ---p 00000000 00:00 0 [rollup]\nRss:   1000 kB\nPss:   500 kB\n"
    assert parse_rollup(text) == Memory(rss=1.024, pss=0.512)


def test_memory_table() -> None:
    """The table has idle and loaded memory."""
    small, large = Memory(rss=2, pss=1), Memory(rss=4, pss=3)
    section = summarize_memory({"limit": Footprint(idle=small, loaded=large)})
    assert section.rows[1] == ("limit", "2.0", "1.0", "4.0", "3.0")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_process_ends_with_its_children(tmp_path: Path) -> None:
    """An exception in the block ends the process and its children."""
    command = [sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '60'])"]
    log = tmp_path / "log"
    with suppress(KeyboardInterrupt), started(command, log, None) as process:
        while len(find_session(process.pid)) < 2:
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert find_session(process.pid) == []
    assert measure_memory(process.pid) is None


def test_only_may_be_repeated() -> None:
    """`--only` may be repeated."""
    assert parse_arguments(["--only", "limit", "--only", "bare"]).only == ["limit", "bare"]


@pytest.mark.parametrize(
    "make", [faker_script, tuned_faker_script, mimesis_script, polyfactory_maker]
)
def test_makers_fill_the_same_fields(make: Callable[[], Callable[[int], Any]]) -> None:
    """The other libraries fill the same fields, with valid profiles of a similar size."""
    ours = [*map(find_population(0, "FR", "user").fake_profile, range(MADE))]
    theirs = [*map(make(), range(MADE))]
    assert name_fields(theirs) == name_fields(ours) - {"surgeryStatus"}
    assert len(orjson.dumps(theirs)) == pytest.approx(len(orjson.dumps(ours)), rel=0.15)
    is_valid = load_schema().is_valid
    assert [one for one in theirs if not is_valid(as_user(one))] == []


def test_a_maker_tells_its_seconds() -> None:
    """A script reports the seconds of its loop and prints profiles as lines."""
    made = make_by_script("ours", 500)
    assert made.profiles == 500
    assert 0 < made.seconds < 5
    assert made.size == sum(map(len, ours_as_lines(500)))
    assert made.peak > 10


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_memory_is_that_of_the_command() -> None:
    """The memory of the measuring process is not counted."""
    _ballast = bytes(range(256)) * 400_000
    assert 10 < make_by_command(1000).peak < 60


def test_a_maker_that_fails_is_told() -> None:
    """The last output of a failed maker is the reason of the error."""
    with pytest.raises(MakerFailed, match="No module named"):
        make_by_script("with_nothing", 1)


def test_profiles_are_a_median() -> None:
    """The table has the median rate with its range, and the memory in its title."""
    rounds = [Made(profiles=10, seconds=each, size=70, peak=5) for each in (1, 2, 5)]
    section = summarize_profiles({"faker": rounds}, {10: 5.4})
    assert section.rows[1] == ("faker", "5", "(2-10)", "7")
    assert "Peak memory of the command: 5 MB for 10" in section.title
    assert section.columns == (Column(title="profiles/s", by_server={"faker": 5.0}),)


def test_profiles_need_no_server() -> None:
    """Only the section `profiles` needs no servers."""
    assert not needs_servers(parse_arguments(["--section", "profiles"]))
    assert needs_servers(parse_arguments(["--section", "profiles", "--section", "memory"]))
    assert needs_servers(parse_arguments([]))


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_filled_mock_is_measured(state: str) -> None:
    """Each kind of state is filled and measured, and its figures are a row of the table."""
    filled = measure_filled(state, 30, requests=3)
    assert 0 < filled.known < 1e6
    assert 0 < filled.new <= filled.new_clock < 1e6
    assert filled.bytes > 30 * 1500
    titles, row = summarize_scale([filled]).rows
    assert (len(titles), row[:2]) == (len(row), (state, "30"))


def test_the_stub_for_wiremock_validates() -> None:
    """The stub for WireMock has a self-contained schema that equals the document's."""
    is_valid = Draft202012Validator(make_schema()).is_valid
    body = json.loads(read_body())
    assert is_valid(body)
    assert not is_valid({**body, "language": "XX"})
    assert not is_valid({**body, "userProfile": {"id": "user-4711"}})
    stub = make_stub(b"{}")
    assert stub["request"]["bodyPatterns"][0]["matchesJsonSchema"] == make_schema()
