"""Settling what is in doubt, under the lock of its origin: bound to a task, or given up."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from storyboard.problems import NoAccess, ProviderError, Refused
from storyboard.provider import answers
from storyboard.provider.dialects import PROVIDERS
from storyboard.provider.wire import HttpResponse
from storyboard.run.doubt.reconcile import Doubt, abandon, bind_task, list_doubts
from storyboard.run.ledger import attempts
from storyboard.run.ledger.attempt_rows import owner_of
from storyboard.run.ledger.writer import Ledger, open_ledger
from storyboard.run.machine.clock import Clock, stamp
from storyboard.run.machine.lock import hold_lock
from storyboard.run.machine.owner import new_owner
from storyboard.run.net.client import Wire, ask, open_wire
from storyboard.run.production.balance import note_after, read_account
from storyboard.run.production.target import Target
from storyboard.run.takes.exchange import export_takes, import_takes

Choose = Callable[[tuple[Doubt, ...]], Doubt]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the doubts are: in the ledger of a folder, at an origin."""

    folder: Path
    origin: str
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was settled, and what is still of unknown fate."""

    doubt: Doubt
    left: tuple[Doubt, ...]


async def read_doubts(place: Place, target: Target | None) -> tuple[Doubt, ...]:
    """Give every submission of unknown fate. `target` is asked for its balance where nobody has read it since.

    Raises Refused where a run is at work, and where the ledger cannot be used.
    """
    async with _desk(place) as ledger:
        doubts = await _list(ledger, place)
        if target is None or target.private or all(doubt.after or doubt.aside for doubt in doubts):
            return doubts
        async with _wire(target) as wire:
            dialect, origin = PROVIDERS[target.provider], place.origin
            reading = await read_account(ledger, wire, dialect, origin=origin, clock=place.clock)
        if reading is not None:
            await ledger.do(lambda db: note_after(db, reading, origin=origin))
        return await _list(ledger, place)


async def bind_doubt(place: Place, target: Target, choose: Choose, task_id: str) -> Settled:
    """Say that a submission in doubt was taken, as this task, which the provider has to know.

    Raises Refused where it does not, or where the task is another submission's; NoAccess and ProviderError where it
    could not be asked.
    """
    async with _desk(place) as ledger:
        doubt = choose(await _list(ledger, place))
        whose = await ledger.do(lambda db: owner_of(db, task_id, origin=place.origin))
        if whose:
            raise _refuse_other(task_id, whose)
        async with _wire(target) as wire:
            await _need_task(wire, target, task_id)
        try:
            await ledger.do(lambda db: bind_task(db, doubt.attempt, task_id))
        except sqlite3.IntegrityError:
            raise _refuse_other(task_id, "another shot") from None
        return await _settled(ledger, place, doubt)


async def abandon_doubt(place: Place, choose: Choose) -> Settled:
    """Say that a submission in doubt was not taken: it counts as never asked for, and not as spent."""
    async with _desk(place) as ledger:
        doubt = choose(await _list(ledger, place))
        await ledger.do(lambda db: abandon(db, doubt.attempt, now=place.clock.now()))
        return await _settled(ledger, place, doubt)


@asynccontextmanager
async def _desk(place: Place) -> AsyncIterator[Ledger]:
    """Open the ledger under the origin's lock: whoever was sending and is no more left a doubt."""
    now = place.clock.now()
    with hold_lock(place.folder, origin=place.origin, since=stamp(now)), open_ledger(place.folder) as ledger:
        await ledger.do(lambda db: import_takes(db, place.folder, origin=place.origin, now=now))
        await ledger.do(lambda db: attempts.doubt_the_dead(db, origin=place.origin, owner=new_owner(), now=now))
        yield ledger


async def _list(ledger: Ledger, place: Place) -> tuple[Doubt, ...]:
    return await ledger.do(lambda db: list_doubts(db, origin=place.origin))


async def _settled(ledger: Ledger, place: Place, doubt: Doubt) -> Settled:
    await ledger.do(lambda db: export_takes(db, place.folder, origin=place.origin))
    return Settled(doubt=doubt, left=await _list(ledger, place))


@asynccontextmanager
async def _wire(target: Target) -> AsyncIterator[Wire]:
    key = None if target.key is None else (PROVIDERS[target.provider].key_header, target.key)
    async with open_wire(target.base_url, key=key, transport=target.transport, timeouts=target.timeouts) as wire:
        yield wire


async def _need_task(wire: Wire, target: Target, task_id: str) -> None:
    dialect = PROVIDERS[target.provider]
    reply = await ask(wire, dialect.status(task_id))
    polled = (
        dialect.read_status(reply, task_id=task_id)
        if isinstance(reply, HttpResponse)
        else answers.Again(wait=None, why=reply.reason)
    )
    match polled:
        case answers.Pending() | answers.Final():
            return
        case answers.Gone(message=message):
            raise Refused(
                f"The provider does not know the task {task_id}: {message}",
                help="Nothing was changed. Look for the task's id in the provider's own list of tasks.",
            )
        case answers.NoAccess(message=message):
            raise NoAccess(f"The provider does not say whether it knows the task: {message}", help="Check the key.")
        case answers.Again(why=why):
            raise ProviderError(
                f"The provider does not say whether it knows the task: {why}", help="Nothing was changed. Try again."
            )
        case _:
            assert_never(polled)


def _refuse_other(task_id: str, whose: str) -> Refused:
    return Refused(
        f"The task {task_id} belongs to {whose} already", help="Nothing was changed. A task is one submission's only."
    )
