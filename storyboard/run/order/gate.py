"""How many tasks may be in flight and how fast they may be asked for, as the provider's answers teach it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storyboard.run.machine.clock import Clock


class Gate:
    """Lets at most `most` tasks into flight; fewer where the provider said it was too many, and more again in time."""

    def __init__(self, most: int, clock: Clock) -> None:
        self.most = self.cap = max(1, most)
        self.in_flight = 0
        self._clock = clock
        self._until = 0.0
        self._good = 0
        self._turn = asyncio.Condition()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a place among the tasks in flight, once there is one."""
        async with self._turn:
            await self._turn.wait_for(lambda: self.in_flight < self.cap)
            self.in_flight += 1
        async with self._leaving():
            yield

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """Count a task that is in flight already; it waits for nobody."""
        self.in_flight += 1
        async with self._leaving():
            yield

    @asynccontextmanager
    async def _leaving(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self.in_flight -= 1
            await asyncio.shield(self._wake())

    async def pause(self) -> None:
        """Wait until something may be submitted again."""
        while (left := self._until - self._clock.elapsed()) > 0:
            await self._clock.sleep(left)

    def slow(self, seconds: float) -> None:
        """Submit nothing for so long."""
        self._until = max(self._until, self._clock.elapsed() + seconds)

    def shrink(self) -> None:
        """Take fewer into flight: as many as are there beside the one that was too many."""
        self.cap = max(1, min(self.cap, self.in_flight) - 1)
        self._good = 0

    def grow(self) -> None:
        """Note a task that was taken; after as many as fit at once, one more may come."""
        self._good += 1
        if self._good > self.cap and self.cap < self.most:
            self.cap += 1
            self._good = 0

    async def _wake(self) -> None:
        async with self._turn:
            self._turn.notify_all()
