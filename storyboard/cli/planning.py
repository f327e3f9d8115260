"""`plan` and `show`: what would be made, why, and what it costs."""

import shlex
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from storyboard.cli.budget_text import Cap
from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import takes_locked, takes_remade, walks_shots, wanted_from
from storyboard.cli.plan_text import show_plan
from storyboard.cli.telling import data, talk, tell_problems
from storyboard.plan.decisions.again import Again
from storyboard.plan.plan import Plan
from storyboard.plan.plan_json import write_plan
from storyboard.problems import StoryboardError
from storyboard.run.takes.spent import read_spent
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before, wanted_of
from storyboard.stages.doubts import doubts_among, tell_doubts
from storyboard.stages.saving import read_saved, save_plan
from storyboard.stages.targets import is_free, missing_key

WOULD_MAKE = 10
PRINTED = Path("plan.json")  # what is printed is most likely kept where one stands


@click.command(cls=Sectioned)
@walks_shots
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan as JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--full", is_flag=True, help="Leave no shot out of a long table.")
@click.option("--quote", is_flag=True, help="Ask the target for its prices, free of charge.")
@takes_locked
@click.option("--first-take", is_flag=True, help="Go on from the lowest good take where none is picked.")
@takes_remade
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 10 where something would be made.")
def plan(  # one parameter for each option
    file: Path, output: Path | None, as_json: bool, full: bool, quote: bool, first_take: bool, remake: str | None,
    detailed_exitcode: bool, **given: Any,
) -> int:  # fmt: skip
    """Show what would be made of the storyboard FILE, why, and what it costs.

    Contacts nobody, unless --quote is given.
    """
    wanted = wanted_from(file, given, first_take=first_take, again=Again(remake=remake or ""))
    before = read_made_before(wanted)
    made, film = compile_plan(wanted, made=before, plan_file=output or PRINTED)
    tell_problems(film.problems)
    if quote:
        from storyboard.run.machine.waiting import wait_for
        from storyboard.stages.running import quote_wanted

        made = wait_for(quote_wanted(made, wanted))
    _write(made, wanted, output=output, as_json=as_json, full=full)
    for line in tell_doubts(doubts_among(before, made, wanted), wanted):
        talk(line)
    if quote:
        tell_unquoted(made)
    variable = missing_key(wanted.aim)
    if variable is not None and made.totals.make:
        talk(f"{variable} is not set: a run of this plan will need it.")
    return WOULD_MAKE if detailed_exitcode and made.totals.make else 0


def tell_unquoted(made: Plan) -> None:
    """Say how many requests the provider, though asked, named no price for."""
    asked = [call for call in made.calls if call.action == "make"]
    unquoted = sum(call.cost.basis != "quote" for call in asked)
    if unquoted:
        talk(f"No quote came for {unquoted} of {len(asked)} requests: their prices stay as they were.")


@click.command()
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--full", is_flag=True, help="Leave no shot out of a long table.")
def show(plan_file: Path, as_json: bool, full: bool) -> None:
    """Show the saved plan PLAN."""
    made = read_saved(plan_file)
    if as_json:
        data(write_plan(made))
    else:
        show_plan(made, sys.stdout, full=full, caps=_caps_known(made, plan_file))


def _caps_known(made: Plan, plan_file: Path) -> tuple[Cap, ...]:
    """Give the budget of a saved plan as far as it can be told: a plan can be shown whatever became of its folder."""
    try:
        return caps_of(made, wanted_of(made, plan_file=plan_file, base_url=made.base_url, out=None))
    except StoryboardError as error:
        talk(f"warning: What is spent of the budget cannot be told: {error.message}.")
        return ()


def caps_of(made: Plan, wanted: Wanted) -> tuple[Cap, ...]:
    """Give the storyboard's own budget as a cap, where it has one; what is free takes nothing of it."""
    if made.budget is None:
        return ()
    spent = Decimal(0) if is_free(made.target) else read_spent(wanted.folder, file=wanted.file.name, origin=made.origin)
    return (Cap(name="Budget", credits=made.budget, spent=spent),)


def _write(made: Plan, wanted: Wanted, *, output: Path | None, as_json: bool, full: bool) -> None:
    if output is not None:
        save_plan(made, output)
    if as_json:
        data(write_plan(made))
    else:
        show_plan(made, sys.stdout, full=full, caps=caps_of(made, wanted))
    if output is not None:
        talk(f"Saved as {output}. `{shlex.join(['storyboard', 'run', str(output)])}` makes exactly this.")
