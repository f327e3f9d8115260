"""The way from code that is not async into code that is."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from storyboard.problems import UsageError
from storyboard.run.machine.interrupts import leaving_by

T = TypeVar("T")


def wait_for(coming: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in an event loop of its own, and give what it gives.

    Raises UsageError where a loop is running already, KeyboardInterrupt where it is interrupted.
    """
    if _is_in_loop():
        coming.close()
        raise UsageError("An event loop is running already", help="Await `storyboard.run_async` in it.")
    interrupted = threading.Event()
    try:
        return asyncio.run(_leavable(coming, interrupted))
    finally:
        if interrupted.is_set():
            raise KeyboardInterrupt


class Abandoned(Exception):
    """Nobody waits any more for what a thread does."""


async def in_thread(work: Callable[[Callable[[], None]], T]) -> T:
    """Do long work in a thread that looks up now and then, by calling what it is given: that raises once nobody waits.

    A thread that does not look up would be waited for when the process ends.
    """
    left = threading.Event()

    def look_up() -> None:
        if left.is_set():
            raise Abandoned

    try:
        return await asyncio.to_thread(work, look_up)
    finally:
        left.set()


async def _leavable(coming: Coroutine[Any, Any, T], interrupted: threading.Event) -> T:
    """Wait so that an interrupt is a cancellation: raised in the middle of the loop, it would break that off."""
    loop, working = asyncio.get_running_loop(), asyncio.ensure_future(coming)

    def leave() -> None:
        interrupted.set()
        loop.call_soon_threadsafe(working.cancel)

    with leaving_by(leave):
        return await working


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
