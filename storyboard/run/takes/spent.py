"""Reading the ledger and `storyboard.takes` beside a run: what was spent, for who has to confirm a price."""

from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from pathlib import Path, PurePosixPath

from storyboard.plan.plan import IN_PROCESS, Plan
from storyboard.run.ledger.attempts import find_root
from storyboard.run.ledger.file import open_to_read
from storyboard.run.ledger.money import spent_by_runs, spent_on_film
from storyboard.run.takes.exchange import bring_together
from storyboard.run.takes.file import load_takes
from storyboard.run.takes.lines import TakeLine, TakesFile
from storyboard.run.takes.merge import merge_takes


def read_spent(folder: Path, *, file: str, origin: str) -> Decimal:
    """Sum what was charged, or may have been, for a storyboard at an origin, in credits; needs no lock.

    A task counts once, whether the ledger or `storyboard.takes` knows it. Raises Refused where the ledger is damaged,
    ProblemsError where `storyboard.takes` cannot be read.
    """
    told = TakesFile(there=False) if origin == IN_PROCESS else load_takes(folder)
    db = open_to_read(folder)
    if db is None:
        return _sum(take.line for take in merge_takes(told.takes) if _is(take.line, file, origin))
    with closing(db):
        known = bring_together(db, told, origin=origin)
        counted = {attempt for attempt, _ in known.rows}
        more = (take.line for take in known.takes if take.line.attempt not in counted and _is(take.line, file, origin))
        return spent_on_film(db, origin=origin, file=file) + _sum(more)


def read_spent_by_run(folder: Path, plan: Plan) -> Decimal:
    """Sum what the runs were charged, or may have been, that a run of this plan resumes; they share one budget.

    Raises Refused where the ledger is damaged.
    """
    db = open_to_read(folder)
    if db is None:
        return Decimal(0)
    with closing(db):
        file = PurePosixPath(plan.storyboard).name
        root = find_root(db, origin=plan.origin, file=file, profile=plan.profile or "", plan=plan.digest)
        return Decimal(0) if root is None else spent_by_runs(db, root)


def _is(line: TakeLine, file: str, origin: str) -> bool:
    return (line.origin, line.file) == (origin, file)


def _sum(lines: Iterable[TakeLine]) -> Decimal:
    """Sum what lines tell, each submission once, however many takes it is of."""
    return sum({line.attempt: line.credits for line in lines}.values(), Decimal(0))
