"""Gathers the pages of the documentation site in `build/docs`: `python -m tests.tools.site_pages`.

The site has the pages of `docs/` and some of the repository's root; links between them are
rewritten to where the pages are on the site.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "build" / "docs"
# Pages outside of `docs/` by their path, and their names on the site.
PAGES = {
    "README.md": "readme.md",
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "openapi/mockwright/openapi/ASSUMPTIONS.md": "assumptions.md",
}
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(#[^)]*)?\)")


def gather() -> None:
    """Write every page and the files that the pages refer to."""
    shutil.rmtree(TARGET, ignore_errors=True)
    shutil.copytree(ROOT / "docs", TARGET, ignore=shutil.ignore_patterns("*.md"))
    pages = {path.relative_to(ROOT).as_posix(): path.name for path in (ROOT / "docs").glob("*.md")}
    for source, name in {**pages, **PAGES}.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        (TARGET / name).write_text(rewrite_links(text, Path(source).parent), encoding="utf-8")


def rewrite_links(text: str, folder: Path) -> str:
    """The text of a page in a folder, with links rewritten for the site.

    A link to a file that is not a page becomes the file's path.
    """

    def replace(match: re.Match[str]) -> str:
        words, target, anchor = match[1], match[2], match[3] or ""
        if "://" in target:
            return match[0]
        path = (ROOT / folder / target).resolve().relative_to(ROOT)
        if path.as_posix() in PAGES:
            return f"[{words}]({PAGES[path.as_posix()]}{anchor})"
        if path.parts[0] == "docs":
            return f"[{words}]({path.relative_to('docs').as_posix()}{anchor})"
        return f"{words} (`{path.as_posix()}`)"

    return _LINK.sub(replace, text)


if __name__ == "__main__":
    gather()
