"""The board as a manifest, and what is on disk of a run while it goes on."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Container, Iterable, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from storyboard.plan.plan import Plan
from storyboard.problems import StoryboardError
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.clock import Clock
from storyboard.run.machine.places import relative
from storyboard.run.record.board import Board, Line
from storyboard.run.record.circled import flag
from storyboard.run.record.manifest import (
    STATUSES,
    Manifest,
    ManifestTotals,
    ShotResult,
    TakeResult,
    TakeResultStatus,
)
from storyboard.run.record.manifest_json import read_manifest, write_manifest

MANIFEST = "manifest.json"
_GAP = 0.1
_SHARE = 20  # what is written of a large film takes at most a twentieth of the time,
_BURST = 10.0  # counted over this many seconds more than have passed: what is asked for first is soon told
_LONGEST = 60.0  # one write that hung says nothing of the next: what is on disk is hardly older than this


Before = Mapping[str, ShotResult]


def manifest_before(out: Path) -> Manifest | None:
    """Read the manifest of an out folder; None where there is none to read."""
    try:
        return read_manifest(out / MANIFEST)
    except StoryboardError:
        return None


def results_of(manifest: Manifest | None) -> Before:
    """Give what a manifest says of each address, nothing where there is none."""
    return {} if manifest is None else {shot.address: shot for shot in manifest.shots}


def manifest_of(
    plan: Plan, board: Board, *, out: Path, started: str, finished: str | None, before: Before = MappingProxyType({})
) -> Manifest:
    """Write up what came of every address of the film so far; what the plan leaves out stays as it was `before`."""
    lines = _by_address(board, before)
    shots = tuple(
        flag(_shot(address, lines.get(address), out, before), board.picks.get(address)) for address in plan.shots
    )
    return Manifest(
        plan=plan.digest,
        title=plan.title,
        target=plan.target,
        origin=plan.origin,
        profile=plan.profile,
        started=started,
        finished=finished,
        shots=shots,
        totals=_totals(shots, board, lines),
    )


@asynccontextmanager
async def keeping(
    plan: Plan,
    board: Board,
    *,
    out: Path,
    started: str,
    clock: Clock,
    before: Before = MappingProxyType({}),
    also: Callable[[], object] = lambda: None,
) -> AsyncIterator[None]:
    """Keep the manifest on disk up to date, and what `also` writes, in a thread: grouped while things happen."""

    async def follow() -> None:
        start, spent = clock.elapsed(), 0.0
        while True:
            await board.changed.wait()
            board.changed.clear()
            began = clock.elapsed()
            now = manifest_of(plan, board, out=out, started=started, finished=None, before=before)
            await _do_whole(lambda: write_manifest(now, out / MANIFEST))  # noqa: B023 - done before the next turn
            await _do_whole(also)
            spent += clock.elapsed() - began
            rest = _SHARE * spent - (clock.elapsed() - start) - _BURST
            await clock.sleep(min(_LONGEST, max(_GAP, rest)))

    task = asyncio.ensure_future(follow())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _do_whole(write: Callable[[], object]) -> None:
    """Write in a thread and wait for it even when cancelled: it must not come after the next one."""
    writing = asyncio.ensure_future(asyncio.to_thread(write))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.gather(writing, return_exceptions=True)
        raise
    except (OSError, StoryboardError, sqlite3.Error):
        pass  # the last one, when the run rests, says so


def _by_address(board: Board, before: Before) -> Mapping[str, Line]:
    """Give the line of each address: its own, else, of what the plan leaves out, the one whose takes it shares."""
    own = {address: line for line in board.lines.values() for address in line.call.usages}
    of_digest = {line.digest: line for line in board.lines.values() if not line.call.stale}
    shared = {
        address: of_digest[shot.digest]
        for address, shot in before.items()
        if shot.digest in of_digest and _has_its_pick(shot, of_digest[shot.digest])
    }
    return shared | own


def _has_its_pick(shot: ShotResult, line: Line) -> bool:
    """Say whether the circled take of a shot is among those of a line: one of other words is not."""
    return {take.sha256 for take in shot.takes if take.picked} <= {take.sha256 for take in line.takes}


def _shot(address: str, line: Line | None, out: Path, before: Before) -> ShotResult:
    if line is None:
        return _left_out(address, before.get(address))
    tasks = [take.task_id for take in line.takes if take.task_id is not None]
    return ShotResult(
        address=address,
        status=line.status,
        digest=line.digest,
        task_id=tasks[-1] if tasks else None,
        credits=credits_of(line.takes),
        attempts=line.attempts,
        because=line.because,
        request=line.call.body,
        takes=tuple(result_of(take, line.clips.get(take.key), out) for take in line.takes),
    )


def _left_out(address: str, earlier: ShotResult | None) -> ShotResult:
    """Keep what an earlier run came to; what that one only meant to begin, this one does not."""
    if earlier is not None and (earlier.status != "waiting" or earlier.takes):
        return earlier
    return ShotResult(address=address, status="waiting", because=("this plan leaves it out",))


def result_of(take: TakeRow, clip: Path | None, out: Path) -> TakeResult:
    """Write up a take; `clip` is where its clip lies, None where that is not here."""
    return TakeResult(
        number=take.key.number,
        status=_status(take),
        message=take.message or (take.reason if take.state == "in-doubt" else ""),
        file=None if clip is None else relative(clip, out),
        sha256=take.sha256,
        bytes=take.bytes,
        seconds=take.seconds,
        width=take.width,
        height=take.height,
        fps=take.fps,
        url=take.url,
        expires=take.expires,
        findings=take.findings,
    )


def _status(take: TakeRow) -> TakeResultStatus:
    return "in-doubt" if take.state == "in-doubt" else take.status


def credits_of(takes: Iterable[TakeRow]) -> Decimal:
    """Sum what takes cost, each submission once: the charge, else the price it was sent at."""
    each = {take.attempt: take.price if take.credits is None else take.credits for take in takes}
    return sum(each.values(), Decimal(0))


def _totals(shots: tuple[ShotResult, ...], board: Board, planned: Container[str]) -> ManifestTotals:
    """Sum the whole film up: what the plan is about, and what it leaves as it was, each request once."""
    counts = Counter(shot.status for shot in shots)
    takes = {take.key: take for line in board.lines.values() for take in line.takes}
    left = {shot.digest or shot.address: shot for shot in shots if shot.address not in planned}.values()
    seconds = [take.seconds or 0.0 for take in takes.values()]
    seconds += [take.seconds or 0.0 for shot in left for take in shot.takes]
    return ManifestTotals(
        shots=len(shots),
        by_status=tuple((status, counts[status]) for status in STATUSES),
        takes=len(seconds),
        seconds=round(sum(seconds), 3),
        credits=credits_of(takes.values()) + sum((shot.credits for shot in left), Decimal(0)),
    )
