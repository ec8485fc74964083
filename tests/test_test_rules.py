"""Rules for the tests themselves: none depends on how fast a busy machine is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# `make bench` runs these, and no test does: they are there to measure elapsed time.
MEASUREMENTS = "bench"
MIN_SECONDS = 30.0
# What is shorter is no deadline but a pause, or a time that is meant to run out.
MAX_PAUSE = 1.0
CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time", "time_ns"}
# What waits for something; the keyword `timeout` or `seconds`, or an argument, says for how long.
FIRST_ARGUMENT = {"wait", "join", "result", "settimeout"}
WAITS = FIRST_ARGUMENT | {
    *("wait_for", "wait_until", "get", "post", "acquire", "communicate", "Barrier"),
    *("run", "run_command", "call", "check_call", "check_output"),
    *("HTTPConnection", "create_connection", "Client", "exchange"),
}
ALLOWED = {
    # The server has to close a silent connection within 10 seconds, which is the case itself.
    "torture/connection_cases.py": {"Client(testbed.server.port, seconds=13.0)"},
    # Nothing more may be fetched meanwhile: a slow machine can only overlook a fault.
    "torture/endpoint_cases.py": {"wait_until(lambda: _fetches(server) != 1, seconds=2)"},
}
FILES = [
    path
    for path in sorted(TESTS.rglob("*.py"))
    if path.name.startswith("test_") or path.relative_to(TESTS).parts[0] != MEASUREMENTS
]


def is_clock(node: ast.AST) -> bool:
    """Whether a node reads a clock that goes on while other processes run."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "time"
        and node.func.attr in CLOCKS
    )


def find_elapsed(tree: ast.Module) -> set[str]:
    """The names of a module's variables that hold an elapsed time, and of what returns one."""
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
    """The numbers that a module gives names to."""
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
    """The number that an expression is: a literal, a constant of its module, or a sum of these."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = read_number(node.left, constants), read_number(node.right, constants)
        return None if left is None or right is None else left + right
    return None


def find_bounds(tree: ast.Module) -> Iterator[ast.AST]:
    """Comparisons that hold only if the machine was fast enough."""
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
    """The sides of a comparison, the one that has to be smaller first."""
    return (right, left) if isinstance(operator, ast.Gt | ast.GtE) else (left, right)


def find_deadlines(tree: ast.Module) -> Iterator[ast.AST]:
    """Calls that give up what they wait for sooner than a busy machine may need."""
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
    """The last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TESTS)))
def test_no_test_needs_a_fast_machine(path: Path) -> None:
    """No elapsed time has to stay below 30 seconds, and nothing is waited for any shorter."""
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
    """The rule refuses upper bounds of elapsed time and short deadlines, and nothing else."""
    tree = ast.parse(f"SECONDS = 4.0\n{code}")
    assert len([*find_bounds(tree), *find_deadlines(tree)]) == count
