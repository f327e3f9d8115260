"""What was submitted elsewhere and is told here, as work on the ledger: by another machine, or out of a cache."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from storyboard.run.ledger import attempts
from storyboard.run.ledger.insert import insert
from storyboard.run.ledger.rows import State, TakeStatus
from storyboard.run.machine.clock import stamp

_ASIDE = 2**40  # where numbers wait while others change: no take ever bears one that high


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A submission as it is told here, of `asked` takes. `price` is what it cost, `credits` None while that is open."""

    attempt: str
    origin: str
    file: str
    call: str
    shot: str
    usages: Sequence[str]
    plan_digest: str
    digest: str
    asked: int
    price: Decimal
    credits: Decimal | None
    state: State
    task_id: str | None
    made_at: str
    home: Literal["takes", "cache"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTake:
    """A take as it is told here; `index` is its place among those of its attempt."""

    attempt: str
    index: int
    origin: str
    file: str
    shot: str
    number: int
    digest: str
    status: TakeStatus
    sha256: str | None
    bytes: int | None
    seconds: float | None


def add_told(db: sqlite3.Connection, told: Told, *, now: datetime) -> None:
    """Write down a submission that was made elsewhere: no run of this folder paid for it."""
    insert(
        db,
        "attempts",
        {
            "id": told.attempt,
            "root": "",
            "plan": "",
            "origin": told.origin,
            "file": told.file,
            "call": told.call,
            "shot": told.shot,
            "usages": json.dumps(told.usages),
            "plan_digest": told.plan_digest,
            "digest": told.digest,
            "asked": told.asked,
            "price": str(told.price),
            "credits": None if told.credits is None else str(told.credits),
            "owner": "",
            "lease": stamp(now),
            "state": told.state,
            "task_id": told.task_id,
            "made_at": told.made_at,
            "home": told.home,
        },
    )


def add_told_take(db: sqlite3.Connection, told: ToldTake) -> None:
    """Write down a take of such a submission. Raises sqlite3.IntegrityError where its number is another one's."""
    insert(
        db,
        "takes",
        {
            "origin": told.origin,
            "file": told.file,
            "shot": told.shot,
            "number": told.number,
            "digest": told.digest,
            "attempt": told.attempt,
            "idx": told.index,
            "status": told.status,
            "sha256": told.sha256,
            "bytes": told.bytes,
            "seconds": told.seconds,
        },
    )


def retell(db: sqlite3.Connection, attempt: str, *, state: State, credits: Decimal | None) -> None:
    """Bring a submission of unknown fate to what whoever sent it says of it now."""
    db.execute(
        "UPDATE attempts SET state = ?, credits = ?, home = 'takes' WHERE id = ?",
        (state, None if credits is None else str(credits), attempt),
    )


def retell_take(db: sqlite3.Connection, told: ToldTake) -> None:
    """Bring a take to what is told of it."""
    db.execute(
        "UPDATE takes SET status = ?, message = '', sha256 = ?, bytes = ?, seconds = ? WHERE attempt = ? AND idx = ?",
        (told.status, told.sha256, told.bytes, told.seconds, told.attempt, told.index),
    )


def forget(db: sqlite3.Connection, attempt: str, *, now: datetime) -> None:
    """Let go a doubt that was only read of, so that a branch on which it still stands brings it back."""
    attempts.let_go(db, attempt, state="abandoned", message="it was settled where it was sent", now=now)
    db.execute("UPDATE attempts SET home = 'gone' WHERE id = ?", (attempt,))


def renumber(db: sqlite3.Connection, moved: Iterable[tuple[int, str, int]]) -> None:
    """Give takes, by attempt and index, new numbers, in two steps: two takes may change theirs for each other's."""
    given = tuple(moved)
    for aside in (_ASIDE, 0):
        values = [(number + aside, attempt, index) for number, attempt, index in given]
        db.executemany("UPDATE takes SET number = ? WHERE attempt = ? AND idx = ?", values)
