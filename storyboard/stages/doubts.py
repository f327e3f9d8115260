"""What is in doubt of a storyboard, in words: no shot tells of a submission whose shot has changed or left the film."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from storyboard.plan.made import Made, Take, asked_by
from storyboard.plan.plan import IN_PROCESS, Plan
from storyboard.run.machine.places import is_gone
from storyboard.run.record.outcome import Doubted
from storyboard.run.takes.made import read_made, read_origins
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted


def doubts_among(made: Made, plan: Plan, wanted: Wanted) -> tuple[Doubted, ...]:
    """Name the submissions of a storyboard that are in doubt, as what was made tells them, and those of others that its
    plan shares.
    """
    shared = {call.digest for call in plan.calls}
    return _named(take for take in made.takes if take.storyboard == wanted.file.name or take.digest in shared)


def tell_elsewhere(wanted: Wanted) -> Iterator[str]:
    """Say what is in doubt of a storyboard at other origins than the one that is wanted, one line for each.

    Raises Refused where the ledger is damaged, ProblemsError where `storyboard.takes` is.
    """
    for origin in read_origins(wanted.folder):
        if origin in (wanted.aim.origin, IN_PROCESS):  # in this process a doubt is none: the next run gives it up
            continue
        made = read_made(wanted.folder, file=wanted.file.name, origin=origin)
        names = ", ".join(one.name for one in _named(take for take in made.takes if is_own(take.storyboard, wanted)))
        if names:
            yield f"In doubt at {origin}: {names}. --target and --base-url, as the run had them, lead there."


def _named(takes: Iterable[Take]) -> tuple[Doubted, ...]:
    doubts = [take for take in takes if take.status == "in-doubt"]
    first = {take.attempt: take for take in reversed(doubts)}
    named = ((take.storyboard, f"{asked_by(take)[0]}#{take.number}") for take in first.values())
    return tuple(Doubted(file=file, name=name) for file, name in sorted(named))


def is_own(file: str, wanted: Wanted) -> bool:
    """Say whether what was sent for a storyboard of this name is a storyboard's own to settle: also where there is none
    of that name in its folder any more, as after it was renamed.
    """
    return file == wanted.file.name or is_gone(file, wanted.folder)


def tell_doubts(doubts: Iterable[Doubted], wanted: Wanted) -> Iterator[str]:
    """Say which submissions are in doubt, and which command settles them: that of the storyboard that sent them, or of
    this one where that is not there any more.
    """
    for file, named in groupby(sorted(doubts, key=lambda one: one.file), key=lambda one: one.file):
        gone = is_gone(file, wanted.folder)
        command = command_for("reconcile", wanted if gone else replace(wanted, file=wanted.folder / file))
        names, where = ", ".join(one.name for one in named), f"{file}, which is not there any more" if gone else file
        yield f"In doubt in {where}: {names}. `{command}` shows what is known of it, and settles it."
