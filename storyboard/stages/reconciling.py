"""Reconcile: find the submissions of unknown fate and settle one of them by what its user knows."""

from collections.abc import Callable
from dataclasses import replace

from storyboard.plan.film import Film
from storyboard.plan.plan import Plan
from storyboard.plan.selection.selection import Selection
from storyboard.problems import NoAccess, Refused, UsageError
from storyboard.provider.plain import task_id as checked_task
from storyboard.run.doubt.reconcile import Doubt
from storyboard.run.doubt.settling import Place, Settled, abandon_doubt, bind_doubt, read_doubts, set_doubt_aside
from storyboard.run.machine.places import ledger_path
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.target import Target
from storyboard.run.takes.file import TAKES
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before
from storyboard.stages.targets import open_target


def list_in_doubt(wanted: Wanted) -> tuple[Doubt, ...]:
    """Give every submission of a storyboard at its target whose fate is unknown, oldest first.

    Raises Refused where a run is at work there.
    """
    if not _may_know(wanted):
        return ()
    return wait_for(read_doubts(_place(wanted), _target(wanted)))


def find_doubt(wanted: Wanted, address: str | None) -> Doubt:
    """Give the one submission in doubt that is meant. Raises Refused where there is none, or more than one."""
    return _one_of(address)(list_in_doubt(wanted))


def bind_in_doubt(wanted: Wanted, address: str | None, *, task_id: str) -> Settled:
    """Say that a submission was taken, as this task. Raises UsageError, Refused, NoAccess and ProviderError."""
    if checked_task(task_id) is None:
        raise UsageError(f"{task_id!r} is no task's id", help="Copy it from the provider's own list of tasks.")
    target = open_target(wanted.aim, folder=wanted.folder)
    return wait_for(bind_doubt(_place(wanted), target, _one_of(address), task_id))


def abandon_in_doubt(wanted: Wanted, address: str | None) -> Settled:
    """Say that a submission was not taken. Raises Refused."""
    return wait_for(abandon_doubt(_place(wanted), _one_of(address)))


def set_in_doubt_aside(wanted: Wanted, doubt: Doubt) -> Settled:
    """Make room for asking again; what it may have cost stays counted. Raises Refused where it was settled since."""

    def same(doubts: tuple[Doubt, ...]) -> Doubt:
        found = next((one for one in doubts if one.attempt == doubt.attempt), None)
        if found is None:
            raise Refused(f"{doubt.call} is not in doubt any more", help="Look at it with `storyboard status`.")
        return found

    return wait_for(set_doubt_aside(_place(wanted), same))


def plan_again(wanted: Wanted, doubt: Doubt) -> tuple[Plan, Film, Wanted]:
    """Plan the shot of a submission in doubt as if that had never been made; nothing is changed.

    Raises ProblemsError as a plan does, Refused where nothing would be asked for.
    """
    made = read_made_before(wanted)
    made = replace(made, takes=tuple(take for take in made.takes if take.attempt != doubt.attempt))
    alone = replace(wanted, selection=Selection(select=doubt.call))
    plan, film = compile_plan(alone, made=made, purpose="run")
    if not plan.totals.make:
        why = "; ".join(reason for call in plan.calls for reason in call.because)
        raise Refused(f"{doubt.call} would not be asked for again: {why}", help="Give it up with --abandon.")
    return plan, film, alone


def _one_of(address: str | None) -> Callable[[tuple[Doubt, ...]], Doubt]:
    def choose(doubts: tuple[Doubt, ...]) -> Doubt:
        found = [doubt for doubt in doubts if address is None or _is_meant(doubt, address)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(name_of(doubt) for doubt in found or doubts)
        if not doubts:
            raise Refused("No submission is in doubt here", help="Is it another target, or another --base-url?")
        if not found:
            raise Refused(f"{address} is not in doubt", help=f"In doubt: {names}.")
        raise Refused(f"{len(found)} submissions are in doubt: {names}", help="Name the one that is meant.")

    return choose


def name_of(doubt: Doubt) -> str:
    """Name a submission as a user may: its shot, and the number of its first take."""
    return f"{doubt.call}#{doubt.numbers[0]}" if doubt.numbers else doubt.call


def _is_meant(doubt: Doubt, address: str) -> bool:
    shot, _, number = address.partition("#")
    fits = shot in (doubt.shot, doubt.call, *doubt.usages)
    return fits and (not number or number in map(str, doubt.numbers))


def _may_know(wanted: Wanted) -> bool:
    return ledger_path(wanted.folder).exists() or (wanted.folder / TAKES).exists()


def _place(wanted: Wanted) -> Place:
    if not wanted.file.exists():
        raise UsageError(f"There is no file {wanted.file}", help="Name the storyboard that was run.")
    return Place(folder=wanted.folder, file=wanted.file.name, origin=wanted.aim.origin)


def _target(wanted: Wanted) -> Target | None:
    """Give the target, for its balance; without a key it can be done without."""
    try:
        return open_target(wanted.aim, folder=wanted.folder)
    except NoAccess:
        return None
