"""All calls of a plan at work: what may be begun, what is skipped, how it ends."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from storyboard.plan.faces import faces_remembered
from storyboard.plan.plan import Call
from storyboard.provider.asked import read_body, takes_in
from storyboard.run.calls.bringing import find_or_bring, left_behind
from storyboard.run.calls.perform import perform
from storyboard.run.calls.rest import count_attempts, hearing, review_all
from storyboard.run.ledger import attempts
from storyboard.run.ledger.rows import Attempt
from storyboard.run.machine.interrupts import INTERRUPTED
from storyboard.run.order.schedule import Node, walk
from storyboard.run.order.scouting import TASK, Trial, admit, learn, show
from storyboard.run.production.production import Production, is_own, stop
from storyboard.run.record.board import move
from storyboard.run.record.manifest import ShotStatus
from storyboard.run.signals import taking
from storyboard.run.tasks.follow import follow, takes_of
from storyboard.run.webhooks.hooked import with_hooks

_OVERHEAD = 60.0  # seconds that a generation takes whatever its length; only the order follows from it
_GO_ON = "Run again: what is done is kept, what is in flight is fetched, the rest is sent."
_HINDERS: Mapping[ShotStatus, str] = {
    "failed": "failed",
    "skipped": "was skipped",
    "held": "is held",
    "in-doubt": "is in doubt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guide:
    """Answers a walk's questions from the state of the run."""

    production: Production

    def room(self) -> int:
        return self.production.options.concurrency

    def stopped(self) -> bool:
        return bool(self.production.stopped)

    def admit(self, node: str) -> str:
        line = self.production.board.lines.get(node)
        return admit(self.production.scouting, node, "fetch" if line is None else line.call.action)

    def skip(self, node: str, cause: str) -> None:
        status = self.production.board.lines[cause].status
        if status in _HINDERS:  # else it only waits, as its cause does: the next run goes on with both
            move(self.production.board, node, "skipped", f"{cause} {_HINDERS[status]}")


async def work_all(production: Production) -> None:
    """Do every call of the plan, and what earlier plans left in flight, until nothing is left or the run is stopped.

    Errors become the run's reason to stop: the manifest is written whatever happens.
    """
    await count_attempts(production)
    nodes = await _nodes(production)
    walking = asyncio.ensure_future(with_hooks(production, lambda: _walk_all(production, nodes)))

    def interrupt() -> None:
        stop(production, exit_code=INTERRUPTED, reason="the run was interrupted", help=_GO_ON)
        walking.cancel()

    with taking(production.options.signals, first=interrupt):
        try:
            await _until_rest(production, walking)
        finally:
            await review_all(production)


async def _walk_all(production: Production, nodes: Iterable[Node]) -> None:
    """Do the work of the plan, then bring what it does not ask about: by then what was in flight is here."""
    guide, news = _Guide(production=production), production.scouting.news
    await walk(nodes, lambda name: _one(production, name), guide, news=news)
    takes = {f"{take.attempt} {take.index}": take for take in await left_behind(production)}

    async def bring(name: str) -> bool:
        return await find_or_bring(production, takes[name]) is not None

    await walk((Node(id=name) for name in takes), bring, guide)


async def _until_rest(production: Production, walking: "asyncio.Future[None]") -> None:
    try:
        with hearing(production):
            await asyncio.gather(walking)
    except asyncio.CancelledError:
        if INTERRUPTED not in production.codes:
            stop(production, exit_code=INTERRUPTED, reason="the run was cancelled", help=_GO_ON)
            raise
    finally:
        walking.cancel()
        await asyncio.gather(walking, return_exceptions=True)
        # What is in the air is paid for, perhaps: it is never left without its answer on disk.
        while production.unbroken:
            await asyncio.wait(production.unbroken)


async def _one(production: Production, name: str) -> bool:
    if name.startswith(TASK):
        await _follow_left_over(production, name)
        return True
    try:
        return await perform(production, name)
    finally:
        line = production.board.lines[name]
        _learn(production, name, Trial(call=name, status=line.status, told=line.because))


async def _follow_left_over(production: Production, name: str) -> None:
    task_id = name.removeprefix(TASK)
    async with production.gate.seat():
        await follow(production, task_id, call=None)
    takes = await takes_of(production, task_id)
    best = min((take.status for take in takes), key=("done", "submitted", "failed").index)
    told = tuple(take.message for take in takes)
    _learn(production, name, Trial(call=takes[0].key.shot, status=best, told=told))


def _learn(production: Production, name: str, end: Trial) -> None:
    learn(production.scouting, name, end, refuses=production.dialect.refuses_faces)


async def _nodes(production: Production) -> list[Node]:
    """Give the work: first what costs nothing and frees others, then the calls with the longest chains behind them."""
    origin = production.target.origin
    sent = await production.ledger.do(lambda db: attempts.open_attempts(db, origin=origin))
    in_flight = tuple(one for one in sent if is_own(production, one.file))
    flying = {digest for one in in_flight for digest in (one.digest, one.plan_digest)}
    left = _left_over(production, in_flight)
    show(production.scouting, {f"{TASK}{one.task_id}": faces_remembered(one.request) for one in left})
    tasks = (Node(id=f"{TASK}{one.task_id}", weight=_OVERHEAD, first=True) for one in left)
    return [*tasks, *(_node(call, flying) for call in production.plan.calls)]


def _left_over(production: Production, in_flight: tuple[Attempt, ...]) -> list[Attempt]:
    """Give the tasks in flight that no call of this plan asks about: their shots were changed or left the film."""
    wanted = {call.digest for call in production.plan.calls if call.action != "hold"}
    return [one for one in in_flight if one.task_id and not wanted & {one.digest, one.plan_digest}]


def _node(call: Call, flying: Collection[str]) -> Node:
    match call.action:
        case "make":
            takes = takes_in(read_body(call.body))
            needs = tuple(need.call for need in call.needs)
            return Node(id=call.id, needs=needs, weight=_OVERHEAD + call.seconds * takes, first=call.digest in flying)
        case "fetch":
            return Node(id=call.id, weight=_OVERHEAD, first=True)
        case "keep" | "hold":
            return Node(id=call.id, weight=0.0, first=True)
