"""What earlier runs left behind, looked at before a run begins: half a clip, a doubt that costs nothing, a manifest."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run import attempts
from storyboard.run.events import Event, TakeFailed
from storyboard.run.ledger import Ledger
from storyboard.run.ledger_rows import TakeRow
from storyboard.run.manifest import Manifest
from storyboard.run.places import SCRATCH, ledger_path, shot_of
from storyboard.run.target import Target


def sweep(out: Path) -> None:
    """Delete what killed runs left half downloaded below a folder of takes. The lock is held: nobody writes there."""
    for path in (out / "takes").rglob(".*.part"):
        if re.fullmatch(SCRATCH, path.name):
            with suppress(OSError):  # it is in nobody's way
                path.unlink()


def refuse_lost(db: sqlite3.Connection, manifest: Manifest, *, at: Path, folder: Path) -> None:
    """Raise Refused where a manifest names what was asked for and the ledger knows nothing of it.

    A ledger that was deleted or made anew would have all of it paid for again. `at` is where the manifest lies,
    `folder` the storyboard's.
    """
    query = "SELECT task_id, digest, plan_digest FROM attempts WHERE origin = ?"
    known = {value for row in db.execute(query, (manifest.origin,)) for value in row}
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
    """Give up what nobody knows the fate of, at a target that is free, and tell each take."""
    if not target.free:
        return
    told = f"nobody knows whether it was taken; {target.name} is free, so it is given up and may be asked for anew"
    for take in await ledger.do(lambda db: attempts.abandon_doubts(db, origin=target.origin, now=now)):
        tell(
            TakeFailed(call=_call_of(plan, take), shot=take.key.shot, number=take.key.number, message=told, later=False)
        )


def _call_of(plan: Plan, take: TakeRow) -> str | None:
    return next((call.id for call in plan.calls if shot_of(call.id) == take.key.shot), None)
