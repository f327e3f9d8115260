"""Which number a new take bears: one above all that ever stood for the addresses it is made for."""

import sqlite3
from collections.abc import Iterable

from storyboard.language.film.addresses import shot_of
from storyboard.run.ledger.rows import numbered_with

# An attempt that several addresses share; the schema has an index of such alone.
_SHARED = "usages LIKE '%,%'"


def next_number(
    db: sqlite3.Connection, *, origin: str, file: str, addresses: Iterable[str], digests: Iterable[str]
) -> int:
    """Give the next number for a take that is made for some addresses, with some digests, as sent and as planned.

    It is above those of every take that stands for one of them: made for its shot, shared by it, or of the same
    request, whoever that was made for. So a number means one take also where a shot, or its storyboard, was renamed.
    """
    shots = tuple(dict.fromkeys(map(shot_of, addresses)))
    marks = ", ".join("?" for _ in shots)
    asked, values = numbered_with(digests, origin=origin)
    shared = " OR ".join("instr(a.usages, ?) OR instr(a.usages, ?)" for _ in shots)
    row = db.execute(
        f"SELECT coalesce(max(number), 0) FROM takes WHERE rowid IN ({asked} "  # noqa: S608 - marks only
        f"UNION SELECT rowid FROM takes WHERE origin = ? AND file = ? AND shot IN ({marks}) "
        "UNION SELECT t.rowid FROM attempts a JOIN takes t ON t.attempt = a.id "
        f"WHERE a.origin = ? AND a.file = ? AND a.{_SHARED} AND ({shared}))",
        (*values, origin, file, *shots, origin, file, *(mark for shot in shots for mark in (f'"{shot}"', f'"{shot}@'))),
    ).fetchone()
    return int(row[0]) + 1
