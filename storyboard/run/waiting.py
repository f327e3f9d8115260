"""The way from code that is not async into code that is."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from storyboard.problems import UsageError

T = TypeVar("T")


def wait_for(coming: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in an event loop of its own, and give what it gives.

    Raises UsageError where a loop is running already.
    """
    if _is_in_loop():
        coming.close()
        raise UsageError("An event loop is running already", help="Await `storyboard.run_async` in it.")
    return asyncio.run(coming)


def _is_in_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
