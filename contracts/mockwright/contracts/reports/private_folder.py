"""The folder `.mockwright`: what is kept there is never committed by accident."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(".mockwright")
_IGNORED = "*\n"


def make_private_folder(folder: Path) -> None:
    """Make a folder; if it is within `.mockwright`, git is told to ignore all of that.

    Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = next((path for path in (folder, *folder.parents) if path.name == FOLDER.name), None)
    if root is not None and not (root / ".gitignore").exists():
        (root / ".gitignore").write_text(_IGNORED, encoding="utf-8")
