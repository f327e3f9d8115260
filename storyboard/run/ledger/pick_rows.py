"""Decisions on takes of the in-process sandbox, as work on the ledger; `key` is origin, storyboard and profile."""

import sqlite3
from collections.abc import Iterable

from storyboard.plan.made import Pick
from storyboard.run.ledger.insert import insert

Key = tuple[str, str, str]
_KEY = "origin = ? AND file = ? AND profile = ?"


def picks_at(db: sqlite3.Connection, key: Key) -> tuple[Pick, ...]:
    """Give what was decided."""
    query = f"SELECT address, sha256, approved FROM picks WHERE {_KEY}"  # noqa: S608 - ours
    return tuple(Pick(address=row[0], sha256=row[1], approved=bool(row[2])) for row in db.execute(query, key))


def replace_picks(db: sqlite3.Connection, key: Key, picks: Iterable[Pick], *, gone: Iterable[str]) -> None:
    """Take back what was decided for the addresses `gone` and write down `picks`, all of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    db.executemany(f"DELETE FROM picks WHERE {_KEY} AND address = ?", [(*key, one) for one in gone])  # noqa: S608 - ours
    for pick in picks:
        names = ("origin", "file", "profile", "address", "sha256", "approved")
        values = (*key, pick.address, pick.sha256, int(pick.approved))
        insert(db, "picks", dict(zip(names, values, strict=True)))
    db.execute("COMMIT")


def picked_contents(db: sqlite3.Connection) -> frozenset[str]:
    """Give the sha256 of every clip that was ever circled, whatever the key."""
    return frozenset(row[0] for row in db.execute("SELECT sha256 FROM picks"))
