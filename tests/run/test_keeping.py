"""What is written while a run goes on: how much of its time that may take, and how old it may become."""

import asyncio
from pathlib import Path

import pytest

from storyboard.run.record.board import move, new_board
from storyboard.run.record.keeping import keeping
from tests.run.films import FakeClock, a_call, a_plan

WAIT = 300.0  # seconds, only to end what hangs


class Rest(FakeClock):
    """Time that passes only by sleeping; `begun` is set when that begins."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.begun.set()
        await super().sleep(seconds)


async def pauses(out: Path, *, takes: list[float]) -> list[float]:
    """Write once for each of these lengths, in seconds; give how long it rested after each."""
    time, left = Rest(), list(takes)

    def write() -> None:
        time.seconds += left.pop(0)

    plan = a_plan(a_call("one/a"))
    board = new_board(plan, lambda _event: None)
    async with keeping(plan, board, out=out, started="now", clock=time.clock(), also=write):
        for turn in range(len(takes)):
            move(board, "one/a", "processing" if turn % 2 else "submitted")
            await asyncio.wait_for(time.begun.wait(), WAIT)
            time.begun.clear()
    return time.slept


def test_what_is_written_in_no_time_is_written_again_soon(tmp_path: Path) -> None:
    assert asyncio.run(pauses(tmp_path, takes=[0.0, 0.0, 0.0])) == pytest.approx([0.1, 0.1, 0.1])


def test_writing_takes_a_twentieth_of_the_time(tmp_path: Path) -> None:
    assert asyncio.run(pauses(tmp_path, takes=[1.0, 1.0, 1.0])) == pytest.approx([9.0, 19.0, 19.0])


def test_after_a_write_that_hung_the_next_one_is_a_minute_away(tmp_path: Path) -> None:
    assert asyncio.run(pauses(tmp_path, takes=[240.0, 0.0])) == [60.0, 60.0]
