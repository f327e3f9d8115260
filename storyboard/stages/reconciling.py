"""Reconcile: find the submissions of unknown fate and settle one of them by what its user knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from storyboard.plan.film import Film
from storyboard.plan.made import Made
from storyboard.plan.plan import Plan
from storyboard.plan.selection.selection import Selection
from storyboard.problems import NoAccess, Refused, UsageError
from storyboard.provider.plain import task_id as checked_task
from storyboard.run.doubt.reconcile import Doubt, name_of
from storyboard.run.doubt.settling import Place, Settled, abandon_doubt, bind_doubt, read_doubts
from storyboard.run.machine.places import ledger_path
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.target import Target
from storyboard.run.record.outcome import Doubted
from storyboard.run.takes.file import TAKES
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before
from storyboard.stages.doubts import is_own, tell_doubts, tell_elsewhere
from storyboard.stages.targets import open_target


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The submissions of unknown fate at a target: a storyboard's own, those that were asked for again, and those of
    the other storyboards in its folder. What was sent for a file that is not there any more is everybody's own.
    """

    own: tuple[Doubt, ...] = ()
    aside: tuple[Doubt, ...] = ()
    others: tuple[Doubt, ...] = ()


def list_in_doubt(wanted: Wanted) -> Unknown:
    """Give every submission at a storyboard's target whose fate is unknown, oldest first.

    Raises UsageError where there is no such storyboard, Refused where a run is at work there.
    """
    place = _place(wanted)
    if not _may_know(wanted):
        return Unknown()
    return _known(wait_for(read_doubts(place, _target(wanted))), wanted)


def find_doubt(wanted: Wanted, address: str | None) -> Doubt:
    """Give the one submission of unknown fate that is meant. Raises Refused where there is none, or more than one."""
    return _one_of(list_in_doubt(wanted), address, wanted)


def bind_in_doubt(wanted: Wanted, address: str | None, *, task_id: str) -> Settled:
    """Say that a submission was taken, as this task. Raises UsageError, Refused, NoAccess and ProviderError."""
    if checked_task(task_id) is None:
        raise UsageError(f"{task_id!r} is no task's id", help="Copy it from the provider's own list of tasks.")
    target = open_target(wanted.aim, folder=wanted.folder)
    choose = _choosing(address, wanted)
    return _of_its_own(wait_for(bind_doubt(_place(wanted), target, choose, task_id)), wanted)


def abandon_in_doubt(wanted: Wanted, address: str | None) -> Settled:
    """Say that a submission was not taken. Raises Refused."""
    return _of_its_own(wait_for(abandon_doubt(_place(wanted), _choosing(address, wanted))), wanted)


def plan_again(wanted: Wanted, doubt: Doubt) -> tuple[Plan, Film, Wanted]:
    """Plan the shot of a submission in doubt as if that had never been made; nothing is changed.

    Raises ProblemsError as a plan does, Refused where nothing would be asked for, or where that was done before.
    """
    if doubt.aside:
        again = "What it was asked for again as is another submission. --bind and --abandon still settle this one."
        raise Refused(f"{name_of(doubt)} was asked for again already", help=again)
    made = read_made_before(wanted)
    made = replace(made, takes=tuple(take for take in made.takes if take.attempt != doubt.attempt))
    alone = replace(wanted, selection=Selection(select=_meant_now(wanted, doubt, made)))
    plan, film = compile_plan(alone, made=made, purpose="run")
    if not plan.totals.make:
        why = "; ".join(reason for call in plan.calls for reason in call.because)
        raise Refused(f"{doubt.call} would not be asked for again: {why}", help="Give it up with --abandon.")
    return plan, film, alone


