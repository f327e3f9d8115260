"""A run that comes to rest: the board as the ledger has it in the end, why what waits does, and what is missing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from storyboard.problems import InDoubt, Refused, StoryboardError
from storyboard.run.calls.perform import review
from storyboard.run.doubt.reconcile import list_doubts, name_of
from storyboard.run.ledger import attempts
from storyboard.run.production.production import Production, hear
from storyboard.run.record.board import Line, good_takes, move
from storyboard.run.record.keeping import Before
from storyboard.run.record.left_out import asked_for, brought_up, open_before
from storyboard.run.record.manifest import ShotResult
from storyboard.run.record.outcome import Doubted


@contextmanager
def hearing(production: Production) -> Iterator[None]:
    """Take errors of the work inside as reasons to stop: the manifest is written whatever happens."""
    try:
        yield
    except StoryboardError as error:
        hear(production, error)
    except OSError as error:
        reason = f"{error.filename or 'a file'} cannot be used: {error.strerror or error}"
        hear(production, Refused(reason, help="Make it readable, or move it away, and run again."))


async def review_all(production: Production) -> None:
    """Bring every call up to what the ledger says, once nothing is in the air; say why what waits does."""
    with hearing(production):
        await count_attempts(production)
    known = []
    for line in production.board.lines.values():
        with hearing(production):
            await review(production, line)
            known.append(line)
    for line in known:
        if line.status == "waiting":
            _say_why_waiting(production, line)
    with hearing(production):
        await _list_doubts(production)


async def _list_doubts(production: Production) -> None:
    """Note what is in doubt, whether this plan asks about it or not: it is money spent, perhaps, and nobody sees it."""
    origin, lines = production.target.origin, production.board.lines.values()
    shared = {take.attempt for line in lines for take in line.takes}
    doubts = await production.ledger.do(lambda db: list_doubts(db, origin=origin))
    meant = (one for one in doubts if not one.aside and (one.file == production.file or one.attempt in shared))
    production.doubts = tuple(Doubted(file=one.file, name=name_of(one)) for one in meant)
    if production.doubts:
        production.codes.add(InDoubt.exit_code)


async def bring_up(production: Production, before: Before) -> dict[str, ShotResult]:
    """Give anew, by address, what an earlier run left open and this plan leaves out, as far as that can be read."""
    shots, folder, out = open_before(production.plan, before), production.folder, production.out
    now: list[ShotResult] = []
    with hearing(production):
        asked = await production.ledger.do(lambda db: asked_for(db, shots, origin=production.target.origin))
        now += await asyncio.to_thread(lambda: tuple(brought_up(shots, asked, folder=folder, out=out)))
    return {shot.address: shot for shot in now}


async def count_attempts(production: Production) -> None:
    """Count the submissions that the plan made for each of its calls, in this run and before."""
    origin, file, plan = production.target.origin, production.file, production.plan.digest
    counts = await production.ledger.do(lambda db: attempts.attempts_by_call(db, origin=origin, file=file, plan=plan))
    for name, line in production.board.lines.items():
        line.attempts = counts.get(name, 0)


def what_is_missing(production: Production) -> str:
    """Say which clip is not here yet and why, in a sentence; empty where nobody noted a reason."""
    for line in production.board.lines.values():
        for take in line.takes:
            if take.status == "submitted" and take.message:
                return f"Take {take.key.number} of {line.call.id} is not here yet: {take.message}"
        if line.status == "waiting" and line.call.action == "fetch" and line.because:
            return f"{line.call.id}: {line.because[0]}"
        if line.status == "failed" and not any(take.status == "failed" for take in line.takes):
            return f"{line.call.id} failed: {line.because[0]}"
    return next(iter(production.absent), "")


def _say_why_waiting(production: Production, line: Line) -> None:
    lines, held = production.board.lines, production.scouting.holding.get(line.call.digest, ())
    if production.stopped:
        told = "not taken" if line.attempts else "not sent"
        move(production.board, line.call.id, "waiting", f"{told}: {_why_stopped(production, line)}", *held)
        return
    cause = next((need.call for need in line.call.needs if need.call in lines and not good_takes(lines[need.call])), "")
    if cause:
        move(production.board, line.call.id, "waiting", f"it waits for {cause}, which is {lines[cause].status}", *held)


def _why_stopped(production: Production, line: Line) -> str:
    """Say why a run stopped. What is told of one call, such as its price, is told there, and of the others where."""
    about = production.stopped.partition(" ")[0]
    here = line.call.id == about or about not in production.board.lines
    return production.stopped if here else f"the run stopped at {about}"
