"""Webhooks as work on the ledger: which attempt an address is of, which webhooks came, and which task they prove."""

import sqlite3
from datetime import datetime

from storyboard.hashes import sha256_bytes
from storyboard.provider.webhook import Hook
from storyboard.run.ledger import attempts
from storyboard.run.ledger.rows import Attempt, attempt_of
from storyboard.run.ledger.take_steps import add_takes
from storyboard.run.machine.clock import stamp


def hidden(token: str) -> str:
    """Give what a token is known again by, and nobody can find it from; empty for none."""
    return sha256_bytes(token.encode()) if token else ""


def tokens_of(db: sqlite3.Connection, *, origin: str) -> dict[str, str]:
    """Give the attempt of each address for webhooks that was ever given away at an origin."""
    return dict(db.execute("SELECT token, id FROM attempts WHERE origin = ? AND token != ''", (origin,)).fetchall())


def note_hook(db: sqlite3.Connection, hook: Hook, *, attempt: str, origin: str, now: datetime) -> bool:
    """Write down a webhook that came; says whether it is the first of its id."""
    done = db.execute(
        "INSERT OR IGNORE INTO hooks (id, origin, attempt, task_id, status, received) VALUES (?, ?, ?, ?, ?, ?)",
        (hook.id, origin, attempt, hook.task_id, hook.status, stamp(now)),
    )
    return done.rowcount > 0


def unheeded(db: sqlite3.Connection, *, origin: str) -> tuple[tuple[str, Hook], ...]:
    """Give the webhooks, each with its attempt, that named a task that no attempt has: their run died on the way."""
    rows = db.execute(
        "SELECT h.id, h.attempt, h.task_id, h.status FROM hooks h JOIN attempts a ON a.id = h.attempt "
        "WHERE h.origin = ? AND NOT EXISTS (SELECT 1 FROM attempts WHERE origin = h.origin AND task_id = h.task_id) "
        "ORDER BY h.received, h.id",
        (origin,),
    )
    return tuple((row["attempt"], Hook(id=row["id"], task_id=row["task_id"], status=row["status"])) for row in rows)


def read_attempt(db: sqlite3.Connection, attempt: str) -> Attempt | None:
    """Read an attempt by its id."""
    row = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return None if row is None else attempt_of(row)


def bind(db: sqlite3.Connection, attempt: str, task_id: str) -> Attempt | None:
    """Write down that a task, which was seen at the provider, is what became of an attempt, or of it too.

    Gives the attempt as it was before; None where it has this task. One that was given up for lost has its takes again,
    under new numbers. Raises sqlite3.IntegrityError where the task is another attempt's.
    """
    before = read_attempt(db, attempt)
    if before is None or before.task_id == task_id:
        return None
    attempts.accept(db, attempt, task_id)
    if not db.execute("SELECT 1 FROM takes WHERE attempt = ?", (attempt,)).fetchone():
        add_takes(db, attempt)
    return before
