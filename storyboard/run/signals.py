"""Ctrl-C and its kin: the first asks for a quiet end, the second ends at once, and both leave the ledger right."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storyboard.run.interrupts import INTERRUPTED, heeded
from storyboard.run.options import Signals


@contextmanager
def taking(signals: Signals, *, first: Callable[[], None]) -> Iterator[None]:
    """While this lasts, call `first` at the first signal and end the process at the second.

    Only for the main thread and a loop of its own; with `leave` nothing is changed, and what is ignored stays so.
    """
    if signals == "leave":
        yield
        return
    loop = asyncio.get_running_loop()
    before = [(number, signal.getsignal(number)) for number in heeded()]
    count = 0

    def heard() -> None:
        nonlocal count
        count += 1
        if count > 1:
            os._exit(INTERRUPTED)
        first()

    for number, _ in before:
        loop.add_signal_handler(number, heard)
    try:
        yield
    finally:
        # Once one was heard, the run is on its way out: a second one ends it at once, until the loop is closed.
        for number, handler in before if not count else ():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
