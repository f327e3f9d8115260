"""Decisions on takes: which one is circled for an address, and whether it stays whatever changes.

Those of the in-process sandbox are in the ledger, all others in `storyboard.takes`.
"""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from storyboard.plan.made import Pick
from storyboard.plan.plan import IN_PROCESS
from storyboard.problems import Refused
from storyboard.run.clock import stamp, utc_now
from storyboard.run.ledger_file import open_to_read, open_to_write
from storyboard.run.lock import hold_lock
from storyboard.run.takes_file import change_takes, load_takes
from storyboard.run.takes_lines import Decision, TakesFile

_KEY = "origin = ? AND file = ? AND profile = ?"


def read_picks(folder: Path, *, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    """Read what was decided for a storyboard and a profile at an origin, by address; needs no lock.

    Raises ProblemsError where `storyboard.takes` cannot be read, Refused where the ledger is damaged.
    """
    picks = (_from_ledger if origin == IN_PROCESS else _from_file)(folder, file, origin, profile)
    return tuple(sorted(picks, key=lambda pick: pick.address))


def write_pick(folder: Path, *, file: str, origin: str, profile: str | None, pick: Pick) -> None:
    """Write down a decision, in the place of an older one on its address.

    Raises Refused where a run is at work in the folder at this origin or nothing can be written, ProblemsError as
    `read_picks` does.
    """
    _change(folder, file, origin, profile, address=pick.address, pick=pick)


def remove_pick(folder: Path, *, file: str, origin: str, profile: str | None, address: str) -> None:
    """Take back the decision on an address; where there is none, do nothing. Raises as `write_pick` does."""
    _change(folder, file, origin, profile, address=address, pick=None)


def _change(folder: Path, file: str, origin: str, profile: str | None, *, address: str, pick: Pick | None) -> None:
    with hold_lock(folder, origin=origin, since=stamp(utc_now())):
        if origin == IN_PROCESS:
            _in_ledger(folder, (origin, file, profile or "", address), pick)
            return
        key = (origin, file, profile, address)
        own = () if pick is None else (_decision(file, origin, profile, pick),)
        change_takes(folder, lambda before: replace(before, decisions=(*_others(before, key), *own)))


def _others(before: TakesFile, key: tuple[str, str, str | None, str]) -> tuple[Decision, ...]:
    return tuple(one for one in before.decisions if (one.origin, one.file, one.profile, one.address) != key)


def _from_ledger(folder: Path, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    db = open_to_read(folder)
    if db is None:
        return ()
    with closing(db):
        query = f"SELECT address, sha256, approved FROM picks WHERE {_KEY}"  # noqa: S608 - ours
        rows = db.execute(query, (origin, file, profile or "")).fetchall()
        return tuple(Pick(address=row[0], sha256=row[1], approved=bool(row[2])) for row in rows)


def _from_file(folder: Path, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    key = (origin, file, profile)
    return tuple(
        Pick(address=one.address, sha256=one.picked, approved=one.approved)
        for one in load_takes(folder).decisions
        if (one.origin, one.file, one.profile) == key
    )


def _in_ledger(folder: Path, key: tuple[str, str, str, str], pick: Pick | None) -> None:
    with closing(open_to_write(folder)) as db:
        try:
            if pick is None:
                db.execute(f"DELETE FROM picks WHERE {_KEY} AND address = ?", key)  # noqa: S608 - ours
            else:
                row = (*key, pick.sha256, int(pick.approved))
                db.execute("INSERT OR REPLACE INTO picks VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            help = "Make room on the disk, or make .storyboard writable, and try again."
            raise Refused(f"The ledger cannot be written: {error}", help=help) from error


def _decision(file: str, origin: str, profile: str | None, pick: Pick) -> Decision:
    return Decision(
        origin=origin, file=file, profile=profile, address=pick.address, picked=pick.sha256, approved=pick.approved
    )
