"""The log forwards text at once and ignores closed streams."""

from __future__ import annotations

import io
import os
import traceback

import pytest

from mockwright.mock_server.log import Log


def test_words_are_passed_on_at_once() -> None:
    """Text is forwarded to the stream and not kept."""
    stream = io.StringIO()
    log = Log(stream)
    assert (log.write("one\n"), log.write("é"), stream.getvalue()) == (4, 1, "one\né")
    assert log.getvalue() == ""


def test_stream_without_a_reader_is_no_fault() -> None:
    """A stream that is closed, missing, or without a reader causes no error."""
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
    """A traceback can be printed to the log."""
    stream = io.StringIO()
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        traceback.print_exc(file=Log(stream))
    assert stream.getvalue().endswith("ZeroDivisionError: division by zero\n")
