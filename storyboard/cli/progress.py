"""A run as it goes: a live table on a terminal, plain lines elsewhere, JSON lines for machines."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from rich.live import Live

from storyboard.cli.going import Board, hear
from storyboard.cli.live import STYLES, Page
from storyboard.cli.paper import console_for
from storyboard.cli.streams import mute
from storyboard.cli.telling import data, talk
from storyboard.plan.plan import Plan
from storyboard.run.machine.clock import utc_now
from storyboard.run.record.event_json import event_json
from storyboard.run.record.events import (
    Event,
    FileUploaded,
    RunEnded,
    RunStopped,
    ShotMoved,
    ShotSubmitted,
    ShotWaiting,
    TakeDone,
    TakeFailed,
    TakesChecking,
    TaskCharged,
    TaskRemarked,
)
from storyboard.run.record.manifest import ManifestTotals

__all__ = ["STYLES", "following", "nothing_to_run", "say_event"]

_BELOW = 5  # lines that are no shots: the head, what stands below, room for the cursor


@contextmanager
def following(plan: Plan, *, as_json: bool) -> Iterator[Callable[[Event], None]]:
    """Show the events of a run until it ends; hand out the function that takes them."""
    if as_json:
        yield _json_line
        return
    if not sys.stderr.isatty():
        kept = frozenset(call.id for call in plan.calls if call.action == "keep")
        yield lambda event: _line(event, kept=kept)
        return
    console, board = console_for(sys.stderr), Board(plan=plan)

    def draw() -> Page:
        return Page(board, rows=max(console.height - _BELOW, 4))

    with Live(get_renderable=draw, console=console, refresh_per_second=4):
        yield lambda event: hear(board, event)


def nothing_to_run(why: str, *, as_json: bool) -> None:
    """Say that there was nothing to run; with `as_json` also as the event that ends every run."""
    talk(why)
    if as_json:
        none = ManifestTotals(shots=0, by_status=(), takes=0, seconds=0.0, credits=Decimal(0))
        _json_line(RunEnded(exit_code=0, requests=(), totals=none, reason=why))


def _json_line(event: Event) -> None:
    try:
        data(event_json(event, at=utc_now()))
    except OSError:
        # A reader that went away, or a full disk, must not end a run that is paid for.
        mute(sys.stdout)


def _line(event: Event, *, kept: frozenset[str]) -> None:
    if isinstance(event, ShotMoved) and event.status == "done" and event.call in kept:
        return  # nothing happened to it; the last line counts it
    words = say_event(event)
    if words is not None:
        talk(words)


def say_event(event: Event) -> str | None:  # noqa: C901, PLR0911 - a sentence for each kind
    """Say an event in a line; None where it is not worth one."""
    match event:
        case FileUploaded():
            return f"uploaded {event.file}, {event.bytes / 1e6:.1f} MB"
        case ShotSubmitted():
            return f"{event.call}: submitted, {_takes(event.takes)}, task {event.task_id}"
        case ShotWaiting():
            return f"{event.call}: waiting {event.seconds:.0f} s ({event.reason})"
        case TaskCharged() | RunEnded() | ShotMoved(status="processing" | "submitted" | "waiting"):
            return None
        case TaskRemarked():
            return f"{event.call or 'a shot that left the film'}: task {event.task_id}: {event.message}"
        case ShotMoved():
            because = f" ({'; '.join(event.because)})" if event.because else ""
            return f"{event.call}: {event.status}{because}"
        case TakeDone():
            found = f"; {'; '.join(event.findings)}" if event.findings else ""
            return f"{event.shot}: take {event.number} is here, {event.seconds:.2f} s, {event.file}{found}"
        case TakeFailed():
            return (
                f"{event.shot}: take {event.number} {'is not here yet' if event.later else 'failed'}: {event.message}"
            )
        case TakesChecking():
            return f"checking {_takes(event.takes)}; Ctrl-C leaves that to the next run"
        case RunStopped():
            return f"stopped: {event.reason}{f'. {event.help}' if event.help else ''}"


def _takes(number: int) -> str:
    return "1 take" if number == 1 else f"{number} takes"
