"""Ctrl-C and its kin: the first asks for a quiet end, the second ends at once, and both leave the ledger right."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storyboard.run.options import Signals

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED = 130


@contextmanager
def taking(signals: Signals, *, first: Callable[[], None]) -> Iterator[None]:
    """While this lasts, call `first` at the first signal and end the process at the second.

    Only for the main thread and a loop of its own; with `leave` nothing is changed.
    """
    if signals == "leave":
        yield
        return
    loop = asyncio.get_running_loop()
    count = 0

    def heard() -> None:
        nonlocal count
        count += 1
        if count > 1:
            # Everything that matters is on disk before it is acted on, so there is nothing to save here.
            os._exit(_INTERRUPTED)
        first()

    for number in _SIGNALS:
        loop.add_signal_handler(number, heard)
    try:
        yield
    finally:
        # Once one was heard, the process is on its way out: a second one then ends it as it would have before.
        for number in _SIGNALS if not count else ():
            loop.remove_signal_handler(number)
