"""Decisions on takes: which one is circled for an address, and whether it stays whatever changes.

Those of the in-process sandbox are in the ledger, all others in `storyboard.takes`.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from storyboard.plan.made import Pick
from storyboard.plan.plan import IN_PROCESS
from storyboard.problems import Refused
from storyboard.run.ledger.file import open_to_read, open_to_write
from storyboard.run.ledger.pick_rows import Key, picks_at, replace_picks
from storyboard.run.machine.clock import stamp, utc_now
from storyboard.run.machine.lock import hold_lock
from storyboard.run.takes.file import change_takes, load_takes
from storyboard.run.takes.lines import Decision, TakesFile


def read_picks(folder: Path, *, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    """Read what was decided for a storyboard and a profile at an origin, by address; needs no lock.

    Raises ProblemsError where `storyboard.takes` cannot be read, Refused where the ledger is damaged.
    """
    picks = (_from_ledger if origin == IN_PROCESS else _from_file)(folder, file, origin, profile)
    return tuple(sorted(picks, key=lambda pick: pick.address))


def write_picks(
    folder: Path,
    *,
    file: str,
    origin: str,
    profile: str | None,
    picks: Iterable[Pick] = (),
    without: Iterable[str] = (),
) -> None:
    """Write down decisions, in the place of older ones on their addresses, and take those on the others back.

    All of it or nothing, also where the program dies. Raises Refused where a run is at work in the folder at this
    origin or nothing can be written, ProblemsError as `read_picks` does.
    """
    new = tuple(picks)
    gone = {*without, *(pick.address for pick in new)}
    if not gone:
        return
    with hold_lock(folder, origin=origin, since=stamp(utc_now())):
        if origin == IN_PROCESS:
            _in_ledger(folder, (origin, file, profile or ""), new, gone)
            return
        own = tuple(_decision(file, origin, profile, pick) for pick in new)
        keys = {(origin, file, profile, address) for address in gone}
        change_takes(folder, lambda before: replace(before, decisions=(*_others(before, keys), *own)))


def _others(before: TakesFile, keys: set[tuple[str, str, str | None, str]]) -> tuple[Decision, ...]:
    return tuple(one for one in before.decisions if (one.origin, one.file, one.profile, one.address) not in keys)


def _from_ledger(folder: Path, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    db = open_to_read(folder)
    if db is None:
        return ()
    with closing(db):
        return picks_at(db, (origin, file, profile or ""))


def _from_file(folder: Path, file: str, origin: str, profile: str | None) -> tuple[Pick, ...]:
    key = (origin, file, profile)
    return tuple(
        Pick(address=one.address, sha256=one.picked, approved=one.approved)
        for one in load_takes(folder).decisions
        if (one.origin, one.file, one.profile) == key
    )


def _in_ledger(folder: Path, key: Key, picks: tuple[Pick, ...], gone: set[str]) -> None:
    with closing(open_to_write(folder)) as db:
        try:
            replace_picks(db, key, picks, gone=gone)
        except sqlite3.Error as error:
            help = "Make room on the disk, or make .storyboard writable, and try again."
            raise Refused(f"The ledger cannot be written: {error}", help=help) from error


def _decision(file: str, origin: str, profile: str | None, pick: Pick) -> Decision:
    return Decision(
        origin=origin, file=file, profile=profile, address=pick.address, picked=pick.sha256, approved=pick.approved
    )
