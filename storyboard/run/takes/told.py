"""How a take of the ledger is told as a line, and what a line says of its submission."""

import json
import sqlite3
from collections.abc import Mapping
from decimal import Decimal

from storyboard.run.ledger.rows import State
from storyboard.run.takes.lines import LineStatus, TakeLine, is_aside

UNKNOWN: Mapping[str, LineStatus] = {"sending": "in-doubt", "in-doubt": "in-doubt", "abandoned": "failed"}
"""How a line tells of a submission whose task nobody knows; one that was set aside holds nothing any more."""


def line_of(row: sqlite3.Row) -> TakeLine:
    """Tell of a take of the ledger as a line does."""
    unknown = UNKNOWN.get(row["state"])
    status: LineStatus = row["status"] if unknown is None else unknown
    return TakeLine(
        origin=row["origin"],
        file=row["file"],
        shot=row["shot"],
        number=row["number"],
        digest=row["digest"],
        task_id=row["task_id"] if unknown is None else None,
        attempt=row["attempt"],
        status=status,
        usages=tuple(json.loads(row["usages"])),
        sha256=row["sha256"],
        bytes=row["bytes"],
        seconds=row["seconds"],
        credits=Decimal(row["price"] if row["credits"] is None else row["credits"]),
    )


def state_of(line: TakeLine) -> State:
    """Say where a submission stands in the ledger of whoever has only this line of it."""
    if line.task_id is not None:
        return "sent"
    return "abandoned" if is_aside(line) else "in-doubt"
