"""What is in doubt of a storyboard, in words: no shot tells of a submission whose shot has changed or left the film."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from storyboard.plan.made import Made
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


def tell_doubts(doubts: Iterable[Doubted], wanted: Wanted) -> Iterator[str]:
    """Say which submissions are in doubt, and which command settles them: that of the storyboard that sent them."""
    for file, named in groupby(sorted(doubts, key=lambda one: one.file), key=lambda one: one.file):
        command = command_for("reconcile", replace(wanted, file=wanted.folder / file))
        names = ", ".join(one.name for one in named)
        yield f"In doubt in {file}: {names}. `{command}` shows what is known of it, and settles it."
