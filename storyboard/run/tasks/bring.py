"""Bringing one clip here, with the address as the provider gives it at the time."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from storyboard.plan.plan import Call
from storyboard.provider.answers import Final, Generation, Pending
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.net.addresses import bare
from storyboard.run.net.download import Begun, Brought, Missed, beginning, download
from storyboard.run.production.production import Production
from storyboard.run.takes.clips import clip_name, free_place
from storyboard.run.tasks.pairing import find_again
from storyboard.run.tasks.poll import look

UNNAMED = "the provider names no address for its clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anothers(Missed):
    """What came is the clip of another take of the task, so it is not this one's."""


class _IsAnothers(Exception):
    """The bytes that came are those of another take."""


async def bring(
    production: Production,
    take: TakeRow,
    generation: Generation | None,
    *,
    task_id: str,
    call: Call | None,
    others: Collection[str] = (),
) -> Brought | Missed:
    """Bring one clip, trying again with the address as the provider then gives it.

    `others` has the sha256 of clips that it must not be: with those it is `Anothers`.
    """
    clock, missed = production.options.clock, Missed(reason=UNNAMED)
    with beginning(_folder_of(production, take)) as begun:
        for turn in range(production.options.tries.clip if generation is not None else 0):
            if turn:
                await clock.sleep(2.0**turn)
                generation = await _same_again(production, generation, task_id)
            if generation is None or generation.url is None:
                continue
            result = await _download(production, take, generation.url, begun, call, others)
            if isinstance(result, Brought | Anothers):
                return result
            missed = result
    return missed


async def bring_once(
    production: Production, take: TakeRow, generation: Generation, *, call: Call | None
) -> Brought | Missed:
    """Bring a clip if its address gives it at once."""
    with beginning(_folder_of(production, take)) as begun:
        return await _download(production, take, generation.url or "", begun, call, ())


async def _same_again(production: Production, generation: Generation | None, task_id: str) -> Generation | None:
    polled = await look(production, task_id)
    if generation is None or not isinstance(polled, Pending | Final):
        return generation
    found = find_again(polled.generations, id=generation.id, address=bare(generation.url or ""))
    return generation if found is None else found


def _folder_of(production: Production, take: TakeRow) -> Path:
    return clip_name(take, out=production.out).parent


async def _download(
    production: Production, take: TakeRow, url: str, begun: Begun, call: Call | None, others: Collection[str]
) -> Brought | Missed:
    def place(sha256: str) -> Path:
        if sha256 in others:
            raise _IsAnothers
        return free_place(take, sha256=sha256, out=production.out)

    try:
        return await download(
            production.wire,
            url,
            begun,
            place=place,
            known=take.sha256,
            asked=0.0 if call is None else call.seconds,
            at=production.options.at,
        )
    except _IsAnothers:
        return Anothers(reason="the provider gives the clip of another take for it")
