"""What a production that shares a cache tells the others of what it has asked for, and what it hears of theirs."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from storyboard.run.ledger.attempt_rows import own_state, standing_at
from storyboard.run.ledger.rows import State
from storyboard.run.ledger.take_rows import rows_with_clips
from storyboard.run.machine.clock import moment
from storyboard.run.production.production import Production
from storyboard.run.takes.cache import Cache, Cached, keep_cached
from storyboard.run.takes.claims import Claim, all_claims, claims_of, drop_claim, keep_claim
from storyboard.run.takes.told import line_of

_OPEN: tuple[State, ...] = ("sending", "sent", "in-doubt")  # states of a submission of which a clip may still come
_MINUTE = "%Y-%m-%d %H:%M UTC"


async def announce(production: Production, digest: str, *, attempt: str, since: datetime | None = None) -> None:
    """Write in the cache that a request is about to be sent, or was `since`. Raises Refused where that cannot be."""
    cache, at = _shared(production), since or production.options.clock.now()
    if cache is not None:
        origin, folder = production.target.origin, production.folder
        await asyncio.to_thread(
            keep_claim, cache, origin=origin, digest=digest, attempt=attempt, folder=folder, since=at
        )


async def announce_open(production: Production) -> None:
    """Write in the cache what was sent before, perhaps without it, and is not here yet. Raises Refused."""
    if _shared(production) is None:
        return
    origin = production.target.origin
    for digest, attempt, since in await production.ledger.do(lambda db: standing_at(db, _OPEN, origin=origin)):
        await announce(production, digest, attempt=attempt, since=moment(since))


async def asked_elsewhere(production: Production, digest: str) -> tuple[str, ...]:
    """Say why a request is not to be sent: another production has asked for it, and its takes are not there yet."""
    cache, kept_for, now = _shared(production), production.dialect.kept_for, production.options.clock.now()
    if cache is None:
        return ()
    claims = await asyncio.to_thread(claims_of, cache, origin=production.target.origin, digest=digest)
    standing = [claim for claim in claims if claim.since + kept_for > now]
    own = await _own(production, standing)
    return tuple(_sentence(claim, claim.since + kept_for) for claim in standing if claim not in own)


async def settle_claims(production: Production, *, digest: str | None = None) -> None:
    """Take back the claims of this production, on one request or all, on what no clip can come of any more.

    What came of it is put in the cache first. Raises Refused where that cannot be written.
    """
    cache, origin = _shared(production), production.target.origin
    if cache is None:
        return
    if digest is None:
        claims = await asyncio.to_thread(all_claims, cache, origin=origin)
    else:
        claims = await asyncio.to_thread(claims_of, cache, origin=origin, digest=digest)
    for claim, state in (await _own(production, claims)).items():
        if state not in _OPEN:
            await _settle(production, cache, claim)


async def _own(production: Production, claims: Sequence[Claim]) -> dict[Claim, str]:
    """Pick the claims of this production, with the state of their submissions: empty where there was none in the end.

    A folder that was moved, or is another machine's now, knows its submissions by their names.
    """
    states = await production.ledger.do(lambda db: {claim: own_state(db, claim.attempt) for claim in claims})
    here = (str(production.folder.resolve()), os.uname().nodename)
    return {
        claim: state or "" for claim, state in states.items() if state is not None or (claim.folder, claim.host) == here
    }


async def _settle(production: Production, cache: Cache, claim: Claim) -> None:
    """Put in the cache what came of a claim, and take it back."""
    rows = await production.ledger.do(lambda db: rows_with_clips(db, claim.attempt))
    clips = {cached_of(row): production.folder / row["clip"] for row in rows}
    await asyncio.to_thread(keep_cached, cache, {take: clip for take, clip in clips.items() if clip.is_file()})
    await asyncio.to_thread(drop_claim, claim)


def cached_of(row: sqlite3.Row) -> Cached:
    """Tell of a take of the ledger as a cache does."""
    return Cached(line=line_of(row), made_at=row["made_at"])


def _shared(production: Production) -> Cache | None:
    """Give the cache, where others may have asked: at a private target nobody else has."""
    return None if production.target.private else production.options.cache


def _sentence(claim: Claim, end: datetime) -> str:
    since, until = (each.strftime(_MINUTE) for each in (claim.since, end))
    return (
        f"{_who(claim)} asked for it at {since}, and its clip is not in the cache yet: a run there brings it. "
        f"After {until}, or once {claim.path} is deleted, it is asked for here"
    )


def _who(claim: Claim) -> str:
    if not claim.folder:
        return "another production"
    if claim.host != os.uname().nodename:
        return f"{claim.folder} on {claim.host}"
    return claim.folder if Path(claim.folder).is_dir() else f"{claim.folder}, which is not there any more,"
