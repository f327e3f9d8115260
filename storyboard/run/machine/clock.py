"""Time as a value that is handed in, so that nothing below reads the clock by itself and no test has to wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`now` gives the date in UTC, `elapsed` seconds that never jump, `sleep` waits that many seconds."""

    now: Callable[[], datetime] = utc_now
    elapsed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def sleep_until(event: asyncio.Event, *, clock: Clock, seconds: float) -> None:
    """Sleep for so many seconds, not longer than until an event."""
    waits = {asyncio.ensure_future(clock.sleep(seconds)), asyncio.ensure_future(event.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


def stamp(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second: `2026-06-30T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(written: str) -> datetime:
    """Read what `stamp` wrote, or another ISO 8601 date with a zone. Raises ValueError."""
    return datetime.fromisoformat(written)
