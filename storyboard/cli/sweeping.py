"""`gc`: make room."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from storyboard.cli.counting import plural
from storyboard.cli.help_text import OfFolder
from storyboard.cli.options import takes_storyboard, wanted_from
from storyboard.cli.telling import data, data_json, talk
from storyboard.plan.lock.lock_file import LOCK
from storyboard.run.machine.places import relative
from storyboard.run.takes.rubbish import Rubbish
from storyboard.stages.sweeping import Swept, find_rubbish, sweep_folder


@click.command(cls=OfFolder)
@takes_storyboard
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what goes as JSON.")
def gc(file: Path, *, dry_run: bool, as_json: bool, **given: Any) -> int:
    """Remove what no storyboard in the folder of FILE refers to.

    Clips of the sandbox that no request asks for now, files that were cut from others, and lines of the lock. Never a
    clip that `storyboard.takes` lists, nor one that is picked.
    """
    wanted = wanted_from(file, given)
    swept = find_rubbish(wanted) if dry_run else sweep_folder(wanted)
    if as_json:
        data_json(_json(swept, wanted.folder))
    else:
        _tell(swept, wanted.folder, dry_run=dry_run)
    return 1 if swept.stuck else 0


def _tell(swept: Swept, folder: Path, *, dry_run: bool) -> None:
    # The name before the path, which may be long: what a line of a terminal breaks is the path's end.
    width = max((len(one.take) + 2 for one in swept.rubbish if one.take), default=0)
    for one in swept.rubbish:
        data(f"{_size(one.bytes):>9}  {one.take:<{width}}{relative(one.path, folder)}")
    for path in swept.pins:
        data(f"{'line':>9}  {'':<{width}}{LOCK}: {path}")
    for one in swept.stuck:
        talk(f"warning: {relative(one.path, folder)} could not be removed.")
    verb = "would go" if dry_run else "gone"
    for why, files in groupby(sorted(swept.rubbish, key=lambda one: one.why), key=lambda one: one.why):
        group = list(files)
        talk(f"{len(group)} {verb}, {_size(_sum(group))}: {why}.")
    if swept.pins:
        talk(f"{plural(len(swept.pins), 'line')} of {LOCK} {verb}: no storyboard refers to them.")
    if not swept.rubbish and not swept.pins:
        talk("Nothing to remove.")


def _json(swept: Swept, folder: Path) -> dict[str, Any]:
    files = [_file(one, folder) for one in swept.rubbish]
    stuck = [relative(one.path, folder) for one in swept.stuck]
    return {"files": files, "bytes": _sum(swept.rubbish), "lock": list(swept.pins), "stuck": stuck}


def _file(one: Rubbish, folder: Path) -> dict[str, Any]:
    return {"path": relative(one.path, folder), "bytes": one.bytes, "take": one.take or None, "why": one.why}


def _sum(rubbish: Iterable[Rubbish]) -> int:
    return sum(one.bytes for one in rubbish)


def _size(size: int) -> str:
    """Write bytes as people do: 812 B, 3.4 MB."""
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
