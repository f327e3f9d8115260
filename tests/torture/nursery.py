"""A warm process that forks one run after the other, because a fork takes a hundredth of the time of a start.

    python -m tests.torture.nursery

It reads orders as lines of JSON and answers each with a line once the run is over: its exit code, negative where a
signal ended it. Nothing here has a thread before it forks, and each run is a process that really dies. An order:

    {"run": {…as Run…}, "die": ["commit: before", 3], "record": "FILE", "kill": {"after": 0.01, "arrived": "FILE"}}

A command has `"command": {…as Command…}` in the place of the run. `die` kills the run by its own hand at a point,
`record` writes the points it passes into a file, `kill` kills it from outside so many seconds after it began or, where
`arrived` names a file, after that file has grown; where `hold` names one, it is there meanwhile, and the server gives
no answer to a submission.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import active_count
from typing import Any

from tests.run.films import clip_of
from tests.torture import points
from tests.torture.command import Command, perform_command
from tests.torture.film import Run, perform

_TICK = 0.001
_LONGEST = 300.0  # seconds; only what hangs takes so long


def main() -> None:
    """Serve orders until there are no more."""
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        with _held(order.get("kill", {}).get("hold")):
            child = os.fork()
            if child == 0:
                _live(order)
            code = _end(child, order.get("kill"))
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


@contextmanager
def _held(path: str | None) -> Iterator[None]:
    """Let the server answer no submission meanwhile."""
    if path is None:
        yield
        return
    Path(path).touch()
    try:
        yield
    finally:
        Path(path).unlink()


def _warm() -> None:
    """Load what a run needs, once for all of them."""
    import PIL.Image  # noqa: F401
    import starlette.applications  # noqa: F401
    import uvicorn  # noqa: F401

    from storyboard.cli.commands import COMMANDS
    from storyboard.media import frames, measure  # noqa: F401
    from storyboard.run.net.client import _certificates

    for command in COMMANDS.values():
        command.load()

    _certificates()
    clip_of(1, "")
    if active_count() != 1:
        raise RuntimeError("a process with threads must not fork")


def _live(order: dict[str, Any]) -> None:
    """Be a run. Nothing of the nursery is left to it, not even its end."""
    code = 70
    try:
        at = points.counting(_act(order))
        points.lay(at)
        code = _do(order, at)
    except BaseException:  # noqa: BLE001 - whatever it is, it is told and goes no further
        traceback.print_exc()
    os._exit(code)


def _do(order: dict[str, Any], at: points.At) -> int:
    given = order.get("run") or order["command"]
    whole = {**given, "folder": Path(given["folder"])}
    return perform(Run(**whole), at) if "run" in order else perform_command(Command(**whole), at)


def _act(order: dict[str, Any]) -> Callable[[str, int], None]:
    die = tuple(order.get("die") or ())
    record = order.get("record")
    trace = None if record is None else os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def act(name: str, number: int) -> None:
        if trace is not None:
            os.write(trace, f"{json.dumps([name, number])}\n".encode())
        if (name, number) == die:
            os.kill(os.getpid(), signal.SIGKILL)

    return act


def _end(child: int, kill: dict[str, Any] | None) -> int:
    """Wait for the end of a run, or bring it about; one that hangs is killed as well, with a word."""
    began = time.monotonic()
    after, arrived = (_LONGEST, None) if kill is None else (kill["after"], kill.get("arrived"))
    size, since = _size(arrived), began
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        now = time.monotonic()
        if arrived is not None and _size(arrived) == size:
            since = now
        if now - since >= after or now - began >= _LONGEST:
            os.kill(child, signal.SIGKILL)
        time.sleep(_TICK)


def _size(path: str | None) -> int:
    return Path(path).stat().st_size if path is not None and Path(path).exists() else 0


if __name__ == "__main__":
    main()
