"""The joining of a film as it goes: a bar on a terminal, a line elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from storyboard.cli.paper import console_for
from storyboard.cli.telling import talk
from storyboard.deliver.film import Joining


@contextmanager
def following_cut() -> Iterator[Callable[[Joining], None]]:
    """Show how far the joining is until it ends; hand out the function that hears of it."""
    if not sys.stderr.isatty():
        yield _line
        return
    bars: dict[Path, TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=32), MofNCompleteColumn())
    with Progress(*columns, console=console_for(sys.stderr)) as progress:

        def show(joining: Joining) -> None:
            if joining.film not in bars:
                bars[joining.film] = progress.add_task(_words(joining), total=joining.clips)
            progress.update(bars[joining.film], completed=joining.done)

        yield show


def _line(joining: Joining) -> None:
    if not joining.done:
        talk(_words(joining))


def _words(joining: Joining) -> str:
    return f"Joining {joining.clips} {'clip' if joining.clips == 1 else 'clips'} into {joining.film.name} …"
