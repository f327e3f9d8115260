"""Clips brought here: from where they lie in the folder, out of a shared cache, or from the provider."""

import asyncio
from pathlib import Path

from storyboard.plan.plan import Call
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.production.production import Production
from storyboard.run.takes.cache import bring_cached
from storyboard.run.takes.clips import find_clip, free_place
from storyboard.run.tasks.endings import adopt
from storyboard.run.tasks.settle import bring_again


async def find_here(production: Production, take: TakeRow) -> Path | None:
    """Find the clip of a take in the storyboard's folder, with the very bytes that the ledger has."""
    return await asyncio.to_thread(find_clip, take, folder=production.folder, out=production.out)


async def bring_clip(production: Production, take: TakeRow, *, call: Call | None) -> bool:
    """Bring the clip of a take here that is not; says whether it is."""
    cache, sha256 = production.options.cache, take.sha256
    if cache is not None and sha256 is not None:
        place = free_place(take, sha256=sha256, out=production.out)
        if await asyncio.to_thread(bring_cached, cache, sha256, place):
            await adopt(production, take, place, call=call)
            return True
    return take.task_id is not None and await bring_again(production, take, task_id=take.task_id, call=call)
