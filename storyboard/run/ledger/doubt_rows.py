"""Submissions of unknown fate in the ledger, and what stands there that speaks for and against them."""

import sqlite3

from storyboard.run.ledger.aside import ASIDE
from storyboard.run.ledger.money import CHARGED

_UNKNOWN = f"(state = 'in-doubt' OR {ASIDE})"


def unknown_rows(db: sqlite3.Connection, *, origin: str) -> list[sqlite3.Row]:
    """Give every submission at an origin whose fate is unknown, also what was set aside, oldest first."""
    query = f"SELECT * FROM attempts WHERE origin = ? AND {_UNKNOWN} ORDER BY made_at, rowid"  # noqa: S608 - ours
    return db.execute(query, (origin,)).fetchall()


def is_unknown(db: sqlite3.Connection, attempt: str) -> bool:
    """Say whether the fate of a submission is still unknown."""
    query = f"SELECT 1 FROM attempts WHERE id = ? AND {_UNKNOWN}"  # noqa: S608 - ours
    return db.execute(query, (attempt,)).fetchone() is not None


def numbers_of(db: sqlite3.Connection, attempt: str) -> tuple[int, ...]:
    """Give the numbers of a submission's takes."""
    rows = db.execute("SELECT number FROM takes WHERE attempt = ? ORDER BY number", (attempt,))
    return tuple(row[0] for row in rows)


def charged_beside(db: sqlite3.Connection, attempt: str, *, origin: str) -> list[sqlite3.Row]:
    """Give what else this ledger sent to an origin that was charged, or may have been; `rowid` is its mark."""
    query = (
        "SELECT id, rowid, call, state, coalesce(credits, price) AS cost FROM attempts "  # noqa: S608 - ours
        f"WHERE origin = ? AND id != ? AND home = 'here' AND {CHARGED} ORDER BY rowid"
    )
    return db.execute(query, (origin, attempt)).fetchall()


def hooks_of(db: sqlite3.Connection, attempt: str) -> list[sqlite3.Row]:
    """Give the webhooks that came to a submission's own address, oldest first."""
    query = "SELECT task_id, status, received FROM hooks WHERE attempt = ? ORDER BY received, id"
    return db.execute(query, (attempt,)).fetchall()
