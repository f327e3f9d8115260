"""What becomes of a take, as work on the ledger."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from storyboard.run.ledger.insert import insert
from storyboard.run.ledger.numbers import next_number
from storyboard.run.ledger.rows import TAKES, TakeKey, TakeRow, take_of
from storyboard.run.machine.clock import stamp

_KEY = "origin = ? AND file = ? AND shot = ? AND number = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A clip on disk that decodes. `path` is seen from the storyboard's folder; seconds, pixels, frames a second."""

    path: str
    sha256: str
    bytes: int
    seconds: float
    width: int
    height: int
    fps: float
    findings: tuple[str, ...] = ()


def add_takes(db: sqlite3.Connection, attempt: str) -> int:
    """Add the takes that an attempt asks for, numbered above all that stood for its addresses; give the first."""
    query = "SELECT origin, file, shot, usages, digest, plan_digest, asked FROM attempts WHERE id = ?"
    origin, file, shot, usages, *digests, asked = db.execute(query, (attempt,)).fetchone()
    first = next_number(db, origin=origin, file=file, addresses=(shot, *json.loads(usages)), digests=digests)
    common = {"origin": origin, "file": file, "shot": shot, "digest": digests[0], "attempt": attempt}
    for index in range(asked):
        insert(db, "takes", {**common, "number": first + index, "idx": index, "status": "submitted"})
    return first


def take_done(db: sqlite3.Connection, key: TakeKey, clip: Clip) -> None:
    """Write down a good take."""
    columns = "clip = ?, sha256 = ?, bytes = ?, seconds = ?, width = ?, height = ?, fps = ?, findings = ?"
    measured = (clip.path, clip.sha256, clip.bytes, clip.seconds, clip.width, clip.height, clip.fps)
    db.execute(
        f"UPDATE takes SET status = 'done', message = '', {columns} WHERE {_KEY}",  # noqa: S608 - ours
        (*measured, json.dumps(clip.findings), *_key(key)),
    )


def take_failed(db: sqlite3.Connection, key: TakeKey, message: str, *, generation: str | None = None) -> None:
    """Write down a take that came to nothing; `generation` is which one it is, None where that is not news."""
    db.execute(
        f"UPDATE takes SET status = 'failed', message = ?, generation = coalesce(?, generation) WHERE {_KEY}",  # noqa: S608 - ours
        (message, generation, *_key(key)),
    )


def take_there(db: sqlite3.Connection, key: TakeKey, *, generation: str | None, url: str | None, expires: str) -> None:
    """Write down which generation a take is, where its clip is kept and until when; `url` bears no query.

    None is what nobody knows.
    """
    db.execute(
        f"UPDATE takes SET generation = ?, url = ?, expires = ? WHERE {_KEY}",  # noqa: S608 - ours
        (generation, url, expires, *_key(key)),
    )


def take_named(
    db: sqlite3.Connection, *, origin: str, task_id: str, sha256: str, generation: str | None, url: str
) -> None:
    """Write down which generation of a task has the clip with these bytes; `url` bears no query."""
    db.execute(
        "UPDATE takes SET generation = ?, url = ? WHERE origin = ? AND sha256 = ? "
        "AND attempt IN (SELECT id FROM attempts WHERE task_id = ?)",
        (generation, url, origin, sha256, task_id),
    )


def take_noted(db: sqlite3.Connection, key: TakeKey, message: str) -> None:
    """Write down why a take's clip is not here yet."""
    db.execute(f"UPDATE takes SET message = ? WHERE {_KEY}", (message, *_key(key)))  # noqa: S608


def take_lost(db: sqlite3.Connection, key: TakeKey, message: str, *, now: datetime) -> None:
    """Write down that the provider no longer has the clip of a good take."""
    db.execute(
        f"UPDATE takes SET message = ?, expires = ? WHERE {_KEY}",  # noqa: S608 - ours
        (message, stamp(now), *_key(key)),
    )


def takes_of_attempt(db: sqlite3.Connection, attempt: str) -> tuple[TakeRow, ...]:
    """Give the takes of one attempt in the order of the provider's generations."""
    return tuple(take_of(row) for row in db.execute(f"{TAKES} WHERE t.attempt = ? ORDER BY t.idx", (attempt,)))


def takes_of_task(db: sqlite3.Connection, *, origin: str, task_id: str) -> tuple[TakeRow, ...]:
    """Give the takes of a task in the order of the provider's generations."""
    rows = db.execute(f"{TAKES} WHERE a.origin = ? AND a.task_id = ? ORDER BY t.idx", (origin, task_id))
    return tuple(take_of(row) for row in rows)


def done_takes(db: sqlite3.Connection, *, origin: str, file: str, shot: str) -> Iterator[TakeRow]:
    """Give every good take there is at an origin, those made for a shot of a storyboard first, lowest number first."""
    rows = db.execute(
        f"{TAKES} WHERE t.origin = ? AND t.status = 'done' "
        "ORDER BY t.file != ? OR t.shot != ?, t.number, t.file, t.shot",
        (origin, file, shot),
    )
    return map(take_of, rows)


def _key(key: TakeKey) -> tuple[str, str, str, int]:
    return (key.origin, key.file, key.shot, key.number)
