"""Runs a plan of `shots` shots in a process of its own that kills itself at a named point; for the tests of the guard.

python -m tests.run.killed FOLDER BASE_URL [--at POINT --number N] [--guard off] [--shots N] [--cache FOLDER]
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from storyboard.problems import StoryboardError
from storyboard.run.machine.interrupts import take_interrupts
from storyboard.run.net.addresses import origin_of
from storyboard.run.production.options import Options, Tries
from storyboard.run.production.target import Target
from storyboard.run.takes.cache import cache_of
from tests.run.films import KEY, a_call, a_plan
from tests.support.run_sync import run_plan_sync


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("base_url")
    parser.add_argument("--at", default="")
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--guard", choices=["on", "off"], default="on")
    parser.add_argument("--shots", type=int, default=1)
    parser.add_argument("--signals", choices=["leave", "handle"], default="leave")
    parser.add_argument("--cache", type=Path)
    given = parser.parse_args()
    if given.signals == "handle":
        take_interrupts()
    origin = origin_of(given.base_url)
    first = a_call("one/s0")
    others = [a_call(f"one/s{n}") for n in range(1, given.shots)]
    options = Options(
        concurrency=2,
        poll_interval=0.2,
        tries=Tries(refused=2, clip=2),
        guard=given.guard,
        signals=given.signals,
        cache=cache_of(given.cache),
        at=killer(given.at, given.number),
    )
    try:
        outcome = run_plan_sync(
            a_plan(first, *others, origin=origin, target="pollo"),
            folder=given.folder,
            out=given.folder / "build",
            target=Target(name="pollo", provider="pollo", origin=origin, base_url=given.base_url, key=KEY),
            options=options,
        )
    except StoryboardError as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code
    return outcome.exit_code


def killer(point: str, number: int) -> Callable[[str], None]:
    """Make the function that dies, as with `kill -9`, when it passes a point for the nth time."""
    seen = 0

    def at(name: str) -> None:
        nonlocal seen
        seen += name == point
        if seen == number and name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


if __name__ == "__main__":
    sys.exit(main())
