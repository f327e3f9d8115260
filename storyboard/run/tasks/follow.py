"""A task from its id to its clips."""

from typing import assert_never

from storyboard.plan.made import UNKNOWN
from storyboard.plan.plan import Call
from storyboard.provider.answers import Final, Gone, Listed, Pending
from storyboard.run.ledger import attempts, take_steps
from storyboard.run.ledger.rows import TakeKey, TakeRow
from storyboard.run.net.download import Brought
from storyboard.run.order.scouting import TASK, prove
from storyboard.run.production.production import Production, stop
from storyboard.run.record.board import move
from storyboard.run.record.events import TaskCharged, TaskRemarked
from storyboard.run.tasks.endings import conclude, fail, is_past, leave
from storyboard.run.tasks.pace import durations, kind_of
from storyboard.run.tasks.poll import Lasting, until_final
from storyboard.run.tasks.settle import bring_listed, settle

_SOON, _LONGEST = 60.0, 1800.0  # seconds until a clip that is listed and cannot be had is tried again


async def follow(production: Production, task_id: str, *, call: Call | None) -> None:
    """Follow a task until its takes are final and their clips here; where it is final already, do nothing.

    Each clip is brought as soon as it is listed, because the others may never be. `call` is None for a task whose shot
    left the film. What is not final in the end is for the next run.
    """
    async with production.single[f"task {task_id}"]:
        takes = await takes_of(production, task_id)
        if all(take.status != "submitted" for take in takes):
            return

        later: dict[TakeKey, float] = {}
        waits: dict[TakeKey, float] = {}
        clock = production.options.clock

        async def heard(listed: Listed, news: str) -> None:
            _tell(production, listed, news, task_id=task_id, call=call)
            but = {key for key, moment in later.items() if clock.elapsed() < moment}
            clips = bring_listed(production, listed, attempt=takes[0].attempt, task_id=task_id, call=call, but=but)
            async for take, found in clips:
                waits[take.key] = min(_LONGEST, waits.get(take.key, 0.0) * 4 or _SOON)
                later[take.key] = clock.elapsed() + waits[take.key]
                if isinstance(found, Brought):  # what cannot be had now is tried again, and once more in the end
                    await conclude(production, take, found, call=call)
                    prove(production.scouting, f"{TASK}{task_id}" if call is None else call.id)

        # Whoever sent what came with `storyboard.takes` knew it long ago.
        young = 0.0 if takes[0].home == "takes" else production.options.tries.unknown
        end = await until_final(
            production,
            task_id,
            made_at=takes[0].made_at,
            takes=len(takes),
            unknown=young,
            history=await _history(production, call),
            heard=heard,
        )
        await _act(production, task_id, end, takes=await takes_of(production, task_id), call=call)


def _tell(production: Production, listed: Listed, news: str, *, task_id: str, call: Call | None) -> None:
    waiting = isinstance(listed, Pending) and listed.status == "waiting"
    if call is not None:
        move(production.board, call.id, "submitted" if waiting else "processing")
    if news:
        production.tell(TaskRemarked(call=None if call is None else call.id, task_id=task_id, message=news))


async def _history(production: Production, call: Call | None) -> tuple[float, ...]:
    """Give the seconds that tasks like a call's took; nothing for a task whose shot left the film."""
    if call is None:
        return ()
    kind, origin = kind_of(call), production.target.origin
    return await production.ledger.do(lambda db: durations(db, kind, origin=origin))


async def takes_of(production: Production, task_id: str) -> tuple[TakeRow, ...]:
    """Give the takes of a task, in the order of the provider's generations."""
    origin = production.target.origin
    return await production.ledger.do(lambda db: take_steps.takes_of_task(db, origin=origin, task_id=task_id))


async def _act(
    production: Production, task_id: str, end: Final | Gone | Lasting, *, takes: tuple[TakeRow, ...], call: Call | None
) -> None:
    match end:
        case Final():
            await _charge(production, end, task_id, takes[0].attempt, call)
            await settle(production, end, attempt=takes[0].attempt, task_id=task_id, call=call)
        case Gone(message=message):
            await _give_up(production, takes, f"{UNKNOWN}: {message}", call)
        case Lasting(exit_code=4, reason=reason):
            stop(
                production, exit_code=4, reason=reason, help="Check the key and run again: the task goes on meanwhile."
            )
        case Lasting(exit_code=code):
            production.codes.add(code)
            await _leave(production, task_id, end, takes=takes, call=call)
        case _:
            assert_never(end)


async def _leave(
    production: Production, task_id: str, end: Lasting, *, takes: tuple[TakeRow, ...], call: Call | None
) -> None:
    """Bring here what is listed of a task that does not end, and leave the rest."""
    told: set[TakeKey] = set()
    if end.listed is not None:
        clips = bring_listed(production, end.listed, attempt=takes[0].attempt, task_id=task_id, call=call)
        async for take, found in clips:
            told.add(take.key)
            await conclude(production, take, found, call=call)
    for take in takes:
        if take.status == "submitted" and take.key not in told:
            await leave(production, take, end.reason, call=call)


async def _charge(production: Production, final: Final, task_id: str, attempt: str, call: Call | None) -> None:
    credits = final.credit
    if credits is None:
        return
    await production.ledger.do(lambda db: attempts.charge(db, attempt, credits))
    production.tell(TaskCharged(call=None if call is None else call.id, task_id=task_id, credits=credits))


async def _give_up(production: Production, takes: tuple[TakeRow, ...], reason: str, call: Call | None) -> None:
    for take in takes:
        if take.status == "submitted":
            # What another machine sent may only be unknown to this key: whoever sent it finds out what became of it.
            end = leave if take.home == "takes" and not is_past(production, take) else fail
            await end(production, take, reason, call=call)
    now = production.options.clock.now()
    await production.ledger.do(lambda db: attempts.finish(db, takes[0].attempt, now=now))
