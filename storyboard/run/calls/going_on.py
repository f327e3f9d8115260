"""Which takes of earlier shots a call goes on from, with their clips at hand."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from storyboard.plan.earlier import Choice, Used, choose, planned_unmade, shots_of
from storyboard.plan.plan import Call
from storyboard.provider.sources import ShotAt
from storyboard.run.ledger import take_steps
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.places import shot_of
from storyboard.run.production.production import Production
from storyboard.run.record.board import good_takes
from storyboard.run.takes.clips import find_clip
from storyboard.run.tasks.settle import bring_again

_OTHER = "the take that it goes on from is not here any more; make a new plan"


async def choose_earlier(production: Production, call: Call) -> Choice | str:
    """Choose what a call is sent as; a call that is not made anew keeps the digest of its plan.

    Gives a sentence where what it goes on from cannot be had.
    """
    marks = shots_of(call) if call.action == "make" else ()
    if not marks:
        return Choice(digest=call.digest, used=())
    choice = await _choose(production, call, marks)
    if isinstance(choice, Choice):
        return choice
    for take in await _lost(production, marks):
        await _bring(production, take)
        choice = await _choose(production, call, marks)
        if isinstance(choice, Choice):
            return choice
    lost = await _lost(production, marks)
    return _told(lost) if lost else choice


async def find(production: Production, take: TakeRow) -> Path | None:
    """Find a take's clip, with the very bytes that the ledger has."""
    return await asyncio.to_thread(find_clip, take, folder=production.folder, out=production.out)


async def _choose(production: Production, call: Call, marks: Sequence[ShotAt]) -> Choice | str:
    choice = choose(call, {mark.call: await _used(production, mark) for mark in marks})
    if isinstance(choice, str) or choice.digest == call.digest or _open(production, call):
        return choice
    return _OTHER


def _open(production: Production, call: Call) -> bool:
    """Say whether the plan left open which take a call goes on from, because it was made before that take.

    Where one was circled, nothing was left open.
    """
    lines = production.board.lines
    earlier = {mark.call: lines[mark.call].call for mark in shots_of(call) if mark.call in lines}
    made_here = any(one.action == "make" and not one.picked for one in earlier.values())
    return made_here or planned_unmade(call, {name: one.digest for name, one in earlier.items()})


async def _used(production: Production, mark: ShotAt) -> tuple[Used, ...]:
    """Give the good takes of an earlier call, or of a shot that this plan leaves as it was made."""
    made = await _made(production, mark)
    return (*_of_this_plan(production, mark), *(_as_used(take, clip) for take, clip in made if clip is not None))


def _of_this_plan(production: Production, mark: ShotAt) -> tuple[Used, ...]:
    line = production.board.lines.get(mark.call)
    return () if line is None else tuple(_as_used(take, line.clips[take.key]) for take in good_takes(line))


async def _made(production: Production, mark: ShotAt) -> list[tuple[TakeRow, Path | None]]:
    """Give the takes of a shot that this plan leaves as it was made, each with its clip where that is here.

    A take that is named by its number may be from earlier words.
    """
    own = _of_this_plan(production, mark)
    if mark.call in production.board.lines and (mark.take is None or any(one.number == mark.take for one in own)):
        return []
    origin, file, shot = production.target.origin, production.file, shot_of(mark.call)
    rows = await production.ledger.do(lambda db: take_steps.done_takes_of_shot(db, origin=origin, file=file, shot=shot))
    return [(take, await find(production, take)) for take in rows if mark.take in (None, take.key.number)]


async def _lost(production: Production, marks: Sequence[ShotAt]) -> list[TakeRow]:
    return [take for mark in marks for take, clip in await _made(production, mark) if clip is None]


async def _bring(production: Production, take: TakeRow) -> None:
    if take.task_id is None:
        return
    async with production.single[f"clip {take.key}"]:
        if await find(production, take) is None:
            await bring_again(production, take, task_id=take.task_id, call=None)


def _told(lost: Sequence[TakeRow]) -> str:
    names = ", ".join(f"take {take.key.number} of {take.key.shot}" for take in lost)
    return f"the clip of {names} is gone or not as it was made, and cannot be brought back"


def _as_used(take: TakeRow, clip: Path) -> Used:
    return Used(
        number=take.key.number,
        sha256=take.sha256 or "",
        clip=clip,
        task_id=take.task_id,
        generation=take.generation,
        made_at=take.made_at,
    )
