"""The log that a run leaves: what happened and when, a line of JSON each, and no secret in it."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.run.machine.clock import Clock
from storyboard.run.machine.places import STATE
from storyboard.run.record.event_json import event_json, line_of
from storyboard.run.record.events import Event, RunEnded
from storyboard.version import __version__

LOGS = "log"
KEPT = 20
"""How many logs stay; the oldest go first."""

Tell = Callable[[Event], None]


@contextmanager
def logging(folder: Path, plan: Plan, *, clock: Clock, tell: Tell) -> Iterator[Tell]:
    """Write every event of a run to a log of its own in the storyboard's folder, and pass it on to `tell`.

    A log that cannot be written is in nobody's way: the ledger is what counts.
    """
    path = folder / STATE / LOGS / f"{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.jsonl"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_room(path.parent)
    lines = _Lines(path)
    head = {"version": __version__, "plan": plan.digest, "storyboard": plan.storyboard, "target": plan.target}
    lines.add(line_of("RunBegan", {**head, "origin": plan.origin, "profile": plan.profile}, at=clock.now()))

    ends: list[Event] = []

    def heard(event: Event) -> None:
        lines.add(event_json(event, at=clock.now()))
        ends.extend([event] if isinstance(event, RunEnded) else [])
        tell(event)

    try:
        yield heard
    finally:
        if not ends:  # something was in the way
            lines.add(line_of(RunEnded.__name__, {}, at=clock.now()))


class _Lines:
    """A file that lines are added to until one cannot be."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._good = True

    def add(self, line: str) -> None:
        """Add a line; it is with the system at once, so that a killed run leaves it."""
        if not self._good:
            return
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError:
            self._good = False


def _make_room(folder: Path) -> None:
    """Delete the oldest logs, so that with the next one there are as many as are kept."""
    for path in sorted(folder.glob("*.jsonl"))[: -(KEPT - 1)]:
        path.unlink()
