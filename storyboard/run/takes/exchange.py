"""What goes between the ledger and `storyboard.takes`, as work on the ledger: read in when a run begins, written out
while it goes on and when it rests. The takes of the sandbox in the process stay in the ledger.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from storyboard.plan.plan import IN_PROCESS
from storyboard.problems import ProblemsError, Refused
from storyboard.run.ledger import attempts
from storyboard.run.ledger.aside import is_said_here, others_were_told
from storyboard.run.ledger.attempt_rows import other_with, row_of, uncharged_at
from storyboard.run.ledger.elsewhere import (
    Told,
    ToldTake,
    add_told,
    add_told_take,
    forget,
    renumber,
    retell,
    retell_take,
)
from storyboard.run.ledger.file import open_beside
from storyboard.run.ledger.rows import TakeStatus
from storyboard.run.ledger.take_rows import all_rows
from storyboard.run.machine.clock import stamp
from storyboard.run.takes.file import TAKES as FILE
from storyboard.run.takes.file import change_takes, load_takes
from storyboard.run.takes.lines import TakeLine, TakesFile, is_aside, is_final
from storyboard.run.takes.merge import Merged, merge_takes
from storyboard.run.takes.submission import Own
from storyboard.run.takes.told import UNKNOWN, line_of, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What the ledger and the file know of an origin together. `rows` are the ledger's, by submission and index."""

    takes: tuple[Merged, ...]
    rows: dict[tuple[str, int], sqlite3.Row]
    forgotten: frozenset[str]


def import_takes(db: sqlite3.Connection, folder: Path, *, origin: str, now: datetime) -> None:
    """Write into the ledger what `storyboard.takes` knows of an origin and the ledger does not.

    Whoever holds the lock of the folder and origin may call it. Raises ProblemsError where the file cannot be read,
    Refused where it contradicts the ledger.
    """
    if origin == IN_PROCESS:
        return
    known = bring_together(db, load_takes(folder), origin=origin)
    try:
        _write_in(db, known, now=now)
    except sqlite3.IntegrityError:  # a line was moved by hand to another shot, where its number is another take's
        raise Refused(
            f"{FILE} and the ledger contradict each other: two takes would have one number",
            help=f"Bring back the lines of {FILE} as git has them: `git diff {FILE}` shows what was changed.",
        ) from None


def _write_in(db: sqlite3.Connection, known: Together, *, now: datetime) -> None:
    for attempt in known.forgotten:
        forget(db, attempt, now=now)
    renumber(
        db,
        (
            (take.line.number, take.line.attempt, take.index)
            for take in known.takes
            if take.index is not None and known.rows[take.line.attempt, take.index]["number"] != take.line.number
        ),
    )
    groups = defaultdict[str, list[Merged]](list)
    for take in known.takes:
        groups[take.line.attempt].append(take)
    for attempt, takes in groups.items():
        _bring_up(db, attempt, takes, known, now=now)


def export_takes(db: sqlite3.Connection, folder: Path, *, origin: str) -> None:
    """Write into `storyboard.takes` what the ledger knows of an origin; lines of other origins stay as they are.

    Call it after the commit of what is to be written. Raises Refused where the file cannot be read or written.
    """
    if origin != IN_PROCESS:
        _write_out(db, folder, origin=origin)
        others_were_told(db, origin=origin)


def _write_out(db: sqlite3.Connection, folder: Path, *, origin: str) -> None:
    def change(file: TakesFile) -> TakesFile:
        known = bring_together(db, file, origin=origin)
        others = tuple(line for line in file.takes if line.origin != origin)
        return replace(file, takes=(*others, *(take.line for take in known.takes)))

    try:
        change_takes(folder, change)
    except ProblemsError as error:
        first = error.problems[0]
        line = "" if first.place is None else f"line {first.place.line}: "
        help = f"{first.help} The ledger has all of it, and the next run writes it there.".lstrip()
        raise Refused(f"{FILE} cannot be written anew: {line}{first.detail}", help=help) from None


def publish_takes(folder: Path, *, origin: str) -> None:
    """Do `export_takes` beside a run that is at work here, from what is on disk of its ledger: so a commit in git, or a
    run that is killed, leaves to others what was asked for so far, and what is being asked for.
    """
    if origin != IN_PROCESS:
        with closing(open_beside(folder)) as db:
            _write_out(db, folder, origin=origin)