def _meant_now(wanted: Wanted, doubt: Doubt, made: Made) -> str:
    """Give the address of what a submission in doubt asked for: the same request, whatever its shot is called now.

    Other words take its place only in its own storyboard: a shot of the same name elsewhere is another one. Raises
    Refused where there is neither.
    """
    plan, _ = compile_plan(replace(wanted, selection=Selection()), made=made)
    same = next((call.id for call in plan.calls if call.digest in doubt.digests), None)
    if same is None and doubt.file != wanted.file.name:
        why = f"{wanted.file.name} does not ask for what was asked for {name_of(doubt)} of {doubt.file}"
        raise Refused(why, help="--bind or --abandon settles it here.")
    return same or doubt.call


def _choosing(address: str | None, wanted: Wanted) -> Callable[[tuple[Doubt, ...]], Doubt]:
    return lambda doubts: _one_of(_known(doubts, wanted), address, wanted)


def _one_of(unknown: Unknown, address: str | None, wanted: Wanted) -> Doubt:
    """Choose the one that is meant: of what is in doubt, else of what was set aside."""
    fits = [[one for one in ones if address is None or _is_meant(one, address)] for ones in _own(unknown)]
    found = next(filter(None, fits), [])
    if len(found) == 1:
        return found[0]
    known = found or [one for ones in _own(unknown) for one in ones]
    names = ", ".join(map(name_of, known))
    if not known:
        elsewhere = (*settles_others(unknown, wanted), *tell_elsewhere(wanted))
        help = " ".join(elsewhere) or "Is it another target, or another --base-url?"
        raise Refused(f"No submission is in doubt at {wanted.aim.origin}", help=help)
    if not found:
        help = " ".join((f"In doubt: {names}.", *settles_others(unknown, wanted)))
        raise Refused(f"{address} is not in doubt", help=help)
    raise Refused(f"{len(found)} submissions are in doubt: {names}", help="Name the one that is meant.")


def settles_others(unknown: Unknown, wanted: Wanted) -> Iterator[str]:
    """Say which commands settle what is in doubt in the other storyboards of a folder."""
    return tell_doubts((Doubted(file=one.file, name=name_of(one)) for one in unknown.others), wanted)


def _known(doubts: tuple[Doubt, ...], wanted: Wanted) -> Unknown:
    """Sort doubts for a storyboard. Raises UsageError where there is none of its name, and nothing in doubt of one."""
    if not wanted.file.exists() and all(one.file != wanted.file.name for one in doubts):
        raise _missing(wanted)
    return _sorted(doubts, wanted)


def _sorted(doubts: Iterable[Doubt], wanted: Wanted) -> Unknown:
    doubts = tuple(doubts)
    own = tuple(one for one in doubts if is_own(one.file, wanted))
    return Unknown(
        own=tuple(one for one in own if not one.aside),
        aside=tuple(one for one in own if one.aside),
        others=tuple(one for one in doubts if one not in own and not one.aside),
    )


def _own(unknown: Unknown) -> tuple[tuple[Doubt, ...], tuple[Doubt, ...]]:
    return unknown.own, unknown.aside


def _of_its_own(settled: Settled, wanted: Wanted) -> Settled:
    """Leave of what is still in doubt what is a storyboard's own."""
    return replace(settled, left=_sorted(settled.left, wanted).own)


def _is_meant(doubt: Doubt, address: str) -> bool:
    shot, _, number = address.partition("#")
    fits = shot in (doubt.shot, doubt.call, *doubt.usages)
    return fits and (not number or number in map(str, doubt.numbers))


def _may_know(wanted: Wanted) -> bool:
    return ledger_path(wanted.folder).exists() or (wanted.folder / TAKES).exists()


def _place(wanted: Wanted) -> Place:
    if not wanted.file.exists() and not _may_know(wanted):
        raise _missing(wanted)
    return Place(folder=wanted.folder, origin=wanted.aim.origin)


def _missing(wanted: Wanted) -> UsageError:
    return UsageError(f"There is no file {wanted.file}", help="Name the storyboard that was run.")


def _target(wanted: Wanted) -> Target | None:
    """Give the target, for its balance; without a key it can be done without."""
    try:
        return open_target(wanted.aim, folder=wanted.folder)
    except NoAccess:
        return None
