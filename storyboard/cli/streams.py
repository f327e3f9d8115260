"""The two streams themselves: words that they cannot write, readers that went away."""

import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO


class _Talk(io.FileIO):
    """Takes every word, and loses those that cannot be written: what a command does hangs on none of them."""

    def write(self, words: Any, /) -> int:
        try:
            return super().write(words)
        except OSError:
            return memoryview(words).nbytes


def open_streams() -> None:
    """Make ready the streams of this process, before it opens any file, which could get the place of a closed one.

    A terminal that went away, a closed stderr or a full disk behind it then ends no command.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003  # it takes the lowest number
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # a number, for good
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is sys.__stderr__:  # who put another in its place knows what becomes of it
        encoding = "utf-8" if sys.stderr is None else sys.stderr.encoding
        talk = io.BufferedWriter(_Talk(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(talk, encoding=encoding, errors="backslashreplace", line_buffering=True)


def accept_all_words() -> None:
    """Let no word end a command where a stream knows few letters: what it cannot write, it writes as a number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_the_rest() -> None:
    """Write what is left now: at its own end the interpreter would tell of a reader that went away, or a full disk."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            mute(stream)


def mute(stream: TextIO) -> None:
    """Send what is still written to a stream nowhere, because nobody reads it any more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
