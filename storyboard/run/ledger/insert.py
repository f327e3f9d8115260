"""The one way in which a row comes into the ledger: its columns by their names."""

import sqlite3
from collections.abc import Mapping
from typing import Literal

Table = Literal["runs", "attempts", "takes", "picks"]


def insert(db: sqlite3.Connection, table: Table, row: Mapping[str, str | int | float | None]) -> None:
    """Add a row to a table; a column that is not named takes its default. Raises sqlite3.IntegrityError."""
    marks = ", ".join("?" for _ in row)
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - ours
