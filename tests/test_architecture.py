"""Rules of the architecture: layers, cycles, sizes, and the list of modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("openapi", "mock_server", "contracts")
MAX_BODY_LINES = 50
MAX_MODULE_LINES = 300
MAX_MODULES_OF_A_PREFIX = 3
VENDORS = "mockwright.mock_server.vendors"
REGISTRY = (f"{VENDORS}.registry", f"{VENDORS}.serve_options")
# The vendors, and the checks and strategies for DumGum's profiles.
ABOUT_VENDORS = (
    VENDORS,
    *(f"mockwright.contracts.{room}" for room in ("drawing", "profiles", "webhook")),
)
REASON = re.compile(r"# noqa: (?:F401, )?PLC0415 -- \S")
IMPORT_FUNCTIONS = {"import_module", "__import__"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def module_name(path: Path) -> str:
    """The dotted name of a module without `__init__`."""
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(part for part in parts if part != "__init__")


MODULES = {
    module_name(path): path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def layer_of(name: str) -> int:
    """The index of a module's layer, from the lowest."""
    return LAYERS.index(MODULES[name].relative_to(ROOT).parts[0])


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a tree imports, also within functions, and submodules imported by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """The modules of this project that a module imports."""
    return {target for target in imported(TREES[name]) if target in MODULES} - {name}


def is_generic(name: str) -> bool:
    """Whether a module is independent of vendors."""
    return not name.startswith(ABOUT_VENDORS)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method of a tree."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_one_way(name: str) -> None:
    """A module imports only its own layer and the layers below it, even within functions."""
    above = {target for target in own_imports(name) if layer_of(target) > layer_of(name)}
    assert above == set()


@pytest.mark.parametrize("name", [name for name in MODULES if is_generic(name)])
def test_generic_code_imports_no_vendor(name: str) -> None:
    """Vendor-independent code uses vendors through their registry only."""
    known = {target for target in own_imports(name) if target.startswith(f"{VENDORS}.")}
    assert {target for target in known if not target.startswith(REGISTRY)} == set()


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES.values()}), ids=str)
def test_modules_with_one_prefix_are_a_folder(folder: Path) -> None:
    """At most three modules of a folder start with the same word."""
    words = [path.stem.partition("_")[0].rstrip("s") for path in folder.glob("[a-z]*.py")]
    assert {word for word in words if words.count(word) > MAX_MODULES_OF_A_PREFIX} == set()


def test_there_are_no_import_cycles() -> None:
    """There are no import cycles, even within functions."""
    graph = {name: own_imports(name) for name in MODULES}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(str(error.args[1]))
    assert set(order) == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_absolute(name: str) -> None:
    """Every import is absolute."""
    relative = [
        n.lineno for n in ast.walk(TREES[name]) if isinstance(n, ast.ImportFrom) and n.level
    ]
    assert relative == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_inside_functions_have_a_reason(name: str) -> None:
    """Every import within a function has a comment with a reason."""
    lines = MODULES[name].read_text(encoding="utf-8").splitlines()
    inside = {
        node.lineno
        for function in functions(TREES[name])
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert [number for number in inside if not REASON.search(lines[number - 1])] == []


def test_modules_are_imported_by_statements() -> None:
    """No module is imported by a function call."""
    hidden = {name for name, tree in TREES.items() if IMPORT_FUNCTIONS & names(tree)}
    assert hidden == set()


def test_one_module_imports_granian() -> None:
    """Only one module imports Granian."""
    users = {
        name for name in MODULES for t in imported(TREES[name]) if t.split(".")[0] == "granian"
    }
    assert users == {"mockwright.mock_server.process.granian_server"}


def names(tree: ast.AST) -> set[str]:
    """Every name that a tree uses: variables, attributes and imported names."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    """No function body is longer than 50 lines, without its docstring."""
    lengths = {function.name: body_lines(function) for function in functions(TREES[name])}
    assert {name: n for name, n in lengths.items() if n > MAX_BODY_LINES} == {}


def body_lines(function: Function) -> int:
    """The number of lines of a body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short(name: str) -> None:
    """No module is longer than 300 lines."""
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("layer", LAYERS)
def test_architecture_lists_the_tree(layer: str) -> None:
    """ARCHITECTURE.md lists each folder of a layer and each module outside of folders."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.partition(f"| In `{layer}` |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| `([a-z_/]+)` ", table, re.MULTILINE)
    package = ROOT / layer / "mockwright" / layer
    real = {f"{path.parent.relative_to(package)}/" for path in package.rglob("__init__.py")}
    real |= {path.stem for path in package.glob("*.py")}
    assert sorted(listed) == sorted(real - {"./", "__init__"})


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_comparison_is_left_alone(path: Path) -> None:
    """No test has a comparison without an assertion."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare)
    ]
    assert bare == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_test_says_what_holds(path: Path) -> None:
    """The docstring of each test starts with a sentence."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [f for f in functions(tree) if f.name.startswith("test_")]
    silent = [
        f.name for f in tests if not (ast.get_docstring(f) or "").split("\n\n")[0].endswith(".")
    ]
    assert silent == []
