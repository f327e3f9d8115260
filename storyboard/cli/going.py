"""What is known of each shot while a run goes on: where it stands, since when, what it costs; and what is to come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from statistics import median

from storyboard.plan.plan import Call, Plan
from storyboard.run.machine.clock import Clock
from storyboard.run.record.events import (
    Event,
    ShotMoved,
    ShotSubmitted,
    ShotWaiting,
    TakeDone,
    TakeFailed,
    TakesChecking,
    TaskCharged,
    TaskRemarked,
)

OVER = frozenset({"done", "kept", "failed", "skipped", "held", "in-doubt"})
_ENOUGH = 3  # shots that were made, before they tell how long the others will take


@dataclass(slots=True)
class Shot:
    """One call. `since` is when it came to its state, `began` when it was submitted, `took` how long it was made.

    All in seconds; `costs` has the credits of each of its tasks: the charge once that is known, else the price. `brief`
    says what `note` does where there is little room, empty where it is as good cut short.
    """

    call: Call
    state: str = "waiting"
    note: str = ""
    brief: str = ""
    since: float = 0.0
    began: float | None = None
    took: float | None = None
    costs: dict[str, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class Board:
    """All calls of a plan; `clock` gives seconds. `others` has what tasks cost whose shots left the film.

    `checking` counts the takes that are looked at in the end.
    """

    plan: Plan
    clock: Callable[[], float] = field(default_factory=lambda: Clock().elapsed)
    began: float = 0.0
    shots: dict[str, Shot] = field(default_factory=dict)
    others: dict[str, Decimal] = field(default_factory=dict)
    most: int = 1
    checking: int = 0

    def __post_init__(self) -> None:
        """Note the time, and what is here before anything begins."""
        self.began = self.clock()
        for call in self.plan.calls:
            note = "was here" if call.action == "keep" else ""
            self.shots[call.id] = Shot(call=call, note=note, since=self.began)


def hear(board: Board, event: Event) -> None:
    """Note what an event says."""
    match event:
        case ShotSubmitted():
            shot = board.shots[event.call]
            shot.began = board.clock() if shot.began is None else shot.began
            shot.costs[event.task_id] = event.credits
            _move(board, shot, "submitted", "1 take" if event.takes == 1 else f"{event.takes} takes")
        case ShotWaiting():
            board.shots[event.call].note = event.reason
        case ShotMoved():
            shot = board.shots[event.call]
            kept = event.status == "done" and shot.call.action == "keep"
            shot.brief = "" if event.because else shot.brief
            _move(board, shot, "kept" if kept else event.status, "; ".join(event.because) or shot.note)
        case TakeDone() if event.call is not None:
            shot = board.shots[event.call]
            shot.note, shot.brief = event.file, f"take {event.number}"
        case TakeFailed() if event.call is not None:
            board.shots[event.call].note = event.message
        case TaskRemarked() if event.call is not None:
            board.shots[event.call].note = event.message
        case TaskCharged():
            costs = board.others if event.call is None else board.shots[event.call].costs
            costs[event.task_id] = event.credits
        case TakesChecking():
            board.checking = event.takes
        case _:
            pass


def spent(board: Board) -> Decimal:
    """Sum what this run was charged, or will be for what it submitted, or may be for what is in doubt."""
    return sum([*map(cost_of, board.shots.values()), *board.others.values()], Decimal(0))


def cost_of(shot: Shot) -> Decimal:
    """Give what a shot costs so far: its tasks, and the price of a submission whose fate nobody knows."""
    doubt = shot.call.cost.credits if shot.state == "in-doubt" and not shot.costs else Decimal(0)
    return sum(shot.costs.values(), doubt)


def to_spend(board: Board) -> Decimal:
    """Sum what the plan expects of the shots that are not submitted yet."""
    coming = [shot for shot in board.shots.values() if shot.state == "waiting" and not shot.costs]
    return sum((shot.call.cost.credits for shot in coming if shot.call.action == "make"), Decimal(0))


def seconds_left(board: Board) -> float | None:
    """Expect how long the rest takes, by the shots that this run has made; None while there are too few of them."""
    took = [shot.took for shot in board.shots.values() if shot.took is not None]
    if len(took) < _ENOUGH:
        return None
    each, now = median(took), board.clock()
    going = [max(0.0, each - (now - shot.began)) for shot in _going(board) if shot.began is not None]
    makes = [shot for shot in board.shots.values() if shot.state == "waiting" and shot.call.action == "make"]
    return max(going, default=0.0) + ceil(len(makes) / board.most) * each


def _move(board: Board, shot: Shot, state: str, note: str) -> None:
    if shot.state != state:
        shot.state, shot.since = state, board.clock()
        if state == "done" and shot.began is not None:
            shot.took = shot.since - shot.began
    shot.note = note
    board.most = max(board.most, len(_going(board)) if state == "submitted" else 1)


def _going(board: Board) -> list[Shot]:
    return [shot for shot in board.shots.values() if shot.state in ("submitted", "processing")]
