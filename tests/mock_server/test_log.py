"""What is said is passed on at once; where nobody listens, nothing fails."""

from __future__ import annotations

import io
import os
import traceback

import pytest

from mockwright.mock_server.log import Log


def test_words_are_passed_on_at_once() -> None:
    """What is written stands in the stream, and nothing of it is kept."""
    stream = io.StringIO()
    log = Log(stream)
    assert (log.write("one\n"), log.write("é"), stream.getvalue()) == (4, 1, "one\né")
    assert log.getvalue() == ""


def test_stream_without_a_reader_is_no_fault() -> None:
    """A reader that left, a stream that was closed, and none at all take nothing, quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    closed = io.StringIO()
    closed.close()
    stream = os.fdopen(writer, "w")
    for each in (stream, closed, None):
        assert Log(each).write("lost\n") == 5
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_tracebacks_are_passed_on() -> None:
    """A traceback can be written to it."""
    stream = io.StringIO()
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        traceback.print_exc(file=Log(stream))
    assert stream.getvalue().endswith("ZeroDivisionError: division by zero\n")
