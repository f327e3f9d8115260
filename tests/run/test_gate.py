"""The gate: how many are in flight, how soon one is asked for again, and that a stopped run waits for neither."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from storyboard.run.machine.clock import Clock
from storyboard.run.order.gate import Gate
from tests.run.films import FakeClock

T = TypeVar("T")


def play(most: int, game: Callable[[Gate, FakeClock], Awaitable[T]]) -> T:
    time = FakeClock()

    async def begin() -> T:
        return await game(Gate(most, time.clock()), time)

    return asyncio.run(begin())


async def enter(gate: Gate) -> None:
    async with gate.slot():
        return


async def settle() -> None:
    """Let everybody who can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_it_lets_fewer_in_and_then_more() -> None:
    async def game(gate: Gate, _time: FakeClock) -> list[int]:
        caps = [gate.cap]
        async with gate.slot(), gate.slot():
            async with gate.slot():
                pass  # the one that was too many
            gate.shrink()
            caps.append(gate.cap)
        for _ in range(3):
            gate.grow()
        return [*caps, gate.cap, gate.in_flight]

    assert play(3, game) == [3, 2, 3, 0]


def test_nobody_passes_while_it_is_full() -> None:
    async def game(gate: Gate, _: FakeClock) -> bool:
        async with gate.slot():
            waiting = asyncio.ensure_future(enter(gate))
            await settle()
            shut = not waiting.done()
        await waiting
        return shut

    assert play(1, game)


def test_after_too_fast_one_goes_after_the_other() -> None:
    """Eight want in and three are taken: the others were too fast. From then on each that is taken makes a place."""

    async def game(gate: Gate, _time: FakeClock) -> list[int]:
        places, left = [asyncio.Event() for _ in range(8)], asyncio.Event()

        async def fly(number: int, until: asyncio.Event) -> None:
            async with gate.slot():
                places[number].set()
                await until.wait()

        flying = [asyncio.ensure_future(fly(number, left)) for number in range(3)]
        await settle()
        for _ in range(5):
            gate.narrow()
        waiting = [asyncio.ensure_future(fly(number, left)) for number in range(3, 8)]
        inside = []
        for _ in range(5):
            await settle()
            inside.append(gate.in_flight)
            gate.grow()
        left.set()
        await asyncio.gather(*flying, *waiting)
        return inside

    assert play(8, game) == [4, 5, 6, 7, 8]


def test_refusals_that_come_together_are_one_and_each_that_follows_doubles_the_wait() -> None:
    async def game(gate: Gate, time: FakeClock) -> list[float]:
        waits: list[float] = []
        for burst in (3, 1, 1, 2, 1, 1, 1):
            together: set[float] = set()
            for _ in range(burst):
                together.add(gate.refused())
                gate.slow(max(together))
            waits += together
            await time.sleep(waits[-1])
        assert gate.refused_for() == sum(waits)
        gate.grow()
        assert gate.refused_for() == 0
        return [*waits, gate.refused()]

    assert play(8, game) == [2, 4, 8, 16, 32, 60, 60, 2]


@pytest.mark.parametrize("held_by", ["a pause", "a full gate"])
def test_whoever_waits_is_let_go_where_it_is_shut(held_by: str) -> None:
    async def never(_: float) -> None:
        await asyncio.Event().wait()

    async def game() -> int:
        gate = Gate(1, Clock(elapsed=lambda: 0.0, sleep=never))
        if held_by == "a pause":
            gate.slow(3600)
        async with gate.seat():
            waiting = asyncio.ensure_future(enter(gate))
            await settle()
            assert not waiting.done()
            gate.shut()
            await waiting
        return gate.in_flight

    assert asyncio.run(game()) == 0
