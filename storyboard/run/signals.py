"""Ctrl-C and its kin: the first asks for a quiet end, the second ends at once, and both leave the ledger right."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storyboard.run.machine.interrupts import interrupts_taken, leaving_by
from storyboard.run.production.options import Signals


@contextmanager
def taking(signals: Signals, *, first: Callable[[], None]) -> Iterator[None]:
    """While this lasts, call `first` at the first signal and end the process at the second.

    Only for the main thread and a loop of its own; with `leave` nothing is changed, and what is ignored stays so.
    """
    if signals == "leave":
        yield
        return
    loop = asyncio.get_running_loop()

    def heard() -> None:
        loop.call_soon_threadsafe(first)

    # Not by the loop's own handlers: as it closes, it would leave what the system does, which is to kill.
    with leaving_by(heard), interrupts_taken():
        yield
