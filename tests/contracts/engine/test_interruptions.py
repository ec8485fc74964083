from __future__ import annotations

import signal
import threading

import pytest

from mockwright.contracts.engine.interruptions import one_interruption

BOTH = (signal.SIGINT, signal.SIGTERM)


def handlers() -> list[object]:
    """The current handlers of both signals."""
    return [signal.getsignal(number) for number in BOTH]


@pytest.mark.parametrize("number", BOTH)
def test_only_the_first_signal_interrupts(number: signal.Signals) -> None:
    """Later signals are ignored, and the previous handlers are restored after the block."""
    before = handlers()
    with one_interruption():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        for later in BOTH:
            signal.raise_signal(later)
    assert handlers() == before


def test_in_another_thread_nothing_changes() -> None:
    """In another thread the signal handlers stay unchanged."""
    before, within = handlers(), list[object]()

    def look() -> None:
        with one_interruption():
            within.extend(handlers())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert within == before
