"""What a task's end means for its takes: each clip is brought here and checked, each failure is written down."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storyboard.media.measure import measure
from storyboard.plan.made import EXPIRED, FEWER, UNKNOWN
from storyboard.plan.plan import Call
from storyboard.provider.answers import Final, Generation, GenerationStatus, Gone, Pending, Polled
from storyboard.run.ledger import attempts, take_steps
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.clock import moment, stamp
from storyboard.run.machine.places import relative
from storyboard.run.machine.waiting import in_thread
from storyboard.run.net.addresses import bare
from storyboard.run.net.download import Begun, Brought, Missed, beginning, download, enough
from storyboard.run.production.production import Production
from storyboard.run.record.events import TakeDone, TakeFailed
from storyboard.run.record.findings import findings_of
from storyboard.run.takes.clips import clip_name, free_place
from storyboard.run.tasks.poll import Lasting, look, until_final

KEPT_FOR = timedelta(days=14)
"""How long the provider keeps what it made (the vendor's page)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A take and the generation that is its clip, None where the provider made none."""

    take: TakeRow
    generation: Generation | None


def pair(takes: tuple[TakeRow, ...], generations: tuple[Generation, ...]) -> tuple[Pair, ...]:
    """Match takes with generations: by the id where one is known from before, else in order."""
    by_id = {generation.id: generation for generation in generations}
    bound = {take.key: by_id[take.generation] for take in takes if take.generation in by_id}
    taken = {generation.id for generation in bound.values()}
    free = iter([generation for generation in generations if generation.id not in taken])
    return tuple(
        Pair(take=take, generation=bound[take.key] if take.key in bound else next(free, None)) for take in takes
    )


async def settle(production: Production, final: Final, *, attempt: str, task_id: str, call: Call | None) -> bool:
    """Bring here what a final task made. Says whether every one of its takes is final now."""
    ledger, now = production.ledger, production.options.clock.now()
    takes = await ledger.do(lambda db: take_steps.takes_of_attempt(db, attempt))
    good = True
    for both in pair(takes, final.generations):
        if both.take.status == "submitted":
            good = await _settle_one(production, both, task_id=task_id, call=call) and good
    await ledger.do(lambda db: attempts.finish(db, attempt, now=now))
    return good


async def bring_again(production: Production, take: TakeRow, *, task_id: str, call: Call | None) -> bool:
    """Bring a clip here that was here before, that another machine made, or that was given up; says whether it is."""
    polled: Polled | Lasting = await look(production, task_id)
    if isinstance(polled, Pending):  # the sandbox draws again what was swept away
        polled = await until_final(production, task_id, made_at=take.made_at, takes=1, heard=_hear_nothing)
    if isinstance(polled, Gone) and take.status != "failed":
        await _lose(production, take, f"{UNKNOWN}: {polled.message}", call=call)
        return False
    offered = await _offered(production, take, polled) if isinstance(polled, Final) else ()
    for generation in offered if len(offered) > 1 else ():
        with beginning(_folder_of(production, take)) as begun:
            result = await _download(production, take, generation.url or "", begun, call)
        if isinstance(result, Brought):
            await _there(production, take, generation)
            await _done(production, take, result, call)
            return True
    own = next(iter(offered), None)
    here = await _bring(production, take, own, task_id=task_id, call=call)
    if here and own is not None:
        await _there(production, take, own)
    return here


def _hear_nothing(_status: GenerationStatus, _remark: str) -> None:
    return None


async def adopt(production: Production, take: TakeRow, path: Path, *, call: Call | None) -> None:
    """Write down where the clip of a good take lies, and what it is, where the ledger did not know that yet."""
    most = enough(0.0 if call is None else call.seconds)
    measured = await in_thread(lambda look_up: measure(path, most=most, look_up=look_up))
    found = Brought(path=path, sha256=take.sha256 or "", bytes=take.bytes or 0, measure=measured)
    await _done(production, take, found, call)


async def _offered(production: Production, take: TakeRow, final: Final) -> tuple[Generation, ...]:
    """List the generations that may be a take: the one it is known by, else the one of its turn and then the others.

    Where another machine brought the clip nothing tells which generation it is but its bytes.
    """
    takes = await production.ledger.do(lambda db: take_steps.takes_of_attempt(db, take.attempt))
    own = next((both.generation for both in pair(takes, final.generations) if both.take.key == take.key), None)
    others = () if take.generation is not None else final.generations
    found = dict.fromkeys(one for one in (own, *others) if one is not None)
    return tuple(one for one in found if one.url is not None)


async def _settle_one(production: Production, both: Pair, *, task_id: str, call: Call | None) -> bool:
    take, generation = both.take, both.generation
    if generation is None or generation.status == "failed":
        reason = FEWER if generation is None else generation.message
        await fail(production, take, reason or "the generation failed", call=call)
        return True
    await _there(production, take, generation)
    return await _bring(production, take, generation, task_id=task_id, call=call)


async def _there(production: Production, take: TakeRow, generation: Generation) -> None:
    """Write down where the provider has a take: a shot that goes on from it is sent that address, anew each time."""
    url, expires = bare(generation.url or ""), stamp(moment(take.made_at) + KEPT_FOR)
    await production.ledger.do(
        lambda db: take_steps.take_there(db, take.key, generation=generation.id, url=url, expires=expires)
    )


async def _bring(
    production: Production, take: TakeRow, generation: Generation | None, *, task_id: str, call: Call | None
) -> bool:
    """Bring one clip, trying again with the address as the provider then gives it."""
    clock, missed = production.options.clock, Missed(reason="the provider names no address for its clip")
    with beginning(_folder_of(production, take)) as begun:
        for turn in range(production.options.tries.clip):
            if turn:
                await clock.sleep(2.0**turn)
                generation = await _same_again(production, generation, task_id)
            if generation is None or generation.url is None:
                continue
            result = await _download(production, take, generation.url, begun, call)
            if isinstance(result, Brought):
                await _done(production, take, result, call)
                return True
            missed = result
    return await _missing(production, take, missed, call)


async def _same_again(production: Production, generation: Generation | None, task_id: str) -> Generation | None:
    polled = await look(production, task_id)
    if generation is None or not isinstance(polled, Final):
        return generation
    return next((one for one in polled.generations if one.id == generation.id), generation)


def _folder_of(production: Production, take: TakeRow) -> Path:
    return clip_name(take, out=production.out).parent


async def _download(
    production: Production, take: TakeRow, url: str, begun: Begun, call: Call | None
) -> Brought | Missed:
    def place(sha256: str) -> Path:
        return free_place(take, sha256=sha256, out=production.out)

    return await download(
        production.wire,
        url,
        begun,
        place=place,
        known=take.sha256,
        asked=0.0 if call is None else call.seconds,
        at=production.options.at,
    )


async def _done(production: Production, take: TakeRow, brought: Brought, call: Call | None) -> None:
    findings = () if call is None else findings_of(call, brought.measure, size=production.options.sizes(call))
    clip = take_steps.Clip(
        path=relative(brought.path, production.folder),
        sha256=brought.sha256,
        bytes=brought.bytes,
        seconds=round(brought.measure.seconds, 3),
        width=brought.measure.width,
        height=brought.measure.height,
        fps=round(brought.measure.fps, 3),
        findings=findings,
    )
    await production.ledger.do(lambda db: take_steps.take_done(db, take.key, clip))
    production.options.look(brought.path, brought.sha256)
    production.tell(
        TakeDone(
            call=None if call is None else call.id,
            shot=take.key.shot,
            number=take.key.number,
            file=relative(brought.path, production.out),
            seconds=clip.seconds,
            findings=findings,
        )
    )


def is_past(production: Production, take: TakeRow) -> bool:
    """Say whether a take was asked for so long ago that the provider keeps nothing of it any more."""
    return production.options.clock.now() > moment(take.made_at) + KEPT_FOR


async def _missing(production: Production, take: TakeRow, missed: Missed, call: Call | None) -> bool:
    """Leave a clip for the next run, or give it up where it has outlived its time at the provider."""
    if is_past(production, take) and take.status == "submitted":
        await fail(production, take, f"{EXPIRED}: {missed.reason}", call=call)
        return True
    if take.status == "failed":  # it was given up before, in words that stay
        return False
    if take.status == "done" and missed.gone:
        await _lose(production, take, missed.reason, call=call)
        return False
    await leave(production, take, missed.reason, call=call)
    return False


async def _lose(production: Production, take: TakeRow, reason: str, *, call: Call | None) -> None:
    """Write down that the clip of a good take is nowhere any more: the next plan holds it, only a retake pays anew."""
    now, told = production.options.clock.now(), f"{EXPIRED}: {reason}"
    await production.ledger.do(lambda db: take_steps.take_lost(db, take.key, told, now=now))
    _tell_failed(production, take, told, call, later=False)


async def leave(production: Production, take: TakeRow, reason: str, *, call: Call | None) -> None:
    """Write down why a clip is not here yet; the next run goes on with it."""
    await production.ledger.do(lambda db: take_steps.take_noted(db, take.key, reason))
    _tell_failed(production, take, reason, call, later=True)


async def fail(production: Production, take: TakeRow, reason: str, *, call: Call | None) -> None:
    """Write down a take that came to nothing."""
    await production.ledger.do(lambda db: take_steps.take_failed(db, take.key, reason))
    _tell_failed(production, take, reason, call, later=False)


def _tell_failed(production: Production, take: TakeRow, reason: str, call: Call | None, *, later: bool) -> None:
    name = None if call is None else call.id
    production.tell(TakeFailed(call=name, shot=take.key.shot, number=take.key.number, message=reason, later=later))
