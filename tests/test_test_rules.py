"""Rules for the tests themselves: none of them depends on the speed of the machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Measurements of `make bench`, which are not tests.
MEASUREMENTS = "bench"
MIN_SECONDS = 30.0
# A shorter duration is a pause or a timeout that is meant to expire, not a deadline.
MAX_PAUSE = 1.0
CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time", "time_ns"}
# Calls that wait; the keyword `timeout` or `seconds`, or an argument, is the duration.
FIRST_ARGUMENT = {"wait", "join", "result", "settimeout"}
WAITS = FIRST_ARGUMENT | {
    *("wait_for", "wait_until", "get", "post", "acquire", "communicate", "Barrier"),
    *("run", "run_command", "call", "check_call", "check_output"),
    *("HTTPConnection", "create_connection", "Client", "exchange"),
}
ALLOWED = {
    # This case tests that the server closes a silent connection within 10 seconds.
    "torture/connection_cases.py": {"Client(testbed.server.port, seconds=13.0)"},
    # Nothing else may be fetched in this time; on a slow machine a fault is overlooked at worst.
    "torture/endpoint_cases.py": {"wait_until(lambda: _fetches(server) != 1, seconds=2)"},
}
FILES = [
    path
    for path in sorted(TESTS.rglob("*.py"))
    if path.name.startswith("test_") or path.relative_to(TESTS).parts[0] != MEASUREMENTS
]


def is_clock(node: ast.AST) -> bool:
    """Whether a node reads a clock that includes the time of other processes."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "time"
        and node.func.attr in CLOCKS
    )


def find_elapsed(tree: ast.Module) -> set[str]:
    """The variables of a module that hold an elapsed time, and the functions that return one."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_elapsed(node.value, set()):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.FunctionDef):
            returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            if any(value is not None and is_elapsed(value, set()) for value in returned):
                names.add(node.name)
    return names


def is_elapsed(node: ast.AST, names: set[str]) -> bool:
    """Whether an expression is the difference between two readings of a clock."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in names
    if isinstance(node, ast.Name):
        return node.id in names
    is_difference = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
    return is_difference and any(is_clock(part) for part in ast.walk(node))


def find_constants(tree: ast.Module) -> dict[str, float]:
    """The named numbers of a module."""
    return {
        target.id: float(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int | float)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def read_number(node: ast.AST, constants: dict[str, float]) -> float | None:
    """The value of a literal, a constant of the module, or a sum of these."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = read_number(node.left, constants), read_number(node.right, constants)
        return None if left is None or right is None else left + right
    return None


def find_bounds(tree: ast.Module) -> Iterator[ast.AST]:
    """Comparisons that are true only on a fast machine."""
    names, constants = find_elapsed(tree), find_constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            for operator, left, right in zip(node.ops, operands, operands[1:], strict=False):
                smaller, larger = order(operator, left, right)
                number = read_number(larger, constants)
                is_close = number is not None and number < MIN_SECONDS
                if is_elapsed(smaller, names) and (is_close or isinstance(operator, ast.Eq)):
                    yield node


def order(operator: ast.cmpop, left: ast.expr, right: ast.expr) -> tuple[ast.expr, ast.expr]:
    """The two sides of a comparison, the smaller one first."""
    return (right, left) if isinstance(operator, ast.Gt | ast.GtE) else (left, right)


def find_deadlines(tree: ast.Module) -> Iterator[ast.AST]:
    """Calls with a timeout that is too short for a busy machine."""
    constants = find_constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in WAITS:
            given = [word.value for word in node.keywords if word.arg in {"timeout", "seconds"}]
            if name_of(node.func) in FIRST_ARGUMENT:
                given += node.args[:1]
            numbers = [read_number(value, constants) for value in given]
            if any(number is not None and MAX_PAUSE < number < MIN_SECONDS for number in numbers):
                yield node


def name_of(function: ast.AST) -> str:
    """The last part of a called name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_no_test_needs_a_fast_machine(path: Path) -> None:
    """No elapsed time has to be below 30 seconds, and no deadline is shorter."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {ast.unparse(node) for node in (*find_bounds(tree), *find_deadlines(tree))}
    assert found == ALLOWED.get(str(path.relative_to(TESTS)), set())


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("assert time.monotonic() - started < 2", 1),
        ("took = time.perf_counter() - started\nassert 0.3 <= took < SECONDS + 1", 1),
        ("def measure():\n    return time.time() - started\nassert 5 > measure()", 1),
        ("took = time.monotonic() - started\nassert took == pytest.approx(0.3, abs=0.2)", 1),
        ("assert time.monotonic() - started >= 0.3", 0),
        ("assert time.monotonic() - started < 60", 0),
        ("assert time.process_time() - started < 2", 0),
        ("while time.monotonic() < deadline: pass", 0),
        ("assert server.wait(seconds=5) == 0", 1),
        ("thread.join(10)", 1),
        ("assert wait_until(is_ready, seconds=SECONDS)", 1),
        ("subprocess.run(command, timeout=20)", 1),
        ("released.wait(0.05)", 0),
        ("assert wait_until(is_ready)", 0),
        ('", ".join(names)', 0),
    ],
)
def test_rule_tells_deadlines_apart(code: str, count: int) -> None:
    """The rules find upper bounds of elapsed time and short deadlines only."""
    tree = ast.parse(f"SECONDS = 4.0\n{code}")
    assert len([*find_bounds(tree), *find_deadlines(tree)]) == count
