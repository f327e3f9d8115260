"""The takes of a run at rest, looked through: whoever wants to leave does not wait, nor for a check that hangs."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from storyboard.run.machine.interrupts import INTERRUPTED
from storyboard.run.production.production import Production, stop
from storyboard.run.record.events import TakesChecking
from storyboard.run.record.manifest import Manifest
from storyboard.run.signals import taking

SOON = 1.0  # seconds of looking, after which it is said what the run is about
_HELP = "Everything that was made is here; the next run checks it."


async def look_through(production: Production, manifest: Manifest) -> Manifest:
    """Give the manifest with what the checks find in its takes; as it is, where the run is interrupted meanwhile."""
    if INTERRUPTED in production.codes:
        return manifest
    leaving = asyncio.Event()
    with taking(production.options.signals, first=leaving.set):
        looking = _beside(lambda: production.options.inspect(manifest))
        left = asyncio.ensure_future(leaving.wait())
        try:
            await _wait(production, manifest, {looking, left})
        finally:
            left.cancel()
    if looking.done():
        return looking.result()
    stop(production, exit_code=INTERRUPTED, reason="the run was interrupted while it checked its takes", help=_HELP)
    return manifest


async def _wait(production: Production, manifest: Manifest, either: "set[asyncio.Future[Any]]") -> None:
    done, _ = await asyncio.wait(either, timeout=SOON, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        here = {take.sha256 for shot in manifest.shots for take in shot.takes if take.file is not None}
        production.tell(TakesChecking(takes=len(here)))
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)


def _beside(work: Callable[[], Manifest]) -> "asyncio.Future[Manifest]":
    """Work in a thread that a process does not wait for in its end, as it would for one of the loop's own."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Manifest] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if future.done() else give())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            told = error
            settle(lambda: future.set_exception(told))
        else:
            settle(lambda: future.set_result(result))

    threading.Thread(target=run, name="checks", daemon=True).start()
    return future
