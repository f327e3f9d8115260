"""`run`: make what is missing. Money is spent only after a priced plan was confirmed."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import click

from storyboard.cli.budget_text import Cap, budget_line, credits, is_over
from storyboard.cli.findings_text import findings_line
from storyboard.cli.help_text import Sectioned
from storyboard.cli.making import makes_shots
from storyboard.cli.options import takes_remade, walks_shots, wanted_from
from storyboard.cli.plan_text import show_plan
from storyboard.cli.planning import caps_of, tell_unquoted
from storyboard.cli.progress import following
from storyboard.cli.telling import talk, tell_problems
from storyboard.plan.decisions.again import Again
from storyboard.plan.decisions.holding import NONE_PICKED
from storyboard.plan.finished import plan_finished
from storyboard.plan.made import may_turn_up
from storyboard.plan.plan import Plan
from storyboard.problems import Refused, UsageError
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options
from storyboard.run.record.manifest import STATUSES, Manifest, ShotResult
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.spent import read_spent_by_run
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, compile_plan, out_folder, read_made_before, wanted_of
from storyboard.stages.running import quote_wanted, run_wanted
from storyboard.stages.saving import read_saved
from storyboard.stages.targets import SANDBOX
from storyboard.stages.webhooks import webhooks_from


@click.command(cls=Sectioned)
@walks_shots
@makes_shots
@takes_remade
def run(file: Path, *, remake: str | None, **given: Any) -> int:
    """Make what is missing of a storyboard, or exactly what a saved plan says. FILE is either.

    The sandbox is free and works offline. `--target pollo` spends money, after you have confirmed the price.
    """
    if file.suffix == ".json":
        _refuse_plans_own()
        return carry_out(*_saved(file, given), given, source="saved")
    return carry_out(*fresh(file, given, again=Again(remake=remake or "")), given, source="fresh")


def carry_out(
    plan: Plan,
    wanted: Wanted,
    given: Mapping[str, Any],
    *,
    source: Literal["saved", "fresh"],
    confirmed: Callable[[], object] = lambda: None,
) -> int:
    """Have a plan confirmed where it costs money, run it, tell what came of it, and give the exit code.

    `given` has the options of `makes_shots`. A saved plan is its own confirmation. `confirmed` is called once the plan
    is, before it is run.
    """
    webhooks = webhooks_from(given["webhook_listen"], given["webhook_url"], aim=wanted.aim)
    pays, budget = wanted.aim.name != SANDBOX, given["budget"]
    spent = Decimal(0) if budget is None or not pays else read_spent_by_run(wanted.folder, plan)
    own = () if budget is None else (Cap(name="--budget", credits=budget, spent=spent),)
    caps = (*own, *caps_of(plan, wanted))
    if source == "saved" or not pays:
        _warn_of_budget(plan, caps)
    else:
        plan = _confirmed(plan, wanted, yes=given["yes"], caps=caps)
    confirmed()
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
    )
    with following(plan, as_json=given["as_json"]) as tell:
        outcome = wait_for(run_wanted(plan, wanted, options=options, tell=tell))
    _tell_outcome(outcome, plan, wanted)
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
    return plan, wanted


def _refuse_lost(wanted: Wanted, plan_file: Path) -> None:
    """Refuse to pay where the storyboard is not: what was made of it is known beside it, and would be paid again."""
    if wanted.aim.name != SANDBOX and not wanted.file.is_file():
        raise Refused(
            f"The storyboard of {plan_file} is not there: {wanted.file}",
            help="A plan finds it from where it lies itself, and beside it what was made and paid before. Run the plan "
            "from where it was saved, or make a new one with `storyboard plan -o`.",
        )


def _confirmed(plan: Plan, wanted: Wanted, *, yes: bool, caps: tuple[Cap, ...]) -> Plan:
    """Show the priced plan and have it confirmed, where it would spend money. Raise Refused where it is not."""
    if not plan.totals.make:
        return plan
    quoted = wait_for(quote_wanted(plan, wanted))
    show_plan(quoted, sys.stderr, full=False, caps=caps)
    tell_unquoted(quoted)
    price = f"{credits(quoted.totals.credits)} credits"
    if not yes:
        if not may_ask():
            raise Refused(
                f"Nothing was confirmed: {price} would be spent on {wanted.aim.name}",
                help="Look at the plan above, then give --yes, or save a plan with `storyboard plan -o` and run that.",
            )
        if not click.confirm(_question(quoted, caps), err=True):
            raise Refused("Nothing was made: the price was not confirmed")
    elif _has_estimates(quoted) and not caps:
        raise Refused(
            f"The price of {price} is an estimate, and nothing caps what is spent",
            help="Give --budget, or set `budget: {credits: …}` in the storyboard; then --yes will do.",
        )
    return quoted


def _question(plan: Plan, caps: tuple[Cap, ...]) -> str:
    asked = f"Make {plan.totals.make} for {credits(plan.totals.credits)} credits on {plan.target}"
    left = min((cap.left for cap in caps if is_over(plan, cap)), default=None)
    return f"{asked}?" if left is None else f"{asked}, as far as {credits(left)} credits of budget go?"


def _warn_of_budget(plan: Plan, caps: Iterable[Cap]) -> None:
    """Say what a plan goes over; the sandbox, which is free, makes it all the same."""
    for cap in caps:
        if is_over(plan, cap):
            talk(f"warning: {budget_line(plan, cap).plain}")


def may_ask() -> bool:
    """Say whether there is somebody to ask: a question is seen on stderr and answered on stdin."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _has_estimates(plan: Plan) -> bool:
    return any(call.cost.basis == "estimate" for call in plan.calls if call.action == "make")


