from __future__ import annotations

import signal
import threading

import pytest

from mockwright.contracts.engine.interruptions import one_interruption

BOTH = (signal.SIGINT, signal.SIGTERM)


def handlers() -> list[object]:
    """What this process does now when either signal comes."""
    return [signal.getsignal(number) for number in BOTH]


@pytest.mark.parametrize("number", BOTH)
def test_only_the_first_signal_interrupts(number: signal.Signals) -> None:
    """After it, neither signal disturbs; after the block, both do what they did."""
    before = handlers()
    with one_interruption():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        for later in BOTH:
            signal.raise_signal(later)
    assert handlers() == before


def test_in_another_thread_nothing_changes() -> None:
    """A run in a thread leaves the signals to the program that it is part of."""
    before, within = handlers(), list[object]()

    def look() -> None:
        with one_interruption():
            within.extend(handlers())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert within == before
