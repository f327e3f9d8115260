"""What earlier runs left behind, looked at before a run begins: half a clip, a doubt that costs nothing, a manifest."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storyboard.language.film.addresses import shot_of
from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run.ledger import attempts
from storyboard.run.ledger.attempt_rows import known_names
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.ledger.writer import Ledger
from storyboard.run.machine.places import SCRATCH, STATE, ledger_path
from storyboard.run.production.target import Target
from storyboard.run.record.events import Event, TakeFailed
from storyboard.run.record.manifest import Manifest

_OLD = 3600.0  # seconds


def sweep(out: Path, *, folder: Path, now: datetime) -> None:
    """Delete what killed runs left half written: in a folder of takes, and beside the ledger of the storyboard's.

    The lock is held, so nobody else writes in `out`. Runs at other origins share what is beside the ledger, and other
    commands what is beside the storyboard: there only what nobody has touched for an hour goes.
    """
    for path in [*out.glob(".*.part"), *(out / "takes").rglob(".*.part")]:
        if re.fullmatch(SCRATCH, path.name):
            _delete(path)
    beside = [path for path in folder.glob(".*.part") if re.fullmatch(SCRATCH, path.name)]
    for path in [*beside, *(folder / STATE).glob(".*.new*"), *(folder / STATE / "derived").glob(".*")]:
        with suppress(OSError):
            if path.stat().st_mtime < now.timestamp() - _OLD:
                _delete(path)


def _delete(path: Path) -> None:
    with suppress(OSError):  # it is in nobody's way
        path.unlink()


def refuse_lost(db: sqlite3.Connection, manifest: Manifest, *, at: Path, folder: Path) -> None:
    """Raise Refused where a manifest names what was asked for and the ledger knows nothing of it.

    A ledger that was deleted or made anew would have all of it paid for again. `at` is where the manifest lies,
    `folder` the storyboard's.
    """
    known = known_names(db, origin=manifest.origin)
    named = [(shot.task_id, f"task {shot.task_id}") for shot in manifest.shots if shot.task_id]
    doubted = [(shot.digest, f"{shot.address}, in doubt") for shot in manifest.shots if shot.status == "in-doubt"]
    lost = tuple(dict.fromkeys(told for value, told in [*named, *doubted] if value not in known))
    if lost:
        raise Refused(
            f"The ledger {ledger_path(folder)} does not know of {len(lost)} submission(s) that {at} names ({lost[0]}): "
            "they would be paid for again",
            help="Bring back the ledger as it was when they were made. To pay for them again on purpose, move that "
            "manifest away.",
        )


async def give_up_doubts(
    ledger: Ledger, plan: Plan, target: Target, *, now: datetime, tell: Callable[[Event], None]
) -> None:
    """Give up what nobody knows the fate of, at a target that is private, and tell each take."""
    if not target.private:
        return
    told = f"nobody knows whether it was taken; {target.name} is free, so it is given up and may be asked for anew"
    for take in await ledger.do(lambda db: attempts.abandon_doubts(db, origin=target.origin, now=now)):
        tell(
            TakeFailed(call=_call_of(plan, take), shot=take.key.shot, number=take.key.number, message=told, later=False)
        )


def _call_of(plan: Plan, take: TakeRow) -> str | None:
    return next((call.id for call in plan.calls if shot_of(call.id) == take.key.shot), None)
