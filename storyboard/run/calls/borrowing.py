"""What a run takes from a shared cache before it asks for anything, and what it leaves there for others."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from decimal import Decimal

from storyboard.language.film.addresses import shot_of
from storyboard.plan.plan import Call
from storyboard.problems import Refused
from storyboard.run.ledger.attempt_rows import is_known
from storyboard.run.ledger.elsewhere import Told, ToldTake, add_told, add_told_take
from storyboard.run.ledger.money import asked_takes
from storyboard.run.ledger.numbers import next_number
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.ledger.take_rows import rows_of_attempt
from storyboard.run.ledger.take_steps import takes_of_attempt
from storyboard.run.machine.clock import stamp
from storyboard.run.production.production import Production, stop
from storyboard.run.record.board import Line, good_takes
from storyboard.run.record.events import ShotWaiting
from storyboard.run.submissions.asking import is_missing
from storyboard.run.submissions.claiming import asked_elsewhere, cached_of, settle_claims
from storyboard.run.takes.cache import Cache, Cached, bring_cached, claim_request, find_cached, is_whole, keep_cached
from storyboard.run.takes.clips import free_place
from storyboard.run.takes.lines import TakeLine
from storyboard.run.tasks.endings import adopt

_TURN = 1.0  # seconds between two looks at whether another production is done with a request


@asynccontextmanager
async def borrowing(production: Production, line: Line) -> AsyncIterator[tuple[str, ...]]:
    """Hold a request against everybody who shares the cache; what they made of it is taken, what is made here is left.

    Where another production is making it, wait until it has; where one has asked for it and is not at work, give the
    reasons why nobody else asks. Out of a cache that cannot be written things are taken all the same, and nothing is
    asked for that could not be left there. Without a cache, do nothing.
    """
    cache = production.options.cache
    if cache is None or line.call.action not in ("make", "fetch"):
        yield ()
        return
    with ExitStack() as claim:
        unwritable = await _claim(production, cache, line, claim)
        # Before what is there is taken: who takes a claim back has put its takes there first.
        elsewhere = await asked_elsewhere(production, line.digest)
        await _borrow(production, cache, line)
        if unwritable is not None:
            yield elsewhere or await _unclaimed(production, line, unwritable)
            return
        yield elsewhere
        await leave_in_cache(production, line)
        await settle_claims(production, digest=line.digest)


async def leave_in_cache(production: Production, line: Line) -> None:
    """Put the good takes of a call in the cache, for others."""
    cache, good = production.options.cache, {(take.attempt, take.index): take for take in good_takes(line)}
    if cache is None or not good:
        return
    asked = sorted({take.attempt for take in good.values()})
    rows = await production.ledger.do(lambda db: [row for one in asked for row in rows_of_attempt(db, one)])
    found = {cached_of(row): good.get((row["attempt"], row["idx"])) for row in rows}
    clips = {told: line.clips[take.key] for told, take in found.items() if take is not None}
    await asyncio.to_thread(keep_cached, cache, clips)


async def _claim(production: Production, cache: Cache, line: Line, claim: ExitStack) -> Refused | None:
    """Claim a request once nobody else does; gives why that cannot be written, where it cannot."""
    origin, told = production.target.origin, False
    while not production.stopped:
        attempt = ExitStack()
        try:
            if attempt.enter_context(claim_request(cache, origin=origin, digest=line.digest)):
                claim.push(attempt)
                return None
        except Refused as error:
            return error
        attempt.close()
        if not told:
            told = True
            reason = "another production that shares the cache is making this request"
            production.tell(ShotWaiting(call=line.call.id, seconds=_TURN, reason=reason))
        await production.options.clock.sleep(_TURN)
    return None


async def _unclaimed(production: Production, line: Line, why: Refused) -> tuple[str, ...]:
    """Say why a request is not sent that cannot be claimed; nothing where none is to be sent."""
    if line.call.action != "make" or not await is_missing(production, line.call, line.digest):
        return ()
    stop(production, exit_code=why.exit_code, reason=why.message, help=why.help)
    return (f"{why.message}. {why.help}".rstrip(". "),)


async def _borrow(production: Production, cache: Cache, line: Line) -> None:
    origin, digest, call = production.target.origin, line.digest, line.call
    found = await asyncio.to_thread(find_cached, cache, origin=origin, digest=digest)
    if production.target.private:  # nobody else has a clip that is damaged here: it is drawn again
        found = await asyncio.to_thread(lambda: tuple(one for one in found if is_whole(cache, one.line.sha256 or "")))
    if not found:
        return
    now, file, replaced = production.options.clock.now(), production.file, production.options.replaces
    takes = await production.ledger.do(lambda db: _lend(db, found, call, file=file, now=now, replaced=replaced))
    for take in takes:
        place = free_place(take, sha256=take.sha256 or "", out=production.out)
        if await asyncio.to_thread(bring_cached, cache, take.sha256 or "", place):
            await adopt(production, take, place, call=call)


def _lend(
    db: sqlite3.Connection, cached: Sequence[Cached], call: Call, *, file: str, now: datetime, replaced: str
) -> tuple[TakeRow, ...]:
    """Write takes of another production into the ledger, as charged there and not here; give those that are new.

    Where the ledger has asked for the request itself, just those are lent that the plan counts on: what is asked for on
    purpose is paid for. A submission that came to nothing, and so has no takes, asked for nothing; one that is to be
    `replaced` stands in nobody's way.
    """
    origin, digest = cached[0].line.origin, cached[0].line.digest
    asked = asked_takes(db, origin=origin, digests=(digest, call.digest), without=replaced)
    most = call.asked - asked if asked else len(cached)
    shot, lent = shot_of(call.id), list[TakeRow]()
    for attempt in dict.fromkeys(one.line.attempt for one in cached):
        own = [one for one in cached if one.line.attempt == attempt]
        if len(lent) >= most or is_known(db, attempt, origin=origin, task_id=own[0].line.task_id):
            continue
        lines, made_at = [one.line for one in own], own[0].made_at or stamp(now)
        _insert(db, lines, call, file=file, shot=shot, made_at=made_at, now=now)
        lent += takes_of_attempt(db, attempt)
    return tuple(lent)


def _insert(
    db: sqlite3.Connection, lines: Sequence[TakeLine], call: Call, *, file: str, shot: str, made_at: str, now: datetime
) -> None:
    first = lines[0]
    told = Told(
        attempt=first.attempt,
        origin=first.origin,
        file=file,
        call=call.id,
        shot=shot,
        usages=call.usages,
        plan_digest=call.digest,
        digest=first.digest,
        asked=len(lines),
        price=Decimal(0),
        credits=Decimal(0),
        state="final",
        task_id=first.task_id,
        made_at=made_at,
        home="cache",
    )
    add_told(db, told, now=now)
    number = next_number(db, origin=first.origin, file=file, addresses=call.usages, digests=(call.digest, first.digest))
    for index, line in enumerate(lines):
        take = ToldTake(
            attempt=line.attempt,
            index=index,
            origin=line.origin,
            file=file,
            shot=shot,
            number=number + index,
            digest=line.digest,
            status="done",
            sha256=line.sha256,
            bytes=line.bytes,
            seconds=line.seconds,
        )
        add_told_take(db, take)
