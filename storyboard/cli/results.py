"""`status` and `cut`: what is there, and the film of it."""

import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from storyboard.cli.counting import plural
from storyboard.cli.help_text import Sectioned
from storyboard.cli.joining import following_cut
from storyboard.cli.lifetimes import lifetime_of
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import Listing, show
from storyboard.cli.progress import STYLES
from storyboard.cli.target_text import name_target
from storyboard.cli.telling import data, data_json, talk, width_of
from storyboard.credits import count_credits, say_credits
from storyboard.language.files import no_such_file
from storyboard.plan.plan import IN_PROCESS
from storyboard.run.machine.clock import moment, utc_now
from storyboard.run.record.manifest import Manifest, ShotResult, used_take
from storyboard.run.record.manifest_json import dump_manifest
from storyboard.run.takes.spent import read_spent
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.cutting import MOST_NAMES, cut_films, lack_of, name_some
from storyboard.stages.doubts import tell_doubts
from storyboard.stages.standing import Standing, read_standing
from storyboard.stages.targets import is_free

NOT_HERE = "not here"
NOT_SELECTED = "not selected"
CHANGED, NEW = "changed", "new"
_HEAD = ("shot", "state", "", "takes", "credits")
_CIRCLE = 2  # the rank of the column without a name


@click.command(cls=Sectioned)
@walks_shots
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def status(file: Path, as_json: bool, **given: Any) -> None:
    """Show what was made of the storyboard FILE, what was not, what has changed since, and which clips are not here.

    The manifest that --json prints has the takes that the next run keeps.
    """
    wanted = _wanted(file, given)
    standing = read_standing(wanted)
    for line in tell_doubts(standing.in_doubt, wanted):
        talk(line)
    if as_json:
        chosen = {shot.address for shot in standing.shots}
        kept = (shot for shot in standing.manifest.shots if wanted.selection.is_whole or shot.address in chosen)
        data(dump_manifest(replace(standing.manifest, shots=tuple(kept))))
        return
    if standing.problems:
        validate = f"storyboard validate {shlex.quote(str(file))}"
        talk(f"warning: The storyboard has mistakes now, and `{validate}` tells them. This is what the last run left.")
    _show(standing, wanted)


@click.command(cls=Sectioned)
@takes_storyboard
@click.option("--force", is_flag=True, help="Join again what was joined of the same clips.")
@click.option("--json", "as_json", is_flag=True, help="Print the films as JSON.")
def cut(file: Path, force: bool, as_json: bool, **given: Any) -> None:
    """Join the shots of the storyboard FILE into the film."""
    wanted = _wanted(file, given)
    standing = read_standing(wanted)
    with following_cut() as tell:
        films = cut_films(standing, wanted, force=force, tell=tell)
    _warn_of_changes(standing, wanted)
    if as_json:
        told = [{**asdict(film), "path": str(film.path)} for film in films]
        data_json({"films": told, "changed": list(standing.changed)})
        return
    for film in films:
        data(str(film.path))
        if not film.joined:
            talk(f"{film.path.name} is there, joined of these very clips. `--force` joins them again.")
        talk(f"{plural(film.clips, 'shot')}, {_length(film.seconds)}, {film.width}×{film.height}.")


def _warn_of_changes(standing: Standing, wanted: Wanted) -> None:
    if standing.changed:
        talk(
            f"warning: {len(standing.changed)} of {len(standing.shots)} shots changed since they were made, and are in "
            f"the film as they were: {name_some(tuple(standing.changed))}. "
            f"`{command_for('run', wanted)}` makes them anew."
        )


def _wanted(file: Path, given: dict[str, Any]) -> Wanted:
    if not file.exists():
        raise no_such_file(file)
    return wanted_from(file, given)


