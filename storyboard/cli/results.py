"""`status` and `cut`: what is there, and the film of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import show, table_of
from storyboard.cli.plan_text import credits
from storyboard.cli.progress import STYLES
from storyboard.cli.telling import data, talk
from storyboard.problems import UsageError
from storyboard.run.manifest import Manifest, ShotResult, used_take
from storyboard.run.manifest_json import dump_manifest
from storyboard.stages.compiling import Wanted, compile_plan, out_folder
from storyboard.stages.cutting import cut_films, read_results


@click.command()
@walks_shots
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def status(file: Path, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Show what was made of the storyboard FILE and what was not."""
    wanted = _wanted(file, given)
    manifest = _selected(read_results(out_folder(wanted)), wanted)
    if as_json:
        data(dump_manifest(manifest))
    else:
        _show(manifest)


@click.command()
@takes_storyboard
def cut(file: Path, **given: Any) -> None:
    """Join the shots of the storyboard FILE into the film."""
    for film in cut_films(out_folder(_wanted(file, given))):
        data(str(film.path))
        talk(f"{film.clips} shots, {_length(film.seconds)}, {film.width}×{film.height}.")


def _wanted(file: Path, given: dict[str, Any]) -> Wanted:
    if not file.exists():
        raise UsageError(f"There is no file {file}", help="Name the storyboard that was run.")
    return wanted_from(file, given)


def _selected(manifest: Manifest, wanted: Wanted) -> Manifest:
    """Leave only the selected shots in a manifest; which those are, the storyboard says."""
    if wanted.selection.is_whole:
        return manifest
    plan, _ = compile_plan(wanted)
    chosen = {usage for call in plan.calls for usage in call.usages}
    return replace(manifest, shots=tuple(shot for shot in manifest.shots if shot.address in chosen))


def _show(manifest: Manifest) -> None:
    table = table_of()
    table.add_column("shot", overflow="fold")
    table.add_column("state", no_wrap=True)
    table.add_column("takes", justify="right")
    table.add_column("credits", justify="right")
    table.add_column("", ratio=1, overflow="fold")
    for shot in manifest.shots:
        state = Text(shot.status, style=STYLES.get(shot.status, ""))
        table.add_row(shot.address, state, str(len(shot.takes)), credits(shot.credits), _told(shot))
    counts = ", ".join(f"{number} {status}" for status, number in manifest.totals.by_status if number)
    show(
        Text(f"{manifest.title} · {manifest.target} · {manifest.started}", style="bold"),
        table,
        Text(f"{counts}; {_length(manifest.totals.seconds)} in all", style="bold"),
    )


def _told(shot: ShotResult) -> str:
    take = used_take(shot)
    if take is not None:
        return "; ".join((take.file or "", *take.findings))
    failed = [one.message for one in shot.takes if one.message]
    return "; ".join((*shot.because, *failed))


def _length(seconds: float) -> str:
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"
