"""`status` and `cut`: what is there, and the film of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from storyboard.cli.budget_text import credits
from storyboard.cli.help_text import Sectioned
from storyboard.cli.joining import following_cut
from storyboard.cli.lifetimes import lifetime_of
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import show, table_of
from storyboard.cli.progress import STYLES
from storyboard.cli.telling import data, data_json, talk
from storyboard.problems import UsageError
from storyboard.run.machine.clock import moment, utc_now
from storyboard.run.record.manifest import Manifest, ShotResult, used_take
from storyboard.run.record.manifest_json import dump_manifest
from storyboard.stages.compiling import Wanted, out_folder, select_addresses
from storyboard.stages.cutting import cut_films, lack_of, read_results
from storyboard.stages.targets import SANDBOX

NOT_HERE = "not here"
NOT_SELECTED = "not selected"


@click.command(cls=Sectioned)
@walks_shots
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def status(file: Path, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Show what was made of the storyboard FILE, what was not, and which clips are not here.

    The manifest that --json prints is the one that the run left.
    """
    wanted = _wanted(file, given)
    manifest = _selected(read_results(wanted), wanted)
    if as_json:
        data(dump_manifest(manifest))
    else:
        _show(manifest, out_folder(wanted))


@click.command(cls=Sectioned)
@takes_storyboard
@click.option("--force", is_flag=True, help="Join again what was joined of the same clips.")
@click.option("--json", "as_json", is_flag=True, help="Print the films as JSON.")
def cut(file: Path, force: bool, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Join the shots of the storyboard FILE into the film."""
    wanted = _wanted(file, given)
    with following_cut() as tell:
        films = cut_films(wanted, force=force, tell=tell)
    if as_json:
        told = [{**asdict(film), "path": str(film.path)} for film in films]
        data_json({"films": told})
        return
    for film in films:
        data(str(film.path))
        if not film.joined:
            talk(f"{film.path.name} is there, joined of these very clips. `--force` joins them again.")
        talk(f"{film.clips} shots, {_length(film.seconds)}, {film.width}×{film.height}.")


def _wanted(file: Path, given: dict[str, Any]) -> Wanted:
    if not file.exists():
        raise UsageError(f"There is no file {file}", help="Name the storyboard that was run.")
    return wanted_from(file, given)


def _selected(manifest: Manifest, wanted: Wanted) -> Manifest:
    """Leave only the selected shots in a manifest; which those are, the storyboard says."""
    if wanted.selection.is_whole:
        return manifest
    chosen = select_addresses(wanted)
    return replace(manifest, shots=tuple(shot for shot in manifest.shots if shot.address in chosen))


def _show(manifest: Manifest, out: Path) -> None:
    table = table_of()
    table.add_column("shot", overflow="fold")
    table.add_column("state", no_wrap=True)
    table.add_column("takes", justify="right")
    table.add_column("credits", justify="right")
    table.add_column("", ratio=1, overflow="fold")
    now, states = utc_now(), [_state(shot, out) for shot in manifest.shots]
    for shot, state, cost in zip(manifest.shots, states, _costs(manifest.shots), strict=True):
        left = "" if manifest.origin == SANDBOX else lifetime_of(shot, out, now=now)
        told = "; ".join(part for part in (lack_of(shot, out) or _told(shot), left) if part)
        table.add_row(shot.address, Text(state, style=STYLES.get(state, "")), str(len(shot.takes)), cost, told)
    counts = ", ".join(f"{number} {state}" for state, number in Counter(states).items())
    free = ", free here" if manifest.target == SANDBOX else ""
    spent = f"{credits(manifest.totals.credits)} credits{free}"
    show(
        Text(manifest.title, style="bold").append(f" · {manifest.target} · {_begun(manifest)}", "not bold dim"),
        table,
        Text(f"{counts or 'no shots'}; {_length(manifest.totals.seconds)} in all; {spent}", style="bold"),
    )


def _begun(manifest: Manifest) -> str:
    return moment(manifest.started).strftime("%Y-%m-%d %H:%M UTC")


def _state(shot: ShotResult, out: Path) -> str:
    """Say where a shot stands, as the disk has it now; no run waits for one that its plan leaves out."""
    if shot.status == "waiting" and shot.request is None:
        return NOT_SELECTED
    return NOT_HERE if lack_of(shot, out) else shot.status


def _costs(shots: Iterable[ShotResult]) -> Iterator[str]:
    """Write what each shot cost, once where several use one request."""
    told = set()
    for shot in shots:
        yield "shared" if shot.digest in told else credits(shot.credits)
        told.update({shot.digest} - {None})


def _told(shot: ShotResult) -> str:
    take = used_take(shot)
    if take is not None:
        return "; ".join((take.file or "", *take.findings))
    failed = dict.fromkeys(take.message for take in shot.takes if take.message)
    unsaid = (message for message in failed if not any(message in reason for reason in shot.because))
    return "; ".join((*shot.because, *unsaid))


def _length(seconds: float) -> str:
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
