"""Where each call of a plan stands, for the manifest; written by the run alone."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from storyboard.plan.made import Pick
from storyboard.plan.plan import Call, Plan
from storyboard.run.ledger.rows import TakeKey, TakeRow
from storyboard.run.record.circled import Picks
from storyboard.run.record.events import Event, ShotMoved
from storyboard.run.record.manifest import ShotStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """A request was not sent, or was refused, for good: why, what to do about it, and for which exit code it counts."""

    reason: str
    help: str = ""
    exit_code: int = 1


@dataclass(slots=True, kw_only=True)
class Line:
    """One call: its state, the digest it was or would be sent with, its takes, and where their clips are.

    `refused` is why takes that it wants are never asked for.
    """

    call: Call
    digest: str
    status: ShotStatus = "waiting"
    because: tuple[str, ...] = ()
    attempts: int = 0
    refused: Never | None = None
    takes: tuple[TakeRow, ...] = ()
    clips: dict[TakeKey, Path] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Board:
    """All lines by call id; `changed` is set whenever one moves. `picks` is what was decided of each address."""

    lines: dict[str, Line]
    tell: Callable[[Event], None]
    picks: Picks = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


def new_board(
    plan: Plan,
    tell: Callable[[Event], None],
    picks: Iterable[Pick] = (),
    *,
    holding: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Board:
    """Put every call of a plan on a board, waiting; `holding` says, by digest, for what one was held before."""
    lines = {
        call.id: Line(call=call, digest=call.digest, because=holding.get(call.digest, call.because))
        for call in plan.calls
    }
    return Board(lines=lines, tell=tell, picks={pick.address: pick for pick in picks})


def move(board: Board, call: str, status: ShotStatus, *because: str) -> None:
    """Note where a call stands now, and why where that is to be said."""
    line = board.lines[call]
    if (line.status, line.because) == (status, because or line.because):
        return
    line.status = status
    line.because = because or line.because
    board.changed.set()
    board.tell(ShotMoved(call=call, usages=line.call.usages, status=status, because=because))


def good_takes(line: Line) -> tuple[TakeRow, ...]:
    """Give the takes of a call whose clips are here, lowest number first."""
    return tuple(take for take in line.takes if take.status == "done" and take.key in line.clips)
