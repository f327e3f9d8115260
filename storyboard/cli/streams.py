"""The two streams themselves: words that they cannot write, readers that went away."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO


def accept_all_words() -> None:
    """Let no word end a command where a stream knows few letters: what it cannot write, it writes as a number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_the_rest() -> None:
    """Write what is left now: at its own end the interpreter would tell of a reader that went away."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            mute(stream)


def mute(stream: TextIO) -> None:
    """Send what is still written to a stream nowhere, because nobody reads it any more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
