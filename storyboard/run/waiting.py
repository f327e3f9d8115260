"""The way from code that is not async into code that is."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def wait_for(coming: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in an event loop of its own, and give what it gives."""
    return asyncio.run(coming)
