"""What the ledger knows of attempts, for whoever asks: by their tasks, their digests, where they stand."""

import sqlite3
from collections.abc import Sequence

from storyboard.run.ledger.money import CHARGED
from storyboard.run.ledger.rows import State


def row_of(db: sqlite3.Connection, attempt: str) -> sqlite3.Row | None:
    """Give the row of an attempt; None where there is none of that id."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM attempts WHERE id = ?", (attempt,)).fetchone()
    return row


def is_known(db: sqlite3.Connection, attempt: str, *, origin: str, task_id: str | None) -> bool:
    """Say whether an attempt of that id, or another one with its task, stands here."""
    query = "SELECT 1 FROM attempts WHERE id = ? OR (origin = ? AND task_id = ?)"
    return db.execute(query, (attempt, origin, task_id)).fetchone() is not None


def other_with(db: sqlite3.Connection, task_id: str | None, *, attempt: str, origin: str) -> str | None:
    """Give the attempt that a task is known as here, where that is another one."""
    query = "SELECT id FROM attempts WHERE origin = ? AND task_id = ? AND id != ?"
    row = db.execute(query, (origin, task_id, attempt)).fetchone()
    return None if row is None else str(row[0])


def owner_of(db: sqlite3.Connection, task_id: str, *, origin: str) -> str:
    """Name the shot that a task belongs to; empty where it is nobody's."""
    row = db.execute("SELECT call FROM attempts WHERE origin = ? AND task_id = ?", (origin, task_id)).fetchone()
    return "" if row is None else str(row[0])


def own_state(db: sqlite3.Connection, attempt: str) -> str | None:
    """Say where an attempt stands; None where it is not known, or came from a cache."""
    row = db.execute("SELECT state FROM attempts WHERE id = ? AND home != 'cache'", (attempt,)).fetchone()
    return None if row is None else str(row[0])


def standing_at(db: sqlite3.Connection, states: Sequence[State], *, origin: str) -> list[tuple[str, str, str]]:
    """Give digest, id and moment of each attempt at an origin that stands in one of these states."""
    marks = ", ".join("?" * len(states))
    query = f"SELECT digest, id, made_at FROM attempts WHERE origin = ? AND state IN ({marks})"  # noqa: S608 - ours
    return [tuple(row) for row in db.execute(query, (origin, *states))]


def uncharged_at(db: sqlite3.Connection, *, origin: str) -> frozenset[str]:
    """Give the attempts at an origin that cost nothing in the end, but for what was only read of and is settled."""
    query = f"SELECT id FROM attempts WHERE origin = ? AND NOT {CHARGED} AND home != 'gone'"  # noqa: S608 - ours
    return frozenset(row[0] for row in db.execute(query, (origin,)))


def known_names(db: sqlite3.Connection, *, origin: str) -> frozenset[str | None]:
    """Give the tasks of all that was ever asked for at an origin, and the digests, as sent and as planned."""
    rows = db.execute("SELECT task_id, digest, plan_digest FROM attempts WHERE origin = ?", (origin,))
    return frozenset(value for row in rows for value in row)


def files_asked_for(db: sqlite3.Connection) -> frozenset[str]:
    """Name the storyboards that anything was ever asked for."""
    return frozenset(row["file"] for row in db.execute("SELECT DISTINCT file FROM attempts"))


def origins_asked_at(db: sqlite3.Connection) -> frozenset[str]:
    """Name the origins at which anything was ever asked for."""
    return frozenset(row["origin"] for row in db.execute("SELECT DISTINCT origin FROM attempts"))


def spans(db: sqlite3.Connection, kind: str, *, takes: int, origin: str, most: int) -> list[tuple[str, str]]:
    """Give when the last good tasks of a kind, of so many takes, were submitted and settled; the newest first."""
    rows = db.execute(
        "SELECT a.made_at, a.settled_at FROM attempts a WHERE a.origin = ? AND a.kind = ? AND a.asked = ? "
        "AND a.state = 'final' AND a.settled_at IS NOT NULL "
        "AND EXISTS (SELECT 1 FROM takes t WHERE t.attempt = a.id AND t.status = 'done') ORDER BY a.rowid DESC LIMIT ?",
        (origin, kind, takes, most),
    )
    return [(row["made_at"], row["settled_at"]) for row in rows]
