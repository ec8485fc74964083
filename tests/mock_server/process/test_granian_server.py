"""What the mock relies on in Granian beyond what Granian documents."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from inspect import getsource
from types import SimpleNamespace
from typing import Any

import pytest
from granian import _granian, wsgi
from granian.constants import Interfaces
from granian.server import mp

from mockwright.mock_server.process import granian_server
from mockwright.mock_server.process.granian_server import install_entry, make_server
from mockwright.mock_server.process.listening import bind

PRIVATE: Mapping[str, tuple[str, ...]] = {
    "granian._granian": ("SocketHolder",),
    "granian.server.mp": ("_wsgi_call_wrap",),
    "granian.wsgi": ("_callback_wrapper",),
    "MPServer": (
        "_init_shared_socket",
        "_spawn_workers",
        "_stop_workers",
        "signal_handler_interrupt",
        "signal_handler_reload",
    ),
    "an MPServer with a socket": ("_sfd", "_shd", "_ssp", "_sso", "interrupt_signal", "wrks"),
    "a WorkerProcess": ("inner",),
}


@pytest.fixture(scope="module")
def owners() -> Mapping[str, Any]:
    """Granian's owner of each name above, with a socket that Granian has bound."""
    server: Any = mp.MPServer("any", address="127.0.0.1", port=0, interface=Interfaces.WSGI)
    server._init_shared_socket()  # noqa: SLF001 -- whether it is there is the question
    make_worker: Any = mp.WorkerProcess
    worker = make_worker(server, 0, print, ())
    server._drop_shared_socket()  # noqa: SLF001 -- the same
    things = (_granian, mp, wsgi, mp.MPServer, server, worker)
    return dict(zip(PRIVATE, things, strict=True))


@pytest.mark.parametrize(("owner", "name"), [(o, name) for o in PRIVATE for name in PRIVATE[o]])
def test_granian_has_the_private_name(owners: Mapping[str, Any], owner: str, name: str) -> None:
    """Every private name of Granian that `granian_server.py` relies on still exists."""
    assert hasattr(owners[owner], name), (
        f"Granian {version('granian')} has no `{name}` in {owner}. Adapt `granian_server.py` to "
        "this version, or exclude it in pyproject.toml."
    )


def test_private_names_are_listed(owners: Mapping[str, Any]) -> None:
    """The list above contains exactly the private names that `granian_server.py` uses."""
    known = {name for owner in owners.values() for name in dir(owner) if not name.startswith("__")}
    used: set[Any] = set()
    for node in ast.walk(ast.parse(getsource(granian_server))):
        used |= {getattr(node, field, None) for field in ("attr", "id", "name", "value")} & known
    listed = {name for names in PRIVATE.values() for name in names}
    assert {name for name in used if name.startswith("_")} <= listed <= used


def test_granian_uses_the_installed_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Granian makes its entries with our function, which can still use Granian's original."""
    monkeypatch.setattr(mp, "_wsgi_call_wrap", vars(wsgi)["_callback_wrapper"])  # restored

    def answer(name: str, environ: dict[str, str], start: Any) -> list[bytes]:
        start("203 Any", [("X-Path", environ["PATH_INFO"])])
        return [name.encode()]

    install_entry(lambda name, wrap: wrap(partial(answer, name)))
    answers: list[Any] = []
    protocol = SimpleNamespace(response_bytes=lambda *parts: answers.append(parts))
    vars(mp)["_wsgi_call_wrap"]("loaded", {}, None)(protocol, {"PATH_INFO": "/a"})
    assert answers == [(203, [("X-Path", "/a")], b"loaded")]


def test_server_shares_the_socket_that_listens() -> None:
    """Workers get our bound socket, and Granian binds none."""
    with bind("127.0.0.1", 0) as listener:
        server: Any = make_server(listener, workers=2)
        server._init_shared_socket()  # noqa: SLF001 -- Granian calls it
        shared = (server._ssp, server._sfd, server._sso)  # noqa: SLF001 -- Granian reads them
        assert shared == (None, listener.fileno(), listener)
        assert server._shd.get_fd() == listener.fileno()  # noqa: SLF001 -- the same
