"""The three kinds of state, and access to SQLite's own connections."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.state.file import FileState, SharedFileState
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import State

FILE_KINDS = ("file", "shared")
KINDS = ("memory", *FILE_KINDS)


def open_kind(kind: str, path: Path, *, is_durable: bool = False) -> State:
    """State of this kind; kinds with a file use this one."""
    if kind == "memory":
        return MemoryState()
    if kind == "file":
        return FileState(path, is_durable=is_durable)
    turn = path.with_name(f"{path.name}-turn")
    return SharedFileState(path, turn=turn, is_durable=is_durable)


def close(state: State) -> None:
    """Close the file, if the state has one."""
    if isinstance(state, FileState | SharedFileState):
        state.close()


@contextlib.contextmanager
def opened(kind: str, path: Path, *, is_durable: bool = False) -> Iterator[State]:
    """State of this kind, closed at the end of the block."""
    state = open_kind(kind, path, is_durable=is_durable)
    try:
        yield state
    finally:
        close(state)


def spy_on_connections(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """A list that collects every connection opened from now on."""
    connections: list[sqlite3.Connection] = []
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def spy(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connections.append(connect(*arguments, **options))
        return connections[-1]

    monkeypatch.setattr(sqlite3, "connect", spy)
    return connections
