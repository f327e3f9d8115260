"""A run as it goes: a live table on a terminal, plain lines elsewhere, JSON lines for machines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from storyboard.cli.budget_text import credits
from storyboard.cli.paper import console_for, table_of
from storyboard.cli.streams import mute
from storyboard.cli.telling import data, talk
from storyboard.plan.plan import Plan
from storyboard.run.clock import Clock
from storyboard.run.events import (
    Event,
    FileUploaded,
    RunStopped,
    ShotMoved,
    ShotSubmitted,
    ShotWaiting,
    TakeDone,
    TakeFailed,
    TaskCharged,
)

STYLES = {
    "done": "green",
    "failed": "bold red",
    "in-doubt": "bold red",
    "skipped": "yellow",
    "not here": "yellow",
    "kept": "dim",
    "held": "magenta",
    "processing": "cyan",
    "submitted": "cyan",
}
OVER = frozenset({"done", "kept", "failed", "skipped", "held", "in-doubt"})


@dataclass(slots=True)
class Board:
    """What is known of each call, for the live table; `clock` gives seconds."""

    plan: Plan
    clock: Callable[[], float] = field(default_factory=lambda: Clock().elapsed)
    began: float = 0.0
    status: dict[str, str] = field(default_factory=dict)
    note: dict[str, str] = field(default_factory=dict)
    charged: dict[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note the time, and what is here before anything begins."""
        self.began = self.clock()
        self.note |= dict.fromkeys(_kept(self.plan), "was here")


@dataclass(frozen=True, slots=True)
class Foot:
    """The sum below the table. It is written anew whenever the table is drawn, so that its time goes on."""

    board: Board

    def __rich__(self) -> Text:
        """Write how many shots are over and how many wait, since when, and for how much."""
        board = self.board
        calls = [call.id for call in board.plan.calls]
        over = sum(board.status.get(call) in OVER for call in calls)
        waiting = sum(board.status.get(call, "waiting") == "waiting" for call in calls)
        seconds = int(board.clock() - board.began)
        parts = [f"{over} of {len(calls)} shots", f"{waiting} waiting" if waiting else ""]
        parts += [f"{seconds // 60}:{seconds % 60:02d}", _spent(board)]
        return Text(" · ".join(part for part in parts if part), "bold")


@contextmanager
def following(plan: Plan, *, as_json: bool) -> Iterator[Callable[[Event], None]]:
    """Show the events of a run until it ends; hand out the function that takes them."""
    kept = _kept(plan)
    if as_json:
        yield _json_line
        return
    if not sys.stderr.isatty():
        yield lambda event: _line(event, kept=kept)
        return
    console = console_for(sys.stderr)
    board = Board(plan=plan)
    with Live(_table(board), console=console, refresh_per_second=8) as live:

        def take(event: Event) -> None:
            _note(board, event)
            live.update(_table(board, rows=max(console.height - 6, 6)))

        yield take


def _json_line(event: Event) -> None:
    try:
        data(event_json(event))
    except BrokenPipeError:
        # A reader that went away must not end a run that is paid for.
        mute(sys.stdout)


def event_json(event: Event) -> str:
    """Write an event as one line of JSON."""
    return json.dumps({"event": type(event).__name__, **asdict(event)}, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


def _kept(plan: Plan) -> frozenset[str]:
    return frozenset(call.id for call in plan.calls if call.action == "keep")


def _line(event: Event, *, kept: frozenset[str]) -> None:
    if isinstance(event, ShotMoved) and event.status == "done" and event.call in kept:
        return  # nothing happened to it; the last line counts it
    words = _words(event)
    if words is not None:
        talk(words)


def _words(event: Event) -> str | None:  # noqa: PLR0911 - a sentence for each kind
    match event:
        case FileUploaded():
            return f"uploaded {event.file}, {event.bytes / 1e6:.1f} MB"
        case ShotSubmitted():
            return f"{event.call}: submitted, {_takes(event.takes)}, task {event.task_id}"
        case ShotWaiting():
            return f"{event.call}: waiting {event.seconds:.0f} s ({event.reason})"
        case ShotMoved(status="processing" | "submitted" | "waiting"):
            return None
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
        case TaskCharged():
            return None
        case RunStopped():
            return f"stopped: {event.reason}{f'. {event.help}' if event.help else ''}"


def _note(board: Board, event: Event) -> None:
    match event:
        case ShotSubmitted():
            board.status[event.call], board.note[event.call] = "submitted", _takes(event.takes)
        case ShotWaiting():
            board.note[event.call] = event.reason
        case ShotMoved():
            kept = event.status == "done" and event.call in _kept(board.plan)
            board.status[event.call] = "kept" if kept else event.status
            board.note[event.call] = "; ".join(event.because) or board.note.get(event.call, "")
        case TakeDone() if event.call is not None:
            board.note[event.call] = event.file
        case TakeFailed() if event.call is not None:
            board.note[event.call] = event.message
        case TaskCharged():
            board.charged[event.task_id] = event.credits
        case _:
            pass


def _table(board: Board, *, rows: int = 20) -> Group:
    calls = [call.id for call in board.plan.calls]
    over = sum(board.status.get(call) in OVER for call in calls)
    going = [call for call in calls if board.status.get(call, "waiting") not in OVER | {"waiting"}]
    rest = [call for call in calls if call not in going]
    shown = going + [call for call in rest if board.status.get(call) in OVER][-max(rows - len(going), 0) :]
    table = table_of()
    table.add_column("shot", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("", overflow="ellipsis", no_wrap=True, ratio=1)
    for call in sorted(shown[:rows], key=calls.index):
        status = board.status.get(call, "waiting")
        table.add_row(call, Text(status, style=STYLES.get(status, "")), Text(board.note.get(call, ""), style="dim"))
    foot = Table.grid(padding=(0, 1))
    foot.add_row(ProgressBar(total=len(calls), completed=over, width=16), Foot(board))
    return Group(table, foot)


def _spent(board: Board) -> str:
    spent = sum(board.charged.values(), Decimal(0))
    how = "credits, free here" if board.plan.target == "sandbox" else "credits charged"
    return f"{credits(spent)} {how}" if spent else ""


def _takes(number: int) -> str:
    return "1 take" if number == 1 else f"{number} takes"
