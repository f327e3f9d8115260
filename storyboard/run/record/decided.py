"""A manifest brought up to what was decided since it was written: a circled take stands in it, marked as that."""

from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from pathlib import Path

from storyboard.plan.made import Pick, Take
from storyboard.run.ledger.file import open_to_read
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.ledger.take_rows import good_takes
from storyboard.run.machine.places import relative
from storyboard.run.record.circled import flag
from storyboard.run.record.manifest import STATUSES, Manifest, ShotResult, ShotStatus, TakeResult

Find = Callable[[Pick], Take | None]


def with_picks(
    manifest: Manifest, picks: Iterable[Pick], *, find: Find, folder: Path, out: Path, also: Container[str] = ()
) -> Manifest:
    """Mark the circled takes of a manifest; one that is not in it, because it is from earlier words, is put in.

    A take that is only picked is put in for the addresses `also`: elsewhere it holds for the words it was made from.
    `find` gives the take that a decision means. `folder` is the storyboard's, `out` the manifest's.
    """
    by_address = {pick.address: pick for pick in picks}

    def brought_up(shot: ShotResult) -> ShotResult:
        pick = by_address.get(shot.address)
        holds = pick is not None and (pick.approved or shot.address in also)
        lacks = pick is not None and pick.sha256 not in {take.sha256 for take in shot.takes}
        take = find(pick) if pick is not None and holds and lacks else None
        return flag(shot if take is None else _with(shot, take, folder=folder, out=out), pick)

    shots = tuple(brought_up(shot) for shot in manifest.shots)
    counts = Counter(shot.status for shot in shots)
    totals = replace(manifest.totals, by_status=tuple((status, counts[status]) for status in STATUSES))
    return replace(manifest, shots=shots, totals=totals)


def good_rows(folder: Path, *, origin: str) -> dict[str, TakeRow]:
    """Read from the ledger what is known of the good takes at an origin, by the sha256 of their clips."""
    db = open_to_read(folder)
    if db is None:
        return {}
    try:
        return {take.sha256: take for take in good_takes(db, origin=origin) if take.sha256 is not None}
    finally:
        db.close()


def _with(shot: ShotResult, take: Take, *, folder: Path, out: Path) -> ShotResult:
    result = TakeResult(
        number=take.number,
        status="done",
        message=take.message,
        file=None if take.file is None else relative(folder / take.file, out),
        sha256=take.sha256,
        bytes=take.bytes,
        seconds=take.seconds,
        url=take.url,
    )
    takes = tuple(sorted((*shot.takes, result), key=lambda one: one.number))
    status: ShotStatus = "submitted" if result.file is None else "done"
    return replace(shot, takes=takes, status=status, digest=take.digest, because=(f"take {take.number} is circled",))
