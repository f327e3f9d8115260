"""A submission of unknown fate that was asked for again, as work on the ledger.

It is set aside for the one that took its place: nothing waits for it, and its price stays counted, for good. Its takes
keep their numbers. Where the one in its place came to nothing, nobody has asked again, and it is in doubt as before.
"""

import sqlite3
from collections.abc import Iterable

ASIDE = "(state = 'abandoned' AND credits IS NOT NULL)"
"""Picks what was set aside: what was given up counts nothing."""


def set_aside(
    db: sqlite3.Connection, doubt: str, *, by: str, file: str, usages: Iterable[str], digests: Iterable[str]
) -> None:
    """Set a doubt aside for the submission `by`, if that is for the same shot of its file or asks for the same."""
    row = db.execute("SELECT file, call, digest, plan_digest FROM attempts WHERE id = ?", (doubt,)).fetchone()
    if row is None:
        return
    is_its_shot = row["file"] == file and row["call"] in usages
    if not is_its_shot and not {row["digest"], row["plan_digest"]} & {*digests}:
        return
    db.execute(
        "UPDATE attempts SET state = 'abandoned', credits = price, replaced_by = ? WHERE id = ? AND state = 'in-doubt'",
        (by, doubt),
    )


def bring_back(db: sqlite3.Connection, attempt: str) -> None:
    """Put in doubt again what was set aside for an attempt; where that is set aside itself, for what replaced it.

    Until others were told so, this ledger knows better than they do: `is_said_here`.
    """
    row = db.execute("SELECT replaced_by FROM attempts WHERE id = ?", (attempt,)).fetchone()
    if row is not None and row["replaced_by"]:
        db.execute("UPDATE attempts SET replaced_by = ? WHERE replaced_by = ?", (row["replaced_by"], attempt))
        return
    db.execute(
        "UPDATE attempts SET state = 'in-doubt', credits = NULL, replaced_by = '' WHERE replaced_by = ?", (attempt,)
    )


def is_said_here(row: sqlite3.Row) -> bool:
    """Say whether it is for this ledger to say if a submission is in doubt: it sent it, or asked for it again."""
    return row["home"] == "here" or row["replaced_by"] is not None


def others_were_told(db: sqlite3.Connection, *, origin: str) -> None:
    """Leave to whoever sent them what is in doubt again."""
    db.execute("UPDATE attempts SET replaced_by = NULL WHERE origin = ? AND replaced_by = ''", (origin,))
