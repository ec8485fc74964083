"""The wheel: its content, and its use outside of this repository."""

from __future__ import annotations

import http.client
import json
import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.processes import KEY, PATIENCE_SECONDS, environment, wait_until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PACKAGES = ("openapi", "mock_server", "contracts")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree without network access."""
    folder = tmp_path_factory.mktemp("wheel")
    run_pip("wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder))
    return next(folder.glob("mockwright-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment with the wheel and this environment's libraries."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    run_pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    packages = next((folder / "lib").glob("python*/site-packages"))
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return folder / "bin"


def run_pip(*arguments: str) -> None:
    """Run pip without output."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, timeout=120)


def test_wheel_holds_documents_and_types(wheel: Path) -> None:
    """The wheel contains the documents, the assumptions and the `py.typed` markers."""
    names = set(zipfile.ZipFile(wheel).namelist())
    documents = {
        f"mockwright/openapi/documents/{name}.yaml" for name in ("cognigy", "dumgum", "getprofile")
    }
    markers = {f"mockwright/{package}/py.typed" for package in PACKAGES}
    assert documents | markers | {"mockwright/openapi/ASSUMPTIONS.md"} <= names


def test_wheel_holds_the_people(wheel: Path) -> None:
    """The wheel contains every table for generated profiles."""
    names = set(zipfile.ZipFile(wheel).namelist())
    portion = ROOT / "mock_server"
    tables = (portion / "mockwright/mock_server/people").rglob("*.json")
    assert {path.relative_to(portion).as_posix() for path in tables} <= names


def test_wheel_holds_one_package(wheel: Path) -> None:
    """The wheel contains only the package `mockwright` and its metadata."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"mockwright"}


def test_wheel_leaves_the_namespace_open(wheel: Path) -> None:
    """`mockwright` is a namespace package without an `__init__.py`."""
    assert "mockwright/__init__.py" not in zipfile.ZipFile(wheel).namelist()


@pytest.mark.slow
def test_installed_wheel_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    """The new environment imports the packages from the wheel."""
    code = "import mockwright.openapi; print(mockwright.openapi.__file__)"
    python = str(installed / "python")
    run = subprocess.run(
        [python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(run.stdout.strip()).is_relative_to(installed.parent)


@pytest.mark.slow
def test_installed_wheel_serves(installed: Path, tmp_path: Path) -> None:
    """The installed command serves the bundled documents from any folder."""
    ready_file = tmp_path / "ready.json"
    command = [str(installed / "mockwright"), "serve", "--port", "0"]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(
        [*command, "--ready-file", str(ready_file)], cwd=tmp_path, env=environment
    ) as server:
        assert wait_until(ready_file.exists)
        port = json.loads(ready_file.read_text(encoding="utf-8"))["port"]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request(
            "GET", "/api/profiles/a/export", headers={"Authorization": f"Bearer {KEY}"}
        )
        status = connection.getresponse().status
        connection.close()
        server.terminate()
    assert (status, server.returncode) == (200, 0)


COLLIDING = ("contracts", "openapi", "mock_server")
OWN_TEST = """
import {name}

def test_own():
    assert {name}.VALUE == 7

def test_ours(mockwright):
    assert mockwright.url.startswith("http://127.0.0.1")
"""


def make_project(folder: Path, name: str, *, has_conftest: bool) -> None:
    """A project with a package of this name and a test that imports it."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text("VALUE = 7\n")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_own.py").write_text(OWN_TEST.format(name=name))
    if has_conftest:
        (folder / "conftest.py").write_text("")


def run_python(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the new environment's Python in a folder."""
    return subprocess.run(
        [str(installed / "python"), *arguments],
        cwd=folder,
        env=environment({"PYTHONPATH": None}),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.parametrize("name", COLLIDING)
@pytest.mark.parametrize("has_conftest", [False, True])
def test_projects_with_everyday_names_keep_their_packages(
    installed: Path, tmp_path: Path, name: str, *, has_conftest: bool
) -> None:
    """A project's package may have the name of a layer, and the fixture still works."""
    make_project(tmp_path, name, has_conftest=has_conftest)
    options = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
    ended = run_python(installed, tmp_path, *options)
    assert "2 passed" in ended.stdout, ended.stdout + ended.stderr


def test_client_of_such_a_project_is_checked(installed: Path, tmp_path: Path) -> None:
    """`check client` works in a project whose packages have the names of the layers."""
    for name in COLLIDING:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit(9)\n")
    call = (
        "import os, urllib.request as u; "
        "u.urlopen(u.Request(os.environ['MOCKWRIGHT_URL'] + '/api/profiles/a/export', "
        "headers={'Authorization': 'Bearer k'}))"
    )
    command = str(installed / "mockwright")
    ended = subprocess.run(
        [command, "check", "client", "--", str(installed / "python"), "-c", call],
        cwd=tmp_path,
        env=environment({"PYTHONPATH": str(tmp_path)}),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_distribution_named_openapi_harms_nothing(installed: Path, tmp_path: Path) -> None:
    """A package `openapi` in the same environment can be imported, and so can ours."""
    packages = next(installed.parent.glob("lib/python*/site-packages"))
    (packages / "openapi.py").write_text("VALUE = 'theirs'\n")
    code = "import openapi, mockwright.openapi.loading as ours; print(openapi.VALUE, bool(ours))"
    ended = run_python(installed, tmp_path, "-c", code)
    (packages / "openapi.py").unlink()
    assert ended.stdout == "theirs True\n"


def test_user_code_is_type_checked(installed: Path, tmp_path: Path) -> None:
    """Type checkers find the types of the public modules."""
    (tmp_path / "user.py").write_text(
        "from mockwright.people import fake_profiles\n"
        "from mockwright.testing import Mock, start_mock\n"
        "def test_it(mockwright: Mock) -> str:\n"
        "    return mockwright.url + str(len(list(fake_profiles(2))))\n"
        "wrong: int = start_mock()\n"
    )
    python = str(installed / "python")
    ended = run_python(installed, tmp_path, "-m", "mypy", "--strict", "user.py")
    assert ended.stdout.count("error:") == 1, (python, ended.stdout)
    assert "user.py:5: error: Incompatible types in assignment" in ended.stdout
