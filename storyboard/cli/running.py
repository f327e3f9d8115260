"""`run`: make what is missing. Money is spent only after a priced plan was confirmed."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import click

from storyboard.cli.budget_text import Cap, budget_line, is_over
from storyboard.cli.confirming import confirm_price
from storyboard.cli.ending import tell_outcome
from storyboard.cli.help_text import Sectioned
from storyboard.cli.making import makes_shots
from storyboard.cli.options import takes_remade, walks_shots, wanted_from
from storyboard.cli.planning import caps_of
from storyboard.cli.progress import following
from storyboard.cli.telling import talk, tell_problems
from storyboard.plan.decisions.again import Again
from storyboard.plan.finished import plan_finished
from storyboard.plan.plan import Plan
from storyboard.problems import Refused, UsageError
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options
from storyboard.run.takes.spent import read_spent_by_run
from storyboard.stages.comparing import outdated
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before, wanted_of
from storyboard.stages.cutting import name_some
from storyboard.stages.running import run_wanted
from storyboard.stages.saving import is_plan, read_saved
from storyboard.stages.targets import need_key
from storyboard.stages.webhooks import webhooks_from

Source = Literal["saved", "fresh", "again"]
_SAVED = ", or save a plan with `storyboard plan -o` and run that"


@click.command(cls=Sectioned)
@walks_shots
@makes_shots
@takes_remade
def run(file: Path, *, remake: str | None, **given: Any) -> int:
    """Make what is missing of a storyboard, or exactly what a saved plan says. FILE is either.

    The sandbox is free and works offline. `--target pollo` spends money, after you have confirmed the price.
    """
    if file.suffix == ".json" or is_plan(file):
        _refuse_plans_own()
        return carry_out(*_saved(file, given), given, source="saved")
    return carry_out(*fresh(file, given, again=Again(remake=remake or "")), given, source="fresh")


def carry_out(
    plan: Plan,
    wanted: Wanted,
    given: Mapping[str, Any],
    *,
    source: Source,
    replaces: str = "",
) -> int:
    """Have a plan confirmed where it costs money, run it, tell what came of it, and give the exit code.

    `given` has the options of `makes_shots`. A saved plan is its own confirmation; what only a command of its own asks
    for `again`, none can have. `replaces` is the submission of unknown fate in whose place the plan is run.
    """
    webhooks = webhooks_from(given["webhook_listen"], given["webhook_url"], aim=wanted.aim)
    pays, budget = not wanted.aim.free, given["budget"]
    spent = Decimal(0) if budget is None or not pays else read_spent_by_run(wanted.folder, plan)
    own = () if budget is None else (Cap(name="--budget", credits=budget, spent=spent),)
    caps = (*own, *caps_of(plan, wanted))
    if source == "saved" or not pays:
        _warn_of_budget(plan, caps)
    else:
        plan = confirm_price(plan, wanted, yes=given["yes"], caps=caps, way_out=_SAVED if source == "fresh" else "")
    options = Options(
        concurrency=given["concurrency"],
        fail_fast=given["fail_fast"],
        scout=not given["no_scout"],
        poll_interval=given["poll_interval"],
        budget=budget if pays else None,
        production=plan.budget if pays else None,
        confirmed=plan.totals.credits if pays else None,
        signals="handle",
        webhooks=webhooks,
        replaces=replaces,
    )
    need_key(wanted.aim)  # before a table stands there that nothing comes of
    with following(plan, as_json=given["as_json"]) as tell:
        outcome = wait_for(run_wanted(plan, wanted, options=options, tell=tell))
    tell_outcome(outcome, plan, wanted)
    return outcome.exit_code


def fresh(file: Path, given: dict[str, Any], *, again: Again) -> tuple[Plan, Wanted]:
    """Compile a storyboard to the plan that is to be run, and tell its warnings."""
    wanted = wanted_from(file, given, first_take=given["first_take"], again=again)
    plan, film = compile_plan(wanted, purpose="run")
    tell_problems(film.problems)
    return plan, wanted


def _refuse_plans_own() -> None:
    """Raise UsageError for an option that a saved plan has answered already."""
    answered = {
        "select": "--select",
        "exclude": "--exclude",
        "first_take": "--first-take",
        "remake": "--remake",
        "locked": "--locked",
        "root": "--root",
        "variables": "--var",
    }
    for name, option in answered.items():
        if _was_given(name):
            raise UsageError(f"{option} belongs to the plan", help="Give it to `storyboard plan`.")


def _was_given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def _saved(file: Path, given: dict[str, Any]) -> tuple[Plan, Wanted]:
    """Read a saved plan, and refuse one that is finished or meant for another target, origin or profile."""
    plan = read_saved(file)
    base_url = given["base_url"] or plan.base_url
    planned_for = wanted_of(plan, plan_file=file, base_url=base_url, out=given["out"], store=given["store"])
    wanted = replace(planned_for, cache=given["cache"])
    for name, planned in (("target", plan.target), ("profile", plan.profile)):
        if _was_given(name) and given[name] != planned:
            meant = f"the {name} {planned}" if planned else f"no {name}"
            raise Refused(f"The plan is for {meant}, not for {given[name]}", help="Make a plan for it.")
    if wanted.aim.origin != plan.origin:
        raise Refused(f"The plan is for {plan.origin}, not for {wanted.aim.origin}", help="Make a plan for it.")
    _refuse_lost(wanted, file)
    if plan_finished(plan, read_made_before(wanted)):
        raise Refused(f"The plan {file} is finished", help="Make a new one with `storyboard plan`.")
    _tell_outdated(outdated(plan, wanted), wanted, file)
    return plan, wanted


def _tell_outdated(shots: tuple[str, ...], wanted: Wanted, plan_file: Path) -> None:
    if shots:
        compared = shlex.join(["storyboard", "diff", str(plan_file), str(wanted.file)])
        talk(
            f"{wanted.file} has changed since the plan was made, and the plan is run as it stands: "
            f"{name_some(shots)}. `{compared}` shows what differs."
        )


def _refuse_lost(wanted: Wanted, plan_file: Path) -> None:
    """Refuse to run where the storyboard is not: what goes in, and what was made and paid of it, lies beside it."""
    if not wanted.file.is_file():
        raise Refused(
            f"The storyboard of {plan_file} is not there: {wanted.file}",
            help="A plan finds it from where it lies itself, and beside it the pictures and what was made before. Put "
            "the plan back where it was saved, or make a new one with `storyboard plan -o`.",
        )


def _warn_of_budget(plan: Plan, caps: Iterable[Cap]) -> None:
    """Say what a plan goes over; the sandbox, which is free, makes it all the same."""
    for cap in caps:
        if is_over(plan, cap):
            talk(f"warning: {budget_line(plan, cap).plain}")
