"""Clips brought here: from where they lie in the folder, out of a shared cache, or from the provider."""

import asyncio
from pathlib import Path

from storyboard.plan.made import EXPIRED
from storyboard.plan.plan import Call
from storyboard.run.ledger import take_steps
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.production.production import Production, is_own
from storyboard.run.takes.cache import bring_cached
from storyboard.run.takes.clips import find_clip, free_place
from storyboard.run.tasks.endings import adopt, is_past
from storyboard.run.tasks.settle import bring_again


async def find_here(production: Production, take: TakeRow) -> Path | None:
    """Find the clip of a take in the storyboard's folder, with the very bytes that the ledger has."""
    return await asyncio.to_thread(find_clip, take, folder=production.folder, out=production.out)


async def find_or_bring(production: Production, take: TakeRow) -> Path | None:
    """Find the clip of a take that no call of the plan asks about, or bring it here; None where it is not to be had."""
    async with production.single[f"clip {take.sha256}"]:
        clip = await find_here(production, take)
        if clip is None and await bring_clip(production, take, call=None):
            clip = await find_here(production, take)
        elif clip is not None and take.clip is None:
            await adopt(production, take, clip, call=None)
    return clip


async def left_behind(production: Production) -> tuple[TakeRow, ...]:
    """Give the good takes that no call of the plan asks about and whose clips are not here: of earlier words, say.

    None that is past its time, once that was told, and none where nothing costs anything: there `gc` removed it on
    purpose. One that was given up before that is asked after again: another key, or a wrong address, may not know it.
    """
    if production.options.bring == "planned" or production.target.private:
        return ()
    origin, file = production.target.origin, production.file
    done = await production.ledger.do(lambda db: tuple(take_steps.done_takes(db, origin=origin, file=file, shot="")))
    asked = {line.digest for line in production.board.lines.values() if line.call.action != "hold"}
    own = (take for take in done if take.digest not in asked and is_own(production, take.key.file))
    return tuple(take for take in own if not _is_over(production, take) and not _is_here(production, take))


def _is_over(production: Production, take: TakeRow) -> bool:
    return take.message.startswith(EXPIRED) and is_past(production, take)


def _is_here(production: Production, take: TakeRow) -> bool:
    return take.clip is not None and (production.folder / take.clip).is_file()


async def bring_clip(production: Production, take: TakeRow, *, call: Call | None) -> bool:
    """Bring the clip of a take here that is not; says whether it is."""
    cache, sha256 = production.options.cache, take.sha256
    if cache is not None and sha256 is not None:
        place = free_place(take, sha256=sha256, out=production.out)
        if await asyncio.to_thread(bring_cached, cache, sha256, place):
            await adopt(production, take, place, call=call)
            return True
    return take.task_id is not None and await bring_again(production, take, task_id=take.task_id, call=call)
