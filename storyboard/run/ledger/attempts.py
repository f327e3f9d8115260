"""What becomes of an attempt, as work on the ledger; each function is one step that is all or nothing."""

import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from storyboard.run.ledger.aside import bring_back
from storyboard.run.ledger.insert import insert
from storyboard.run.ledger.rows import TAKES, Attempt, TakeRow, asked_with, attempt_of, take_of
from storyboard.run.ledger.take_steps import add_takes
from storyboard.run.machine.clock import stamp

End = Literal["complete", "open"]
_SENT = (
    *("root", "plan", "origin", "file", "call", "shot", "usages", "plan_digest", "digest", "asked", "price"),
    *("request", "kind", "owner", "lease", "state", "made_at", "home"),
)
"""What is the same of two attempts that were sent as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as it begins. `profile` is empty where there is none."""

    id: str
    origin: str
    file: str
    profile: str
    plan: str
    now: datetime


def begin_run(db: sqlite3.Connection, row: RunRow) -> str:
    """Write down that a run begins, and give the first of the runs it resumes, itself where it resumes none.

    It resumes the last run of this storyboard, profile and origin where that came to no end, and any run of its plan.
    """
    found = find_root(db, origin=row.origin, file=row.file, profile=row.profile, plan=row.plan)
    root = row.id if found is None else found
    named = {"id": row.id, "root": root, "origin": row.origin, "file": row.file, "profile": row.profile}
    insert(db, "runs", {**named, "plan": row.plan, "started": stamp(row.now)})
    return root


def find_root(db: sqlite3.Connection, *, origin: str, file: str, profile: str, plan: str) -> str | None:
    """Find the first of the runs that a run of this plan would resume; None where it would resume none."""
    found = db.execute(
        "SELECT root FROM runs WHERE origin = ? AND file = ? AND (plan = ? OR (profile = ? AND complete = 0 AND "
        "rowid = (SELECT max(rowid) FROM runs WHERE origin = ? AND file = ? AND profile = ?))) "
        "ORDER BY rowid DESC",
        (origin, file, plan, profile, origin, file, profile),
    ).fetchone()
    return None if found is None else str(found[0])


def rest_run(db: sqlite3.Connection, run: str, *, end: End, now: datetime) -> None:
    """Write down that a run rests; `complete` where nothing of it is left to go on with."""
    db.execute("UPDATE runs SET rested = ?, complete = ? WHERE id = ?", (stamp(now), int(end == "complete"), run))


def doubt_the_dead(db: sqlite3.Connection, *, origin: str, owner: str, now: datetime) -> tuple[Attempt, ...]:
    """Put in doubt every submission that was begun here by an owner that is no more; give those attempts.

    Whoever holds the lock of the folder and origin may call it: no other owner can then be alive.
    """
    rows = db.execute(
        "SELECT * FROM attempts WHERE origin = ? AND state = 'sending' AND owner != ?", (origin, owner)
    ).fetchall()
    for row in rows:
        doubt(db, row["id"], "the program died while it was sent: the provider may have taken it", now=now)
    return tuple(attempt_of(row) for row in rows)


def abandon_doubts(db: sqlite3.Connection, *, origin: str, now: datetime) -> tuple[TakeRow, ...]:
    """Give up every submission of unknown fate at an origin where nothing costs anything; give the takes they were for.

    They count as never asked for, so that the next plan asks anew.
    """
    takes = tuple(take_of(row) for row in db.execute(f"{TAKES} WHERE a.origin = ? AND a.state = 'in-doubt'", (origin,)))
    for attempt in dict.fromkeys(take.attempt for take in takes):
        let_go(db, attempt, state="abandoned", message="nobody knew whether it was taken, and it is free", now=now)
    return takes


def accept(db: sqlite3.Connection, attempt: str, task_id: str) -> tuple[str, ...]:
    """Write down the task that the provider made. Raises sqlite3.IntegrityError where the task is another attempt's.

    Gives the task that the attempt has already, where that is another one, because a webhook has named one of them:
    both were made, so this one becomes an attempt of its own.
    """
    known = task_of(db, attempt)
    named = () if known in (None, task_id) else (known,)
    whose = _second(db, attempt) if named else attempt
    # What was set aside counted its price as if it were the charge; that is not known yet.
    db.execute(
        "UPDATE attempts SET state = 'sent', task_id = ?, message = '', replaced_by = NULL, "
        "credits = CASE state WHEN 'abandoned' THEN NULL ELSE credits END WHERE id = ?",
        (task_id, whose),
    )
    return named


