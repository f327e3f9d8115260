"""Takes as the ledger has them, each with what is known of its attempt: rows of `TAKES`, by who asks for them."""

import sqlite3
from collections.abc import Iterable

from storyboard.run.ledger.rows import TAKES, TakeRow, take_of

_CLIPS = (
    "SELECT t.origin, t.shot, t.number, t.idx, t.digest, t.sha256, t.clip, a.plan_digest, a.task_id "
    "FROM takes t JOIN attempts a ON a.id = t.attempt"
)
_ENDED = (
    "SELECT a.request, a.call, a.shot, a.digest, a.plan_digest, coalesce(t.status, 'failed') AS status, "
    "coalesce(nullif(t.message, ''), a.message) AS message FROM attempts a LEFT JOIN takes t ON t.attempt = a.id "
    "WHERE a.origin = ? AND (t.status IN ('done', 'failed') OR a.state = 'rejected') ORDER BY a.rowid"
)


def all_rows(db: sqlite3.Connection, *, origin: str) -> list[sqlite3.Row]:
    """Give every take that ever got a number at an origin, by storyboard, shot and number."""
    return db.execute(f"{TAKES} WHERE t.origin = ? ORDER BY t.file, t.shot, t.number", (origin,)).fetchall()


def asked_rows(db: sqlite3.Connection, *, origin: str) -> list[sqlite3.Row]:
    """Give every take that is asked for at an origin; what was set aside is not any more."""
    return db.execute(f"{TAKES} WHERE t.origin = ? AND a.state != 'abandoned'", (origin,)).fetchall()


def rows_of_attempt(db: sqlite3.Connection, attempt: str) -> list[sqlite3.Row]:
    """Give the takes of an attempt."""
    return db.execute(f"{TAKES} WHERE t.attempt = ?", (attempt,)).fetchall()


def rows_with_clips(db: sqlite3.Connection, attempt: str) -> list[sqlite3.Row]:
    """Give the good takes of an attempt whose clips were brought here."""
    query = f"{TAKES} WHERE t.attempt = ? AND t.status = 'done' AND t.clip IS NOT NULL"
    return db.execute(query, (attempt,)).fetchall()


def good_takes(db: sqlite3.Connection, *, origin: str) -> tuple[TakeRow, ...]:
    """Give every good take at an origin."""
    return tuple(take_of(row) for row in db.execute(f"{TAKES} WHERE t.origin = ? AND t.status = 'done'", (origin,)))


def takes_with(db: sqlite3.Connection, contents: Iterable[str], *, origin: str) -> tuple[TakeRow, ...]:
    """Give the good takes at an origin whose clips have these bytes, by their sha256."""
    names = tuple(sorted(set(contents)))
    if not names:
        return ()
    marks = ", ".join("?" for _ in names)
    query = f"{TAKES} WHERE t.origin = ? AND t.sha256 IN ({marks}) AND t.status = 'done'"
    return tuple(take_of(row) for row in db.execute(query, (origin, *names)))


def clip_rows(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Give of every take, at any origin, what tells whose its clip is and who asks for it."""
    return db.execute(_CLIPS).fetchall()


def ended_rows(db: sqlite3.Connection, *, origin: str) -> sqlite3.Cursor:
    """Give what came to an end at an origin, a good take or a refusal, with its request and the provider's words."""
    return db.execute(_ENDED, (origin,))
