"""The films that are run until they die, and how one run of them is done."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.problems import StoryboardError
from storyboard.run.assets.put import PutStore
from storyboard.run.machine.clock import Clock
from storyboard.run.net.addresses import origin_of
from storyboard.run.production.options import Guard, Options, Tries
from storyboard.run.production.target import Target
from tests.run.films import KEY, a_call, a_plan
from tests.support.run_sync import run_plan_sync

_SHORT = 0.5  # the pause between two manifests stays what it is; whatever is shorter need not be waited for


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a film: its folder, the server's address for it, and how it is done.

    `chain` shots each go on from the one before, so that something is derived and published; `free` ones stand alone.
    """

    folder: Path
    base_url: str
    chain: int = 2
    free: int = 1
    guard: Guard = "on"
    concurrency: int = 1


def plan_of(run: Run) -> Plan:
    """Make the plan of a film: the first shot has two takes."""
    calls = [a_call("one/c0", takes=2, cost="8.80")]
    for n in range(1, run.chain):
        calls.append(a_call(f"one/c{n}", continues={f"one/c{n - 1}": (calls[-1], "frame")}))
    calls += [a_call(f"two/f{n}") for n in range(run.free)]
    return a_plan(*calls, origin=origin_of(run.base_url), target="pollo")


def perform(run: Run, at: Callable[[str], None]) -> int:
    """Run a film and give the exit code."""
    store = PutStore(base_url=run.base_url.removesuffix("/api/platform"))
    options = Options(
        concurrency=run.concurrency,
        tries=Tries(refused=2, clip=2),
        clock=replace(Clock(), sleep=_sleep),
        guard=run.guard,
        at=at,
    )
    target = Target(
        name="pollo", provider="pollo", origin=origin_of(run.base_url), base_url=run.base_url, key=KEY, assets=store
    )
    try:
        return run_plan_sync(
            plan_of(run), folder=run.folder, out=run.folder / "build", target=target, options=options
        ).exit_code
    except StoryboardError as error:
        return error.exit_code


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds if seconds >= _SHORT else 0.001)
