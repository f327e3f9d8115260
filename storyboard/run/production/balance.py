"""What the account holds, read beside the work: evidence for a submission in doubt, never in the way of a run."""

import asyncio
import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from storyboard.problems import StoryboardError
from storyboard.provider.answers import Balance
from storyboard.provider.dialects import Dialect
from storyboard.provider.wire import HttpResponse
from storyboard.run.ledger.readings import being_sent, between, last_mark, note_balance
from storyboard.run.ledger.writer import Ledger
from storyboard.run.machine.clock import Clock, stamp
from storyboard.run.net.client import Wire, ask

PATIENCE = 3.0  # seconds: it is worth no more than that


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the account held at a moment. `mark` is the ledger's last attempt at that time.

    Of the attempts in `open` nobody can say whether the account was charged before or after it was read.
    """

    credits: Decimal
    at: str
    mark: int
    open: tuple[str, ...] = ()


async def read_account(ledger: Ledger, wire: Wire, dialect: Dialect, *, origin: str, clock: Clock) -> Reading | None:
    """Read the balance and where the ledger stood meanwhile; None where it is not to be had soon."""
    with suppress(StoryboardError, TimeoutError, sqlite3.Error):
        async with asyncio.timeout(PATIENCE):
            before = await ledger.do(last_mark)
            began = await ledger.do(lambda db: being_sent(db, origin=origin))
            credits = await ask_balance(wire, dialect)
            if credits is None:
                return None
            after = await ledger.do(last_mark)
            newer = await ledger.do(lambda db: between(db, before, after, origin=origin))
            at = stamp(clock.now())
            return Reading(credits=credits, at=at, mark=after, open=tuple(dict.fromkeys((*began, *newer))))
    return None


async def ask_balance(wire: Wire, dialect: Dialect) -> Decimal | None:
    """Ask what an account may spend, in credits; None where the answer does not say it."""
    reply = await ask(wire, dialect.balance())
    told = dialect.read_balance(reply) if isinstance(reply, HttpResponse) else None
    return told.available if isinstance(told, Balance) else None


def write_reading(reading: Reading | None) -> str | None:
    """Write a reading for the ledger."""
    if reading is None:
        return None
    return json.dumps({"credits": str(reading.credits), "at": reading.at, "mark": reading.mark, "open": reading.open})


def parse_reading(written: str | None) -> Reading | None:
    """Read what `write_reading` wrote; None for anything else."""
    try:
        data = json.loads(written or "")
        credits, at, mark = Decimal(data["credits"]), str(data["at"]), int(data["mark"])
        return Reading(credits=credits, at=at, mark=mark, open=tuple(map(str, data["open"])))
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None


def note_after(db: sqlite3.Connection, reading: Reading, *, origin: str) -> None:
    """Write a reading beside every submission in doubt that has none from afterwards."""
    note_balance(db, write_reading(reading), origin=origin)
