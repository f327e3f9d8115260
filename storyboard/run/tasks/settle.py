"""What a task's end means for its takes: each clip is brought here and checked, each failure is written down."""

from collections.abc import AsyncIterator, Container

from storyboard.plan.made import FEWER, UNKNOWN
from storyboard.plan.plan import Call
from storyboard.provider.answers import Final, Generation, Gone, Listed, Pending, Polled
from storyboard.run.ledger import attempts, take_steps
from storyboard.run.ledger.rows import TakeKey, TakeRow
from storyboard.run.machine.clock import moment, stamp
from storyboard.run.net.addresses import bare
from storyboard.run.net.download import Brought, Missed
from storyboard.run.production.production import Production
from storyboard.run.tasks.bring import UNNAMED, Anothers, bring, bring_once
from storyboard.run.tasks.endings import conclude, fail, lose
from storyboard.run.tasks.pairing import Pair, candidates, contents_of_others, pair
from storyboard.run.tasks.poll import Lasting, look, until_final


async def settle(production: Production, final: Final, *, attempt: str, task_id: str, call: Call | None) -> bool:
    """Bring here what a final task made. Says whether every one of its takes is final now."""
    ledger, now = production.ledger, production.options.clock.now()
    good = True
    for take in await _takes_of(production, attempt):
        if take.status == "submitted":
            good = await _settle_one(production, take, final, task_id=task_id, call=call) and good
    await ledger.do(lambda db: attempts.finish(db, attempt, now=now))
    return good


async def bring_listed(
    production: Production,
    listed: Listed,
    *,
    attempt: str,
    task_id: str,
    call: Call | None,
    but: Container[TakeKey] = (),
) -> AsyncIterator[tuple[TakeRow, Brought | Missed]]:
    """Bring here the clips that are listed of a task's takes, whatever becomes of others; give what came of each."""
    there = any(one.url is not None for one in listed.generations)
    for take in await _takes_of(production, attempt) if there else ():
        if take.status != "submitted" or take.key in but:
            continue
        own, pairs = await _pairs(production, take, listed)
        if _has_clip(own):
            yield take, await _find(production, own, pairs, listed, task_id=task_id, call=call)


async def bring_again(production: Production, take: TakeRow, *, task_id: str, call: Call | None) -> bool:
    """Bring a clip here that was here before, that another machine made, or that was given up; says whether it is."""
    listed: Polled | Lasting | None = await look(production, task_id)
    if isinstance(listed, Pending) and not _has_clip((await _pairs(production, take, listed))[0]):
        # The sandbox draws again what was swept away.
        listed = await until_final(production, task_id, made_at=take.made_at, takes=1, heard=_hear_nothing)
    if isinstance(listed, Gone) and take.status != "failed":
        await lose(production, take, f"{UNKNOWN}: {listed.message}", call=call)
        return False
    if isinstance(listed, Lasting):
        listed = listed.listed
    if not isinstance(listed, Pending | Final):
        found: Brought | Missed = await bring(production, take, None, task_id=task_id, call=call)
    else:
        own, pairs = await _pairs(production, take, listed)
        find = _find if take.sha256 is None else _find_known
        found = await find(production, own, pairs, listed, task_id=task_id, call=call)
    await conclude(production, take, found, call=call)
    return isinstance(found, Brought)


async def _hear_nothing(_listed: Listed, _news: str) -> None:
    return None


async def _takes_of(production: Production, attempt: str) -> tuple[TakeRow, ...]:
    return await production.ledger.do(lambda db: take_steps.takes_of_attempt(db, attempt))


async def _pairs(production: Production, take: TakeRow, listed: Listed) -> tuple[Pair, tuple[Pair, ...]]:
    """Match a task's takes as they are now with what an answer lists; gives a take's own pair first."""
    pairs = pair(await _takes_of(production, take.attempt), listed.generations)
    return next(both for both in pairs if both.take.key == take.key), pairs


def _has_clip(own: Pair) -> bool:
    return own.generation is not None and own.generation.url is not None


async def _settle_one(production: Production, take: TakeRow, final: Final, *, task_id: str, call: Call | None) -> bool:
    own, pairs = await _pairs(production, take, final)
    if own.generation is None:
        await fail(production, take, FEWER, call=call)
        return True
    if own.generation.status == "failed":
        reason = own.generation.message or "the generation failed"
        await fail(production, take, reason, call=call, generation=own.generation.id)
        return True
    found = await _find(production, own, pairs, final, task_id=task_id, call=call)
    return await conclude(production, take, found, call=call)


async def _find(
    production: Production, own: Pair, pairs: tuple[Pair, ...], listed: Listed, *, task_id: str, call: Call | None
) -> Brought | Missed:
    """Bring the clip of a take that was never here: its own by name or turn, unless that proves to be another's.

    Where every clip that the answer lists is another's, and as many are listed as there are takes, they are equal.
    """
    take = own.take
    found: Brought | Missed = Missed(reason=UNNAMED)
    for one in candidates(own, pairs, listed.generations):
        others = contents_of_others(own, one, pairs)
        found = await _bring_as(production, take, one, others, task_id=task_id, call=call)
        if not isinstance(found, Anothers):
            return found
    if isinstance(found, Anothers) and len({one.url for one in listed.generations if one.url}) >= len(pairs):
        return await bring(production, take, own.generation, task_id=task_id, call=call)
    return found


async def _bring_as(
    production: Production,
    take: TakeRow,
    generation: Generation,
    others: frozenset[str],
    *,
    task_id: str,
    call: Call | None,
) -> Brought | Missed:
    """Bring a generation for a take, which is known by it from then on; at once where it can be nobody else's."""
    if not others:
        await _note(production, take, generation)
    found = await bring(production, take, generation, task_id=task_id, call=call, others=others)
    if others and isinstance(found, Brought):
        await _note(production, take, generation)
    return found


async def _find_known(
    production: Production, own: Pair, pairs: tuple[Pair, ...], listed: Listed, *, task_id: str, call: Call | None
) -> Brought | Missed:
    """Bring a clip whose bytes are known: the generation it is known by, else the one of its turn, else any other.

    Where another machine brought the clip, or ids and addresses are new, nothing tells which it is but its bytes.
    """
    take = own.take
    offered = [one for one in candidates(own, pairs, listed.generations) if one.url is not None]
    for one in offered if len(offered) > 1 else ():
        found = await bring_once(production, take, one, call=call)
        if isinstance(found, Brought):
            await _note(production, take, one)
            return found
    best = next(iter(offered), None)
    found = await bring(production, take, best, task_id=task_id, call=call)
    if best is not None and isinstance(found, Brought):
        await _note(production, take, best)
    return found


async def _note(production: Production, take: TakeRow, generation: Generation) -> None:
    """Write down where the provider has a take: a shot that goes on from it is sent that address, anew each time."""
    expires = stamp(moment(take.made_at) + production.dialect.kept_for)
    name, address = generation.id, bare(generation.url or "")
    await production.ledger.do(
        lambda db: take_steps.take_there(db, take.key, generation=name, url=address, expires=expires)
    )
