"""The clips that a call goes on from, as its plan means them: of calls beside it, and of what was made before."""

import asyncio
import sqlite3
from pathlib import Path

from storyboard.language.film.addresses import shot_of
from storyboard.plan.earlier import Choice, Used, choose, goes_on_from, planned_unmade, shots_of
from storyboard.plan.plan import Call
from storyboard.provider.sources import ShotAt
from storyboard.run.calls.bringing import find_or_bring
from storyboard.run.ledger import take_steps
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.production.production import Production
from storyboard.run.record.board import good_takes
from storyboard.run.takes.cache import cached_clip, is_whole, list_cached

_LOST = "the take that it goes on from is not here any more; make a new plan"


async def choose_earlier(production: Production, call: Call) -> Choice | str:
    """Choose what a call is sent as; a call that is not made anew keeps the digest of its plan.

    Gives a sentence where a clip that it needs is not there.
    """
    marks = shots_of(call) if call.action == "make" else ()
    if not marks:
        return Choice(digest=call.digest, used=())
    takes: dict[str, tuple[Used, ...]] = {}
    for mark in marks:
        used = await _used(production, call, mark)
        if isinstance(used, str):
            return used
        takes[mark.call] = used
    choice = choose(call, takes)
    if isinstance(choice, str) or choice.digest == call.digest or _open(production, call):
        return choice
    return _LOST


def _open(production: Production, call: Call) -> bool:
    """Say whether the plan left open which take a call goes on from, because it was made before that take.

    Where one was circled, nothing was left open.
    """
    lines = production.board.lines
    earlier = {mark.call: lines[mark.call].call for mark in shots_of(call) if mark.call in lines}
    made_here = any(one.action == "make" and not one.picked for one in earlier.values())
    return made_here or planned_unmade(call, {name: one.digest for name, one in earlier.items()})


async def _used(production: Production, call: Call, mark: ShotAt) -> tuple[Used, ...] | str:
    """Give the good takes of an earlier call, or the one that the plan means of what this plan leaves as it was made.

    A take that is named by its number may be from earlier words.
    """
    line = production.board.lines.get(mark.call)
    used = () if line is None else tuple(_as_used(take, line.clips[take.key]) for take in good_takes(line))
    if line is not None and mark.take is None:
        return used
    meant = next((one for one in used if goes_on_from(call, one.sha256)), None) or await _before(production, call, mark)
    return (meant,) if isinstance(meant, Used) else meant or used


async def _before(production: Production, call: Call, mark: ShotAt) -> Used | str:
    """Find the take that a plan means among all that was made: under another name too, or in another storyboard.

    Empty where nobody knows it.
    """
    take = await production.ledger.do(lambda db: _meant(db, production, call, mark))
    if take is None:
        return await asyncio.to_thread(_in_cache, production, call, mark)
    clip = await find_or_bring(production, take)
    if clip is None:
        number = take.key.number
        return f"the clip of take {number} of {mark.call} is gone or not as it was made, and cannot be brought back"
    return _as_used(take, clip)


def _meant(db: sqlite3.Connection, production: Production, call: Call, mark: ShotAt) -> TakeRow | None:
    origin, file, shot = production.target.origin, production.file, shot_of(mark.call)
    rows = take_steps.done_takes(db, origin=origin, file=file, shot=shot)
    return next((row for row in rows if row.sha256 is not None and goes_on_from(call, row.sha256)), None)


def _in_cache(production: Production, call: Call, mark: ShotAt) -> Used | str:
    """Find the take among those that a shared cache alone has; its clip is used where it lies there."""
    cache = production.options.cache
    known = () if cache is None else list_cached(cache, origin=production.target.origin)
    for one in known:
        sha256 = one.line.sha256 or ""
        if cache is None or not goes_on_from(call, sha256):
            continue
        clip = cached_clip(cache, sha256) if is_whole(cache, sha256) else None
        if clip is None:
            return f"the clip of {mark.call}, which it continues, was in the cache, and is not any more"
        number = mark.take or one.line.number
        return Used(number=number, sha256=sha256, clip=clip, task_id=one.line.task_id, made_at=one.made_at)
    return ""


def _as_used(take: TakeRow, clip: Path) -> Used:
    return Used(
        number=take.key.number,
        sha256=take.sha256 or "",
        clip=clip,
        task_id=take.task_id,
        generation=take.generation,
        address=take.url,
        made_at=take.made_at,
    )
