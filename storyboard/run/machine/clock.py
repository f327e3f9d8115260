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


def stamp(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second: `2026-06-30T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(written: str) -> datetime:
    """Read what `stamp` wrote, or another ISO 8601 date with a zone. Raises ValueError."""
    return datetime.fromisoformat(written)