def let_go(
    db: sqlite3.Connection,
    attempt: str,
    *,
    state: Literal["not-sent", "rejected", "abandoned"],
    message: str,
    now: datetime,
) -> None:
    """Write down that an attempt came to nothing and was not charged; its takes were never asked for.

    One that has a task stays: a webhook may have named it before the answer came. What was set aside for it is in doubt
    again.
    """
    if task_of(db, attempt) is not None:
        return
    bring_back(db, attempt)
    db.execute("DELETE FROM takes WHERE attempt = ?", (attempt,))
    db.execute("UPDATE attempts SET credits = NULL, replaced_by = NULL WHERE id = ?", (attempt,))
    _settle(db, attempt, state, message, now)


def doubt(db: sqlite3.Connection, attempt: str, message: str, *, now: datetime) -> None:
    """Write down that nobody knows whether the provider took it; only a webhook, or its user, settles that.

    One that has a task stays.
    """
    if task_of(db, attempt) is None:
        _settle(db, attempt, "in-doubt", message, now)


def task_of(db: sqlite3.Connection, attempt: str) -> str | None:
    """Give the task that the provider made of an attempt; None where it is not known."""
    row = db.execute("SELECT task_id FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return None if row is None else row[0]


def finish(db: sqlite3.Connection, attempt: str, *, now: datetime) -> None:
    """Write down that an attempt is final, where each of its takes is."""
    if not db.execute("SELECT 1 FROM takes WHERE attempt = ? AND status = 'submitted'", (attempt,)).fetchone():
        db.execute("UPDATE attempts SET state = 'final', settled_at = ? WHERE id = ?", (stamp(now), attempt))


def finish_the_settled(db: sqlite3.Connection, *, origin: str, now: datetime) -> None:
    """Write down as final whatever has only final takes: a run may have died between its last take and this."""
    db.execute(
        "UPDATE attempts SET state = 'final', settled_at = ? WHERE origin = ? AND state = 'sent' "
        "AND NOT EXISTS (SELECT 1 FROM takes WHERE attempt = attempts.id AND status = 'submitted')",
        (stamp(now), origin),
    )


def charge(db: sqlite3.Connection, attempt: str, credits: Decimal) -> None:
    """Write down what the provider says it charged for the whole task."""
    db.execute("UPDATE attempts SET credits = ? WHERE id = ?", (str(credits), attempt))


def open_attempts(db: sqlite3.Connection, *, origin: str) -> tuple[Attempt, ...]:
    """Give the tasks of a folder that are still to be followed, oldest first."""
    rows = db.execute("SELECT * FROM attempts WHERE origin = ? AND state = 'sent' ORDER BY rowid", (origin,))
    return tuple(attempt_of(row) for row in rows)


def takes_asked(db: sqlite3.Connection, *, origin: str, digests: Iterable[str]) -> tuple[TakeRow, ...]:
    """Give the takes asked for with any of these digests, sent or planned, lowest number first."""
    found, values = asked_with(digests, origin=origin)
    rows = db.execute(f"{TAKES} WHERE t.rowid IN ({found}) ORDER BY t.number, t.file, t.shot", values)
    return tuple(take_of(row) for row in rows)


def attempts_by_call(db: sqlite3.Connection, *, origin: str, file: str, plan: str) -> dict[str, int]:
    """Count the submissions that a plan made for each of its calls so far, whatever came of them."""
    rows = db.execute(
        "SELECT call, count(*) FROM attempts WHERE origin = ? AND file = ? AND plan = ? GROUP BY call",
        (origin, file, plan),
    )
    return {row[0]: row[1] for row in rows}


def _second(db: sqlite3.Connection, attempt: str) -> str:
    """Write down that what was sent as one attempt was taken twice; gives the second."""
    row, second = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone(), secrets.token_hex(8)
    insert(db, "attempts", {"id": second, **{name: row[name] for name in _SENT}})
    add_takes(db, second)
    return second


def _settle(db: sqlite3.Connection, attempt: str, state: str, message: str, now: datetime) -> None:
    db.execute(
        "UPDATE attempts SET state = ?, message = ?, settled_at = ? WHERE id = ?", (state, message, stamp(now), attempt)
    )
