"""Circled takes in a run: which takes stand for a call, and which of them somebody picked."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from storyboard.plan.made import Pick
from storyboard.plan.plan import Call
from storyboard.run.ledger import attempts
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.ledger.take_rows import takes_with
from storyboard.run.record.manifest import ShotResult

Picks = Mapping[str, Pick]


def takes_of_call(db: sqlite3.Connection, call: Call, *, origin: str, digest: str) -> tuple[TakeRow, ...]:
    """Give the takes that stand for a call, lowest number first: those of its request, planned or sent as `digest`.

    Those of a stale call are the ones that its approved take came with; where a call is made anew though another take
    is approved, that one stands beside the new ones.
    """
    circled = takes_with(db, (sha256 for _, sha256 in call.picked), origin=origin)
    if call.stale:
        return attempts.takes_asked(db, origin=origin, digests=(take.digest for take in circled)) if circled else ()
    own = attempts.takes_asked(db, origin=origin, digests=(digest, call.digest))
    known = {take.sha256 for take in own}
    more = tuple(take for take in circled if take.sha256 not in known)
    return tuple(sorted((*own, *more), key=lambda take: take.key.number)) if more else own


def flag(shot: ShotResult, pick: Pick | None) -> ShotResult:
    """Mark the circled take of a shot, and no other; of takes with the same bytes, one whose clip is here."""
    places = range(len(shot.takes)) if pick is not None else ()
    same = [place for place in places if pick is not None and shot.takes[place].sha256 == pick.sha256]
    meant = min(same, key=lambda place: shot.takes[place].file is None, default=None)
    approved = pick is not None and pick.approved
    takes = (
        replace(take, picked=place == meant, approved=approved and place == meant)
        for place, take in enumerate(shot.takes)
    )
    return replace(shot, takes=tuple(takes))
