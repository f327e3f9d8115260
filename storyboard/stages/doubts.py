"""What is in doubt of a storyboard, in words: no shot tells of a submission whose shot has changed or left the film."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from storyboard.plan.made import Made
from storyboard.run.machine.places import is_gone
from storyboard.run.record.outcome import Doubted
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted


def doubts_among(made: Made, wanted: Wanted) -> tuple[Doubted, ...]:
    """Name the submissions of a storyboard that are in doubt, as what was made tells them."""
    file = wanted.file.name
    doubts = [take for take in made.takes if take.status == "in-doubt" and take.storyboard == file]
    first = {take.attempt: take for take in reversed(doubts)}
    names = sorted(f"{(take.usages or (take.shot,))[0]}#{take.number}" for take in first.values())
    return tuple(Doubted(file=file, name=name) for name in names)


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
