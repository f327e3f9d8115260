"""When a run reads the account: before it first pays, and after a submission of unknown fate. No run fails of it."""

import asyncio
from contextlib import suppress

from storyboard.problems import StoryboardError
from storyboard.run.ledger.readings import lacks_after
from storyboard.run.production.balance import note_after, read_account
from storyboard.run.production.production import Production


async def look_back(production: Production) -> None:
    """Read the balance where an earlier run left a doubt without a reading from afterwards."""
    origin = production.target.origin
    if not production.target.private and await production.ledger.do(lambda db: lacks_after(db, origin=origin)):
        await _look(production)


async def look_before(production: Production) -> None:
    """Read the balance before the first submission of a run, for a few seconds at most."""
    if production.target.private or production.looked:
        return
    async with production.single["account"]:
        if not production.looked:
            await _look(production)


def look_after(production: Production) -> None:
    """Read the balance beside the work, because a submission is in doubt."""
    if not production.target.private:
        looking = asyncio.ensure_future(_look(production))
        production.unbroken.add(looking)
        looking.add_done_callback(production.unbroken.discard)


async def _look(production: Production) -> None:
    origin, clock = production.target.origin, production.options.clock
    found = await read_account(production.ledger, production.wire, production.dialect, origin=origin, clock=clock)
    production.looked = True  # only now: who comes meanwhile waits, so that every submission has its reading
    if found is None:
        return
    production.reading = found
    with suppress(StoryboardError):
        await production.ledger.do(lambda db: note_after(db, found, origin=origin))
