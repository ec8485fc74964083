"""The folder `.mockwright`, whose content is never committed by accident."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(".mockwright")
_IGNORED = "*\n"


def make_private_folder(folder: Path) -> None:
    """Create a folder; within `.mockwright`, also a `.gitignore` that excludes everything.

    Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = next((path for path in (folder, *folder.parents) if path.name == FOLDER.name), None)
    if root is not None and not (root / ".gitignore").exists():
        (root / ".gitignore").write_text(_IGNORED, encoding="utf-8")
