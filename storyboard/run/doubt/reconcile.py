"""Submissions of unknown fate, with what speaks for and against them, and the two ways to settle one.

The third is to send another in its place, which sets it aside.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from storyboard.run.ledger import attempts, hook_rows
from storyboard.run.ledger.attempt_rows import owner_of
from storyboard.run.ledger.doubt_rows import charged_beside, hooks_of, is_unknown, numbers_of, unknown_rows
from storyboard.run.ledger.rows import State
from storyboard.run.production.balance import Reading, parse_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another submission between the two readings. `sure` says whether its price is surely part of the difference."""

    call: str
    price: Decimal
    state: State
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A webhook at the submission's own address that named a task. `whose` is the shot that the task belongs to."""

    task_id: str
    status: str
    received: str
    whose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A submission of unknown fate. `numbers` are those of its takes, `message` says how it was lost. `digests` are
    those of the request, as it was sent and as it was planned.

    `before` and `after` are what the account held around it, None where nobody could say. One that is `aside` was asked
    for again: nothing waits for it.
    """

    attempt: str
    file: str
    call: str
    shot: str
    usages: tuple[str, ...]
    numbers: tuple[int, ...]
    price: Decimal
    made_at: str
    message: str
    before: Reading | None
    after: Reading | None
    neighbours: tuple[Neighbour, ...]
    named: tuple[Named, ...]
    digests: tuple[str, ...] = ()
    aside: bool = False


def list_doubts(db: sqlite3.Connection, *, origin: str) -> tuple[Doubt, ...]:
    """Give every submission of a folder at an origin whose fate is unknown, also what was set aside, oldest first."""
    return tuple(_doubt(db, row) for row in unknown_rows(db, origin=origin))


def name_of(doubt: Doubt) -> str:
    """Name a submission as a user may: its shot, and the number of its first take."""
    return f"{doubt.call}#{doubt.numbers[0]}" if doubt.numbers else doubt.call


def bind_task(db: sqlite3.Connection, attempt: str, task_id: str) -> bool:
    """Write down that a task, which was seen at the provider, is what became of a submission of unknown fate.

    Says whether that was still unknown. Raises sqlite3.IntegrityError where the task is another submission's.
    """
    return is_unknown(db, attempt) and hook_rows.bind(db, attempt, task_id) is not None


def abandon(db: sqlite3.Connection, attempt: str, *, now: datetime) -> bool:
    """Write down that a submission was not taken: it was never asked for and cost nothing. Says whether it was open."""
    if not is_unknown(db, attempt):
        return False
    attempts.let_go(db, attempt, state="abandoned", message="its user says that it was not taken", now=now)
    return True


def _doubt(db: sqlite3.Connection, row: sqlite3.Row) -> Doubt:
    before, after = parse_reading(row["balance_before"]), parse_reading(row["balance_after"])
    return Doubt(
        attempt=row["id"],
        file=row["file"],
        aside=row["state"] == "abandoned",
        call=row["call"],
        shot=row["shot"],
        usages=tuple(json.loads(row["usages"])),
        numbers=numbers_of(db, row["id"]),
        price=Decimal(row["price"]),
        made_at=row["made_at"],
        message=row["message"],
        before=before,
        after=after,
        neighbours=_neighbours(db, row, before, after) if before is not None and after is not None else (),
        named=_named(db, row),
        digests=(row["digest"], row["plan_digest"]),
    )


def _neighbours(db: sqlite3.Connection, row: sqlite3.Row, before: Reading, after: Reading) -> tuple[Neighbour, ...]:
    """List what else was charged, or may have been, between two readings at the submission's origin."""
    unsure = {*before.open, *after.open}
    return tuple(
        Neighbour(
            call=one["call"],
            price=Decimal(one["cost"]),
            state=one["state"],
            sure=one["id"] not in unsure and one["state"] in ("sent", "final"),
        )
        for one in charged_beside(db, row["id"], origin=row["origin"])
        if before.mark < one["rowid"] <= after.mark or one["id"] in unsure
    )


def _named(db: sqlite3.Connection, row: sqlite3.Row) -> tuple[Named, ...]:
    return tuple(
        Named(
            task_id=hook["task_id"],
            status=hook["status"],
            received=hook["received"],
            whose=owner_of(db, hook["task_id"], origin=row["origin"]),
        )
        for hook in hooks_of(db, row["id"])
    )
