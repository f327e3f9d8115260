"""The work on one call of a plan, from what it needs to what is on disk."""

from storyboard.plan.made import may_turn_up
from storyboard.plan.plan import Call
from storyboard.run.calls.borrowing import borrowing
from storyboard.run.calls.bringing import bring_clip, find_here
from storyboard.run.calls.earlier import choose_earlier
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.order.scouting import held
from storyboard.run.production.production import Production, stop
from storyboard.run.record.board import Line, Never, move
from storyboard.run.record.circled import takes_of_call
from storyboard.run.record.manifest import ShotStatus
from storyboard.run.record.verdict import Verdict, verdict_of
from storyboard.run.submissions.asking import obtain
from storyboard.run.tasks.endings import adopt
from storyboard.run.tasks.follow import follow

_SETTLED: frozenset[ShotStatus] = frozenset({"done", "failed", "held", "in-doubt"})


async def perform(production: Production, name: str) -> bool:
    """Do what a plan wants of a call; says whether it has a good take in the end."""
    line = production.board.lines[name]
    if line.call.action == "hold":
        return await _conclude(production, line)
    choice = await choose_earlier(production, line.call)
    if isinstance(choice, str):
        line.refused = Never(reason=choice)
        return await _conclude(production, line)
    line.digest = choice.digest
    await _refresh(production, line)  # an approved take may have been sent as something else
    async with production.single[f"request {line.digest}"], borrowing(production, line) as elsewhere:
        await _resume(production, line)
        holding = (elsewhere or held(production.scouting, name)) if line.call.action == "make" else ()
        if line.call.action == "make" and not holding:
            line.because = line.call.because  # what it was held for before holds no more
            line.refused = await obtain(production, line.call, choice)
        return await _conclude(production, line, holding)


async def review(production: Production, line: Line) -> None:
    """Bring a call up to what the ledger says, once nothing is in the air: its work may have been broken off.

    Raises Refused and OSError where the ledger or a clip cannot be read.
    """
    if line.status in _SETTLED:
        return
    if line.status != "skipped":
        await _conclude(production, line)
        return
    await _refresh(production, line)
    await _collect(production, line)


async def _resume(production: Production, line: Line) -> None:
    """Follow the tasks of a call that were in flight before, and bring here the clips that were lost since."""
    await _refresh(production, line)
    tasks = [take.task_id for take in line.takes if take.status == "submitted" and take.state == "sent"]
    for task_id in dict.fromkeys(task for task in tasks if task is not None):
        move(production.board, line.call.id, "submitted")
        async with production.gate.seat():
            await follow(production, task_id, call=line.call)
    await _collect(production, line)
    for take in line.takes:
        if take.key not in line.clips and _is_sought(take, line.call):
            await bring_clip(production, take, call=line.call)


def _is_sought(take: TakeRow, call: Call) -> bool:
    """Say whether a clip is to be had, or where nothing is made may be: one given up is asked after once more."""
    return take.status == "done" or (take.status == "failed" and call.action == "fetch" and may_turn_up(take.message))


async def _conclude(production: Production, line: Line, holding: tuple[str, ...] = ()) -> bool:
    await _refresh(production, line)
    await _collect(production, line)
    shared = production.options.cache is not None
    verdict = verdict_of(line, holding=holding, shared=shared)
    production.codes |= verdict.codes
    move(production.board, line.call.id, verdict.status, *verdict.because)
    _fail_fast(production, line, verdict)
    return verdict.status == "done"


def _fail_fast(production: Production, line: Line, verdict: Verdict) -> None:
    if production.options.fail_fast and verdict.status == "failed":
        reason = f"{line.call.id} failed: {verdict.because[0]}"
        stop(production, exit_code=1, reason=reason, help="Without --fail-fast the other shots go on.")


async def _refresh(production: Production, line: Line) -> None:
    origin, call, digest = production.target.origin, line.call, line.digest
    line.takes = await production.ledger.do(lambda db: takes_of_call(db, call, origin=origin, digest=digest))
    if call.stale and line.takes:
        line.digest = line.takes[0].digest


async def _collect(production: Production, line: Line) -> None:
    """Find the clips of a call's good takes, with the very bytes that the ledger has."""
    for take in line.takes:
        if take.status == "done" and take.key not in line.clips:
            clip = await find_here(production, take)
            if clip is not None:
                line.clips[take.key] = clip
                if take.clip is None:
                    await adopt(production, take, clip, call=line.call)
                    await _refresh(production, line)
