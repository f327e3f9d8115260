"""Reading the ledger and `storyboard.takes` beside a run: what was made, for a plan."""

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from storyboard.plan.made import EXPIRED, Made, Take, TakeStatus, was_made
from storyboard.plan.plan import IN_PROCESS
from storyboard.run.ledger.attempt_rows import origins_asked_at
from storyboard.run.ledger.file import open_to_read
from storyboard.run.ledger.rows import take_of
from storyboard.run.ledger.take_rows import asked_rows
from storyboard.run.machine.clock import moment, utc_now
from storyboard.run.machine.owner import may_live
from storyboard.run.takes.cache import Cache, cached_clip, list_cached
from storyboard.run.takes.exchange import Together, bring_together
from storyboard.run.takes.file import load_takes
from storyboard.run.takes.lines import TakeLine, TakesFile, is_aside
from storyboard.run.takes.merge import merge_takes
from storyboard.run.takes.picks import read_picks


def read_made(
    folder: Path,
    *,
    file: str,
    origin: str,
    profile: str | None = None,
    cache: Cache | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Made:
    """Read every take asked for at an origin in a storyboard's folder; needs no lock and changes nothing.

    What the ledger knows and what `storyboard.takes` tells count together; what was set aside is asked for no more.
    `file` is the storyboard's name: its takes come first, in order of shot and number, then those of the folder's other
    storyboards, whose digests count as well. A take whose clip is not on disk has `file` None. The picks are those of
    the storyboard and `profile`. What `cache` has of requests that were never asked for here stands for nobody's shot:
    only its digest counts; what it has beyond those that were asked for here is offered.
    Raises Refused where the ledger is damaged, ProblemsError where `storyboard.takes` cannot be read.
    """
    told = TakesFile(there=False) if origin == IN_PROCESS else load_takes(folder)
    db = open_to_read(folder)
    if db is None:
        merged = merge_takes(line for line in told.takes if line.origin == origin)
        takes = [_told(take.line) for take in merged if not is_aside(take.line)]
    else:
        with closing(db):
            takes = [*_known(db, folder, told, origin, now())]
    offered: list[Take] = []
    if cache is not None:
        takes, known = [_with_cache(take, cache) for take in takes], {take.digest for take in takes}
        cached = [*_cached(cache, origin)]
        offered += _unknown((take for take in cached if take.digest in known), takes)
        takes += (take for take in cached if take.digest not in known)
    takes.sort(key=lambda take: (take.storyboard != file, take.storyboard, take.shot, take.number))
    picks = read_picks(folder, file=file, origin=origin, profile=profile)
    return Made(takes=tuple(takes), picks=picks, offered=tuple(offered))


def read_origins(folder: Path) -> tuple[str, ...]:
    """Name every origin at which something was asked for in a storyboard's folder, sorted. Raises as `read_made`."""
    told = {line.origin for line in load_takes(folder).takes}
    db = open_to_read(folder)
    if db is not None:
        with closing(db):
            told |= origins_asked_at(db)
    return tuple(sorted(told))


def _with_cache(take: Take, cache: Cache) -> Take:
    """Note of a take whose clip is not here that the cache has it: so it has not expired for us."""
    if take.file is not None or not was_made(take) or cached_clip(cache, take.sha256 or "") is None:
        return take
    return replace(take, cached=True, message="")


def _cached(cache: Cache, origin: str) -> Iterator[Take]:
    """Give what the cache has, each request's takes numbered as they were made."""
    numbers = defaultdict[str, int](int)
    for one in list_cached(cache, origin=origin):
        numbers[one.line.digest] += 1
        yield replace(
            _told(one.line),
            shot="",
            usages=(),
            storyboard="",
            number=numbers[one.line.digest],
            asked_at=one.made_at,
            cached=True,
        )


def _unknown(cached: Iterable[Take], takes: Iterable[Take]) -> Iterator[Take]:
    """Give the takes of submissions that were neither made nor taken here."""
    known = {name for take in takes for name in (take.attempt, take.task_id)}
    return (take for take in cached if take.attempt not in known and take.task_id not in known)


def _known(db: sqlite3.Connection, folder: Path, told: TakesFile, origin: str, now: datetime) -> Iterator[Take]:
    if told.there:
        yield from _together(bring_together(db, told, origin=origin), folder, now)
    else:
        yield from (_take(row, folder, now) for row in asked_rows(db, origin=origin))


def _together(known: Together, folder: Path, now: datetime) -> Iterator[Take]:
    """Give the ledger's takes as the file corrects them, and those that only the file has."""
    for merged in known.takes:
        line = merged.line
        if is_aside(line):
            continue
        if merged.index is None:
            yield _told(line)
            continue
        own = _take(known.rows[line.attempt, merged.index], folder, now)
        if line.status in (own.status, "in-doubt"):  # of what is on its way, the ledger knows more
            yield replace(own, number=line.number)
        else:
            yield replace(_told(line), file=own.file, request=own.request, asked_at=own.asked_at)


def _told(line: TakeLine) -> Take:
    return Take(
        shot=line.shot,
        number=line.number,
        digest=line.digest,
        attempt=line.attempt,
        status=line.status,
        task_id=line.task_id,
        usages=line.usages,
        sha256=line.sha256,
        bytes=line.bytes,
        seconds=line.seconds,
        credits=line.credits if line.status in ("done", "failed") else None,
        storyboard=line.file,
    )


def _take(row: sqlite3.Row, folder: Path, now: datetime) -> Take:
    kept = take_of(row)
    here = kept.clip is not None and os.path.isfile(folder / kept.clip)  # noqa: PTH113 - 10,000 of them
    lost = kept.status == "done" and not here and kept.key.origin != IN_PROCESS and _is_over(kept.expires, now)
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
        message=EXPIRED if lost else kept.message,
        file=kept.clip if here else None,
        url=kept.url,
        storyboard=kept.key.file,
        request=row["request"],
        asked_at=kept.made_at,
    )


def _is_over(expires: str | None, now: datetime) -> bool:
    return expires is not None and moment(expires) <= now


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
