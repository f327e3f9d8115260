"""Shots that a plan leaves out, in its manifest: as an earlier run left them, brought up to what the ledger knows."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.run.ledger.attempt_rows import known_names
from storyboard.run.ledger.attempts import takes_asked
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.record.keeping import Before, credits_of, result_of
from storyboard.run.record.manifest import UNFINISHED, ShotResult
from storyboard.run.record.verdict import standing_of
from storyboard.run.takes.clips import find_clip

Asked = Mapping[str, tuple[TakeRow, ...]]


def open_before(plan: Plan, before: Before) -> tuple[ShotResult, ...]:
    """Give the shots that a plan leaves out and that an earlier run left open: what flies is fetched all the same."""
    planned = {usage for call in plan.calls for usage in call.usages}
    left = (before[address] for address in plan.shots if address in before and address not in planned)
    return tuple(shot for shot in left if shot.status in UNFINISHED and shot.digest is not None)


def asked_for(db: sqlite3.Connection, shots: Iterable[ShotResult], *, origin: str) -> Asked:
    """Give the takes that were asked for with the digest of each shot, by that digest."""
    known = known_names(db, origin=origin)
    wanted = {shot.digest for shot in shots if shot.digest is not None}
    return {digest: takes_asked(db, origin=origin, digests=(digest,)) for digest in wanted & known}


def brought_up(shots: Iterable[ShotResult], asked: Asked, *, folder: Path, out: Path) -> Iterator[ShotResult]:
    """Give shots as they stand now. Raises OSError where a clip cannot be read."""
    for shot in shots:
        takes = asked.get(shot.digest or "", ())
        found = {take.key: find_clip(take, folder=folder, out=out) for take in takes if take.status == "done"}
        clips = {key: clip for key, clip in found.items() if clip is not None}
        results = {take.number: take for take in shot.takes if take.picked}  # of earlier words, perhaps
        results |= {take.key.number: result_of(take, clips.get(take.key), out) for take in takes}
        standing = standing_of(takes, good=clips)
        yield replace(
            shot,
            status=standing.status,
            because=standing.because,
            task_id=next((take.task_id for take in reversed(takes) if take.task_id is not None), None),
            credits=credits_of(takes),
            takes=tuple(results[number] for number in sorted(results)),
        )
