"""Phrases: what the mock says, in each language; neutral sentences of everyday life."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
