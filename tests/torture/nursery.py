"""A warm process that forks one run after the other, because a fork takes a hundredth of the time of a start.

    python -m tests.torture.nursery

It reads orders as lines of JSON and answers each with a line once the run is over: its exit code, negative where a
signal ended it. Nothing here has a thread before it forks, and each run is a process that really dies. An order:

    {"run": {…as Run…}, "die": ["commit: before", 3], "record": "FILE", "kill": {"after": 0.01, "arrived": "FILE"}}

`die` kills the run by its own hand at a point, `record` writes the points it passes into a file, `kill` kills it from
outside so many seconds after it began or, where `arrived` names a file, after that file has grown.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import active_count
from typing import Any

from tests.run.films import clip_of
from tests.torture import points
from tests.torture.film import Run, perform

_TICK = 0.001
_LONGEST = 60.0


def main() -> None:
    """Serve orders until there are no more."""
    _warm()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        sys.stdout.write(f"{_end(child, order.get('kill'))}\n")
        sys.stdout.flush()


def _warm() -> None:
    """Load what a run needs, once for all of them."""
    import PIL.Image  # noqa: F401

    from storyboard.media import frames, measure  # noqa: F401
    from storyboard.run.client import _certificates

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
        code = perform(Run(**{**order["run"], "folder": Path(order["run"]["folder"])}), at)
    except BaseException:  # noqa: BLE001 - whatever it is, it is told and goes no further
        traceback.print_exc()
    os._exit(code)


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
