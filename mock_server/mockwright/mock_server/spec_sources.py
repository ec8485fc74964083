"""From what `--spec` names to documents: names, files, folders, and standard input."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

from mockwright.mock_server.log import Log
from mockwright.mock_server.settings import ALL_BUNDLED, Settings
from mockwright.mock_server.vendors.registry import find_vendors, load_vendor
from mockwright.openapi.document_files import MAX_FILE_BYTES, read_file
from mockwright.openapi.faults import DocumentIsBroken, broken
from mockwright.openapi.loading import bundled_names

STANDARD_INPUT = "-"
MAX_SKIPPED = 10

_ENDINGS = frozenset({".json", ".yaml", ".yml"})
# Only files that may have the key are parsed, because a folder can hold large files of other kinds.
_HAS_VERSION = re.compile(rb"""(?:^|[{,\n])\s*["']?(?:openapi|swagger)["']?\s*:""")

Say = Callable[[str], object]


def default_specs(vendors: Iterable[str]) -> tuple[str, ...]:
    """What `serve` serves if no document is named: what its vendors bring, else all bundled."""
    names = [name for module in vendors for name in load_vendor(module).documents]
    return tuple(names) or (ALL_BUNDLED,)


def resolve_for_serve(settings: Settings) -> tuple[str, ...]:
    """The documents of `serve`; prints the files that are skipped. Raises `DocumentIsBroken`."""
    names = find_vendors(settings.vendors).documents
    return resolve_specs(settings.specs, partial(print, file=Log(sys.stderr)), names)


def resolve_specs(
    specs: Iterable[str], say: Say = lambda _: None, names: Collection[str] = ()
) -> tuple[str, ...]:
    """Replace folders by the documents in them and `-` by a file with standard input.

    `say` receives a line for each file of a folder that is skipped. `names` are documents that
    vendors name; like the bundled names, they are never folders. Raises `DocumentIsBroken`.
    """
    resolved: list[str] = []
    for spec in specs:
        if spec == STANDARD_INPUT:
            resolved.append(save_standard_input())
        elif spec not in {ALL_BUNDLED, *bundled_names(), *names} and _is_folder(spec):
            resolved += _documents_in(Path(spec), say)
        else:
            resolved.append(spec)
    return tuple(dict.fromkeys(resolved))


def _is_folder(spec: str) -> bool:
    try:
        return Path(spec).is_dir()
    except (OSError, ValueError):  # a name that is too long, or contains a NUL
        return False


def _documents_in(folder: Path, say: Say) -> Iterator[str]:
    """The OpenAPI documents in a folder and its subfolders, ordered by path."""
    skipped: list[str] = []
    found: list[str] = []
    for path in _files_in(folder):
        reason = _why_skipped(path)
        if reason:
            skipped.append(f"Skipped {path}: {reason}.")
        else:
            found.append(str(path))
    for line in skipped[:MAX_SKIPPED]:
        say(line)
    if len(skipped) > MAX_SKIPPED:
        say(f"Skipped {len(skipped) - MAX_SKIPPED} more files that are not OpenAPI documents.")
    if not found:
        problem = "There is no OpenAPI document in this folder."
        fix = "Expected a `.yaml`, `.yml` or `.json` file with the key `openapi`."
        raise broken(str(folder), "", problem, fix)
    yield from found


def _files_in(folder: Path) -> Iterator[Path]:
    """The YAML and JSON files in a folder; hidden folders and links to folders are not entered."""

    def refuse(error: OSError) -> None:
        problem = f"The folder cannot be read: {error.strerror}."
        raise broken(str(folder), "", problem) from error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if path.suffix.lower() in _ENDINGS and path.is_file():
                yield path


def _why_skipped(path: Path) -> str:
    """Why a file is not an OpenAPI document; empty if it is one, or a broken one."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES or not _HAS_VERSION.search(path.read_bytes()):
            return "it has no key `openapi`"
        root = read_file(path, path.name)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    except DocumentIsBroken:
        return ""  # reported with its place when it is loaded
    if isinstance(root, dict) and "swagger" in root:
        return "it is a Swagger 2.0 document"
    return "" if isinstance(root, dict) and "openapi" in root else "it has no key `openapi`"


@cache
def save_standard_input() -> str:
    """Save standard input, which can be read only once, to a file that ends with the process."""
    text = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    folder = Path(tempfile.mkdtemp(prefix="mockwright-"))
    # A forked worker must not delete the file of its parent.
    atexit.register(_remove, folder, os.getpid())
    path = folder / "standard-input.yaml"
    path.write_bytes(text)
    return str(path)


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