def bring_together(db: sqlite3.Connection, file: TakesFile, *, origin: str) -> Together:
    """Put together what the ledger and the file know of an origin; changes nothing."""
    lines = tuple(line for line in file.takes if line.origin == origin)
    rows = all_rows(db, origin=origin)
    told = {line.attempt for line in lines}
    forgotten = _forgotten(rows, told) if file.there else frozenset[str]()
    own = [
        Own(line=line_of(row), index=row["idx"], said_here=is_said_here(row))
        for row in rows
        if row["attempt"] not in forgotten
    ]
    return Together(
        takes=merge_takes(lines, own, settled=uncharged_at(db, origin=origin)),
        rows={(row["attempt"], row["idx"]): row for row in rows},
        forgotten=forgotten,
    )


def _forgotten(rows: Iterable[sqlite3.Row], told: set[str]) -> frozenset[str]:
    """Find what was read from the file as of unknown fate and is in it no more: who sent it has settled it."""
    doubts = {row["attempt"] for row in rows if row["home"] == "takes" and row["state"] in UNKNOWN}
    return frozenset(doubts - told)


def _bring_up(db: sqlite3.Connection, attempt: str, takes: Sequence[Merged], known: Together, *, now: datetime) -> None:
    row = row_of(db, attempt)
    first = takes[0].line
    if row is not None and row["origin"] != first.origin:
        raise _of_two_origins(first, row["origin"])
    if row is None:
        _insert(db, takes, now=now)
    elif first.task_id is not None and row["state"] not in ("sent", "final"):
        _refuse_another(db, first)
        attempts.accept(db, attempt, first.task_id)
    elif first.task_id is None and row["home"] != "here":
        retell(db, attempt, state=state_of(first), credits=first.credits if is_aside(first) else None)
    highest = max((take.index for take in takes if take.index is not None), default=-1)
    for take in takes:
        if take.index is None:
            highest += 1
            add_told_take(db, _told(take.line, highest))
        else:
            _update_take(db, take, known.rows[attempt, take.index])
    uncharged = row is not None and (row["credits"] is None or row["state"] == "abandoned")
    if uncharged and all(is_final(take.line) for take in takes):
        attempts.charge(db, attempt, first.credits)
    if any(row is None or take.index is None or _differs(take, known) for take in takes) and first.task_id is not None:
        attempts.finish(db, attempt, now=now)


def _insert(db: sqlite3.Connection, takes: Sequence[Merged], *, now: datetime) -> None:
    """Write down a submission of another machine. No line tells when it was made, so it counts from now."""
    line = takes[0].line
    _refuse_another(db, line)
    priced = is_aside(line) or all(is_final(take.line) for take in takes)
    told = Told(
        attempt=line.attempt,
        origin=line.origin,
        file=line.file,
        call=line.usages[0] if line.usages else line.shot,
        shot=line.shot,
        usages=line.usages,
        plan_digest=line.digest,
        digest=line.digest,
        asked=len(takes),
        price=line.credits,
        credits=line.credits if priced else None,
        state=state_of(line),
        task_id=line.task_id,
        made_at=stamp(now),
        home="takes",
    )
    add_told(db, told, now=now)


def _told(line: TakeLine, index: int) -> ToldTake:
    status: TakeStatus = "submitted"
    if is_final(line):
        status = "done" if line.status == "done" else "failed"
    return ToldTake(
        attempt=line.attempt,
        index=index,
        origin=line.origin,
        file=line.file,
        shot=line.shot,
        number=line.number,
        digest=line.digest,
        status=status,
        sha256=line.sha256,
        bytes=line.bytes,
        seconds=line.seconds,
    )


def _update_take(db: sqlite3.Connection, take: Merged, row: sqlite3.Row) -> None:
    """Bring a take up to what the file knows better: it is final there and not here, or good there and lost here."""
    line = take.line
    if is_final(line) and line.status != row["status"] and take.index is not None:
        retell_take(db, _told(line, take.index))


def _differs(take: Merged, known: Together) -> bool:
    return take.index is not None and known.rows[take.line.attempt, take.index]["status"] != take.line.status


def _of_two_origins(line: TakeLine, other: str) -> Refused:
    return Refused(
        f"{FILE} tells of the submission {line.attempt} at {line.origin}, and the ledger knows it from {other}: it was "
        "sent to one of them only",
        help=f"Bring back the line of {FILE} as git has it.",
    )


def _refuse_another(db: sqlite3.Connection, line: TakeLine) -> None:
    """Raise Refused where the ledger knows the task of a line as another submission's."""
    other = other_with(db, line.task_id, attempt=line.attempt, origin=line.origin)
    if other is not None:
        raise Refused(
            f"{FILE} gives the task {line.task_id} to the submission {line.attempt}, and the ledger knows it as "
            f"{other}: one of them would be counted twice",
            help=f"Bring back the line of {FILE} as git has it, or settle the submission with `storyboard reconcile`.",
        )
