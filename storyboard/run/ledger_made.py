"""Reading the ledger beside a run: what was made, for a plan."""

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from storyboard.plan.made import Made, Take, TakeStatus
from storyboard.run.clock import moment, utc_now
from storyboard.run.ledger_file import open_to_read
from storyboard.run.ledger_rows import TAKES, take_of
from storyboard.run.owner import may_live


def read_made(folder: Path, *, file: str, origin: str, now: Callable[[], datetime] = utc_now) -> Made:
    """Read every take asked for at an origin in a storyboard's folder; needs no lock and changes nothing.

    `file` is the storyboard's name: its takes come first, in order of shot and number, then those of the folder's other
    storyboards, whose digests count as well. A take whose clip is not on disk has `file` None.
    Raises Refused where the ledger is damaged.
    """
    db = open_to_read(folder)
    if db is None:
        return Made()
    try:
        order = "ORDER BY t.file != ?, t.file, t.shot, t.number"
        rows = db.execute(f"{TAKES} WHERE t.origin = ? {order}", (origin, file)).fetchall()
        return Made(takes=tuple(_take(row, folder, now()) for row in rows))
    finally:
        db.close()


def _take(row: sqlite3.Row, folder: Path, now: datetime) -> Take:
    kept = take_of(row)
    here = kept.clip is not None and os.path.isfile(folder / kept.clip)  # noqa: PTH113 - 10,000 of them
    return Take(
        shot=kept.key.shot,
        number=kept.key.number,
        digest=kept.digest,
        attempt=kept.attempt,
        status=_status(row, now),
        task_id=kept.task_id,
        usages=tuple(json.loads(row["usages"])),
        sha256=kept.sha256,
        bytes=kept.bytes,
        seconds=kept.seconds,
        credits=kept.credits,
        message=kept.message,
        file=kept.clip if here else None,
        url=kept.url,
        storyboard=kept.key.file,
        request=row["request"],
        asked_at=kept.made_at,
    )


def _status(row: sqlite3.Row, now: datetime) -> TakeStatus:
    """Say what became of a take; one whose sender is dead is in doubt, though nobody has written that down yet."""
    match row["state"]:
        case "in-doubt":
            return "in-doubt"
        case "sending" if not may_live(row["owner"], lease=moment(row["lease"]), now=now):
            return "in-doubt"
        case _:
            status: TakeStatus = row["status"]
            return status
