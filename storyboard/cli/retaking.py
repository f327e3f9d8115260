"""`retake` and `retry`: asking for more takes on purpose, priced and confirmed as a run is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import Sectioned
from storyboard.cli.making import makes_shots
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.progress import nothing_to_run
from storyboard.cli.running import carry_out
from storyboard.cli.telling import talk, tell_problems
from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.again import Again
from storyboard.plan.made import was_made
from storyboard.plan.plan import Plan
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before
from storyboard.stages.retaking import plan_retake, retrying

MOST_TAKES = 4
_NONE_FAILED = "Nothing to ask for again: no shot has failed with the words that it has now."


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option(
    "--takes",
    metavar="N",
    type=click.IntRange(1, MOST_TAKES),
    default=1,
    show_default=True,
    help="How many more takes of each.",
)
@makes_shots
def retake(file: Path, addresses: tuple[str, ...], *, takes: int, **given: Any) -> int:
    """Ask for more takes of the shots ADDRESS of the storyboard FILE, beyond all that were ever asked for.

    Takes that are there stay. It is priced and confirmed as `run` is.
    """
    wanted = wanted_from(file, given, first_take=given["first_take"])
    plan, film, chosen = plan_retake(wanted, addresses, takes=takes)
    tell_problems(film.problems)
    code = carry_out(plan, chosen, given, source="again")
    if _has_takes(plan, wanted):
        talk(f"`{command_for('takes', wanted)}` lists the takes, `storyboard pick` chooses one.")
    return code


@click.command(cls=Sectioned)
@walks_shots
@makes_shots
def retry(file: Path, **given: Any) -> int:
    """Ask again for the shots of the storyboard FILE whose generation failed and whose words are unchanged.

    It is priced and confirmed as `run` is.
    """
    wanted = _retried(file, given)
    plan, film = compile_plan(wanted, purpose="run")
    tell_problems(film.problems)
    if not plan.calls:
        nothing_to_run(_NONE_FAILED, as_json=given["as_json"])
        return 0
    return carry_out(plan, wanted, given, source="again")


def _has_takes(plan: Plan, wanted: Wanted) -> bool:
    made, name = read_made_before(wanted), wanted.file.name
    return any(was_made(take) for call in plan.calls for take in made.of_shot(shot_of(call.id), storyboard=name))


def _retried(file: Path, given: dict[str, Any]) -> Wanted:
    wanted = wanted_from(file, given, first_take=given["first_take"], again=Again(failed=True))
    return replace(wanted, selection=retrying(wanted.selection))