def _tell_outcome(outcome: Outcome, plan: Plan, wanted: Wanted) -> None:
    talk(f"{outcome.manifest.title}: {_counts(outcome.manifest, plan)}.")
    talk(f"Manifest: {out_folder(wanted) / 'manifest.json'}")
    found = findings_line(outcome.manifest, wanted)
    if found:
        talk(found)
    if outcome.reason:
        talk(f"error: {outcome.reason.rstrip('.')}.")
    if outcome.help:
        talk(f"help: {outcome.help}")
    if any(shot.status == "in-doubt" for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('reconcile', wanted)}` shows what is known of what is in doubt.")
    if _may_turn_up(outcome.manifest, plan):
        talk(f"Next: `{command_for('fetch', wanted)}` looks once more for what was not found, and pays nothing.")
    if outcome.exit_code == 1 and any(_has_failed_takes(shot) for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('retry', wanted)}` asks again for what failed; the price comes first.")
    if any(shot.status == "held" and NONE_PICKED in " ".join(shot.because) for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('takes', wanted)}` lists the takes and `pick` chooses one, for what continues it.")
    if outcome.exit_code == 0 and all(shot.status == "done" for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('cut', wanted)}` joins the shots into the film.")


def _may_turn_up(manifest: Manifest, plan: Plan) -> bool:
    """Say whether this run gave up a take that may be there after all."""
    worked_on = {usage for call in plan.calls if call.action in ("make", "fetch") for usage in call.usages}
    takes = [take for shot in manifest.shots if shot.address in worked_on for take in shot.takes]
    return any(take.status == "failed" and may_turn_up(take.message) for take in takes)


def _has_failed_takes(shot: ShotResult) -> bool:
    """Tell what only `retry` asks for again from what the provider refused, which `run` does."""
    return shot.status == "failed" and any(take.status == "failed" for take in shot.takes)


def _counts(manifest: Manifest, plan: Plan) -> str:
    """Count where the shots stand; what was here before, or what another plan has made meanwhile, is kept, not done."""
    done = {shot.address: shot for shot in manifest.shots if shot.status == "done"}
    actions = {usage: call.action for call in plan.calls for usage in call.usages}
    here = {address for address in done if actions.get(address) not in ("make", "fetch")}
    kept = here | {address for address, shot in done.items() if actions.get(address) == "make" and not shot.attempts}
    asked = [shot for shot in manifest.shots if shot.address in actions]
    counted = Counter("kept" if shot.address in kept else shot.status for shot in asked)
    counted["not selected"] = len(manifest.shots) - len(asked)
    states = (*STATUSES, "kept", "not selected")
    counts = ", ".join(f"{counted[state]} {state}" for state in states if counted[state])
    counted = +counted
    return f"nothing to make, {counts}" if set(counted) == {"kept"} else counts or "no shots"
