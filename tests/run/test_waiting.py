"""Long work in a thread: nobody who was interrupted waits for its end."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from storyboard.run.machine.waiting import Abandoned, in_thread


def test_work_that_nobody_waits_for_any_more_ends() -> None:
    begun, raised = threading.Event(), list[BaseException]()

    def work(look_up: Callable[[], None]) -> None:
        try:
            while True:
                look_up()
                begun.set()
        except Abandoned as error:
            raised.append(error)
            raise

    async def go() -> None:
        working = asyncio.ensure_future(in_thread(work))
        await asyncio.to_thread(begun.wait, 60)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working

    asyncio.run(go())  # waits for its threads
    assert len(raised) == 1


def test_work_that_is_waited_for_is_done_to_its_end() -> None:
    def work(look_up: Callable[[], None]) -> int:
        look_up()
        return 7

    assert asyncio.run(in_thread(work)) == 7
