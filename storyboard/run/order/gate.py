"""How many tasks may be in flight and how fast they may be asked for, as the provider's answers teach it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storyboard.run.machine.clock import Clock, sleep_until

_LONGEST = 60.0


class Gate:
    """Lets at most `most` tasks into flight; fewer where the provider said it was too many, and more again in time.

    `cap` is how many the provider takes at once, as far as is known, `open` how many places there are by now: after an
    answer of "too fast" one more than are taken, so that one is asked for after the other.
    """

    def __init__(self, most: int, clock: Clock) -> None:
        self.most = self.cap = self.open = max(1, most)
        self.in_flight = 0
        self._clock = clock
        self._until = 0.0
        self._good = 0
        self._refusals = 0
        self._refused_since = 0.0
        self._shut = asyncio.Event()
        self._change = asyncio.Event()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold a place among the tasks in flight, once there is one and something may be submitted again.

        Where the gate is shut, nobody waits.
        """
        while not self._enters():
            left = self._until - self._clock.elapsed()
            if left > 0:
                await sleep_until(self._shut, clock=self._clock, seconds=left)
            else:
                await self._change.wait()
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
            self._wake()

    def shut(self) -> None:
        """Let go whoever waits: nothing is submitted any more."""
        self._shut.set()
        self._wake()

    def slow(self, seconds: float) -> None:
        """Submit nothing for so long."""
        self._until = max(self._until, self._clock.elapsed() + seconds)

    def refused(self) -> float:
        """Hear of a refusal for pace or number; give the seconds to wait, 2 and twice as many each time, 60 at most.

        Those that come while something is waited out already were sent with the first and tell nothing new.
        """
        now = self._clock.elapsed()
        if not self._refusals:
            self._refused_since = now
        if now >= self._until or not self._refusals:
            self._refusals += 1
        return min(_LONGEST, 2.0 ** min(self._refusals, 6))

    def refused_for(self) -> float:
        """Say for how many seconds there was nothing but refusals."""
        return self._clock.elapsed() - self._refused_since if self._refusals else 0.0

    def shrink(self) -> None:
        """Take fewer into flight: as many as are there without the one that was too many, which has left."""
        self.cap = max(1, min(self.cap, self.in_flight))
        self._good = 0

    def narrow(self) -> None:
        """Take one after the other: what was refused was too fast."""
        self.open = min(self.open, self.in_flight + 1)

    def grow(self) -> None:
        """Note a task that was taken; after as many as fit at once, one more may come."""
        self._refusals = 0
        self._good += 1
        self.open = min(self.open + 1, self.most)
        if self._good > self.cap and self.cap < self.most:
            self.cap += 1
            self._good = 0
        self._wake()

    def _enters(self) -> bool:
        full = self.in_flight >= min(self.cap, self.open)
        if not self._shut.is_set() and (full or self._clock.elapsed() < self._until):
            return False
        self.in_flight += 1
        return True

    def _wake(self) -> None:
        self._change.set()
        self._change = asyncio.Event()
