from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from mockwright.contracts.commands import entry, signals
from mockwright.contracts.commands.root import COMMANDS
from mockwright.mock_server import exit_codes
from tests.processes import COMMAND

SLOW_IMPORT = """
import os, signal, sys, types
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Slow())
from mockwright.contracts.commands.entry import main
sys.argv = ["mockwright", *{arguments}]
main()
"""


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    """Restore the signal handler after each test."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_console_script_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console script passes its arguments on and exits with the code."""
    monkeypatch.setattr(sys, "argv", ["mockwright", "nothing"])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == exit_codes.USAGE


@pytest.mark.parametrize(
    ("module", "arguments"),
    [("click", []), ("flask", ["serve"]), ("flask", ["check", "server"])],
)
def test_interrupt_while_modules_are_imported(module: str, arguments: list[str]) -> None:
    """Ctrl-C before the command runs ends the process with 130 and no output."""
    script = SLOW_IMPORT.format(module=module, arguments=arguments)
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=30, check=False
    )
    assert (result.returncode, result.stderr) == (signals.INTERRUPTED, b"")


@pytest.mark.parametrize("milliseconds", [60, 90, 120, 150, 180, 210])
def test_interrupt_while_the_server_starts(milliseconds: int) -> None:
    """Ctrl-C at any point of the startup ends the server without a traceback of ours."""
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    # Before our first line runs, only Python's own handler exists.
    assert b"Traceback" not in stderr or b"/mockwright/contracts/" not in stderr
    assert b"internal error" not in stderr


def test_command_that_was_loaded_is_interrupted_as_usual() -> None:
    """Commands receive Ctrl-C as `KeyboardInterrupt`, so that they can clean up."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signals.leave_at_once()
    COMMANDS["spec"].load()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ignored_interrupt_stays_ignored() -> None:
    """A process that a shell starts in the background ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signals.leave_at_once()
    signals.interrupt_as_usual()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
