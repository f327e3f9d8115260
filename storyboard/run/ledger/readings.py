"""What the account held around submissions, as work on the ledger: which of them a reading can tell of."""

import sqlite3


def note_balance(db: sqlite3.Connection, reading: str | None, *, origin: str) -> None:
    """Write a reading beside every submission in doubt that has none from afterwards."""
    db.execute(
        "UPDATE attempts SET balance_after = ? WHERE origin = ? AND state = 'in-doubt' AND balance_after IS NULL",
        (reading, origin),
    )


def lacks_after(db: sqlite3.Connection, *, origin: str) -> bool:
    """Say whether a submission in doubt has no reading from afterwards."""
    query = "SELECT 1 FROM attempts WHERE origin = ? AND state = 'in-doubt' AND balance_after IS NULL"
    return db.execute(query, (origin,)).fetchone() is not None


def last_mark(db: sqlite3.Connection) -> int:
    """Give the mark of the newest attempt; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(rowid), 0) FROM attempts").fetchone()[0])


def being_sent(db: sqlite3.Connection, *, origin: str) -> tuple[str, ...]:
    """Give the attempts that are in the air."""
    rows = db.execute("SELECT id FROM attempts WHERE origin = ? AND state = 'sending'", (origin,))
    return tuple(row[0] for row in rows)


def between(db: sqlite3.Connection, before: int, after: int, *, origin: str) -> tuple[str, ...]:
    """Give the attempts that were written down after one mark, up to another."""
    query = "SELECT id FROM attempts WHERE rowid > ? AND rowid <= ? AND origin = ?"
    return tuple(row[0] for row in db.execute(query, (before, after, origin)))
