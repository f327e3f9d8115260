"""A run as it stands: what it was given, what is open, and what its parts tell each other."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from storyboard.plan.plan import Plan
from storyboard.problems import StoryboardError
from storyboard.provider.dialects import Dialect
from storyboard.run.assets.derive import Original
from storyboard.run.ledger.writer import Ledger
from storyboard.run.machine.places import is_gone
from storyboard.run.net.client import Wire
from storyboard.run.order.gate import Gate
from storyboard.run.order.scouting import Scouting
from storyboard.run.production.balance import Reading
from storyboard.run.production.hooks import Hooks
from storyboard.run.production.options import Options
from storyboard.run.production.target import Target
from storyboard.run.record.board import Board
from storyboard.run.record.events import Event, RunStopped
from storyboard.run.record.outcome import Doubted

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Production:
    """One run. `file` is the storyboard's name, `owner` this run's, `root` the first of the runs it resumes.

    `codes` are the exit codes it has come to, `stopped` why nothing more is submitted
    and `help` what to do about it; `told` are the reasons told so far. `unbroken` holds the submissions
    in the air, which are finished whatever happens; `single` the locks of requests and tasks that only one may handle.
    `reading` is what the account held when it was last read, `looked` whether it was asked for; `hooks` are the
    webhooks where any are received. `absent` says of tasks whose shots left the film why their clips are not here,
    `doubts` what is of unknown fate in the end.
    """

    plan: Plan
    folder: Path
    out: Path
    file: str
    owner: str
    root: str
    target: Target
    options: Options
    dialect: Dialect
    ledger: Ledger
    wire: Wire
    gate: Gate
    board: Board
    scouting: Scouting
    tell: Callable[[Event], None]
    stopped: str = ""
    help: str = ""
    reading: Reading | None = None
    looked: bool = False
    hooks: Hooks | None = None
    codes: set[int] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    absent: list[str] = field(default_factory=list)
    doubts: tuple[Doubted, ...] = ()
    unbroken: set[asyncio.Task[Any]] = field(default_factory=set)
    originals: dict[str, Original] = field(default_factory=dict)
    single: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


def stop(production: Production, *, exit_code: int, reason: str, help: str = "") -> None:
    """Submit nothing more. The first reason stays; what is in flight goes on."""
    production.codes.add(exit_code)
    production.gate.shut()
    if not production.stopped:
        production.stopped, production.help = reason, help
        _tell(production, exit_code=exit_code, reason=reason, help=help)


def hear(production: Production, error: StoryboardError) -> None:
    """Take an error as a reason to stop. It is told even where it is not the first: it may name what was paid."""
    note(production, exit_code=error.exit_code, reason=error.message, help=error.help)


def note(production: Production, *, exit_code: int, reason: str, help: str) -> None:
    """Stop, and tell why even where that is not the first reason."""
    stop(production, exit_code=exit_code, reason=reason, help=help)
    if reason not in production.told:
        _tell(production, exit_code=exit_code, reason=reason, help=help)


def _tell(production: Production, *, exit_code: int, reason: str, help: str) -> None:
    production.told.add(reason)
    production.tell(RunStopped(exit_code=exit_code, reason=reason, help=help))


async def finish_in_any_case(production: Production, coming: Coroutine[Any, Any, T]) -> T:
    """Wait for something that goes on to its end, and whose error is heard, even where whoever waits is cancelled."""
    task = asyncio.ensure_future(coming)
    production.unbroken.add(task)
    task.add_done_callback(lambda done: _finished(production, done))
    return await asyncio.shield(task)


def _finished(production: Production, task: asyncio.Task[Any]) -> None:
    production.unbroken.discard(task)
    error = None if task.cancelled() else task.exception()
    match error:
        case None:
            return
        case StoryboardError():
            hear(production, error)
        case _:
            stop(
                production,
                exit_code=StoryboardError.exit_code,
                reason=f"a submission broke off ({type(error).__name__})",
            )


def is_own(production: Production, file: str) -> bool:
    """Say whether it is for this run to follow what was sent for a storyboard: for its own, or for one that is gone."""
    return file == production.file or is_gone(file, production.folder)
