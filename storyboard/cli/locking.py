"""`lock`: what goes in, pinned in a file for git."""

from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import OfFolder
from storyboard.cli.options import takes_storyboard, wanted_from
from storyboard.cli.telling import data, data_json, talk
from storyboard.plan.lock.lock_file import LOCK
from storyboard.stages.locking import lock_storyboard


@click.command(cls=OfFolder)
@takes_storyboard
@click.option("--online", is_flag=True, help="Pin what stands at URLs too: each is fetched once.")
@click.option("--json", "as_json", is_flag=True, help="Print what changed as JSON.")
def lock(file: Path, online: bool, as_json: bool, **given: Any) -> None:
    """Pin what goes into the storyboard FILE in `storyboard.lock` beside it.

    Only the lines of what FILE refers to are written, those of other storyboards stay. Prints the path of the lock.
    """
    locked = lock_storyboard(wanted_from(file, given), online=online)
    if as_json:
        told = {"path": str(locked.path), "changes": locked.changes, "unseen": locked.unseen}
        data_json(told)
        return
    for change in locked.changes:
        talk(change)
    if not locked.changes:
        talk(f"{LOCK}: nothing changed.")
    if locked.unseen:
        talk(f"Not in it, for want of --online: {', '.join(locked.unseen)}")
    data(str(locked.path))