def _show(standing: Standing, wanted: Wanted) -> None:
    manifest, out = standing.manifest, out_folder(wanted)
    now, states, rows, tails = utc_now(), [_state(shot, standing, out) for shot in standing.shots], [], []
    for shot, state, cost in zip(standing.shots, states, _costs(standing.shots), strict=True):
        # A served sandbox forgets clips as the API does; that of this process never.
        left = "" if manifest.origin == IN_PROCESS else lifetime_of(shot, out, now=now)
        circle, style = Text(_circle(shot, standing)), STYLES.get(state, "")
        rows.append((Text(shot.address), Text(state, style=style), circle, Text(f"{len(shot.takes)}"), Text(cost)))
        tails.append("; ".join(part for part in (lack_of(shot, out) or _told(shot, standing), left) if part))
    # Where nobody approved anything, there is no column for it.
    ranks = [rank for rank in range(len(_HEAD)) if rank != _CIRCLE or any(row[_CIRCLE].plain for row in rows)]
    table = Listing(
        head=tuple(_HEAD[rank] for rank in ranks),
        rows=tuple(tuple(row[rank] for rank in ranks) for row in rows),
        tails=tuple(tails),
        right=frozenset({len(ranks) - 2, len(ranks) - 1}),
        width=width_of(sys.stdout),
    )
    where = name_target(manifest.target, base_url=wanted.aim.base_url, origin=manifest.origin)
    counts = ", ".join(f"{number} {state}" for state, number in Counter(states).items())
    show(
        Text(manifest.title, style="bold").append(f" · {where} · {_begun(manifest)}", "not bold dim"),
        table,
        Text("; ".join((counts or "no shots", *_lengths(standing.shots), _spent(manifest, wanted))), style="bold"),
    )


def _circle(shot: ShotResult, standing: Standing) -> str:
    """Say whether the take of a shot is approved, and whether it is from earlier words."""
    if shot.address in standing.stale:
        return "approved, stale"
    return "approved" if any(take.approved for take in shot.takes) else ""


def _lengths(shots: Iterable[ShotResult]) -> Iterator[str]:
    """Say how long the film of each variant is by the takes in use, or all of them together where there are many."""
    films: dict[str, float] = {}
    for shot in shots:
        take, variant = used_take(shot), shot.address.partition("@")[2]
        films[variant] = films.get(variant, 0.0) + ((take.seconds or 0.0) if take is not None else 0.0)
    if len(films) > MOST_NAMES:
        yield f"{_length(sum(films.values()))} in {len(films)} films"
        return
    yield ", ".join(f"{_length(seconds)} of {variant or 'film'}" for variant, seconds in films.items())


def _spent(manifest: Manifest, wanted: Wanted) -> str:
    """Say what the whole production has cost, over all takes, profiles and films."""
    spent = count_credits(read_spent(wanted.folder, file=wanted.file.name, origin=manifest.origin))
    free = ", free here" if is_free(manifest.target) else ""
    return f"{spent} spent in all{free}"


def _begun(manifest: Manifest) -> str:
    return moment(manifest.started).strftime("%Y-%m-%d %H:%M UTC")


def _state(shot: ShotResult, standing: Standing, out: Path) -> str:
    """Say where a shot stands, as the disk has it now; no run waits for one that its plan leaves out."""
    if shot.address in standing.new:
        return NEW
    if shot.address in standing.changed:
        return CHANGED
    if shot.status == "waiting" and shot.request is None:
        return NOT_SELECTED
    return NOT_HERE if lack_of(shot, out) or _is_away(shot) else shot.status


def _is_away(shot: ShotResult) -> bool:
    """Say whether all that a shot lacks is a clip that was made already."""
    states = {take.status for take in shot.takes}
    return shot.status == "submitted" and "done" in states and "submitted" not in states


def _costs(shots: Iterable[ShotResult]) -> Iterator[str]:
    """Write what each shot cost, once where several use one request."""
    told = set()
    for shot in shots:
        yield "shared" if shot.digest in told else say_credits(shot.credits)
        told.update({shot.digest} - {None})


def _told(shot: ShotResult, standing: Standing) -> str:
    if shot.address in standing.changed:
        return "; ".join(standing.changed[shot.address])
    take = used_take(shot)
    if take is not None:
        return "; ".join((take.file or "", *take.findings))
    failed = dict.fromkeys(take.message for take in shot.takes if take.message)
    unsaid = (message for message in failed if not any(message in reason for reason in shot.because))
    return "; ".join((*shot.because, *unsaid))


def _length(seconds: float) -> str:
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
